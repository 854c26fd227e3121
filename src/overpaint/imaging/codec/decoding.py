"""Bytes → `Image` or `Mask`. Strict: a truncated or corrupt file is refused, never half shown."""

from __future__ import annotations

import io

import cv2
import numpy as np

from overpaint.errors import InvalidImage
from overpaint.imaging.codec.exif import apply_orientation
from overpaint.imaging.codec.header import SEND_AGAIN, ImageFile, UnreadableError
from overpaint.imaging.codec.jpeg_scan import JpegScan
from overpaint.imaging.codec.opening import scan
from overpaint.imaging.codec.png_scan import PngScan
from overpaint.imaging.codec.profile import convert_to_srgb
from overpaint.imaging.codec.stored import Stored, plain_rgb, read_jpeg, read_png, read_webp
from overpaint.imaging.values import Image, Mask
from overpaint.imaging.wire import mask_from_alpha


def decode(file: ImageFile) -> Image:
    """The picture, upright and in sRGB. Grey becomes RGB; an alpha channel that is opaque everywhere is dropped.

    Of an animation or a multi-picture file: the first. Raises InvalidImage with `param` = the file's name.
    """
    try:
        stored = _read(file)
    except UnreadableError as reason:
        raise reason.named(file.name) from None
    converted = convert_to_srgb(stored.colours, stored.mode, stored.profile) if stored.profile else None
    colours = plain_rgb(stored) if converted is None else converted
    if stored.alpha is not None and stored.alpha.min() < 255:
        colours = np.asarray(cv2.insertChannel(stored.alpha, cv2.cvtColor(colours, cv2.COLOR_RGB2RGBA), 3), np.uint8)
    return Image(apply_orientation(colours, file.header.orientation))


def decode_mask(file: ImageFile) -> Mask:
    """The alpha channel as a mask (alpha 0 = change here = 1), upright. Colours don't matter.

    Raises InvalidImage: code `invalid_mask_image_format` without an alpha channel, else as `decode`.
    """
    try:
        alpha = _read(file).alpha if file.header.has_alpha else None
    except UnreadableError as reason:
        raise reason.named(file.name) from None
    if alpha is None:
        raise InvalidImage(
            f"{file.name} has no alpha channel, so it can't say where to edit. Save it as a PNG with transparency: transparent"
            " where the picture may change, opaque where it must stay.",
            code="invalid_mask_image_format",
            param=file.name,
        )
    return mask_from_alpha(apply_orientation(alpha, file.header.orientation))


def _read(file: ImageFile) -> Stored:
    data = file.read()
    found = scan(io.BytesIO(data))
    if found.header != file.header:
        raise UnreadableError("changed while it was being read", SEND_AGAIN)
    if isinstance(found, PngScan):
        stored = read_png(data, found)
    elif isinstance(found, JpegScan):
        stored = read_jpeg(data, found)
    else:
        stored = read_webp(data, found)
    height, width = stored.colours.shape[:2]
    if (width, height) != file.header.stored_size or (stored.alpha is not None) != file.header.has_alpha:
        raise UnreadableError("is corrupt: its pixels are not what its header says")
    return stored
