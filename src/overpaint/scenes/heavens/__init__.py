"""A sky that any outdoor scene may stand under. Scenes begin with `outdoors`; its docstring says how.

    outdoors    a camera under the sky of an hour and a weather: painted, developed, its light described
    hours       the light of each hour and weather, as data
    camera      pixels to directions
    atmosphere  look-up tables of clear air for one position of the sun; `air` has what they are made of
    covered     the same for overcast and fog: even light, no sun
    clouds      kernels: density and light of cloud slabs
    cloudscape  recipes: which slabs make a fair, cloudy, overcast sky
    night       moon and stars
    precipitation  rain and snow in the air before a developed picture
    dome        paints the picture's sky and the panorama that water and ground reflect

Importing this package is cheap; importing its modules (but `hours`) imports numba.
"""
