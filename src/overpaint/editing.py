"""The one use case: may this caller do it → run the engine → record what came of it. HTTP, the commands and Python call `edit`.

Knows no SQL and no HTTP: accounts come in as an object that takes records, errors go out as they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Protocol

from overpaint.accounts.limits import Excess
from overpaint.accounts.tokens import Tokens, input_image_tokens, output_image_tokens, text_tokens
from overpaint.accounts.values import Caller, Group, UsageRecord
from overpaint.engines.base import Capabilities, EditRequest, Engine, Event, Finished, Picture
from overpaint.errors import Cancelled, EngineError, InvalidRequest, OverpaintError, Refusal

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


def edit(request: EditRequest, *, engine: Engine, cancelled: Flag, account: Account | None = None) -> Iterator[Event]:
    """Run one edit: Progress and Partial events, then Finished with exactly `n` pictures. Nothing happens before the first event.

    With an account, what its group does not allow is refused before the engine is asked, and exactly one usage record is written,
    whatever the outcome; it is there before Finished is given out. Closing the iterator early sets `cancelled`.

    Raises InvalidRequest (`group_required`, `too_many_images`, `invalid_value`), Refusal, Cancelled, and what the engine raises.
    """
    if account is None:
        check_capabilities(request, engine.capabilities)
        yield from _run(request, engine, cancelled)
    else:
        yield from _run_recorded(request, engine, cancelled, account)


def authorise(group: Group, *, has_mask: bool, n: int) -> None:
    """Raise InvalidRequest `group_required` for what a group does not allow. For the edge, too, before it reads any file."""
    excess = next(group.limits.exceeded({"mask": has_mask, "n": n}), None)
    if excess is not None:
        raise _group_required(group, excess)


def check_capabilities(request: EditRequest, able: Capabilities) -> None:
    """Raise Refusal or InvalidRequest for what the engine can't do whoever asks."""
    if request.mask is not None and not able.masks:
        message = f"The engine {able.name!r} can't keep to a mask, so it refuses one rather than pass it over. Send no mask."
        raise Refusal(message, param="mask")
    if not 1 <= len(request.images) <= able.max_images:
        message = f"The engine {able.name!r} takes 1 to {able.max_images} images, not {len(request.images)}."
        raise InvalidRequest(message, code="too_many_images", param="image")
    if not 1 <= request.n <= able.max_n:
        raise InvalidRequest(f"The engine {able.name!r} gives 1 to {able.max_n} pictures, not {request.n}.", param="n")


def count_tokens(request: EditRequest, pictures: Sequence[Picture] = ()) -> Tokens:
    """Tokens of a request and its answer, for `usage` and the record. The rules are in `overpaint.accounts.tokens`."""
    files = request.images if request.mask is None else (*request.images, request.mask)
    return Tokens(
        input_text=text_tokens(request.prompt),
        input_image=sum(input_image_tokens(file.header.size) for file in files),
        output_text=sum(text_tokens(picture.revised_prompt) for picture in pictures),
        output_image=sum(output_image_tokens(picture.size, request.quality) for picture in pictures),
    )


def _run_recorded(request: EditRequest, engine: Engine, cancelled: Flag, account: Account) -> Iterator[Event]:
    entry = _Entry(request, engine.capabilities.name, account)
    try:
        check_capabilities(request, engine.capabilities)
        authorise(account.caller.group, has_mask=request.mask is not None, n=request.n)
        for event in _run(request, engine, cancelled):
            if isinstance(event, Finished):
                entry.write(FINISHED, event.pictures)
            yield event
    except OverpaintError as error:
        entry.write(error.code)
        raise
    except Exception:
        entry.write(EngineError.default_code)
        raise
    except BaseException:  # the iterator was closed, or the process is told to stop
        cancelled.set()
        entry.write(Cancelled.default_code)
        raise


def _run(request: EditRequest, engine: Engine, cancelled: Flag) -> Iterator[Event]:
    """The engine's events, held to its contract: one Finished, last, with as many pictures as asked for."""
    if cancelled.is_set():
        raise Cancelled("The edit was cancelled before it began.")
    try:
        for event in engine.edit(request, cancelled):
            if isinstance(event, Finished) and len(event.pictures) != request.n:
                raise EngineError(f"The engine gave {len(event.pictures)} pictures where {request.n} were asked for.")
            yield event
            if isinstance(event, Finished):
                return
    except GeneratorExit:
        cancelled.set()
        raise
    raise EngineError("The engine ended without an answer.")


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
        )
        self.account.accounts.record_usage(record)


def _size(request: EditRequest, pictures: tuple[Picture, ...]) -> str:
    size = pictures[0].size if pictures else request.size
    return size if isinstance(size, str) else f"{size[0]}x{size[1]}"
