"""Which engine does which step, and several engines on one edit: the same bytes as one engine that does it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Event as Flag

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.canvas.finishing import answer, told_if_alike
from overpaint.canvas.handoff import Handoff
from overpaint.canvas.opening import open_canvas
from overpaint.engines.base import Able, Done, Engine, Event, Progress, Work
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine, PooledEngine
from overpaint.engines.schedule import make_schedule
from overpaint.errors import EngineError, Refusal
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image
from overpaint.instructions import compile_prompt
from overpaint.instructions.catalogue import Catalogue
from overpaint.plans import Plan, Step
from overpaint.settings import load

PHOTO = Image(np.ascontiguousarray(data.astronaut()[::4, ::4]))


def file_of(image: Image, name: str = "image"):
    return open_image(encode(image, OutputFormat()), name=name, max_pixels=1 << 24)


REQUEST = EditRequest(images=(file_of(PHOTO),), prompt="make it brighter, invert the colors and make it sepia", size=(96, 96))


class Inverting:
    """A small engine that takes pictures and gives them back as negatives: one operation, done its own way."""

    name = "inverting"

    def __init__(self, quality: float = 1.0, money: float = 0.0) -> None:
        self.able = Able(quality, money=money)
        self.works: list[Work] = []

    def catalogue(self) -> Catalogue | None:
        return None

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:
        return self.able if step.operation == "invert" else None

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        self.works.append(work)
        yield Progress(1, 1, "inverting")
        if work.given is None:
            canvas = open_canvas(work.request, work.plan, lambda *_: pytest.fail("nothing has to be found"))
            images = (canvas.image,)
        else:
            canvas, images = work.given.opened()
        made = tuple(Image(np.ascontiguousarray(255 - image.pixels)) for image in images)
        if not work.last:
            yield Done(handoff=Handoff.of(canvas, made, canvas.notes))
            return
        seeds = range(work.request.seed, work.request.seed + work.request.n)
        pictures = [
            answer(made[min(i, len(made) - 1)], canvas, work.request, work.plan, (), seed) for i, seed in enumerate(seeds)
        ]
        yield Done(told_if_alike(pictures, work.plan.language))

    def missing(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def local(weights) -> LocalEngine:
    return LocalEngine(load())


def through(request: EditRequest, *engines: Engine) -> tuple[list[Progress], Finished]:
    *events, last = editing.edit(request, engines=engines, cancelled=Flag())
    assert isinstance(last, Finished)
    return [event for event in events if isinstance(event, Progress)], last


def names(schedule) -> list[tuple[str, list[str]]]:
    return [(part.engine.name, [step.operation for step in part.steps]) for part in schedule.parts]


def test_neighbours_of_one_engine_are_one_part(local):
    plan = compile_prompt(REQUEST.prompt)
    assert names(make_schedule(plan, REQUEST, (local,))) == [("local", ["brightness", "invert", "sepia"])]
    assert names(make_schedule(plan, REQUEST, (local, Inverting()))) == [
        ("local", ["brightness"]),
        ("inverting", ["invert"]),
        ("local", ["sepia"]),
    ]


def test_preference_comes_before_quality_and_quality_before_cost(local):
    plan = compile_prompt("invert the colors")

    def chosen(*engines: Engine, preferred: tuple[str, ...] = ()) -> str:
        return make_schedule(plan, REQUEST, engines, preferred).parts[0].engine.name

    assert chosen(local, Inverting(quality=0.1)) == "local"
    assert chosen(local, Inverting(quality=1.0, money=9)) == "inverting"
    assert chosen(local, Inverting(quality=1.0), preferred=("local",)) == "local"
    assert chosen(local, Inverting(quality=0.1), preferred=("inverting", "local")) == "inverting"
    cheap, dear = Inverting(money=0.01), Inverting(money=0.5)
    assert make_schedule(plan, REQUEST, (dear, cheap)).parts[0].engine is cheap
    assert make_schedule(plan, replace(REQUEST, n=4), (dear,)).money == 2.0


def test_a_step_that_nobody_can_do_is_refused_before_any_pixel(local):
    plan = compile_prompt("make it brighter")
    with pytest.raises(Refusal) as caught:
        make_schedule(plan, REQUEST, (Inverting(),))
    assert caught.value.code == "unsupported_edit" and "make it brighter" in caught.value.message


@pytest.mark.parametrize("family", ["", "no family of ours"])
def test_a_step_of_a_plan_written_by_hand_needs_no_family_to_be_refused(family):
    plan = compile_prompt("make it brighter")
    plan = plan.model_copy(update={"steps": (plan.steps[0].model_copy(update={"family": family}),)})
    with pytest.raises(Refusal, match="brightness"):
        make_schedule(plan, REQUEST, (Inverting(),))


@pytest.mark.parametrize("n", [1, 3])
def test_several_engines_make_what_one_makes(local, n):
    request = replace(REQUEST, n=n, seed=5)
    other = Inverting()
    progress, both = through(request, local, other)
    _, alone = through(request, local)
    assert [picture.data for picture in both.pictures] == [picture.data for picture in alone.pictures]
    assert [picture.seed for picture in both.pictures] == list(range(5, 5 + n))
    assert "Done by: local, inverting." in both.pictures[0].revised_prompt
    assert "Done by" not in alone.pictures[0].revised_prompt
    assert [event.step for event in progress] == list(range(1, len(progress) + 1))
    assert progress[-1].step == progress[-1].steps
    (work,) = other.works
    assert work.given is not None and not work.last


def test_the_seeds_of_a_later_part_are_those_of_the_answers(local):
    request = replace(REQUEST, prompt="invert the colors and change the background to a sunset over the ocean", n=2, seed=3)
    _, both = through(request, local, Inverting())
    _, alone = through(request, local)
    assert [picture.data for picture in both.pictures] == [picture.data for picture in alone.pictures]
    assert both.pictures[0].data != both.pictures[1].data


def test_the_mask_holds_across_engines(local):
    wire = np.full((128, 128, 4), 255, np.uint8)
    wire[30:90, 40:100, 3] = 0
    request = replace(REQUEST, size="source", mask=file_of(Image(wire), "mask"))
    _, finished = through(request, local, Inverting())
    answered = decode(open_image(finished.pictures[0].data, name="answer", max_pixels=1 << 24)).pixels
    outside = wire[..., 3] == 255
    np.testing.assert_array_equal(answered[outside], PHOTO.pixels[outside])
    assert not np.array_equal(answered, PHOTO.pixels)


def test_the_picture_passes_between_processes(weights, local):
    pooled = PooledEngine(load().model_copy(update={"workers": 1}))
    try:
        assert through(REQUEST, pooled, Inverting())[1].pictures == through(REQUEST, local, Inverting())[1].pictures
    finally:
        pooled.close()


class Keeping(Inverting):
    """Ends its part without handing the picture on."""

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        yield Done()


def test_an_engine_that_keeps_the_picture_is_held_to_its_contract(local):
    with pytest.raises(EngineError, match="next one needs"):
        list(editing.edit(REQUEST, engines=(local, Keeping()), cancelled=Flag()))


def test_who_did_it_is_recorded(local):
    from test_editing import Book

    book = Book()
    list(editing.edit(REQUEST, engines=(local, Inverting()), cancelled=Flag(), account=book.account))
    assert book.records[0].engine == "local+inverting"
    assert list(edit(local, REQUEST))
