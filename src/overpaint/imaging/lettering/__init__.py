"""Writing on a picture: which letters (`faces`), in which lines (`lines`), as which shapes (`ink`), and whether they can be read
on what lies behind them (`ground`). `writing` puts these together; `written` is a line that was read, `wording` what it says.

Here alone Pillow is asked for letters: FreeType's, shaped by Raqm.
"""
