"""What must hold whoever paints: the picture opened and fitted once, the mask, alpha, size and encoding at the end.

`open_canvas` → engines paint → `finish`. Between engines the picture travels as a `Handoff`. No engine repeats any of it.
"""

from __future__ import annotations

from overpaint.canvas.request import (
    MAX_IMAGES,
    MAX_N,
    MAX_PARTIALS,
    MAX_PROMPT,
    QUALITIES,
    Background,
    EditRequest,
    Picture,
    QualityName,
)

__all__ = [
    "MAX_IMAGES",
    "MAX_N",
    "MAX_PARTIALS",
    "MAX_PROMPT",
    "QUALITIES",
    "Background",
    "EditRequest",
    "Picture",
    "QualityName",
]
