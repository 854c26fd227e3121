"""Everything that can be known before a pixel is decoded: the plan, its refusals, what the request's other fields mean for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from overpaint.canvas import EditRequest
from overpaint.errors import InvalidRequest, Refusal
from overpaint.imaging.codec import ImageFile
from overpaint.instructions import (
    Explanation,
    bounded_to,
    check_plan,
    compile_prompt,
    describe,
    explain,
    joined,
    refusal_of,
    say,
    spoken_language,
)
from overpaint.instructions.catalogue import Catalogue
from overpaint.operations import find_operation
from overpaint.plans import ClauseRefusal, Named, Plan, Sent, Step, Where, Whole

WANTING = ("unsupported_edit", "not_understood")
"""Refusals that say that there is no operation here for what is asked."""

_UNSURE = frozenset({"not_understood", "ambiguous_request"})
"""Refusals for want of understanding: the only ones that somebody else's reading may replace."""

_OVER_ALL = ("style", "time_season_weather", "background_replace", "compose", "restore", "tone", "other")
"""Families of which an edit may change every pixel: no model is told to leave the rest as it is."""

_MARKS = " \t\n.,;:!…，。；、！"
_PIECES = re.compile("[,;，；]")
_CONNECTING = re.compile(r"\b(?:and|then|also|please|but|plus|now|finally|first|next|after that)\b|[并且再然后和又请也把\W]")
_PRONOUN = re.compile(r"\b(?:it|its|them|their|this|that|these|those|one|ones)\b|[它其]|这个|那个")


@dataclass(frozen=True)
class Unread:
    """A prompt that our own reader is not sure of, and what came with it. `picture`: the first, None where only words came."""

    prompt: str
    images: int = 1
    has_mask: bool = False
    partial: bool = False
    picture: ImageFile | None = None

    @classmethod
    def of(cls, request: EditRequest) -> Unread:
        return cls(request.prompt, len(request.images), request.mask is not None, request.partial, request.images[0])


SecondReader: TypeAlias = Callable[[Unread, Plan, Catalogue], Plan | None]
"""Asked for what the reader is not sure of: the prompt, the reader's plan, what can be done → a checked plan, with steps or
refusals; None where the reader's stands."""


def plan_for(request: EditRequest, catalogue: Catalogue | None, second: SecondReader | None = None) -> Plan:
    """The plan to run. `catalogue`: what prompts are read for; None where an engine takes them unread, and there are no steps.

    Raises Refusal, and InvalidRequest for fields that contradict the plan or a plan that can't be replayed.
    """
    if catalogue is None:
        return Plan(prompt=request.prompt, language=spoken_language(request.prompt))
    plan = _planned(request, catalogue, second)
    _check_resize(plan, request)
    _check_opaque(request)
    return _with_background(plan, request)


def explain_request(request: EditRequest, catalogue: Catalogue, second: SecondReader | None = None) -> Explanation:
    """How a request's prompt is read; of one that brings its plan, the plan and its words."""
    if request.plan is None:
        return explain_prompt(Unread.of(request), catalogue, second)
    plan = request.plan
    return Explanation(language=plan.language, clauses=(), keep=(), requests=(), plan=plan, summary=describe(plan))


def explain_prompt(asked: Unread, catalogue: Catalogue, second: SecondReader | None = None) -> Explanation:
    """How a prompt is read, by our own reader, and what comes of it."""
    explained = explain(asked.prompt, images=asked.images, has_mask=asked.has_mask, partial=asked.partial, catalogue=catalogue)
    plan = _read_again(asked, explained.plan, catalogue, second)
    if plan is explained.plan:
        return explained
    refusal = refusal_of(plan)
    told = {"refusal": refusal.message if refusal else "", "refusal_code": refusal.code if refusal else ""}
    return explained.model_copy(update={"plan": plan, "summary": describe(plan), **told})


def _read_again(asked: Unread, plan: Plan, catalogue: Catalogue, second: SecondReader | None) -> Plan:
    """The reader's plan, or the second reader's where it understood too little; never where it knows what can't be done."""
    if second is None or not plan.refusals or not {row.code for row in plan.refusals} <= _UNSURE or not asked.prompt.strip():
        return plan
    return second(asked, plan, catalogue) or plan


@dataclass(frozen=True)
class Shared:
    """A prompt of which a part can be done here. `plan`: of that part; its first `before` steps come before what is handed on.

    `words`: what is handed on; `over_all`: it may change every pixel; `where`: the place where it belongs, None for one that is
    not plain.
    """

    plan: Plan
    before: int
    words: str
    over_all: bool
    where: Where | None = None


def shared_plan(request: EditRequest, catalogue: Catalogue) -> Shared | None:
    """What can be done here, told apart from what is handed on to an engine that takes prompts unread; None where that is not
    clear, and it should get the whole prompt.

    Steps with a place come before: the place is looked for in the picture as it is. Steps of the whole picture come after, for
    all of it to have the same tone.
    """
    if request.plan is not None or request.background == "transparent":
        return None
    plan = compile_prompt(
        request.prompt, images=len(request.images), has_mask=request.mask is not None, partial=True, catalogue=catalogue
    )
    wanting = all(clause.code in WANTING for clause in plan.skipped)
    if not plan.steps or not plan.skipped or plan.keep or not wanting or not _told_apart(plan):
        return None
    _check_resize(plan, request)
    _check_opaque(request)
    placed = [step for step in plan.steps if not isinstance(step.where, Whole | Sent)]
    steps = (*placed, *(step for step in plan.steps if step not in placed))
    notes = tuple(note for note in plan.notes if note.key != "skipped")
    clauses = "; ".join(dict.fromkeys(clause.clause.strip(" .;,。；，") for clause in plan.skipped))
    over_all = any(_is_over_all(clause, catalogue) for clause in plan.skipped)
    if not over_all:
        clauses = say(plan.language, "handed", "only", clauses=clauses)
    where = None if over_all else bounded_to(plan.prompt, {clause.clause for clause in plan.skipped}, catalogue)
    mine = plan.model_copy(update={"steps": steps, "skipped": (), "notes": notes})
    return Shared(mine, len(placed), clauses, over_all, where)


def _is_over_all(clause: ClauseRefusal, catalogue: Catalogue) -> bool:
    """Whether any piece of it may change every pixel: `add a hat, in the style of a fairy tale` is of one family as a whole."""
    pieces = (compile_prompt(piece, catalogue=catalogue).families for piece in _PIECES.split(clause.clause) if piece.strip())
    return clause.family in _OVER_ALL or any(family in _OVER_ALL for families in pieces for family in families)


@dataclass(frozen=True)
class Reach:
    """How far what a prompt asks for may reach: over `all` pixels, as far as is known; `where` it belongs, None: not plain."""

    all: bool = False
    where: Where | None = None


def reach_of(request: EditRequest, catalogue: Catalogue | None) -> Reach:
    """Of a prompt that is handed on as a whole. `catalogue`: what it is read for; None: it is not read, and nothing is known."""
    if catalogue is None:
        return Reach()
    images, has_mask = len(request.images), request.mask is not None
    plan = compile_prompt(request.prompt, images=images, has_mask=has_mask, partial=True, catalogue=catalogue)
    if any(family in _OVER_ALL for family in plan.families):
        return Reach(all=True)
    rows = plan.skipped or plan.refusals
    read = all(row.code == "unsupported_edit" for row in rows)
    if not rows or not read or any(isinstance(step.where, Whole | Sent) for step in plan.steps):
        return Reach()
    where = bounded_to(plan.prompt, {row.clause for row in rows}, catalogue)
    return Reach(where=None if where is None else joined([*(step.where for step in plan.steps), where]))


def _told_apart(plan: Plan) -> bool:
    """Whether every word belongs to a clause, and none of those on one side speaks of what the other side is about."""
    here, there = ({row.clause for row in rows} for rows in (plan.steps, plan.skipped))
    if here & there or any(plan.prompt.count(clause) != 1 for clause in (*here, *there)):
        return False
    rest = plan.prompt
    for clause in sorted((*here, *there), key=len, reverse=True):
        rest = rest.replace(clause, " ")
    if _CONNECTING.sub(" ", rest.lower()).strip(_MARKS):
        return False
    first = min(plan.prompt.index(clause) for clause in there)
    # “add a hat and make it red”: which of the two is “it”?
    spoken_of = [clause for clause in here if plan.prompt.index(clause) > first and _PRONOUN.search(clause.lower())]
    named = any(not isinstance(step.where, Whole | Sent) for step in plan.steps)
    return not spoken_of and not (named and any(_PRONOUN.search(clause.lower()) for clause in there))


def _planned(request: EditRequest, catalogue: Catalogue, second: SecondReader | None) -> Plan:
    """The plan that the request brings, if it can run here, or what its prompt compiles to."""
    images, has_mask = len(request.images), request.mask is not None
    if request.plan is not None:
        check_plan(request.plan, catalogue, images=images, has_mask=has_mask)
        return request.plan
    plan = compile_prompt(request.prompt, images=images, has_mask=has_mask, partial=request.partial, catalogue=catalogue)
    plan = _read_again(Unread.of(request), plan, catalogue, second)
    refusal = refusal_of(plan)
    if refusal is not None:
        raise refusal
    return plan


def _check_resize(plan: Plan, request: EditRequest) -> None:
    """A prompt that names a size beside a `size` field that fixes another one can't be met by any picture."""
    step = next((s for s in plan.steps if s.operation == "resize"), None)
    if step is None or not isinstance(request.size, tuple):
        return
    size = f"{request.size[0]}x{request.size[1]}"
    message = say(plan.language, "refusal", "size_field", clause=step.clause, size=size)
    raise Refusal(message, code="unsupported_edit", param="size")


def _check_opaque(request: EditRequest) -> None:
    """A mask keeps transparent pixels as they are, `background=opaque` fills them: where there are some, only one can hold."""
    if request.mask is not None and request.background == "opaque" and request.images[0].header.has_alpha:
        raise InvalidRequest(
            "background=opaque would fill transparent pixels that the mask keeps. Leave `background` out, or send a picture "
            "without transparency.",
            code="invalid_value",
            param="background",
        )


def _with_background(plan: Plan, request: EditRequest) -> Plan:
    """Make `background=transparent` true: add the step that cuts the subject out, unless the plan does so or contradicts it."""
    if request.background != "transparent":
        return plan
    operations = [find_operation(step.operation) for step in plan.steps]
    if any(operation.needs_backdrop for operation in operations):
        raise InvalidRequest(
            "background=transparent contradicts a prompt that asks for a new background. Leave `background` out, or ask to "
            "remove the background instead.",
            code="invalid_value",
            param="background",
        )
    if any(operation.makes_alpha for operation in operations):
        return plan
    operation = find_operation("background_remove")
    step = Step(
        operation="background_remove",
        version=operation.version,
        where=Named(kind="background"),
        clause="background=transparent",
        family=operation.family,
    )
    return plan.model_copy(update={"steps": (*plan.steps, step)})
