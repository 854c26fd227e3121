"""The one use case: may this caller do it → plan → whose turn → run → record. HTTP, the commands and Python call `edit`.

Knows no SQL and no HTTP: accounts come in as an object that takes records, errors go out as they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from threading import Event as Flag
from typing import Protocol

from overpaint.accounts.limits import Excess, option_of
from overpaint.accounts.tokens import Tokens, input_image_tokens, output_image_tokens, text_tokens
from overpaint.accounts.values import Caller, Group, UsageRecord
from overpaint.admission import Admission
from overpaint.canvas import MAX_IMAGES, MAX_N, EditRequest, Picture
from overpaint.engines.base import Engine, Spent
from overpaint.engines.carrying import Event, Finished, carry_out
from overpaint.engines.planning import WANTING, changes_all, plan_for, shared_plan
from overpaint.engines.schedule import Part, Schedule, make_schedule, schedule_around
from overpaint.errors import Cancelled, EngineError, InvalidRequest, OverpaintError, Refusal
from overpaint.plans import Plan

UPSTREAM = "upstream"
"""The engine that gives pictures out of the house."""

FINISHED = "finished"
"""The outcome of an edit that was answered; every other outcome is an error code."""


class TakesUsage(Protocol):
    """The part of `overpaint.accounts.Accounts` that an edit needs."""

    def record_usage(self, record: UsageRecord) -> None: ...


@dataclass(frozen=True)
class Account:
    """On whose account an edit runs. `user`, `safety_identifier`: as the request names them, for the usage record only."""

    accounts: TakesUsage
    caller: Caller
    request_id: str
    user: str | None = None
    safety_identifier: str | None = None


def edit(
    request: EditRequest,
    *,
    engines: Sequence[Engine],
    cancelled: Flag,
    account: Account | None = None,
    admissions: Mapping[str, Admission] | None = None,
) -> Iterator[Event]:
    """Run one edit: Progress and Partial events, then Finished with exactly `n` pictures. Nothing happens before the first event.

    `engines`: at least one, in the order they are asked; what a prompt may ask is the first's catalogue. What can't be done there
    for want of an operation goes to the next that takes prompts unread; to an upstream only where the account's group allows it
    (docs/decisions/0018). With an account, what its group does not allow is refused before an engine is asked, and exactly one
    usage record is written, whatever the outcome; it is there before Finished is given out. With `admissions`, by the names of
    engines, an edit that can be done waits its turn; one that is refused takes no place (docs/decisions/0008). Closing the
    iterator early sets `cancelled`.

    Raises InvalidRequest (`group_required`, `engine_not_allowed`, `too_many_images`, `invalid_value`, `invalid_plan`), Refusal,
    TryLater, Cancelled, and what engines raise.
    """
    entry = None if account is None else _Entry(request, engines[0].name, account)
    try:
        check_request(request)
        if account is not None:
            authorise(account.caller.group, has_mask=request.mask is not None, n=request.n)
            engines = allowed_engines(engines, account.caller.group)
        turns = _Turns(admissions or {}, cancelled, None if account is None else account.caller.key_id)
        for event in _run(request, engines, cancelled, turns, entry):
            if isinstance(event, Finished) and entry is not None:
                entry.write(FINISHED, event.pictures)
            if not isinstance(event, Spent):
                yield event
            elif entry is not None:
                entry.spent.append(event)
    except OverpaintError as error:
        _record(entry, error.code)
        raise
    except Exception:
        _record(entry, EngineError.default_code)
        raise
    except BaseException:  # the iterator was closed, or the process is told to stop
        cancelled.set()
        _record(entry, Cancelled.default_code)
        raise


def authorise(group: Group, *, has_mask: bool, n: int) -> None:
    """Raise InvalidRequest `group_required` for what a group does not allow. For the edge, too, before it reads any file."""
    excess = next(group.limits.exceeded({"mask": has_mask, "n": n}), None)
    if excess is not None:
        raise _group_required(group, excess)


def allowed_engines(engines: Sequence[Engine], group: Group) -> Sequence[Engine]:
    """Those that a group's edits may go to. Raises InvalidRequest `engine_not_allowed` where none is left."""
    allowed = [engine for engine in engines if engine.name != UPSTREAM or group.limits.allow_upstream]
    if not allowed:
        message = (
            f"Every edit goes to an upstream here, and this key's group {group.name!r} does not allow that: allow it with "
            f"`overpaint groups set {group.name} {option_of('allow_upstream')}`."
        )
        raise InvalidRequest(message, code="engine_not_allowed")
    return allowed


def check_request(request: EditRequest) -> None:
    """Raise InvalidRequest for what nobody may ask for."""
    if not 1 <= len(request.images) <= MAX_IMAGES:
        raise InvalidRequest(f"Send 1 to {MAX_IMAGES} images, not {len(request.images)}.", code="too_many_images", param="image")
    if not 1 <= request.n <= MAX_N:
        raise InvalidRequest(f"Ask for 1 to {MAX_N} pictures, not {request.n}.", param="n")


def count_tokens(request: EditRequest, pictures: Sequence[Picture] = ()) -> Tokens:
    """Tokens of a request and its answer, for `usage` and the record. The rules are in `overpaint.accounts.tokens`."""
    files = request.images if request.mask is None else (*request.images, request.mask)
    return Tokens(
        input_text=text_tokens(request.prompt),
        input_image=sum(input_image_tokens(file.header.size) for file in files),
        output_text=sum(text_tokens(picture.revised_prompt) for picture in pictures),
        output_image=sum(output_image_tokens(picture.size, request.quality) for picture in pictures),
    )


def _run(
    request: EditRequest, engines: Sequence[Engine], cancelled: Flag, turns: _Turns, entry: _Entry | None
) -> Iterator[Event]:
    """Plan, schedule and run; what the first engine can't is handed on to the next that takes prompts unread."""
    catalogue = engines[0].catalogue()
    others = [engine for engine in engines[1:] if engine.catalogue() is None]
    spent = False
    try:
        plan = plan_for(request, catalogue)
        yield from _carried(make_schedule(plan, request, engines), plan, request, cancelled, turns, entry)
        return
    except Refusal as refusal:
        # A plan that was sent is run as it is, or not at all.
        asked = refusal.param == "prompt" and request.plan is None
        if not others or not asked or not may_go_elsewhere(refusal.code, request.prompt):
            raise
    shared = None if catalogue is None else shared_plan(request, catalogue)
    if shared is not None:
        asked_of = Part(others[0], (), shared.words, shared.over_all)
        schedule = schedule_around(shared.plan, shared.before, asked_of, request, engines[:1])
        try:
            for event in _carried(schedule, shared.plan, request, cancelled, turns, entry):
                spent = spent or isinstance(event, Spent)
                yield event
            return
        except Refusal as refusal:  # here, after all; what is paid for already is not bought again as a whole
            if spent or not may_go_elsewhere(refusal.code, request.prompt):
                raise
    plan = plan_for(request, None)
    schedule = make_schedule(plan, request, others, over_all=changes_all(request, catalogue))
    yield from _carried(schedule, plan, request, cancelled, turns, entry)


def _carried(
    schedule: Schedule, plan: Plan, request: EditRequest, cancelled: Flag, turns: _Turns, entry: _Entry | None
) -> Iterator[Event]:
    if entry is not None:
        entry.engine = "+".join(schedule.engines)
    yield from carry_out(schedule, plan, request, cancelled, partial(turns.take, schedule.bytes))


def may_go_elsewhere(code: str, prompt: str) -> bool:
    """Whether somebody else may well do what was refused here: where there is no operation for it, and something was asked."""
    return code in WANTING and bool(prompt.strip())


@dataclass(frozen=True)
class _Turns:
    """Whose turn it is, at each engine."""

    admissions: Mapping[str, Admission]
    cancelled: Flag
    owner: int | None

    def take(self, bytes: int, engine: str, number: int) -> AbstractContextManager[None]:
        """For part `number` of an edit. `bytes`: that it is expected to take."""
        admission = self.admissions.get(engine)
        if admission is None:
            return nullcontext()
        return admission.turn(self.owner, self.cancelled, bytes, begun=number > 0)


def _record(entry: _Entry | None, outcome: str) -> None:
    if entry is not None:
        entry.write(outcome)


def _group_required(group: Group, excess: Excess) -> InvalidRequest:
    cure = f"allow it with `overpaint groups set {group.name} {excess.option}`"
    if group.name != "direct":
        cure = f"use a key of group 'direct' (`overpaint keys issue --group direct`), or {cure}"
    message = f"This key's group {group.name!r} does not allow {excess.wish} (it allows {excess.limit}): {cure}."
    return InvalidRequest(message, code="group_required", param=excess.param)


@dataclass
class _Entry:
    """The usage record of one edit: written by the first call of `write`, never again."""

    request: EditRequest
    engine: str
    account: Account
    started: float = field(default_factory=time.monotonic)
    spent: list[Spent] = field(default_factory=list)
    written: bool = False

    def write(self, outcome: str, pictures: tuple[Picture, ...] = ()) -> None:
        if self.written:
            return
        self.written = True
        tokens = count_tokens(self.request, pictures)
        record = UsageRecord(
            key_id=self.account.caller.key_id,
            request_id=self.account.request_id,
            engine=self.engine,
            prompt_length=len(self.request.prompt),
            images_in=len(self.request.images),
            n=self.request.n,
            size=_size(self.request, pictures),
            milliseconds=round((time.monotonic() - self.started) * 1000),
            outcome=outcome,
            user=self.account.user,
            safety_identifier=self.account.safety_identifier,
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            upstream="+".join(dict.fromkeys(one.upstream for one in self.spent)),
            model="+".join(dict.fromkeys(one.model for one in self.spent)),
            calls=sum(one.calls for one in self.spent),
            cost=sum(one.money for one in self.spent),
        )
        self.account.accounts.record_usage(record)


def _size(request: EditRequest, pictures: tuple[Picture, ...]) -> str:
    size = pictures[0].size if pictures else request.size
    return size if isinstance(size, str) else f"{size[0]}x{size[1]}"
