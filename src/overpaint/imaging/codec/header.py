"""What a file's header says, and the file itself: enough to accept or refuse a picture before any pixel is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from overpaint.errors import InvalidImage
from overpaint.imaging.values import Size

Format = Literal["png", "jpeg", "webp"]
# What of a file an `Image` can't hold: finer steps than 8 bits, pictures after the first.
Loss = Literal["sixteen_bits", "animation"]

# Beyond this edge OpenCV's warps, whose coordinates are 16-bit, stop working.
LONGEST_EDGE = 32_000

SAVE_AGAIN = "Open it in a picture editor, save it again as PNG or JPEG, and send that."
SEND_AGAIN = "Send the whole file again."


@dataclass(frozen=True)
class ImageHeader:
    """`stored_size` is (width, height) as stored, `size` after the EXIF `orientation` (1 to 8) is applied.

    `has_alpha`: the file can hold transparency (a channel, or PNG's tRNS); the pixels may still all be
    opaque. `lost`: what decoding leaves behind, to be told.
    """

    format: Format
    size: Size
    stored_size: Size
    orientation: int
    has_alpha: bool
    lost: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class ImageFile:
    """A picture still in its file; its header was read and passed the limits. `name`: the request's word for it (`image[1]`)."""

    source: bytes | Path
    header: ImageHeader
    name: str

    def read(self) -> bytes:
        """The file's bytes. Raises OSError if a path can't be read."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


class UnreadableError(Exception):
    """Why a file can't be read: `fault` continues "image[1] …", `cure` says what to do."""

    def __init__(self, fault: str, cure: str = SAVE_AGAIN) -> None:
        super().__init__(fault)
        self.fault = fault
        self.cure = cure

    def named(self, name: str) -> InvalidImage:
        """The error for the outside, with the picture's name."""
        return InvalidImage(f"{name} {self.fault}. {self.cure}", param=name)


def truncated(where: str) -> UnreadableError:
    return UnreadableError(f"is truncated: {where}", SEND_AGAIN)


def make_header(
    format_: Format, stored_size: Size, orientation: int, has_alpha: bool, lost: tuple[Loss, ...] = ()
) -> ImageHeader:
    """Orientations 5 to 8 lie on their side. Raises UnreadableError for an empty or overlong edge."""
    width, height = stored_size
    if min(stored_size) < 1:
        raise UnreadableError(f"says it is {width}x{height}: it has no pixels")
    if max(stored_size) > LONGEST_EDGE:
        raise UnreadableError(f"is {width}x{height}; an edge may have at most {LONGEST_EDGE:,} pixels", "Scale it down.")
    size = (height, width) if orientation >= 5 else stored_size
    return ImageHeader(format_, size, stored_size, orientation, has_alpha, lost)


def take(file: BinaryIO, count: int, where: str) -> bytes:
    """Exactly `count` bytes. Raises UnreadableError if the file ends before."""
    data = file.read(count)
    if len(data) < count:
        raise truncated(f"it ends inside {where}")
    return data


def remaining(file: BinaryIO) -> int:
    """Bytes from here to the end; the position stays."""
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return end - here
