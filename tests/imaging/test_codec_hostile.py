"""Whatever bytes come, a picture comes out or InvalidImage: no other error, and no picture that its header did not promise."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imaging.bad_files import saved
from imaging.icc_files import DISPLAY_P3, rgb_profile
from overpaint.errors import InvalidImage
from overpaint.imaging.codec import decode, decode_mask, open_image

LIMIT = 100_000
STARTS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x40\0\0\0WEBPVP8X")
PROFILE = rgb_profile(DISPLAY_P3, 2.2)
EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
VALID = {
    "png": saved("PNG", icc_profile=PROFILE, exif=EXIF),
    "jpeg": saved("JPEG", quality=60, icc_profile=PROFILE, exif=EXIF),
    "progressive jpeg": saved("JPEG", quality=60, progressive=True),
    "webp": saved("WEBP", quality=50, icc_profile=PROFILE, exif=EXIF),
    "lossless webp": saved("WEBP", lossless=True),
}


def survives(data: bytes) -> None:
    try:
        file = open_image(data, name="image", max_pixels=LIMIT)
        image = decode(file)
    except InvalidImage as refused:
        assert refused.message
        return
    assert image.size == file.header.size
    assert image.width * image.height <= LIMIT
    assert file.header.has_alpha or not image.has_alpha
    if file.header.has_alpha:
        assert decode_mask(file).size == image.size


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_random_bytes(start: bytes, rest: bytes) -> None:
    survives(start + rest)


@pytest.mark.parametrize("name", VALID)
@settings(max_examples=100, deadline=None)
@given(edits=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 8)), min_size=1, max_size=6))
@example(edits=[])
def test_random_changes_of_a_valid_file(name: str, edits: list[tuple[float, bytes, int]]) -> None:
    """Each edit replaces some bytes at a place by others; half of all places are drawn from the header's first tenth."""
    data = VALID[name]
    for number, (place, new, removed) in enumerate(edits):
        at = int(place * len(data) * (0.1 if number % 2 else 1.0))
        data = data[:at] + new + data[at + removed :]
    survives(data)


@pytest.mark.parametrize("name", VALID)
def test_every_truncation_of_a_valid_file_is_refused(name: str) -> None:
    data = VALID[name]
    for end in range(0, len(data), max(1, len(data) // 60)):
        with pytest.raises(InvalidImage):
            decode(open_image(data[:end], name="image", max_pixels=LIMIT))
