"""Retouching faces: where their parts are, and kernels that mend skin, eyes and teeth without inventing any."""
