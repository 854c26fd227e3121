"""Bytes in and out: PNG, JPEG and WebP, with limits.

`open_image` reads only a header, so that a picture is refused before it costs anything; `decode` and `decode_mask` give pixels;
`encode` gives a file. Every message names the picture and the cure.
"""

from overpaint.imaging.codec.decoding import decode, decode_mask
from overpaint.imaging.codec.encoding import OutputFormat, encode
from overpaint.imaging.codec.header import Format, ImageFile, ImageHeader
from overpaint.imaging.codec.naming import FORMATS, format_of_name
from overpaint.imaging.codec.opening import open_image

__all__ = [
    "FORMATS",
    "Format",
    "ImageFile",
    "ImageHeader",
    "OutputFormat",
    "decode",
    "decode_mask",
    "encode",
    "format_of_name",
    "open_image",
]
