"""Land under a sky: `erosion` (how rivers and landslides shape mountains), `relief` (heights, shadows and occlusion of a tile of
land, as textures), `dunes`, `ranges` (tiles of sand and rock), `carpet` (what grows and lies on the ground), `walk` (what
is seen at a pixel), `cover` (what it is made of), `shade` (the light it sends to the eye), `viewpoint` (where to stand),
`landscape` (the finished picture).

Importing this package is cheap; importing its modules imports numba.
"""
