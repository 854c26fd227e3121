"""Overpaint: edit pictures by instruction, on your own machine.

`import overpaint` loads next to nothing; the names below arrive when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from overpaint.imaging.codec import OutputFormat
    from overpaint.imaging.values import Image, Mask
    from overpaint.library import Result, edit
    from overpaint.plans import Plan

__version__ = "0.1.0"
__all__ = ["Image", "Mask", "OutputFormat", "Plan", "Result", "__version__", "edit"]

_HOMES = {
    "edit": "overpaint.library",
    "Result": "overpaint.library",
    "Image": "overpaint.imaging.values",
    "Mask": "overpaint.imaging.values",
    "OutputFormat": "overpaint.imaging.codec",
    "Plan": "overpaint.plans",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'overpaint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
