"""Multipart bodies built by hand, in any order and as broken as wanted, and the small pictures that go into them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image

BOUNDARY = "----overpaint7MA4YWxkTrZu0gW"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
PROMPT = "Change the background to a sunset over the ocean"


@dataclass(frozen=True)
class File:
    """A file part. `name=None` leaves the file name out."""

    data: bytes
    name: str | None = "upload"
    type: str | None = "application/octet-stream"


Part = tuple[str, str | bytes | File]


def encode_form(*parts: Part) -> bytes:
    return b"".join(encode_part(name, value) for name, value in parts) + f"--{BOUNDARY}--\r\n".encode()


def encode_part(name: str, value: str | bytes | File) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
    if not isinstance(value, File):
        return head.encode() + b"\r\n\r\n" + (value.encode() if isinstance(value, str) else value) + b"\r\n"
    if value.name is not None:
        head += f'; filename="{value.name}"'
    if value.type is not None:
        head += f"\r\nContent-Type: {value.type}"
    return head.encode() + b"\r\n\r\n" + value.data + b"\r\n"


@cache
def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB", format: str = "PNG", colour: int = 90) -> bytes:
    """A plain picture; with alpha its left half is transparent."""
    image = Image.new("RGB", size, (colour, colour // 2, 255 - colour))
    if mode in ("RGBA", "LA"):
        alpha = Image.new("L", size, 255)
        alpha.paste(0, (0, 0, size[0] // 2, size[1]))
        image.putalpha(alpha)
    out = io.BytesIO()
    image.convert(mode).save(out, format)
    return out.getvalue()


def mask(size: tuple[int, int] = (64, 48), format: str = "PNG") -> bytes:
    return picture(size, "RGBA", format)


SCALARS: tuple[Part, ...] = (("model", "gpt-image-2"), ("prompt", PROMPT))


# The echo engine's cheapest way to another size.
QUICK: Part = ("fit", "stretch")


def good(*extra: Part, image: bytes | None = None) -> tuple[Part, ...]:
    """A form that is accepted, in the SDK's order: scalars, then files."""
    quick = () if any(name == "fit" for name, _ in extra) else (QUICK,)
    return (*SCALARS, *quick, *extra, ("image", File(picture() if image is None else image)))


def without(parts: tuple[Part, ...], name: str) -> tuple[Part, ...]:
    return tuple(part for part in parts if part[0] != name)
