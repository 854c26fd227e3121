"""“put a hat on her”: what an upstream changes elsewhere than on her, or near her, is the original's again, to the bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import cv2
import numpy as np
import pytest
from skimage import data

from engines.fake_upstream import Asked, Said, base64_of, picture, told
from engines.upstream_bench import Bench, file
from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.canvas.redrawing import bound_around
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine
from overpaint.engines.planning import reach_of, shared_plan
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.values import Image, Mask
from overpaint.instructions.catalogue import installed
from overpaint.plans import Named
from overpaint.settings import load

HAT = (slice(270, 350), slice(850, 970))
FLAG = (slice(100, 300), slice(80, 300))  # far from her


@pytest.fixture(scope="module")
def local(weights) -> LocalEngine:
    return LocalEngine(load())


@pytest.fixture(scope="module")
def photo(local) -> Image:
    """The astronaut on the right of a lawn."""
    whole = EditRequest((file(encode(Image(np.ascontiguousarray(data.astronaut())), OutputFormat())),), "remove the background")
    *_, cut = editing.edit(whole, engines=(local,), cancelled=Flag())
    pixels = cv2.resize(picture(cut.pictures[0].data).pixels, (512, 512), interpolation=cv2.INTER_AREA).astype(float)
    noise = np.random.default_rng(0).normal(0, 40, (816, 1216, 1))
    lawn = np.clip(np.array([126, 140, 100]) + 1.5 * cv2.GaussianBlur(noise, (0, 0), 1.6)[..., None], 0, 255)
    there = lawn[-512:, -600:-88]
    there += (pixels[..., :3] - there) * pixels[..., 3:] / 255
    return Image(lawn.astype(np.uint8))


@pytest.fixture
def request_(photo) -> EditRequest:
    return EditRequest(images=(file(encode(photo, OutputFormat())),), prompt="put a green hat on her", size="source")


@pytest.fixture
def upstream(shared: Bench, tmp_path: Path) -> Bench:
    """A model that puts a hat on her, and a flag on the lawn that nobody has asked for; a little aside and paler."""

    def lying(asked: Asked) -> Said:
        pixels = asked.files()["image"][0].pixels[..., :3].copy()
        pixels[HAT], pixels[FLAG] = (30, 160, 60), (250, 10, 200)
        moved = cv2.warpAffine(pixels, np.float32([[1, 0, 3], [0, 1, -2]]), (1216, 816), borderMode=cv2.BORDER_REFLECT)
        paler = np.clip(moved * 0.96 + 6, 0, 255).astype(np.uint8)
        return told({"data": [{"b64_json": base64_of(encode(Image(paler), OutputFormat()))}] * int(asked.fields()["n"])})

    shared.answer = lying
    shared.wire.asked.clear()
    shared.name(tmp_path)
    return shared


def through(request: EditRequest, local: LocalEngine, upstream: Bench):
    *_, last = editing.edit(request, engines=(local, upstream.engine), cancelled=Flag())
    assert isinstance(last, Finished)
    return last.pictures


def is_green(pixels: np.ndarray) -> bool:
    there = pixels[HAT].astype(int)
    return bool(np.median(there[..., 1] - there[..., 0]) > 60)


@pytest.mark.parametrize("n", [1, 2])
def test_what_a_model_does_elsewhere_is_taken_back(local, upstream, request_, photo, n):
    pictures = through(replace(request_, n=n), local, upstream)
    assert len(pictures) == n
    for made in pictures:
        pixels = picture(made.data).pixels
        np.testing.assert_array_equal(pixels[FLAG], photo.pixels[FLAG])
        assert is_green(pixels)
        assert (pixels == photo.pixels).all(axis=2).mean() > 0.9
        assert "What it changed farther from the person was taken back." in made.revised_prompt
        assert "Done by" not in made.revised_prompt  # who only looked has done nothing


def test_so_it_is_where_a_part_of_the_prompt_is_done_here(local, upstream, request_):
    (made,) = through(replace(request_, prompt="brightness +10, put a green hat on her"), local, upstream)
    (alone,) = through(replace(request_, prompt="brightness +10"), local, upstream)
    np.testing.assert_array_equal(picture(made.data).pixels[FLAG], picture(alone.data).pixels[FLAG])
    assert is_green(picture(made.data).pixels) and "taken back" in made.revised_prompt


@pytest.mark.parametrize("prompt", ["add a green hat", "put a green hat on the dog", "add a green parrot beside her"])
def test_where_no_place_is_plain_every_change_stays(local, upstream, request_, photo, prompt):
    (made,) = through(replace(request_, prompt=prompt), local, upstream)
    pixels = picture(made.data).pixels
    assert (pixels[FLAG] != photo.pixels[FLAG]).any(axis=2).mean() > 0.9 and is_green(pixels)
    assert "taken back" not in made.revised_prompt


ASKED = EditRequest(images=(file(encode(Image(np.zeros((64, 64, 3), np.uint8)), OutputFormat())),), prompt="put a hat on her")


def test_a_place_has_room_around_it_and_none_is_nearly_all_of_the_picture():
    face = np.zeros((400, 400), np.float32)
    face[200:300, 150:250] = 1
    bound = bound_around(Named(kind="face"), Mask(face))
    assert bound is not None
    there = bound.mask.values > 0
    assert there[170, 200] and not there[150, 200] and 0.1 < there.mean() < 0.2
    face[10:, 10:] = 1
    assert bound_around(Named(kind="face"), Mask(face)) is None
    assert bound_around(Named(kind="face"), Mask(np.zeros((40, 40), np.float32))) is None


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("give her a red hat", "main person"),
        ("open his eyes", "main person"),
        ("put sunglasses on the dog", "main dog"),
        ("replace the car with a bicycle", "main car"),
        ("put a hat on the man on the left", "leftmost man"),
        ("add a boat on the lake", "water"),
        ("make the man hold the umbrella", "(main man or main umbrella)"),
        ("turn the dog into a cat and put a hat on the man", "(main dog or main man)"),
        ("add a dragon", None),
        ("add a dragon next to the dog", None),
        ("put a dog with the man", None),
        ("make the dog jump over the fence", None),
        ("make the dog look at the moon", None),
        ("给她戴一顶帽子", "main person"),
        ("把狗换成猫", "dog"),
        ("给狗戴上墨镜", "dog"),
        ("让左边的男人微笑", "leftmost man"),
        ("在狗的旁边加一只猫", None),
        ("加一只猫", None),
    ],
)
def test_a_place_is_read_where_it_is_plain(prompt, place):
    where = reach_of(replace(ASKED, prompt=prompt), installed()).where
    assert (None if where is None else str(where)) == place


def test_what_changes_everything_has_no_place():
    for prompt in ("make it snow on the man", "turn the man into an oil painting in the style of Rembrandt"):
        reach = reach_of(replace(ASKED, prompt=prompt), installed())
        assert reach.all and reach.where is None
    assert reach_of(ASKED, None).where is None


def test_of_a_mixed_prompt_the_place_is_of_what_is_handed_on():
    shared = shared_plan(replace(ASKED, prompt="blur the background and put a hat on the dog"), installed())
    assert shared is not None and str(shared.where) == "main dog"
