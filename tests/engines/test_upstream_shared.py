"""A prompt of which a part can be done here: that part is, and only the rest is handed on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from engines.fake_upstream import Asked, Said, base64_of, picture, told
from engines.upstream_bench import Bench, file, red
from overpaint import editing
from overpaint.accounts import Group
from overpaint.accounts.limits import Limits
from overpaint.canvas import EditRequest
from overpaint.engines.base import Progress
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine
from overpaint.engines.planning import shared_plan
from overpaint.errors import OverpaintError, Refusal
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image
from overpaint.instructions.catalogue import installed
from overpaint.settings import load
from test_editing import Book

PHOTO = resize(Image(np.ascontiguousarray(data.astronaut())), (816, 816))
REQUEST = EditRequest(images=(file(encode(PHOTO, OutputFormat())),), prompt="", size="source", seed=3)
OPEN = Group("open", Limits(allow_mask=True, max_n=10, allow_upstream=True))


@pytest.fixture(scope="module")
def local(weights) -> LocalEngine:
    return LocalEngine(load())


@pytest.fixture
def upstream(shared: Bench, tmp_path: Path) -> Bench:
    """Gives back what it is sent, turned upside down: one sees what it was sent, and that it was there."""

    def turned(asked: Asked) -> Said:
        image = asked.files()["image"][0]
        made = encode(Image(np.ascontiguousarray(image.pixels[::-1])), OutputFormat())
        return told({"data": [{"b64_json": base64_of(made)}] * int(asked.fields()["n"])})

    shared.answer = turned
    shared.wire.asked.clear()
    shared.name(tmp_path, price="0.05", seed="true")
    return shared


def through(request: EditRequest, local: LocalEngine, upstream: Bench, book: Book | None = None):
    account = None if book is None else book.account
    *events, last = editing.edit(request, engines=(local, upstream.engine), cancelled=Flag(), account=account)
    assert isinstance(last, Finished)
    return events, last.pictures


def alone(local: LocalEngine, prompt: str, image: Image, **more) -> np.ndarray:
    request = replace(REQUEST, prompt=prompt, images=(file(encode(image, OutputFormat())),), **more)
    return picture(list(edit(local, request))[-1].pictures[0].data).pixels


def upside_down(image: Image) -> Image:
    return Image(np.ascontiguousarray(image.pixels[::-1]))


def test_what_is_of_the_whole_picture_is_done_after_it(local, upstream):
    book = Book(OPEN)
    request = replace(REQUEST, prompt="make it black and white and add a red hat to the dog")
    events, (made,) = through(request, local, upstream, book)
    (asked,) = upstream.wire.asked
    assert asked.fields()["prompt"] == "add a red hat to the dog. Keep everything else unchanged."
    np.testing.assert_array_equal(asked.files()["image"][0].pixels, PHOTO.pixels)  # in colour still
    np.testing.assert_array_equal(picture(made.data).pixels, alone(local, "make it black and white", upside_down(PHOTO)))
    assert "black and white" in made.revised_prompt
    assert "“add a red hat to the dog. Keep everything else unchanged.” was given to the upstream" in made.revised_prompt
    assert "Left out" not in made.revised_prompt
    (record,) = book.records
    assert (record.engine, record.upstream, record.calls, record.cost) == ("upstream+local", "second", 1, 0.05)
    numbers = [event.step for event in events if isinstance(event, Progress)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_has_a_place_is_done_before_it(local, upstream):
    _, (made,) = through(replace(REQUEST, prompt="blur the background and add a hat to the dog"), local, upstream)
    blurred = alone(local, "blur the background", PHOTO)
    np.testing.assert_array_equal(upstream.wire.asked[0].files()["image"][0].pixels, blurred)
    np.testing.assert_array_equal(picture(made.data).pixels, blurred[::-1])
    assert made.seed == 3


def test_both_sides_of_it(local, upstream):
    request = replace(REQUEST, prompt="make it warmer, blur the background, put a hat on her")
    book = Book(OPEN)
    _, (made,) = through(request, local, upstream, book)
    assert book.records[0].engine == "local+upstream"  # each engine once, in the order they began
    blurred = Image(alone(local, "blur the background", PHOTO))
    np.testing.assert_array_equal(picture(made.data).pixels, alone(local, "make it warmer", upside_down(blurred)))


def test_geometry_is_done_as_the_picture_is_opened(local, upstream):
    tall = resize(PHOTO, (816, 1224))
    request = replace(REQUEST, prompt="crop to a square and add a hat", images=(file(encode(tall, OutputFormat())),))
    _, (made,) = through(request, local, upstream)
    assert upstream.wire.asked[0].files()["image"][0].size == (816, 816)
    assert made.size == (816, 816)


def test_a_frame_is_put_around_what_came_back(local, upstream):
    request = replace(REQUEST, prompt="add a hat to the dog and add a white border")
    _, (made,) = through(request, local, upstream)
    sent = upstream.wire.asked[0].files()["image"][0]
    np.testing.assert_array_equal(sent.pixels, PHOTO.pixels)
    pixels = picture(made.data).pixels
    assert pixels.shape[0] > 816 and (pixels[0] >= 250).all() and (pixels[:, 0] >= 250).all()


def test_a_mask_holds_to_the_bit_through_all_of_it(local, upstream):
    alpha = np.full((816, 816, 4), 255, np.uint8)
    alpha[200:600, 300:700, 3] = 0
    mask = file(encode(Image(alpha), OutputFormat()), "mask")
    request = replace(REQUEST, prompt="make it black and white and add a hat to the dog", mask=mask, n=2)
    _, pictures = through(request, local, upstream)
    outside = alpha[..., 3] == 255
    for made in pictures:
        pixels = picture(made.data).pixels
        np.testing.assert_array_equal(pixels[outside], PHOTO.pixels[outside])
        grey = pixels[~outside]
        assert (grey[:, 0] == grey[:, 1]).all() and (grey[:, 1] == grey[:, 2]).all()
    assert [made.seed for made in pictures] == [3, 4]


def test_no_seed_is_claimed_where_a_part_took_none(local, upstream, tmp_path):
    upstream.name(tmp_path / "unseeded")
    _, (made,) = through(replace(REQUEST, prompt="make it warmer and add a hat to the dog"), local, upstream)
    assert made.seed is None


def test_what_changes_every_pixel_is_not_told_to_leave_the_rest(local, upstream):
    through(replace(REQUEST, prompt="make it warmer and add a hat to the dog, in the style of a fairy tale"), local, upstream)
    assert upstream.wire.asked[0].fields()["prompt"] == "add a hat to the dog, in the style of a fairy tale"


def test_in_chinese(local, upstream):
    _, (made,) = through(replace(REQUEST, prompt="调亮一点，给她戴一顶红帽子"), local, upstream)
    assert upstream.wire.asked[0].fields()["prompt"] == "给她戴一顶红帽子。其余保持不变。"
    assert "上游" in made.revised_prompt


WHOLE = {
    "it may be either": "add a hat to the dog and make it red",
    "it is what was named before": "blur the background and add a stripe on it",
    "something is to be kept": "make it warmer and add a dog but keep the sky as it is",
    "something must not happen": "make it warmer and add a hat to the dog, don't touch the face",
    "words that no clause has": "make it warmer because I like that, and add a hat to the dog",
    "nothing can be done here": "add a red hat to the dog",
    "twice the same": "add a hat to the dog, make it warmer, add a hat to the dog",
}


@pytest.mark.parametrize("prompt", WHOLE.values(), ids=WHOLE)
def test_where_the_parts_are_not_clearly_two_the_whole_is_handed_on(local, upstream, prompt):
    assert shared_plan(replace(REQUEST, prompt=prompt), installed()) is None
    upstream.answer = red
    try:
        through(replace(REQUEST, prompt=prompt), local, upstream)
    except Refusal:  # some of these are refused whole, for other reasons
        assert not upstream.wire.asked
    else:
        assert upstream.wire.asked[0].fields()["prompt"] == prompt


def test_what_fails_there_is_not_bought_again_as_a_whole(local, upstream):
    upstream.answer = lambda _: told({"error": {"code": "unsupported_edit", "message": "not here"}}, 400)
    with pytest.raises(OverpaintError):
        through(replace(REQUEST, prompt="make it warmer and add a hat to the dog"), local, upstream)
    assert len(upstream.wire.asked) == 1


def test_with_partial_nothing_is_handed_on(local, upstream):
    request = replace(REQUEST, prompt="make it warmer and add a hat to the dog", partial=True)
    _, (made,) = through(request, local, upstream)
    assert not upstream.wire.asked and "Left out" in made.revised_prompt
