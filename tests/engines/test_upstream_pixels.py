"""What an upstream can't do is done around it: masks to the bit, sizes, several answers, shapes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from engines.fake_upstream import Asked, base64_of, picture, plain, told
from engines.upstream_bench import Bench, answering, file, red
from imaging.redrawing import redrawn
from overpaint.canvas import EditRequest
from overpaint.errors import InvalidRequest, UpstreamError
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image

PHOTO = Image(np.ascontiguousarray(data.astronaut()))  # 512 × 512
REQUEST = EditRequest(images=(file(encode(PHOTO, OutputFormat())),), prompt="give her a red hat", size="source")


@pytest.fixture
def upstream(shared: Bench, tmp_path: Path) -> Bench:
    shared.answer = red
    shared.wire.asked.clear()
    shared.name(tmp_path)
    return shared


def masked(photo: Image, box: tuple[int, int, int, int]) -> tuple[EditRequest, np.ndarray]:
    """A request to change a box of a photo, and (H, W) where nothing may change."""
    wire = np.full((photo.height, photo.width, 4), 255, np.uint8)
    top, left, bottom, right = box
    wire[top:bottom, left:right, 3] = 0
    request = replace(
        REQUEST, images=(file(encode(photo, OutputFormat())),), mask=file(encode(Image(wire), OutputFormat()), "mask")
    )
    return request, wire[..., 3] == 255


@pytest.mark.parametrize("mask", ["alpha", "white", "black", "none"])
def test_a_mask_holds_to_the_bit_whatever_comes_back_and_is_sent_as_it_is_read_there(upstream, tmp_path, mask):
    upstream.name(tmp_path / "alone", name="third", mask=f'"{mask}"')
    request, outside = masked(PHOTO, (100, 120, 300, 260))
    made = picture(upstream.finish(request).pictures[0].data).pixels
    np.testing.assert_array_equal(made[outside], PHOTO.pixels[outside])
    assert (made[~outside] == (200, 30, 60)).all()
    sent = upstream.wire.asked[0].files()
    assert ("mask" in sent) == (mask != "none")
    if mask == "none":
        return
    (wire,) = sent["mask"]
    assert wire.size == sent["image"][0].size
    inside = wire.pixels[wire.height * 2 // 5, wire.width * 3 // 8]
    if mask == "alpha":
        assert inside[3] == 0 and wire.pixels[0, 0, 3] == 255
    else:
        assert (inside[0] == 255) == (mask == "white") and wire.pixels[0, 0, 0] != inside[0]


def test_of_a_big_picture_only_what_is_around_a_small_mask_is_sent(upstream, tmp_path):
    upstream.name(tmp_path / "alone", name="small", sizes='["1024x1024"]')
    big = resize(PHOTO, (3000, 2000))
    request, outside = masked(big, (1500, 2500, 1700, 2800))
    made = picture(upstream.finish(request).pictures[0].data).pixels
    np.testing.assert_array_equal(made[outside], big.pixels[outside])
    assert (made[~outside] == (200, 30, 60)).all()
    (sent,) = upstream.wire.asked[0].files()["image"]
    assert sent.size == (1024, 1024)
    # What was sent shows 600 × 600 pixels around the mask, not the whole picture.
    around = resize(Image(np.ascontiguousarray(big.pixels[1300:1900, 2350:2950])), (1024, 1024))
    assert np.abs(sent.pixels.astype(int) - around.pixels).mean() < 2


@pytest.mark.parametrize("size", [(640, 960), (1000, 200), (333, 777)])
def test_a_size_that_it_does_not_make_is_met(upstream, tmp_path, size):
    upstream.name(tmp_path / "alone", name="fixed", sizes='["1024x1024", "1536x1024", "1024x1536"]')
    seen = []

    def back(asked: Asked):
        seen.append(asked.fields()["size"])
        return told({"data": [{"b64_json": base64_of(encode(asked.files()["image"][0], OutputFormat()))}]})

    upstream.answer = back
    photo = resize(PHOTO, size)
    made = picture(upstream.finish(replace(REQUEST, images=(file(encode(photo, OutputFormat())),))).pictures[0].data)
    assert seen[0] in ("1024x1024", "1536x1024", "1024x1536")
    assert made.size == size
    # There and back again: what it gave back as it was is the photo, scaled twice and not moved.
    assert np.abs(made.pixels.astype(int) - photo.pixels).mean() < 4


def test_an_answer_of_another_size_and_the_same_shape_is_scaled_to_its_place(upstream):
    upstream.answer = answering(encode(resize(PHOTO, (300, 300)), OutputFormat("webp")))
    (made,) = upstream.finish(replace(REQUEST, output=OutputFormat("jpeg"))).pictures
    assert made.data.startswith(b"\xff\xd8") and picture(made.data).size == (512, 512)
    assert np.abs(picture(made.data).pixels.astype(int) - PHOTO.pixels).mean() < 8
    assert "300x300" in made.revised_prompt  # soft, and said so


def test_an_answer_of_another_shape_is_fitted_and_under_a_mask_refused(upstream):
    upstream.answer = answering(plain((900, 400)))
    assert picture(upstream.finish(REQUEST).pictures[0].data).size == (512, 512)
    request, _ = masked(PHOTO, (100, 120, 300, 260))
    with pytest.raises(UpstreamError, match="900x400"):
        upstream.finish(request)


def test_other_pictures_go_along_in_order_and_no_larger_than_needed(upstream):
    others = [file(plain((2000, 1500), (0, 0, shade)), f"image[{shade}]") for shade in (50, 250)]
    upstream.finish(replace(REQUEST, images=(*REQUEST.images, *others)))
    sent = upstream.wire.asked[0].files()["image[]"]
    assert [int(one.pixels[0, 0, 2]) for one in sent[1:]] == [50, 250]
    assert all(one.width * one.height <= sent[0].width * sent[0].height * 1.01 for one in sent[1:])


def test_no_metadata_goes_along(upstream):
    photo = Pillow.fromarray(data.astronaut())
    exif = Pillow.Exif()
    exif[0x010F] = "secret camera"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    upstream.finish(replace(REQUEST, images=(file(out.getvalue()),)))
    assert b"secret camera" not in upstream.wire.asked[0].body


def test_what_it_says_that_it_did_is_told_and_not_vouched_for(upstream):
    upstream.answer = answering(plain((512, 512)), revised_prompt="A woman in a hat.\n\x1b[31m" + "x" * 2000)
    (made,) = upstream.finish(REQUEST).pictures
    assert "A woman in a hat." in made.revised_prompt
    assert "\x1b" not in made.revised_prompt and len(made.revised_prompt) < 800


def test_transparency_is_asked_for_and_its_absence_is_told(upstream):
    upstream.answer = answering(plain((816, 816), (1, 2, 3, 0)))
    (clear,) = upstream.finish(replace(REQUEST, background="transparent")).pictures
    assert upstream.wire.asked[0].fields()["background"] == "transparent"
    assert picture(clear.data).has_alpha and "transparent" not in clear.revised_prompt
    upstream.answer = red
    assert "transparent" in upstream.finish(replace(REQUEST, background="transparent")).pictures[0].revised_prompt
    (opaque,) = upstream.finish(replace(REQUEST, background="opaque")).pictures
    assert not picture(opaque.data).has_alpha


def test_a_seed_goes_where_it_is_taken_and_is_refused_where_not(upstream, tmp_path):
    chosen = replace(REQUEST, seed=77, seed_asked=True)
    with pytest.raises(InvalidRequest) as caught:
        upstream.finish(chosen)
    assert caught.value.param == "seed" and not upstream.wire.asked
    upstream.name(tmp_path, name="seeded", seed="true")
    upstream.finish(chosen)
    (asked,) = upstream.wire.asked
    assert asked.fields()["seed"] == "77"


@pytest.mark.parametrize("offset", [(9, 5, -7), (0, 0, 0), (40, 40, 40)])
def test_under_a_mask_the_tone_of_the_model_is_made_good(upstream, offset):
    """A model that gives everything back a little brighter and warmer leaves no seam; another picture is left as it is."""
    shifted = np.clip(PHOTO.pixels.astype(int) + offset, 0, 255).astype(np.uint8)
    upstream.answer = answering(encode(resize(Image(shifted), (816, 816)), OutputFormat()))
    request, outside = masked(PHOTO, (180, 150, 330, 330))
    made = picture(upstream.finish(request).pictures[0].data).pixels
    np.testing.assert_array_equal(made[outside], PHOTO.pixels[outside])
    left = (made.astype(int) - PHOTO.pixels)[~outside]
    unclipped = (PHOTO.pixels[~outside] > 40) & (PHOTO.pixels[~outside] < 200)
    expected = np.zeros(3) if max(map(abs, offset)) <= 12 else offset
    for channel in range(3):
        assert np.median(left[:, channel][unclipped[:, channel]]) == pytest.approx(expected[channel], abs=1)


def test_without_a_mask_what_was_only_redrawn_is_the_original_to_the_bit(upstream):
    """A model that answers with all of the picture a little larger, aside, brighter and softer, and with one new thing in it."""
    one = next(one for one in redrawn(512) if one.name == "coffee, all of it")
    upstream.answer = answering(encode(one.after, OutputFormat()))
    request = replace(REQUEST, images=(file(encode(one.before, OutputFormat())),))
    (made,) = upstream.finish(request).pictures
    pixels = picture(made.data).pixels
    assert (pixels == one.before.pixels).all(axis=2).mean() > 0.85
    there = np.abs(pixels.astype(int) - one.before.pixels)[one.edited].mean()
    assert there > 30 and "every pixel is the original's" in made.revised_prompt
    (lossy,) = upstream.finish(replace(request, output=OutputFormat("jpeg"))).pictures
    assert "JPEG compresses with loss" in lossy.revised_prompt


def test_what_can_not_be_told_apart_is_the_models_and_said_so(upstream, tmp_path):
    one = next(one for one in redrawn(512) if one.name == "coffee, still")
    for after, says in (
        (Image(np.ascontiguousarray(one.before.pixels[:, ::-1])), "can't be laid over"),
        (Image(np.clip(one.after.pixels.astype(int) + 30, 0, 255).astype(np.uint8)), "tone differs"),
        (one.before, "no change stands out"),
    ):
        upstream.answer = answering(encode(after, OutputFormat()))
        (made,) = upstream.finish(replace(REQUEST, images=(file(encode(one.before, OutputFormat())),))).pictures
        np.testing.assert_array_equal(picture(made.data).pixels, after.pixels)
        assert says in made.revised_prompt
    upstream.name(tmp_path / "alone", name="as-it-is", keep="false")
    upstream.answer = answering(encode(one.after, OutputFormat()))
    (made,) = upstream.finish(replace(REQUEST, images=(file(encode(one.before, OutputFormat())),))).pictures
    np.testing.assert_array_equal(picture(made.data).pixels, one.after.pixels)
