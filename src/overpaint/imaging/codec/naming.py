"""What a file's name says about its format."""

from __future__ import annotations

from pathlib import PurePath
from typing import get_args

from overpaint.imaging.codec.header import Format

SUFFIXES: dict[str, Format] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".jfif": "jpeg", ".webp": "webp"}
FORMATS: tuple[Format, ...] = get_args(Format)


def format_of_name(path: PurePath) -> Format | None:
    """The format that a name's ending stands for, whatever its case; None for an ending that is none of ours."""
    return SUFFIXES.get(path.suffix.lower())
