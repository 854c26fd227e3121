"""Which engine does which step: the operator's order, then quality, then cost. Neighbours of one engine are one part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from overpaint.canvas import EditRequest
from overpaint.engines.base import Able, Engine, Looks
from overpaint.errors import Refusal
from overpaint.instructions import say, word
from overpaint.plans import Plan, Step, Where


@dataclass(frozen=True)
class Part:
    """Steps that one engine does without giving the picture out of its hands. `words`: for one that takes prompts unread.

    `over_all`: those may change every pixel. `finds`: the place that it looks for, for the part after it.
    """

    engine: Engine
    steps: tuple[Step, ...]
    words: str = ""
    over_all: bool = False
    finds: Where | None = None


@dataclass(frozen=True)
class Schedule:
    """The parts of an edit, in order. `bytes`: memory that the hungriest step is expected to take. `money`: of all of them."""

    parts: tuple[Part, ...]
    bytes: int = 0
    seconds: float = 0.0
    money: float = 0.0

    @property
    def engines(self) -> tuple[str, ...]:
        """Names of those that change the picture, each once, in order."""
        changing = (part for part in self.parts if part.steps or part.finds is None)
        return tuple(dict.fromkeys(part.engine.name for part in changing))


def make_schedule(
    plan: Plan, request: EditRequest, engines: Sequence[Engine], preferred: Sequence[str] = (), *, over_all: bool = False
) -> Schedule:
    """Give each step to the best engine. `preferred`: names in the operator's order; one of these that can, does.

    `over_all`: what an engine that takes prompts unread is asked may change every pixel.

    Raises Refusal `unsupported_edit` for a step that none can do, EngineUnavailable for what an engine lacks; before any pixel.
    """
    if not plan.steps:  # an engine that takes prompts unread has no steps
        return Schedule((Part(engines[0], (), over_all=over_all),))
    chosen = [(step, *_best(step, plan, request, engines, preferred)) for step in plan.steps]
    parts: list[Part] = []
    for step, engine, _ in chosen:
        if parts and parts[-1].engine is engine:
            parts[-1] = Part(engine, (*parts[-1].steps, step))
        else:
            parts.append(Part(engine, (step,)))
    ables = [able for _, _, able in chosen]
    return Schedule(
        tuple(parts),
        bytes=max(able.bytes for able in ables),
        seconds=sum(able.seconds for able in ables),
        money=sum(able.money for able in ables) * request.n,
    )


def schedule_around(plan: Plan, before: int, asked: Part, request: EditRequest, engines: Sequence[Engine]) -> Schedule:
    """The first `before` steps of a plan, then what an engine that takes prompts unread is `asked`, then the other steps.

    Raises as `make_schedule`.
    """
    halves = [plan.model_copy(update={"steps": steps}) for steps in (plan.steps[:before], plan.steps[before:])]
    made = [make_schedule(half, request, engines) if half.steps else Schedule(()) for half in halves]
    parts = [*made[0].parts, asked, *made[1].parts]
    return Schedule(
        tuple(parts),
        bytes=max(one.bytes for one in made),
        seconds=sum(one.seconds for one in made),
        money=sum(one.money for one in made),
    )


def bounded(schedule: Schedule, asked: Engine, where: Where | None, request: EditRequest, eyes: Engine) -> Schedule:
    """The same, with the place where the edit belongs that an engine is `asked` for looked for before it, by `eyes`, if it can.

    Under a mask it is known, and a cut-out keeps nothing beside it.
    """
    if where is None or request.mask is not None or request.background == "transparent" or not isinstance(eyes, Looks):
        return schedule
    able = eyes.finds(where, request)
    if able is None:
        return schedule
    at = next(number for number, part in enumerate(schedule.parts) if part.engine is asked)
    before, rest = schedule.parts[:at], schedule.parts[at:]
    if before and before[-1].engine is eyes:
        before = (*before[:-1], replace(before[-1], finds=where))
    else:
        before = (*before, Part(eyes, (), finds=where))
    return replace(
        schedule, parts=(*before, *rest), bytes=max(schedule.bytes, able.bytes), seconds=schedule.seconds + able.seconds
    )


def _best(
    step: Step, plan: Plan, request: EditRequest, engines: Sequence[Engine], preferred: Sequence[str]
) -> tuple[Engine, Able]:
    found = [(engine, able) for engine in engines if (able := engine.can(step, plan, request)) is not None]
    if not found:
        family = word(plan.language, "family", step.family, default=step.operation)
        reason = say(plan.language, "refusal", "unsupported", family=family)
        message = say(plan.language, "refusal", "frame", clause=step.clause, reason=reason, others="", nearest="")
        raise Refusal(message.strip(), code="unsupported_edit")
    ranks = {name: rank for rank, name in enumerate(preferred)}
    return min(found, key=lambda pair: (ranks.get(pair[0].name, len(ranks)), -pair[1].quality, pair[1].money, pair[1].seconds))
