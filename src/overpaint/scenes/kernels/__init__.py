"""What every procedural scene's machine code stands on: how kernels are compiled (`compiled`) and mip-mapped textures
(`texture`).

Importing this package is cheap; importing its modules imports numba. Scenes therefore import them inside `render`.
"""
