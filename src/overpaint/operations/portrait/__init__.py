"""Faces: hidden, or retouched."""
