"""Everything but the main subject: nothing where none stands out, for then nothing tells what the background is."""

from __future__ import annotations

from overpaint.regions.base import Finder

FINDER = Finder(
    __name__,
    kinds={"background": {"en": "the background", "zh": "背景", "zh-Hant": "背景"}},
    summary="Everything but the subject.",
    complement_of="subject",
)
