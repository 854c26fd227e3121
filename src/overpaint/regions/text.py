"""Writing in a picture, line by line: all of it, or what kind of writing the words name.

PP-OCRv6 says where lines stand and what they say (`detection.text_lines`); `text.toml` has the words for each kind. A date
stamp, a price, a web address is known by its characters; a watermark by saying whose the picture is, or by where it stands; a
title by its size.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="Writing, by what it says or what it is: all text, a title, a date stamp, a watermark, a price, an address.",
    weights=("text_detection", "text_recognition"),
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """One instance for each line; nothing where nothing can be read. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.by_line import written

    return written(image, context)
