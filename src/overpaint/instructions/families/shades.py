"""What `dark` and `light` make of the scenes that have a colour: a dark wood wall is dark brown, not black."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from overpaint.instructions.words import Span

_SHADES: Mapping[str, tuple[str, str]] = {
    "brick": ("#5c3327", "#cfa98c"),
    "concrete": ("#55585a", "#c8c9c6"),
    "wood": ("#4a2f1d", "#c9a678"),
    "marble": ("#2e2f33", "#ededeb"),
    "fabric": ("#3c3d42", "#e4dfd5"),
    "plaster": ("#4d4c4b", "#e6e2db"),
    "studio": ("#404040", "#d3d3d3"),
}
"""A material or scene, dark and light, as #rrggbb: colours that it is really found in."""

_BETWEEN = 1
"""Units that may stand between: `dark old brick`, `深色的木墙`."""


def shade_asked(span: Span, start: int, scene: str, params: Mapping[str, Any]) -> str | None:
    """The colour that a shade before the place at `start` asks for; None without one, or where the scene has no such tone."""
    known = _SHADES.get(str(params.get("material", scene)))
    shades = [hit for hit in span.of("shade") if 0 <= start - hit.end <= _BETWEEN]
    return known[shades[-1].key == "light"] if known and shades else None
