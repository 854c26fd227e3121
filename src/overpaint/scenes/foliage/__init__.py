"""Plants as a fast lens sees them: leaves, stems and blades placed in depth, each distance blurred by its own disc.

What several scenes of woods, gardens and grass share; `lens` says how they are put together.
"""
