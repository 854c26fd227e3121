"""Embedded colour profiles: converted to sRGB once, left alone when they change nothing or are broken."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

from imaging.bad_files import LIMIT, saved
from imaging.icc_files import ADOBE_RGB, DISPLAY_P3, SRGB, cmyk_profile, grey_profile, rgb_profile
from imaging.photographs import Pixels, noise, photograph, with_alpha
from imaging.png_files import RGB, chunk, write_png
from overpaint.imaging.codec import decode, decode_mask, open_image

PHOTO = photograph("coffee", (48, 32))
SRGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def decoded(data: bytes) -> Pixels:
    return decode(open_image(data, name="image", max_pixels=LIMIT)).pixels


def saved_with(pixels: Pixels, format_: str, profile: bytes, mode: str | None = None) -> bytes:
    target = io.BytesIO()
    options: dict[str, object] = {"lossless": True} if format_ == "WEBP" else {"quality": 100, "subsampling": 0}
    picture = PillowImage.fromarray(pixels)
    (picture.convert(mode) if mode else picture).save(target, format_, icc_profile=profile, **options)
    return target.getvalue()


def in_srgb(pixels: Pixels, primaries: NDArray[np.float64], gamma: float) -> NDArray[np.float64]:
    """The textbook way: to light, to XYZ, to sRGB's light, to sRGB."""
    light = (pixels / 255) ** gamma @ primaries.T @ np.linalg.inv(SRGB).T
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
@pytest.mark.parametrize("primaries", [ADOBE_RGB, DISPLAY_P3], ids=["adobe", "p3"])
def test_other_primaries_are_converted(format_: str, primaries: NDArray[np.float64]) -> None:
    pixels = decoded(saved_with(PHOTO, format_, rgb_profile(primaries, 2.2)))
    expected = in_srgb(PHOTO, primaries, 2.2)
    assert np.abs(pixels - expected).max() < 3
    assert np.abs(PHOTO - expected).max() > 8, "the profile must matter for the test to mean anything"


def test_a_jpeg_with_a_profile_in_several_segments_is_converted() -> None:
    profile = rgb_profile(ADOBE_RGB, 2.2)
    data = saved_with(PHOTO, "JPEG", profile)
    whole = data.index(b"ICC_PROFILE\0") - 4
    end = whole + 2 + int.from_bytes(data[whole + 2 : whole + 4], "big")
    parts = [profile[:100], profile[100:250], profile[250:]]
    segments = [
        b"\xff\xe2" + (16 + len(part)).to_bytes(2, "big") + b"ICC_PROFILE\0" + bytes((number, 3)) + part
        for number, part in enumerate(parts, 1)
    ]
    shuffled = data[:whole] + segments[1] + segments[0] + segments[2] + data[end:]
    np.testing.assert_array_equal(decoded(shuffled), decoded(data))
    plain = decoded(data[:whole] + data[end:])
    assert np.abs(decoded(data) - in_srgb(plain, ADOBE_RGB, 2.2)).max() < 3


def test_alpha_keeps_its_values() -> None:
    pixels = with_alpha(PHOTO)
    result = decoded(saved_with(pixels, "PNG", rgb_profile(ADOBE_RGB, 2.2)))
    np.testing.assert_array_equal(result[..., 3], pixels[..., 3])
    file = open_image(saved_with(pixels, "PNG", rgb_profile(ADOBE_RGB, 2.2)), name="mask", max_pixels=LIMIT)
    np.testing.assert_allclose(decode_mask(file).values, 1 - pixels[..., 3] / 255, atol=1e-6)


def test_grey_with_a_grey_profile() -> None:
    data = saved_with(PHOTO, "PNG", grey_profile(1.0), mode="L")
    grey = np.asarray(PillowImage.fromarray(PHOTO).convert("L"))[..., None]
    expected = in_srgb(np.repeat(grey, 3, axis=2), SRGB, 1.0)
    assert np.abs(decoded(data) - expected).max() < 3


def test_ink_with_an_ink_profile() -> None:
    target = io.BytesIO()
    inks = np.zeros((16, 32, 4), np.uint8)
    inks[:, 16:, 0] = 255
    PillowImage.fromarray(inks, "CMYK").save(target, "JPEG", quality=100, icc_profile=cmyk_profile())
    pixels = decoded(target.getvalue())
    assert pixels[:, :8].min() > 250
    assert pixels[:, 24:].max() < 5, "by the plain formula it would be cyan"


@pytest.mark.parametrize(
    "profile",
    [
        SRGB_PROFILE,
        SRGB_PROFILE[:300],
        noise(500, 1, 1).tobytes(),
        grey_profile(1.0),
        cmyk_profile(),
        rgb_profile(ADOBE_RGB, 2.2)[:-40],
    ],
    ids=["sRGB", "sRGB cut off", "noise", "for grey", "for ink", "cut off"],
)
def test_profiles_that_mean_nothing_for_these_pixels_leave_them_alone(profile: bytes) -> None:
    np.testing.assert_array_equal(decoded(saved_with(PHOTO, "PNG", profile)), PHOTO)


def test_an_srgb_chunk_outweighs_a_profile() -> None:
    packed = b"name\0\0" + zlib.compress(rgb_profile(ADOBE_RGB, 2.2))
    with_both = write_png(PHOTO, RGB, before_idat=chunk(b"sRGB", b"\0") + chunk(b"iCCP", packed))
    np.testing.assert_array_equal(decoded(with_both), PHOTO)


def test_a_profile_that_is_a_bomb_is_left_out() -> None:
    packed = b"name\0\0" + zlib.compress(bytes(40_000_000), 9)
    np.testing.assert_array_equal(decoded(write_png(PHOTO, RGB, before_idat=chunk(b"iCCP", packed))), PHOTO)


def test_no_profile_and_no_conversion() -> None:
    assert b"ICC_PROFILE" not in saved("JPEG")
    np.testing.assert_array_equal(decoded(write_png(PHOTO, RGB)), PHOTO)
