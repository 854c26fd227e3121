"""What people build, as a fast lens sees it: streets, rooms and skylines of boxes and ellipsoids, followed ray by ray.

What several scenes of towns and rooms share. `solids` traces, `lens` blurs, `look` makes a picture of the light.
"""
