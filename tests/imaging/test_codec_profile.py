"""Embedded colour profiles: converted to sRGB once, left alone when they change nothing or are broken."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

from imaging.bad_files import LIMIT, saved
from imaging.icc_files import ADOBE_RGB, DISPLAY_P3, SRGB, cmyk_profile, grey_profile, rgb_profile
from imaging.photographs import Pixels, noise, photograph, with_alpha
from imaging.png_files import GREY, RGB, chunk, write_png
from overpaint.errors import InvalidImage
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


def iccp(profile: bytes) -> bytes:
    return chunk(b"iCCP", b"name\0\0" + zlib.compress(profile))


def gama(power: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(100_000 / power)))


def chrm(*pairs: float) -> bytes:
    return chunk(b"cHRM", struct.pack(">8I", *(round(100_000 * value) for value in pairs)))


P3_CODED = chunk(b"cICP", bytes((12, 13, 0, 1)))
LINEAR = gama(1.0)
ADOBE_MEASURED = gama(2.2) + chrm(0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
SRGB_MEASURED = gama(2.2) + chrm(0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)


def with_chunks(chunks: bytes, pixels: Pixels = PHOTO) -> Pixels:
    return decoded(write_png(pixels, GREY if pixels.shape[2] == 1 else RGB, before_idat=chunks))


def test_coded_colours_are_those_of_the_profile_they_stand_for() -> None:
    linear = np.where(PHOTO <= 0.04045 * 255, PHOTO / 255 / 12.92, ((PHOTO / 255 + 0.055) / 1.055) ** 2.4)
    # XYZ (D65) of P3's primaries to linear sRGB: IEC 61966-2-1 with SMPTE EG 432-1.
    turned = linear @ np.array([[1.2249, -0.2247, 0], [-0.0420, 1.0419, 0], [-0.0197, -0.0786, 1.0979]]).T
    inside = np.clip(turned, 0, 1)
    expected = 255 * np.where(inside <= 0.0031308, 12.92 * inside, 1.055 * inside ** (1 / 2.4) - 0.055)
    assert np.abs(with_chunks(P3_CODED) - expected).max() < 3
    np.testing.assert_array_equal(with_chunks(chunk(b"cICP", bytes((1, 13, 0, 1)))), PHOTO)


def test_measured_colours_are_those_of_the_profile_they_stand_for() -> None:
    assert np.abs(with_chunks(ADOBE_MEASURED).astype(int) - with_chunks(iccp(rgb_profile(ADOBE_RGB, 2.2)))).max() <= 2
    np.testing.assert_array_equal(with_chunks(SRGB_MEASURED), PHOTO)
    np.testing.assert_array_equal(with_chunks(gama(2.2)), PHOTO)


def test_linear_samples_are_encoded() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    linear = ramp / 255
    expected = 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(with_chunks(LINEAR, ramp) - expected).max() < 1.5
    assert np.abs(with_chunks(LINEAR, np.repeat(ramp, 3, axis=2)) - expected).max() < 1.5


def test_coded_outweighs_a_profile_outweighs_srgb_outweighs_measured() -> None:
    adobe, srgb = iccp(rgb_profile(ADOBE_RGB, 2.2)), chunk(b"sRGB", b"\0")
    np.testing.assert_array_equal(with_chunks(LINEAR + srgb + adobe + P3_CODED), with_chunks(P3_CODED))
    np.testing.assert_array_equal(with_chunks(LINEAR + srgb + adobe), with_chunks(adobe))
    np.testing.assert_array_equal(with_chunks(LINEAR + srgb), PHOTO)


@pytest.mark.parametrize(
    "chunks",
    [gama(1e9), chunk(b"gAMA"), chrm(*[0] * 8), chrm(*[0.3] * 8), chunk(b"cICP", b"\x0c"), chunk(b"cICP", bytes((99, 99, 7, 0)))],
    ids=["no power", "empty", "nothing", "one point", "too short", "unknown"],
)
def test_colours_that_make_no_sense_leave_the_samples_alone(chunks: bytes) -> None:
    np.testing.assert_array_equal(with_chunks(chunks), PHOTO)


@pytest.mark.parametrize("transfer", [16, 18], ids=["PQ", "HLG"])
def test_high_dynamic_range_is_refused_by_name(transfer: int) -> None:
    with pytest.raises(InvalidImage, match="high dynamic range"):
        with_chunks(chunk(b"cICP", bytes((9, transfer, 0, 1))))


def test_of_many_profiles_the_first_counts() -> None:
    """Each of these unpacks to 4 MB: 12 GB in all."""
    first = iccp(rgb_profile(ADOBE_RGB, 2.2))
    np.testing.assert_array_equal(with_chunks(first + iccp(bytes(4_000_000)) * 3_000), with_chunks(first))


def test_a_profile_that_is_a_bomb_is_left_out() -> None:
    packed = b"name\0\0" + zlib.compress(bytes(40_000_000), 9)
    np.testing.assert_array_equal(decoded(write_png(PHOTO, RGB, before_idat=chunk(b"iCCP", packed))), PHOTO)


def test_no_profile_and_no_conversion() -> None:
    assert b"ICC_PROFILE" not in saved("JPEG")
    np.testing.assert_array_equal(decoded(write_png(PHOTO, RGB)), PHOTO)
