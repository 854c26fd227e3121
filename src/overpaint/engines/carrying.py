"""Carries a schedule out: part after part, the picture handed from engine to engine, one story of progress told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from threading import Event as Flag
from typing import TypeAlias

from overpaint.canvas import EditRequest, Picture
from overpaint.canvas.finishing import telling_too
from overpaint.canvas.handoff import Handoff
from overpaint.engines.base import Done, Partial, Progress, Spent, Work
from overpaint.engines.schedule import Part, Schedule
from overpaint.errors import Cancelled, EngineError
from overpaint.instructions import say
from overpaint.plans import Note, Plan


@dataclass(frozen=True)
class Finished:
    """The end of an edit: exactly `n` pictures. `plan`: JSON of the plan that ran, empty where prompts were taken unread.

    `engines`: names of those that made them.
    """

    pictures: tuple[Picture, ...]
    plan: str = ""
    engines: tuple[str, ...] = ()


Event: TypeAlias = Progress | Partial | Spent | Finished


Turn: TypeAlias = Callable[[str, int], AbstractContextManager[None]]
"""What an engine's part waits in for its turn, and holds while it runs: by the engine's name and the part's number."""


def _at_once(_engine: str, _number: int) -> AbstractContextManager[None]:
    return nullcontext()


def carry_out(schedule: Schedule, plan: Plan, request: EditRequest, cancelled: Flag, turn: Turn = _at_once) -> Iterator[Event]:
    """Run every part: Progress, Partial and Spent, then exactly one Finished. Holds each engine to its contract."""
    if cancelled.is_set():
        raise Cancelled("The edit was cancelled before it began.")
    handoff: Handoff | None = None
    told, seeded = 0, True
    for number, part in enumerate(schedule.parts):
        last = number == len(schedule.parts) - 1
        work = Work(request, plan, part.steps, handoff, last, part.words, part.over_all, part.finds)
        to_come = len(schedule.parts) - number - 1
        done: Done | None = None
        begun = told
        with turn(part.engine.name, number):
            for event in _held(part, work, cancelled):
                if isinstance(event, Done):
                    done = event
                    break
                if isinstance(event, Progress):
                    told = begun + event.step
                    event = replace(event, step=told, steps=begun + event.steps + to_come)
                yield event
        if done is None:
            raise EngineError("The engine ended without an answer.")
        handoff = done.handoff
        seeded = seeded and (handoff is None or handoff.seeded)
        if last:
            pictures = done.pictures if seeded else tuple(replace(picture, seed=None) for picture in done.pictures)
            told_by = _with_engines(pictures, schedule, plan)
            yield Finished(told_by, plan.model_dump_json() if plan.steps else "", schedule.engines)


def _held(part: Part, work: Work, cancelled: Flag) -> Iterator[Progress | Partial | Spent | Done]:
    """An engine's events, held to its contract. A reader who stops before the part is done cancels it."""
    done = False
    try:
        for event in part.engine.run(work, cancelled):
            if isinstance(event, Done):
                _check(event, work)
                done = True
            yield event
    except GeneratorExit:
        if not done:
            cancelled.set()
        raise


def _check(done: Done, work: Work) -> None:
    if work.last and len(done.pictures) != work.request.n:
        raise EngineError(f"The engine gave {len(done.pictures)} pictures where {work.request.n} were asked for.")
    if not work.last and done.handoff is None:
        raise EngineError("The engine kept the picture that the next one needs.")


def _with_engines(pictures: tuple[Picture, ...], schedule: Schedule, plan: Plan) -> tuple[Picture, ...]:
    """Where several engines took part, the answer says which."""
    if len(schedule.engines) == 1:
        return pictures
    names = say(plan.language, "punctuation", "list").join(schedule.engines)
    return telling_too(pictures, Note("engines", {"names": names}), plan.language)
