"""Every family, by tiny models of its own classes: sizes, masks to the bit, seeds, steps, intermediate pictures, an early end."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from engines.upstream_bench import file
from overpaint.canvas import EditRequest
from overpaint.engines.base import Done, Partial, Progress, Work
from overpaint.engines.diffusion import families
from overpaint.engines.diffusion.declared import Model
from overpaint.errors import Cancelled
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image
from overpaint.plans import Plan

if importlib.util.find_spec("torch") is None or importlib.util.find_spec("diffusers") is None:
    pytest.skip("needs torch and diffusers: scripts/test-diffusion runs it", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore")  # what other people's libraries warn of at their import

AREA = 128 * 128
PHOTO = Image(np.ascontiguousarray(data.astronaut()[60:130, 170:260]))  # 90 × 70
REQUEST = EditRequest(images=(file(encode(PHOTO, OutputFormat())),), prompt="give her a red hat", size="source", seed=5)
PLAN = Plan(prompt=REQUEST.prompt)


class Bench:
    """A family with a tiny model. `run`: the events of one part of an edit."""

    def __init__(self, name: str) -> None:
        import torch

        from engines.tiny_models import BUILDERS
        from overpaint.engines.diffusion.loading import Loaded
        from overpaint.engines.diffusion.stepping import Stepping

        torch.set_num_threads(1)
        self.pipe = BUILDERS[name]()
        self.pipe.set_progress_bar_config(disable=True)
        self.pipe.scheduler = Stepping.from_config(self.pipe.scheduler.config)
        self.loaded = Loaded(self.pipe, torch.device("cpu"), "full")
        self.model = Model("tiny", Path(), name, "apache-2.0", 4, "auto")

    def events(self, request: EditRequest = REQUEST, check: Callable[[], None] = lambda: None, **work: object) -> list[object]:
        from overpaint.engines.diffusion.painting import Painting

        painting, events = Painting(self.loaded, self.model, Work(request, PLAN, (), **work), check).run(), []
        while True:
            try:
                events.append(next(painting))
            except StopIteration as end:
                return [*events, end.value]

    def pictures(self, request: EditRequest = REQUEST, **work: object) -> tuple[np.ndarray, ...]:
        done = self.events(request, **work)[-1]
        assert isinstance(done, Done)
        return tuple(pixels(picture.data) for picture in done.pictures)


def pixels(encoded: bytes) -> np.ndarray:
    return decode(open_image(encoded, name="answer", max_pixels=1 << 24)).pixels


@pytest.fixture(scope="module", params=families.FAMILIES)
def bench(request) -> Bench:
    return Bench(request.param)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipelines that scale to a megapixel scale to a sixty-fourth of one."""
    from diffusers.pipelines.longcat_image import pipeline_longcat_image_edit as longcat
    from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus as qwen

    monkeypatch.setattr(qwen, "VAE_IMAGE_SIZE", AREA)
    monkeypatch.setattr(qwen, "CONDITION_IMAGE_SIZE", AREA // 4)
    scaled = longcat.calculate_dimensions
    monkeypatch.setattr(longcat, "calculate_dimensions", lambda _area, ratio: scaled(AREA, ratio))
    for name in ("qwen-image-edit", "longcat"):
        monkeypatch.setitem(families.FAMILIES, name, type(families.FAMILIES[name])(AREA))


def with_mask(photo: Image, box: tuple[int, int, int, int]) -> tuple[EditRequest, np.ndarray]:
    wire = np.full((photo.height, photo.width, 4), 255, np.uint8)
    top, left, bottom, right = box
    wire[top:bottom, left:right, 3] = 0
    sent = replace(REQUEST, images=(file(encode(photo, OutputFormat())),), mask=file(encode(Image(wire), OutputFormat()), "mask"))
    return sent, wire[..., 3] == 255


def test_an_answer_has_exactly_the_size_that_was_asked_for(bench):
    for size in ("source", (96, 160), (131, 77)):
        (made,) = bench.pictures(replace(REQUEST, size=size))
        assert made.shape[1::-1] == (PHOTO.size if size == "source" else size)


def test_a_pipeline_neither_scales_nor_crops_what_it_is_given(bench, monkeypatch):
    """What its autoencoder sees is the frame, to the pixel."""
    seen = []
    encode_image = type(bench.pipe)._encode_vae_image
    monkeypatch.setattr(
        type(bench.pipe),
        "_encode_vae_image",
        lambda self, image, generator: seen.append(image) or encode_image(self, image=image, generator=generator),
    )
    from overpaint.engines.diffusion.frames import framed

    bench.pictures()
    frame = framed(PHOTO, bench.model.painter.frame(PHOTO.size, "medium")).image
    got = np.rint((seen[0].reshape(3, *seen[0].shape[-2:]).float().permute(1, 2, 0).numpy() + 1) * 127.5)
    np.testing.assert_array_equal(got, frame.pixels)


def test_the_listener_changes_no_bit(bench):
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler
    from PIL import Image as Pillow

    from overpaint.engines.diffusion.families.base import Ask

    size = bench.model.painter.frame(PHOTO.size, "medium")
    seen = Pillow.fromarray(PHOTO.pixels).resize(size)
    ours, made = bench.pipe.scheduler, []
    heard = []
    for scheduler in (ours, FlowMatchEulerDiscreteScheduler.from_config(ours.config)):
        bench.pipe.scheduler = scheduler
        ours.told = lambda *told: heard.append(told[:2])
        ask = Ask("a hat", (seen,), size, 3, torch.Generator().manual_seed(1), distilled=bench.model.distilled)
        made.append(np.asarray(bench.pipe(**bench.model.painter.arguments(ask)).images[0]))
    bench.pipe.scheduler, ours.told = ours, None
    np.testing.assert_array_equal(*made)
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_outside_the_mask_every_pixel_is_the_originals_and_inside_it_is_painted(bench):
    sent, outside = with_mask(PHOTO, (10, 20, 50, 60))
    (made,) = bench.pictures(sent)
    np.testing.assert_array_equal(made[outside], PHOTO.pixels[outside])
    assert (made != PHOTO.pixels).any(axis=2)[~outside].mean() > 0.9


def test_under_a_mask_the_steps_hold_the_rest(bench):
    """The last guess is the picture's own latents wherever nothing may change."""
    from overpaint.engines.diffusion.stepping import Stepping

    sent, _ = with_mask(PHOTO, (10, 20, 26, 36))
    guesses, held = [], []
    step = Stepping.step

    def watched(self, *given, **rest):
        stepped = step(self, *given, **rest)
        held.append(self.held)
        guesses.append(stepped[0])
        return stepped

    Stepping.step = watched
    try:
        bench.pictures(sent)
    finally:
        Stepping.step = step
    changes, source = held[-1].changes.expand_as(guesses[-1]), held[-1].source
    assert changes.any() and not changes.all()
    np.testing.assert_allclose(guesses[-1][~changes].float(), source[~changes].float(), atol=1e-5)


def test_of_a_big_picture_only_what_is_around_a_small_mask_is_painted(bench):
    big = Image(np.ascontiguousarray(np.kron(data.astronaut(), np.ones((3, 3, 1), np.uint8))))
    sent, outside = with_mask(big, (300, 700, 340, 740))
    if bench.model.family == "klein":  # its frames are as large as a megapixel
        sent = replace(sent, quality="low")
    (made,) = bench.pictures(sent)
    assert made.shape == big.pixels.shape
    np.testing.assert_array_equal(made[outside], big.pixels[outside])


def test_every_answer_has_its_own_seed_and_the_same_seed_paints_the_same(bench):
    first, second = bench.pictures(replace(REQUEST, n=2))
    (again,) = bench.pictures(replace(REQUEST, seed=6))
    assert (first != second).any()
    np.testing.assert_array_equal(second, again)


def test_each_step_is_told_and_pictures_are_shown_between(bench):
    *events, _ = bench.events(replace(REQUEST, n=2, partials=3))
    progress = [event for event in events if isinstance(event, Progress)]
    assert [event.step for event in progress] == list(range(1, 10)) and {event.steps for event in progress} == {9}
    shown = [event for event in events if isinstance(event, Partial)]
    assert [event.index for event in shown] == [0, 0, 0, 1, 1, 1]
    assert all(pixels(event.data).shape == PHOTO.pixels.shape for event in shown)


def test_it_ends_between_two_steps_and_the_next_edit_is_as_ever(bench):
    (before,) = bench.pictures()
    looks = []

    def check() -> None:
        looks.append(None)
        if len(looks) > 2:
            raise Cancelled("The edit was cancelled.")

    with pytest.raises(Cancelled):
        bench.events(check=check)
    (after,) = bench.pictures()
    np.testing.assert_array_equal(before, after)


def test_the_answer_says_who_painted_and_what_is_left_of_the_original(bench):
    *_, done = bench.events(words="put a hat on her")
    (made,) = done.pictures
    assert "“put a hat on her” was given to the model “tiny”" in made.revised_prompt
    assert "All of the picture is the model's" in made.revised_prompt  # noise, of a model with random weights
    clear = Image(np.dstack([PHOTO.pixels, np.full(PHOTO.pixels.shape[:2], 100, np.uint8)]))
    *_, done = bench.events(replace(REQUEST, images=(file(encode(clear, OutputFormat())),)))
    assert "paints no transparency" in done.pictures[0].revised_prompt


def test_what_was_painted_small_and_enlarged_is_said_to_be_soft(bench):
    *_, done = bench.events(replace(REQUEST, size=(1280, 960), quality="low"))
    assert "enlarged to 1280x960" in done.pictures[0].revised_prompt and done.pictures[0].size == (1280, 960)


def test_a_part_that_is_not_the_last_hands_its_pictures_on(bench):
    *_, done = bench.events(replace(REQUEST, n=2), last=False)
    assert done.handoff is not None and len(done.handoff.pictures) == 2
    (made, other) = bench.pictures(replace(REQUEST, n=2), given=done.handoff)
    assert (made != other).any()
