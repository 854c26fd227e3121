"""Files that no picture can be read from: empty, cut off, corrupt, forged, bombs, of other formats.

`bad_files()` makes them all, name → bytes; each must be refused with InvalidImage under a limit of 50 megapixels.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from functools import cache

import numpy as np
from PIL import Image as PillowImage

from imaging.photographs import photograph
from imaging.png_files import GREY, PALETTE, RGB, SIGNATURE, chunk, ihdr, write_png

LIMIT = 50_000_000


@cache
def bad_files() -> dict[str, bytes]:
    return {**_other_formats(), **_bad_pngs(), **_bad_jpegs(), **_bad_webps()}


def saved(format_: str, **options: object) -> bytes:
    """A small photograph as Pillow saves it."""
    target = io.BytesIO()
    PillowImage.fromarray(photograph("coffee", (96, 64))).save(target, format_, **options)
    return target.getvalue()


def _other_formats() -> dict[str, bytes]:
    return {
        "empty": b"",
        "one byte": b"\x89",
        "zeros": bytes(4096),
        "random bytes": np.random.default_rng(3).bytes(4096),
        "text": b"This is not a picture, it is a sentence.",
        "json": b'{"image": "data"}',
        "html": b"<!doctype html><title>404</title>",
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "gif": saved("GIF"),
        "bmp": saved("BMP"),
        "tiff": saved("TIFF"),
        "icon": saved("ICO"),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(64),
        "jpeg xl": b"\xff\x0a" + bytes(64),
        "pdf": b"%PDF-1.7\n" + bytes(64),
        "photoshop": b"8BPS\0\1" + bytes(64),
        "heic": b"\0\0\0\x18ftypheic" + bytes(64),
        "avif": b"\0\0\0\x18ftypavif" + bytes(64),
        "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(64),
        "data url": b"data:image/png;base64," + base64.b64encode(saved("PNG")),
        "png in base64": base64.b64encode(saved("PNG")),
        "jpeg in base64": base64.b64encode(saved("JPEG")),
        "webp in base64": base64.b64encode(saved("WEBP")),
    }


def _bad_pngs() -> dict[str, bytes]:
    good = write_png(photograph("coffee", (96, 64)), RGB)
    raw = b"".join(b"\0" + row.tobytes() for row in photograph("coffee", (96, 64)))
    packed = zlib.compress(raw)
    flipped = bytearray(packed)
    flipped[len(packed) // 2] ^= 0x55
    head = ihdr(96, 64)
    return {
        "png: signature only": SIGNATURE,
        "png: header only": SIGNATURE + head,
        "png: half": good[: len(good) // 2],
        "png: last byte missing": good[:-1],
        "png: IEND missing": good[:-12],
        "png: IDAT missing": SIGNATURE + head + chunk(b"IEND"),
        "png: IDAT before IHDR": SIGNATURE + chunk(b"IDAT", packed) + head + chunk(b"IEND"),
        "png: two headers": SIGNATURE + head + head + chunk(b"IDAT", packed) + chunk(b"IEND"),
        "png: header checksum wrong": SIGNATURE + chunk(b"IHDR", head[8:-4], crc=1) + good[33:],
        "png: pixel checksum wrong": SIGNATURE + head + chunk(b"IDAT", packed, crc=1) + chunk(b"IEND"),
        "png: rows missing": _png(head, zlib.compress(raw[: len(raw) // 2])),
        "png: last byte of pixels missing": _png(head, zlib.compress(raw[:-1])),
        "png: deflate cut off": _png(head, packed[: len(packed) // 2]),
        "png: deflate checksum wrong": _png(head, packed[:-4] + b"\0\0\0\0"),
        "png: deflate is noise": _png(head, np.random.default_rng(1).bytes(999)),
        "png: one byte flipped": _png(head, bytes(flipped)),
        "png: unknown filter": _png(head, zlib.compress(b"\x09" + raw[1:])),
        "png: middle chunk missing": SIGNATURE
        + head
        + chunk(b"IDAT", packed[:500])
        + chunk(b"IDAT", packed[900:])
        + chunk(b"IEND"),
        "png: chunk longer than the file": good[:33] + struct.pack(">I", 1 << 30) + good[37:],
        "png: no width": SIGNATURE + ihdr(0, 64) + good[33:],
        "png: depth 3": SIGNATURE + ihdr(96, 64, depth=3) + good[33:],
        "png: colour type 5": SIGNATURE + ihdr(96, 64, colour_type=5) + good[33:],
        "png: 16-bit palette": SIGNATURE + ihdr(96, 64, depth=16, colour_type=PALETTE) + good[33:],
        "png: palette missing": _png(ihdr(96, 64, colour_type=PALETTE), zlib.compress(bytes(97 * 64))),
        "png: header says 60000 squared": SIGNATURE + ihdr(60_000, 60_000) + good[33:],
        "png: header says two thousand million wide": SIGNATURE + ihdr(2**31 - 1, 1) + good[33:],
        "png: thin and 40 million wide": SIGNATURE + ihdr(40_000_000, 1, colour_type=GREY) + good[33:],
        "png: bomb of 12000 squared": png_bomb(12_000),
        "png: a hundred thousand chunks": SIGNATURE + head + chunk(b"IDAT") * 100_000 + chunk(b"IEND"),
    }


def png_bomb(edge: int) -> bytes:
    """A valid black RGB PNG of `edge` squared in a thousandth of its pixels' bytes, made without ever holding the pixels."""
    total = edge * (3 * edge + 1)
    block_length = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(block_length)) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = packer.compress(bytes(total % block_length)) + packer.flush()
    # Adler-32 of n zeros: the first sum stays 1, the second is n.
    checksum = struct.pack(">HH", total % 65_521, 1)
    return _png(ihdr(edge, edge), b"\x78\xda" + block * (total // block_length) + rest + checksum)


def _png(head: bytes, packed: bytes) -> bytes:
    return SIGNATURE + head + chunk(b"IDAT", packed) + chunk(b"IEND")


def _bad_jpegs() -> dict[str, bytes]:
    good = saved("JPEG", quality=90)
    frame = good.index(b"\xff\xc0")
    scan = good.index(b"\xff\xda")
    corrupt = bytearray(good)
    corrupt[-400:-300] = bytes(value ^ 0x3C for value in corrupt[-400:-300])
    return {
        "jpeg: start only": good[:3],
        "jpeg: header only": good[:scan],
        "jpeg: half": good[: len(good) // 2],
        "jpeg: end missing, and scans perhaps": saved("JPEG", progressive=True)[:-2],
        "jpeg: last hundred bytes missing": good[:-100],
        "jpeg: end too early": good[: len(good) // 2] + b"\xff\xd9",
        "jpeg: corrupt in the middle": bytes(corrupt),
        "jpeg: no frame": good[:frame] + good[frame + 19 :],
        "jpeg: two frames": good[:frame] + good[frame : frame + 19] * 2 + good[frame + 19 :],
        "jpeg: no pixels": good[:scan] + b"\xff\xd9",
        "jpeg: segment without length": good[:2] + b"\xff\xe0\0\0" + good[2:],
        "jpeg: no marker where one must be": good[:2] + b"\0\0\0" + good[2:],
        "jpeg: 12 bits": good[: frame + 4] + b"\x0c" + good[frame + 5 :],
        "jpeg: lossless": good[: frame + 1] + b"\xc3" + good[frame + 2 :],
        "jpeg: two channels": good[: frame + 9] + b"\x02" + good[frame + 10 :],
        "jpeg: no height": good[: frame + 5] + b"\0\0" + good[frame + 7 :],
        "jpeg: header says 65500 squared": good[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + good[frame + 9 :],
        "jpeg: header says larger than it is": good[: frame + 5] + struct.pack(">HH", 640, 960) + good[frame + 9 :],
        "jpeg: five hundred scans": many_scans(500),
        "jpeg: three thousand segments": good[:2] + b"\xff\xfe\0\2" * 3000 + good[2:],
    }


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated: a small file that costs a pass over the picture for each."""
    good = saved("JPEG", progressive=True)
    last = good.rindex(b"\xff\xda")
    return good[:last] + good[last:-2] * count + b"\xff\xd9"


def _bad_webps() -> dict[str, bytes]:
    lossy, lossless = saved("WEBP"), saved("WEBP", lossless=True)
    extended = b"VP8X" + struct.pack("<IBBBB", 10, 0x10, 0, 0, 0) + b"\xff\x3f\0" * 2
    return {
        "webp: header only": lossy[:12],
        "webp: half": lossy[: len(lossy) // 2],
        "webp: last bytes missing": lossless[:-9],
        "webp: half, with a size to match": _riff(lossy[12 : len(lossy) // 2]),
        "webp: no pixels": _riff(extended),
        "webp: start code wrong": lossy[:23] + b"\0\0\0" + lossy[26:],
        "webp: lossless signature wrong": lossless[:20] + b"\0" + lossless[21:],
        "webp: extended header too short": _riff(b"VP8X" + struct.pack("<I", 4) + bytes(4) + lossy[12:]),
        "webp: canvas of 16384 squared": _riff(extended + lossy[12:]),
        "webp: canvas larger than its picture": _riff(extended.replace(b"\xff\x3f\0", b"\xff\x0f\0") + lossy[12:]),
        "webp: lossless noise": _riff(b"VP8L" + struct.pack("<I", 205) + lossless[20:25] + bytes(200) + b"\0"),
    }


def _riff(chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
