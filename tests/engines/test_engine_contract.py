"""What every engine promises, whoever paints: asked of each one that is registered."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Event as Flag

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from engines.named_upstream import named
from overpaint.canvas import EditRequest
from overpaint.engines import ENGINES, open_engine
from overpaint.engines.base import Engine, Partial, Progress
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine
from overpaint.errors import Cancelled, EngineUnavailable, InvalidImage
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image
from overpaint.settings import Settings, load
from web.live_server import live

MAKERS: dict[str, Callable[[Settings], Engine]] = {
    "local in this process": LocalEngine,
    **{name: partial(open_engine, name) for name in ENGINES},
}
SENDS_PARTIALS = ("local", "diffusion", "echo")
"""Not an upstream that is another Overpaint: its API does not stream."""

PHOTO = Image(np.ascontiguousarray(data.astronaut()[::4, ::4]))  # 128 × 128
STEPS = "make it brighter, warmer, more vivid and sepia"


def file_of(image: Image, name: str = "image"):
    return open_image(encode(image, OutputFormat()), name=name, max_pixels=1 << 24)


REQUEST = EditRequest(images=(file_of(PHOTO),), prompt=STEPS, size="source", seed=11)


HAS_TORCH = importlib.util.find_spec("torch") is not None and importlib.util.find_spec("diffusers") is not None


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Iterator[Settings]:
    """With an upstream: another Overpaint, on a real socket; with a model of a few thousand random weights."""
    folder = tmp_path_factory.mktemp("upstream")
    model = tmp_path_factory.mktemp("model")
    if HAS_TORCH:
        from engines.tiny_models import saved_klein

        saved_klein(model)
    with live(folder) as second:
        upstreams = named(folder, f"{second.url}/v1", second.direct, seed="true")
        yield load().model_copy(update={"workers": 2, "upstreams": upstreams, "diffusion_model": str(model)})


@pytest.fixture(scope="module", params=MAKERS)
def engine(request, weights, settings) -> Iterator[Engine]:
    if request.param == "diffusion" and not HAS_TORCH:
        pytest.skip("needs torch and diffusers: scripts/test-diffusion runs it")
    made = MAKERS[request.param](settings)
    yield made
    made.close()


def finish(engine: Engine, request: EditRequest) -> Finished:
    *_, last = edit(engine, request)
    assert isinstance(last, Finished)
    return last


def pixels(encoded: bytes) -> np.ndarray:
    return decode(open_image(encoded, name="answer", max_pixels=1 << 24)).pixels


def test_progress_is_numbered_and_the_answer_comes_once_and_last(engine):
    *events, last = edit(engine, replace(REQUEST, n=2))
    assert isinstance(last, Finished) and not any(isinstance(event, Finished) for event in events)
    progress = [event for event in events if isinstance(event, Progress)]
    assert [event.step for event in progress] == list(range(1, len(progress) + 1))
    assert {event.steps for event in progress} == {len(progress)}
    assert all(event.text for event in progress)


def test_n_answers_come_from_n_seeds(engine):
    pictures = finish(engine, replace(REQUEST, n=3)).pictures
    assert [picture.seed for picture in pictures] == [11, 12, 13]
    assert all(picture.size == PHOTO.size and picture.revised_prompt for picture in pictures)


def test_the_same_request_gives_the_same_bytes(engine):
    first, again = finish(engine, REQUEST), finish(engine, REQUEST)
    assert first == again


def test_the_size_and_the_format_are_those_asked_for(engine):
    for size, output in (((96, 64), OutputFormat("jpeg", 80)), ((64, 160), OutputFormat("webp")), ("source", OutputFormat())):
        (picture,) = finish(engine, replace(REQUEST, size=size, output=output)).pictures
        opened = open_image(picture.data, name="answer", max_pixels=1 << 24)
        assert opened.header.format == output.format
        assert picture.size == opened.header.size == (PHOTO.size if size == "source" else size)


def test_outside_the_mask_every_byte_is_the_inputs(engine):
    wire = np.full((128, 128, 4), 255, np.uint8)
    wire[30:90, 40:100, 3] = 0
    (picture,) = finish(engine, replace(REQUEST, mask=file_of(Image(wire), "mask"))).pictures
    outside = wire[..., 3] == 255
    np.testing.assert_array_equal(pixels(picture.data)[outside], PHOTO.pixels[outside])


@pytest.mark.parametrize("partials", [0, 1, 3])
def test_partial_pictures_come_as_often_as_wanted_before_their_answer(engine, partials):
    events = list(edit(engine, replace(REQUEST, partials=partials)))
    shown = [event for event in events if isinstance(event, Partial)]
    partials = partials if engine.name in SENDS_PARTIALS else 0
    assert len(shown) == partials and all(event.index == 0 for event in shown)
    answer = events[-1].pictures[0].data
    for event in shown:
        assert pixels(event.data).shape == pixels(answer).shape
        assert event.data != answer
    assert len({event.data for event in shown}) == partials


def test_a_cancelled_edit_never_starts(engine):
    cancelled = Flag()
    cancelled.set()
    with pytest.raises(Cancelled):
        list(edit(engine, REQUEST, cancelled))


def test_an_edit_is_cancelled_while_it_runs_and_the_engine_goes_on(engine):
    cancelled = Flag()
    events = edit(engine, replace(REQUEST, n=10, size=(1024, 1024)), cancelled)
    next(events)
    cancelled.set()
    with pytest.raises(Cancelled):
        list(events)
    assert finish(engine, REQUEST).pictures


def test_a_reader_who_leaves_early_cancels_and_the_engine_goes_on(engine):
    cancelled = Flag()
    events = edit(engine, REQUEST, cancelled)
    next(events)
    events.close()
    assert cancelled.is_set()
    assert finish(engine, REQUEST).pictures


def test_a_broken_picture_is_named(engine):
    broken = replace(REQUEST.images[0], source=REQUEST.images[0].read()[:200])
    for images, name in (((broken,), "image"), ((REQUEST.images[0], replace(broken, name="image[1]")), "image[1]")):
        with pytest.raises(InvalidImage) as caught:
            finish(engine, replace(REQUEST, images=images))
        assert caught.value.param == name


def test_several_threads_are_served_at_once(engine):
    with ThreadPoolExecutor(4) as threads:
        requests = [replace(REQUEST, seed=seed) for seed in range(8)]
        answers = list(threads.map(lambda request: finish(engine, request), requests))
    assert [answer.pictures[0].seed for answer in answers] == list(range(8))


def test_it_is_ready_and_says_its_name(engine):
    while engine.missing():  # a worker that starts
        finish(engine, REQUEST)
    assert engine.name in ENGINES


def test_a_closed_engine_refuses(weights, settings):
    for name in ENGINES:
        if name == "diffusion" and not HAS_TORCH:
            continue
        engine = open_engine(name, settings)
        engine.close()
        engine.close()
        with pytest.raises(EngineUnavailable):
            finish(engine, REQUEST)
