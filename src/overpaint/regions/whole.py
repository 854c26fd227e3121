"""The whole picture."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.regions.base import FinderContext, Found

SUMMARY = "Every pixel of the picture."


def find(image: Image, context: FinderContext) -> Found:  # noqa: ARG001 - every finder has the contract's parameters
    return Found(Mask.whole(image.size))
