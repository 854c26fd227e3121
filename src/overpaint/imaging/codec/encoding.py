"""`Image` → bytes, with no metadata from the input."""

from __future__ import annotations

import io
from dataclasses import dataclass

import simplejpeg
from PIL import Image as PillowImage

from overpaint.errors import InvalidRequest
from overpaint.imaging.codec.header import Format
from overpaint.imaging.codec.png_writer import write_png
from overpaint.imaging.geometry import flatten
from overpaint.imaging.values import Image

DEFAULT_QUALITY = 90
# From here on colour detail is worth keeping at full resolution.
_FULL_COLOUR_QUALITY = 95
_LONGEST_EDGE: dict[Format, int] = {"png": 2**31 - 1, "jpeg": 65_500, "webp": 16_383}


@dataclass(frozen=True)
class OutputFormat:
    """How an answer is encoded. `compression`: quality 0 (smallest) to 100 of JPEG or WebP, None for the default, 90.

    Raises ValueError for a compression with PNG, which is always lossless, or out of its range.
    """

    format: Format = "png"
    compression: int | None = None

    def __post_init__(self) -> None:
        if self.format not in _LONGEST_EDGE:
            raise ValueError(f"format must be one of {', '.join(_LONGEST_EDGE)}, not {self.format!r}")
        if self.compression is None:
            return
        if self.format == "png":
            raise ValueError("PNG is lossless and takes no compression; ask for jpeg or webp, or leave it out")
        if not 0 <= self.compression <= 100:
            raise ValueError(f"compression must be from 0 to 100, not {self.compression}")

    @property
    def quality(self) -> int:
        return DEFAULT_QUALITY if self.compression is None else self.compression


def encode(image: Image, output: OutputFormat) -> bytes:
    """The file. PNG keeps every byte of every pixel; JPEG lays transparent pictures on white.

    Raises InvalidRequest for a picture with an edge longer than the format can hold.
    """
    limit = _LONGEST_EDGE[output.format]
    if max(image.size) > limit:
        fault = f"{output.format} holds at most {limit:,} pixels an edge and the answer is {image.width}x{image.height}"
        raise InvalidRequest(f"{fault}. Ask for png, or a smaller size.", param="output_format")
    if output.format == "png":
        return write_png(image.pixels)
    if output.format == "jpeg":
        return _jpeg(image, output.quality)
    return _webp(image, output.quality)


def _jpeg(image: Image, quality: int) -> bytes:
    subsampling = "444" if quality >= _FULL_COLOUR_QUALITY else "420"
    return bytes(simplejpeg.encode_jpeg(flatten(image).pixels, max(1, quality), "RGB", subsampling))


def _webp(image: Image, quality: int) -> bytes:
    target = io.BytesIO()
    PillowImage.fromarray(image.pixels).save(target, "WEBP", quality=quality, method=2)
    return target.getvalue()
