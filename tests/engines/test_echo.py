from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from engines.edit_through import edit
from overpaint.canvas import EditRequest
from overpaint.engines.base import Partial, Progress
from overpaint.engines.carrying import Finished
from overpaint.engines.echo import EchoEngine
from overpaint.errors import Cancelled, EngineUnavailable, InvalidImage, Refusal
from overpaint.imaging.codec import ImageFile, OutputFormat, decode, encode, open_image
from overpaint.imaging.sizes import auto_size
from overpaint.imaging.values import Image
from overpaint.instructions import compile_prompt


def photo(width: int = 60, height: int = 40, channels: int = 3) -> Image:
    pixels = np.random.default_rng(5).integers(0, 256, (height, width, channels), np.uint8)
    return Image(pixels)


def opened(data: bytes, name: str = "image") -> ImageFile:
    return open_image(data, name=name, max_pixels=10**7)


def file(image: Image, name: str = "image") -> ImageFile:
    return opened(encode(image, OutputFormat()), name)


@pytest.fixture
def request_() -> EditRequest:
    return EditRequest(images=(file(photo()),), prompt="make it brighter", size="source")


def finish(request: EditRequest, engine: EchoEngine | None = None) -> Finished:
    [*_, last] = edit(engine or EchoEngine(), request)
    assert isinstance(last, Finished)
    return last


def pixels(data: bytes) -> np.ndarray:
    return decode(opened(data)).pixels


def test_the_picture_comes_back_n_times_each_with_its_seed(request_: EditRequest) -> None:
    finished = finish(replace(request_, n=3, seed=10, images=(file(photo()), file(photo(8, 8)))))
    assert [picture.seed for picture in finished.pictures] == [10, 11, 12]
    for picture in finished.pictures:
        assert picture.revised_prompt == "Echo: make it brighter"
        assert picture.size == (60, 40)
        assert np.array_equal(pixels(picture.data), photo().pixels)


def test_the_same_request_gives_the_same_bytes(request_: EditRequest) -> None:
    assert finish(request_) == finish(request_)


def test_sizes_are_met_and_fitting_is_said(request_: EditRequest) -> None:
    exact = finish(replace(request_, size=(64, 64), fit="pad")).pictures[0]
    assert exact.size == (64, 64)
    assert pixels(exact.data).shape == (64, 64, 3)
    assert exact.revised_prompt.startswith("Echo: make it brighter Padded")
    auto = finish(replace(request_, size="auto")).pictures[0]
    assert auto.size == auto_size((60, 40))
    assert pixels(auto.data).shape[1::-1] == auto.size


@pytest.mark.parametrize("output", [OutputFormat("png"), OutputFormat("jpeg", 80), OutputFormat("webp")])
def test_the_output_format_is_honoured(request_: EditRequest, output: OutputFormat) -> None:
    data = finish(replace(request_, output=output)).pictures[0].data
    assert opened(data).header.format == output.format


def test_a_mask_changes_nothing_but_is_read(request_: EditRequest) -> None:
    mask = file(photo(channels=4), "mask")
    assert finish(replace(request_, mask=mask)).pictures == finish(request_).pictures
    assert isinstance(mask.source, bytes)
    with pytest.raises(InvalidImage) as caught:
        finish(replace(request_, mask=replace(mask, source=mask.source[:-200])))
    assert caught.value.param == "mask"


def test_a_broken_second_picture_is_refused(request_: EditRequest) -> None:
    good = file(photo(), "image[1]")
    assert isinstance(good.source, bytes)
    with pytest.raises(InvalidImage) as caught:
        finish(replace(request_, images=(*request_.images, replace(good, source=good.source[:-200]))))
    assert caught.value.param == "image[1]"


def test_opaque_background_takes_transparency_away(request_: EditRequest) -> None:
    request = replace(request_, images=(file(photo(channels=4)),))
    assert pixels(finish(request).pictures[0].data).shape[2] == 4
    assert pixels(finish(replace(request, background="opaque")).pictures[0].data).shape[2] == 3


def test_partials_come_before_each_answer_and_get_finer(request_: EditRequest) -> None:
    events = list(edit(EchoEngine(), replace(request_, n=2, partials=3)))
    partials = [event for event in events if isinstance(event, Partial)]
    assert [partial.index for partial in partials] == [0, 0, 0, 1, 1, 1]
    true = photo().pixels.astype(float)
    errors = [np.abs(pixels(partial.data) - true).mean() for partial in partials[:3]]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] > 1, "the last one is not the answer yet"
    progress = [event for event in events if isinstance(event, Progress)]
    assert [(event.step, event.steps) for event in progress] == [(1, 3), (2, 3), (3, 3)]


def test_it_fails_as_it_is_told(request_: EditRequest) -> None:
    error = Refusal("no", code="target_not_found")
    events = edit(EchoEngine(fail_with=error), request_)
    assert isinstance(next(events), Progress)
    with pytest.raises(Refusal) as caught:
        next(events)
    assert caught.value is error


def test_delay_is_taken_once_an_answer(request_: EditRequest) -> None:
    start = time.monotonic()
    finish(replace(request_, n=2, partials=1), EchoEngine(delay=0.1))
    assert 0.2 <= time.monotonic() - start < 2


def test_a_waiting_edit_stops_when_cancelled(request_: EditRequest) -> None:
    cancelled = threading.Event()
    threading.Timer(0.1, cancelled.set).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        list(edit(EchoEngine(delay=60), request_, cancelled))
    assert time.monotonic() - start < 5


def test_a_waiting_edit_stops_when_the_engine_closes(request_: EditRequest) -> None:
    engine = EchoEngine(delay=60)
    threading.Timer(0.1, engine.close).start()
    with pytest.raises(EngineUnavailable):
        list(edit(engine, request_))
    with pytest.raises(EngineUnavailable):
        list(edit(engine, request_))


def test_it_needs_nothing_and_does_no_step() -> None:
    engine = EchoEngine()
    assert engine.missing() == () and engine.catalogue() is None
    plan = compile_prompt("make it brighter")
    assert engine.can(plan.steps[0], plan, EditRequest((file(photo()),), "make it brighter")) is None
