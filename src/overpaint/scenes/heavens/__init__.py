"""A sky that any outdoor scene may stand under: `camera`, `atmosphere` (clear air), `clouds`, `cloudscape` (which clouds),
`night`, `dome`.

    camera      pixels to directions
    atmosphere  look-up tables of clear air for one position of the sun
    clouds      kernels: density and light of cloud slabs
    cloudscape  recipes: which slabs make a fair, cloudy, … sky
    night       moon and stars
    dome        paints the picture's sky and the panorama that water and ground reflect

Importing this package is cheap; importing its modules imports numba.
"""
