"""The files of an edit: under which field names they come, in which order, and what must hold before any pixel is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from multipart import MultipartSegment

from overpaint.canvas import MAX_IMAGES
from overpaint.errors import InvalidImage, InvalidRequest
from overpaint.imaging.codec import ImageFile

# `image[0]`, `image[1]`, …: how some gateways re-encode a list. Their index counts, not their place in the body.
_INDEXED = re.compile(r"image\[([0-9]{1,4})\]", re.ASCII)
# `filename*=UTF-8''…` of RFC 5987, which the parser passes over. What is between quotes is a name, not a parameter.
_EXTENDED_NAME = re.compile(r";\s*filename\*\s*=", re.ASCII | re.IGNORECASE)
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')

FILE_PROPERTIES: dict[str, Any] = {
    "image": {
        "type": "string",
        "format": "binary",
        "description": "Single source image file to edit (PNG, JPEG or WebP). Use `image[]` instead when providing multiple "
        "images.",
    },
    "image[]": {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "maxItems": MAX_IMAGES,
        "description": f"Multiple source image files (PNG, JPEG or WebP). Up to {MAX_IMAGES} images per request; the first one "
        "is edited. Use instead of `image` for multi-image input. `image[0]`, `image[1]`, … are accepted too: the index is the "
        "order.",
    },
    "mask": {
        "type": "string",
        "format": "binary",
        "description": "Mask image file with an alpha channel: where it is transparent, the source image is edited. Must be of "
        "the same size as the first source image (< 50MB), as PNG or in that image's own format. Needs a key of a group that "
        "allows masks.",
    },
}


@dataclass(frozen=True)
class Place:
    """Where one image stands: those with an index first, by index, then the others as they came. `param` names it in errors."""

    index: int | None
    arrival: int
    param: str

    @property
    def order(self) -> tuple[bool, int]:
        return (True, self.arrival) if self.index is None else (False, self.index)


def is_image_name(name: str) -> bool:
    return name in ("image", "image[]") or _INDEXED.fullmatch(name) is not None


def place(name: str, taken: list[Place]) -> Place:
    """The place of the next image. Raises InvalidRequest for a seventeenth, or for an index that is taken."""
    arrival = len(taken)
    if arrival >= MAX_IMAGES:
        raise too_many_images()
    match = _INDEXED.fullmatch(name)
    index = int(match[1]) if match else None
    if index is not None and any(other.index == index for other in taken):
        raise InvalidRequest(f"Duplicate parameter: '{name}'. Send each index once.", param=name)
    plain = name == "image" and arrival == 0
    return Place(index, arrival, "image" if plain else f"image[{arrival if index is None else index}]")


def too_many_images() -> InvalidRequest:
    return InvalidRequest(f"Too many images: at most {MAX_IMAGES} are taken.", code="too_many_images", param="image")


def is_file(segment: MultipartSegment) -> bool:
    """A part with a file name, in either form, or of a type that no text has."""
    content_type = segment.content_type or ""
    if _EXTENDED_NAME.search(_QUOTED.sub("", segment.header("Content-Disposition", ""))):
        return True
    return segment.filename is not None or content_type.startswith("image/") or content_type == "application/octet-stream"


def check_mask_format(mask: ImageFile) -> None:
    """Raises InvalidImage (`invalid_mask_image_format`) for a mask that can't say where to edit."""
    if not mask.header.has_alpha:
        message = (
            f"The mask ({mask.header.format}) has no alpha channel. Send a PNG with one, of the image's size: alpha 0 where the "
            "edit may happen, 255 where the picture stays. With Pillow, from a picture `area` that is white where you want the "
            "edit: mask = Image.new('RGBA', area.size); mask.putalpha(ImageOps.invert(area.convert('L'))); mask.save('mask.png')."
        )
        raise InvalidImage(message, code="invalid_mask_image_format", param="mask")


def check_mask_fits(mask: ImageFile, image: ImageFile) -> None:
    """Raises InvalidImage for a mask of another size or format than the first image takes."""
    if mask.header.format not in ("png", image.header.format):
        message = f"The mask is {mask.header.format}. Send it as PNG, or in the image's own format ({image.header.format})."
        raise InvalidImage(message, code="invalid_mask_image_format", param="mask")
    if mask.header.size != image.header.size:
        raise InvalidImage(_size_mismatch(mask, image), code="mask_size_mismatch", param="mask")


def _size_mismatch(mask: ImageFile, image: ImageFile) -> str:
    (width, height), (mask_width, mask_height) = image.header.size, mask.header.size
    message = f"The mask is {mask_width}x{mask_height} pixels, the image {width}x{height}; they must be equal."
    if mask.header.size == image.header.stored_size:
        message += " The image is stored turned and its EXIF orientation turns it upright: make the mask of the upright picture."
    return message
