"""Open water and its edge: `waves` (what the surface is like), `surface` (its height, slope and roughness at a place),
`reflection` (the light it sends to the eye), `beach` (sand, wet sand, breakers, foam), `paint` (the part of the picture that
is water or sand).

Importing this package is cheap; importing its modules imports numba.
"""
