"""The usage record of an edit: whose it is, what it took step by step, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from overpaint import tracing
from overpaint.accounts.quota_rules import has_quota
from overpaint.accounts.tokens import Tokens, input_image_tokens, output_image_tokens, text_tokens
from overpaint.accounts.values import Caller, EditDetails, StepTime, UsageRecord
from overpaint.canvas import EditRequest, Picture
from overpaint.engines.base import Progress, Spent
from overpaint.engines.carrying import Event
from overpaint.imaging.values import Size

# What stages are called in traces that are no step of a plan.
_SPANS = {"queue": "queue", "reading": "decode", "writing": "encode", "": "work"}


class TakesUsage(Protocol):
    """The part of `overpaint.accounts.Accounts` that an edit needs."""

    def record_usage(self, record: UsageRecord) -> None: ...

    def reserve(self, caller: Caller, images: int) -> str: ...


@dataclass(frozen=True)
class Account:
    """On whose account an edit runs. `user`, `safety_identifier`: as the request names them, for the usage record only."""

    accounts: TakesUsage
    caller: Caller
    request_id: str
    user: str | None = None
    safety_identifier: str | None = None


@dataclass
class Entry:
    """The usage record of one edit: written by the first call of `write`, never again."""

    request: EditRequest
    engine: str
    account: Account
    started: float = field(default_factory=time.monotonic)
    spent: list[Spent] = field(default_factory=list)
    written: bool = False
    uid: str = ""
    message: str = ""
    plan: str = ""
    steps: list[StepTime] = field(default_factory=list)
    step: tuple[str, str, float] | None = None  # stage, text, when it began
    span: tracing.Span = field(default_factory=tracing.Span)
    stage: tracing.Span = field(default_factory=tracing.Span)

    def __post_init__(self) -> None:
        request = self.request
        self.span = tracing.begin("edit", images=len(request.images), n=request.n, has_mask=request.mask is not None)

    def reserve(self) -> None:
        """Have the pictures promised where the key's are counted. Raises QuotaExceeded."""
        if has_quota(self.account.caller.group.limits):
            self.uid = self.account.accounts.reserve(self.account.caller, self.request.n)

    def note(self, event: Event) -> None:
        """What an event tells for the record."""
        if isinstance(event, Spent):
            self.spent.append(event)
            self.stage.rename("upstream call")
            self.stage.note(upstream=event.upstream, model=event.model)
        elif isinstance(event, Progress):
            self.begin(event.stage, event.text)

    def begin(self, stage: str, text: str) -> None:
        self.end_step()
        self.step = (stage, text, time.monotonic())
        self.stage = tracing.begin(_SPANS.get(stage, f"step {stage}"), inside=self.span, stage=stage)

    def end_step(self) -> None:
        if self.step is not None:
            stage, text, began = self.step
            self.steps.append(StepTime(text, stage, round(1000 * (time.monotonic() - began))))
            self.stage.end()
        self.step = None

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """A span of its own in the trace, for what is no stage that anybody is told of."""
        span = tracing.begin(name, inside=self.span)
        try:
            with span.current():
                yield
        finally:
            span.end()

    def write(self, outcome: str, pictures: tuple[Picture, ...] = ()) -> None:
        if self.written:
            return
        self.written = True
        self.end_step()
        self.span.note(engine=self.engine, outcome=outcome, steps=len(self.steps))
        self.span.end("" if pictures else outcome)
        tokens = count_tokens(self.request, pictures)
        record = UsageRecord(
            key_id=self.account.caller.key_id,
            request_id=self.account.request_id,
            engine=self.engine,
            prompt_length=len(self.request.prompt),
            images_in=len(self.request.images),
            n=self.request.n,
            size=size_name(pictures[0].size if pictures else self.request.size),
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
            uid=self.uid or uuid4().hex,
            group=self.account.caller.group.name,
            key_prefix=self.account.caller.key_prefix,
            reserved=bool(self.uid),
            files=_files(self.request, pictures),
            details=EditDetails(self.request.prompt, self.plan, tuple(self.steps), self.message),
        )
        self.account.accounts.record_usage(record)


def _files(request: EditRequest, pictures: Sequence[Picture]) -> tuple[tuple[str, bytes | Path], ...]:
    """The pictures of an edit by the names that they are kept under."""
    given = [(f"in-{number}.{file.header.format}", file.source) for number, file in enumerate(request.images, 1)]
    mask = [] if request.mask is None else [(f"mask.{request.mask.header.format}", request.mask.source)]
    answered = [(f"out-{number}.{request.output.format}", picture.data) for number, picture in enumerate(pictures, 1)]
    return (*given, *mask, *answered)


def count_tokens(request: EditRequest, pictures: Sequence[Picture] = ()) -> Tokens:
    """Tokens of a request and its answer, for `usage` and the record. The rules are in `overpaint.accounts.tokens`."""
    files = request.images if request.mask is None else (*request.images, request.mask)
    return Tokens(
        input_text=text_tokens(request.prompt),
        input_image=sum(input_image_tokens(file.header.size) for file in files),
        output_text=sum(text_tokens(picture.revised_prompt) for picture in pictures),
        output_image=sum(output_image_tokens(picture.size, request.quality) for picture in pictures),
    )


def size_name(size: Size | str) -> str:
    """A size as requests write it."""
    return size if isinstance(size, str) else f"{size[0]}x{size[1]}"
