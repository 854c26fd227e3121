"""Overpaint: edit pictures by instruction, on your own machine.

`import overpaint` loads next to nothing; the names below arrive when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from overpaint.errors import (
        Cancelled,
        ConfigurationError,
        EngineError,
        EngineTimeout,
        EngineUnavailable,
        InvalidImage,
        InvalidRequest,
        OverpaintError,
        Refusal,
    )
    from overpaint.imaging.codec import OutputFormat
    from overpaint.imaging.values import Image, Mask
    from overpaint.library import Result, edit
    from overpaint.plans import Plan

__version__ = "0.1.0"
__all__ = [
    "Cancelled",
    "ConfigurationError",
    "EngineError",
    "EngineTimeout",
    "EngineUnavailable",
    "Image",
    "InvalidImage",
    "InvalidRequest",
    "Mask",
    "OutputFormat",
    "OverpaintError",
    "Plan",
    "Refusal",
    "Result",
    "__version__",
    "edit",
]

_HOMES = {
    "edit": "overpaint.library",
    "Result": "overpaint.library",
    "Image": "overpaint.imaging.values",
    "Mask": "overpaint.imaging.values",
    "OutputFormat": "overpaint.imaging.codec",
    "Plan": "overpaint.plans",
    "Cancelled": "overpaint.errors",
    "ConfigurationError": "overpaint.errors",
    "EngineError": "overpaint.errors",
    "EngineTimeout": "overpaint.errors",
    "EngineUnavailable": "overpaint.errors",
    "InvalidImage": "overpaint.errors",
    "InvalidRequest": "overpaint.errors",
    "OverpaintError": "overpaint.errors",
    "Refusal": "overpaint.errors",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'overpaint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
