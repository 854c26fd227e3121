"""What walls and tables are made of: fields of noise, one module a material, the views on them and the light.

A material says for each place its colour, its height and its gloss; `lighting` does the rest.
"""
