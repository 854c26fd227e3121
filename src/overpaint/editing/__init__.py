"""The one use case: may this caller do it → plan → whose turn → run → record. HTTP, the commands and Python call `edit`.

Knows no SQL and no HTTP: accounts come in as an object that takes records, errors go out as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from threading import Event as Flag

from overpaint.accounts.limits import Excess, option_of
from overpaint.accounts.values import Group
from overpaint.admission import Admission, Waiting, untold
from overpaint.canvas import MAX_IMAGES, MAX_N, EditRequest
from overpaint.editing.record import Account, Entry, count_tokens, size_name
from overpaint.engines.base import Engine, Looked, Looks, Outlined, Partial, Pointing, Spent
from overpaint.engines.carrying import Event, Finished, carry_out
from overpaint.engines.planning import WANTING, SecondReader, plan_for, reach_of, shared_plan
from overpaint.engines.schedule import Part, Schedule, bounded, make_schedule, schedule_around
from overpaint.errors import (
    Cancelled,
    EngineError,
    EngineUnavailable,
    InvalidRequest,
    NotAllowed,
    OverpaintError,
    Refusal,
    TryLater,
)
from overpaint.planner import Planner
from overpaint.plans import Plan
from overpaint.policy import Policy

__all__ = [
    "FINISHED",
    "UPSTREAM",
    "Account",
    "allowed_engines",
    "authorise",
    "check_request",
    "check_room",
    "count_tokens",
    "edit",
    "look",
    "may_go_elsewhere",
    "outline",
    "second_reader",
    "size_name",
]

UPSTREAM = "upstream"
"""The engine that gives pictures out of the house."""

FINISHED = "finished"
"""The outcome of an edit that was answered; every other outcome is an error code."""


def edit(
    request: EditRequest,
    *,
    engines: Sequence[Engine],
    cancelled: Flag,
    account: Account | None = None,
    admissions: Mapping[str, Admission] | None = None,
    waits: Callable[[Waiting], None] = untold,
    planner: Planner | None = None,
    policy: Policy | None = None,
) -> Iterator[Event]:
    """Run one edit: Progress and Partial events, then Finished with exactly `n` pictures. Nothing happens before the first event.

    `engines`: at least one, in the order they are asked; what a prompt may ask is the first's catalogue. What can't be done there
    for want of an operation goes to the next that takes prompts unread; to an upstream only where the account's group allows it
    (docs/decisions/0018). With an account, what its group does not allow is refused before an engine is asked, and exactly one
    usage record is written, whatever the outcome; it is there before Finished is given out. With `admissions`, by the names of
    engines, an edit that can be done waits its turn, `waits` being told meanwhile; one that is refused takes no place
    (docs/decisions/0008). `planner`: asked where our own reader does not understand a prompt, before anybody else
    (docs/decisions/0027). `policy`: what every edit is held to besides (docs/decisions/0028).
    Closing the iterator early sets `cancelled`.

    Raises InvalidRequest (`group_required`, `too_many_images`, `invalid_value`, `invalid_plan`), NotAllowed
    (`engine_not_allowed`), QuotaExceeded, Refusal, TryLater, Cancelled, and what engines raise.
    """
    entry = None if account is None else Entry(request, engines[0].name, account)
    try:
        check_request(request)
        if account is not None:
            authorise(account.caller.group, has_mask=request.mask is not None, n=request.n, size=size_name(request.size))
            engines = allowed_engines(engines, account.caller.group)
        if entry is not None:
            entry.reserve()
        owner = None if account is None else account.caller.key_id
        turns = _Turns(admissions or {}, cancelled, owner, waits, entry)
        second = second_reader(planner, None if account is None else account.caller.group, cancelled)
        held = policy or Policy()
        held.begin(request, cancelled)
        for event in _run(request, engines, cancelled, turns, entry, second):
            if isinstance(event, Partial | Finished):
                event = held.passed(event, request, cancelled)
            if isinstance(event, Finished) and entry is not None:
                entry.write(FINISHED, event.pictures)
            if entry is not None:
                entry.note(event)
            if not isinstance(event, Spent):
                yield event
    except OverpaintError as error:
        if entry is not None:
            entry.message = error.message
        _record(entry, error.code)
        raise
    except Exception:
        _record(entry, EngineError.default_code)
        raise
    except BaseException:  # the iterator was closed, or the process is told to stop
        cancelled.set()
        _record(entry, Cancelled.default_code)
        raise


def look(
    request: EditRequest,
    plan: Plan,
    *,
    engines: Sequence[Engine],
    cancelled: Flag,
    owner: int | None = None,
    admissions: Mapping[str, Admission] | None = None,
) -> Looked | None:
    """What a plan would touch in the request's first picture; None where no engine looks. It waits its turn as an edit does.

    Raises InvalidImage, Refusal, TryLater, Cancelled, and what engines raise.
    """
    engine = next((one for one in engines if isinstance(one, Looks)), None)
    if engine is None or not plan.steps:
        return None
    schedule = make_schedule(plan, request, engines)
    with _Turns(admissions or {}, cancelled, owner).take(schedule.bytes, engine.name, 0):
        return engine.look(request, plan, cancelled)


def outline(
    request: EditRequest,
    pointing: Pointing,
    *,
    engines: Sequence[Engine],
    cancelled: Flag,
    owner: int | None = None,
    admissions: Mapping[str, Admission] | None = None,
) -> Outlined | None:
    """What is pointed at in the request's first picture; None where it can't be told apart. It waits its turn as an edit does.

    Raises EngineUnavailable where no engine looks, InvalidImage, TryLater, Cancelled, and what engines raise.
    """
    engine = next((one for one in engines if isinstance(one, Looks)), None)
    if engine is None:
        raise EngineUnavailable("No engine that runs here outlines what is pointed at: OVERPAINT_ENGINE=local does.")
    able = engine.points(request)
    with _Turns(admissions or {}, cancelled, owner).take(able.bytes, engine.name, 0):
        return engine.outline(request, pointing, cancelled)


def second_reader(planner: Planner | None, group: Group | None, cancelled: Flag) -> SecondReader | None:
    """Who reads what our own reader does not understand, for a key of `group`, None for who has no key: a planner, on another
    machine only where the group lets its edits leave this one.
    """
    if planner is None or (planner.leaves and group is not None and not group.limits.allow_upstream):
        return None
    return partial(planner.plan, cancelled=cancelled)


def check_room(engines: Sequence[Engine], admissions: Mapping[str, Admission], owner: int) -> None:
    """Raise TryLater (`queue_full`) where no engine has room for another edit: for the edge, before it reads an upload."""
    full: TryLater | None = None
    for engine in engines:
        try:
            admissions[engine.name].check_room(owner)
        except TryLater as error:
            full = full or error
        else:
            return
    if full is not None:
        raise full


def authorise(group: Group, *, has_mask: bool, n: int, size: str | None = None) -> None:
    """Raise InvalidRequest `group_required` for what a group does not allow. For the edge, too, before it reads any file.

    `size`: as requests write it, `1024x1024` or `auto`; None where it is not known yet.
    """
    excess = next(group.limits.exceeded({"mask": has_mask, "n": n, "size": size}), None)
    if excess is not None:
        raise _group_required(group, excess)


def allowed_engines(engines: Sequence[Engine], group: Group) -> Sequence[Engine]:
    """Those that a group's edits may go to. Raises NotAllowed `engine_not_allowed` where none is left."""
    limits = group.limits
    listed = [engine for engine in engines if limits.engines is None or engine.name in limits.engines]
    allowed = [engine for engine in listed if engine.name != UPSTREAM or limits.allow_upstream]
    if allowed:
        return allowed
    if listed:
        what, limit, option = "Every edit goes to an upstream here", "allow_upstream", option_of("allow_upstream")
    else:
        names = ",".join(dict.fromkeys((*(limits.engines or ()), *(engine.name for engine in engines))))
        what = f"Edits are made by {' and '.join(engine.name for engine in engines)} here"
        limit, option = "engines", f"{option_of('engines')} {names}"
    whose, cure = _whose(group, limit, option)
    raise NotAllowed(f"{what}, and {whose} does not allow that: {cure}.")


def check_request(request: EditRequest) -> None:
    """Raise InvalidRequest for what nobody may ask for."""
    if not 1 <= len(request.images) <= MAX_IMAGES:
        raise InvalidRequest(f"Send 1 to {MAX_IMAGES} images, not {len(request.images)}.", code="too_many_images", param="image")
    if not 1 <= request.n <= MAX_N:
        raise InvalidRequest(f"Ask for 1 to {MAX_N} pictures, not {request.n}.", param="n")


def _run(
    request: EditRequest,
    engines: Sequence[Engine],
    cancelled: Flag,
    turns: _Turns,
    entry: Entry | None,
    second: SecondReader | None,
) -> Iterator[Event]:
    """Plan, schedule and run; what the first engine can't is handed on to the next that takes prompts unread."""
    catalogue = engines[0].catalogue()
    others = [engine for engine in engines[1:] if engine.catalogue() is None]
    spent = False
    try:
        with nullcontext() if entry is None else entry.timed("plan"):
            plan = plan_for(request, catalogue, second)
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
        schedule = bounded(schedule, others[0], shared.where, request, engines[0])
        try:
            for event in _carried(schedule, shared.plan, request, cancelled, turns, entry):
                spent = spent or isinstance(event, Spent)
                yield event
            return
        except Refusal as refusal:  # here, after all; what is paid for already is not bought again as a whole
            if spent or not may_go_elsewhere(refusal.code, request.prompt):
                raise
    plan = plan_for(request, None)
    reach = reach_of(request, catalogue)
    schedule = make_schedule(plan, request, others, over_all=reach.all)
    schedule = bounded(schedule, others[0], reach.where, request, engines[0])
    yield from _carried(schedule, plan, request, cancelled, turns, entry)


def _carried(
    schedule: Schedule, plan: Plan, request: EditRequest, cancelled: Flag, turns: _Turns, entry: Entry | None
) -> Iterator[Event]:
    if entry is not None:
        entry.engine = "+".join(schedule.engines)
        entry.plan = plan.model_dump_json() if plan.steps else ""
    yield from carry_out(schedule, plan, request, cancelled, partial(turns.take, schedule.bytes))


def may_go_elsewhere(code: str, prompt: str) -> bool:
    """Whether somebody else may well do what was refused here: where there is no operation for it, and something was asked."""
    return code in WANTING and bool(prompt.strip())


@dataclass(frozen=True)
class _Turns:
    """Whose turn it is, at each engine. `waits`: who is told where an edit stands; `entry`: what counts the wait as a stage."""

    admissions: Mapping[str, Admission]
    cancelled: Flag
    owner: int | None
    waits: Callable[[Waiting], None] = untold
    entry: Entry | None = None

    @contextmanager
    def take(self, bytes: int, engine: str, number: int) -> Iterator[None]:
        """For part `number` of an edit. `bytes`: that it is expected to take."""
        admission = self.admissions.get(engine)
        if admission is None:
            yield
            return
        if self.entry is not None:
            self.entry.begin("queue", "")
        with admission.turn(self.owner, self.cancelled, bytes, begun=number > 0, waits=self.waits):
            if self.entry is not None:
                self.entry.end_step()
            yield


def _record(entry: Entry | None, outcome: str) -> None:
    if entry is not None:
        entry.write(outcome)


def _group_required(group: Group, excess: Excess) -> InvalidRequest:
    whose, cure = _whose(group, excess.name, excess.option)
    if group.name != "direct" and excess.param in ("mask", "n") and excess.name not in group.narrowed:
        cure = f"use a key of group 'direct' (`overpaint keys issue --group direct`), or {cure}"
    message = f"{whose[0].upper()}{whose[1:]} does not allow {excess.wish} (it allows {excess.limit}): {cure}."
    return InvalidRequest(message, code="group_required", param=excess.param)


def _whose(group: Group, limit: str, option: str) -> tuple[str, str]:
    """Who holds a limit, the key itself or its group, and the command that changes it."""
    if limit in group.narrowed:
        return "this key's own limit", f"change it with `overpaint keys set KEY {option}`"
    return f"this key's group {group.name!r}", f"allow it with `overpaint groups set {group.name} {option}`"
