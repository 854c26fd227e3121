"""Open water and its edge.

    seascape    the whole picture
    winds       how strongly it blows, as data
    waves       what the surface is like; `surface`: its height, slope and roughness at a place
    reflection  the light it sends to the eye
    shoreline   where sea and sand meet; `beach`: sand, wet sand, breakers, foam
    places      which of them is seen at a place
    paint       the part of the picture that is water or sand

Importing this package is cheap; importing its modules imports numba.
"""
