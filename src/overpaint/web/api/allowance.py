"""How often, and how many at a time: asked after the key is known and before any of the body is read.

Answers say how a key stands in the headers that OpenAI's clients know: `x-ratelimit-limit-requests`, `…-remaining-…` and
`…-reset-…`, and the same of `images` where a key's pictures are counted. A key that has no such limit gets no such header.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, field

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from overpaint.accounts import Caller
from overpaint.accounts.limits import Limits
from overpaint.accounts.meter import Standing
from overpaint.accounts.quota_rules import check, has_quota, next_day, next_month, seconds_until
from overpaint.accounts.usage_values import Used
from overpaint.accounts.values import utc_now
from overpaint.errors import EngineUnavailable, OverpaintError, TryLater
from overpaint.web.api.context import ApiContext, context_of
from overpaint.web.api.errors import answer_error

EDITS = ("POST", "/v1/images/edits")
# What is counted, and how many times as often as an edit a key may ask for it: plans are asked for while somebody writes.
METERED = {EDITS: 1, ("POST", "/v1/edits/plan"): 10}
# Seconds after which a key that has all its places taken may look again.
PLACES_RETRY_AFTER = 1


class Allowances:
    """ASGI middleware, inside the one that knows the caller."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = (scope.get("method", ""), scope.get("path", ""))
        caller = scope.get("state", {}).get("caller")
        if place not in METERED or caller is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        allowance = _Allowance(context_of(request), caller, is_edit=place == EDITS)
        try:
            await to_thread.run_sync(allowance.take, METERED[place])
        except OverpaintError as error:
            response = await answer_error(request, error)
            await response(scope, receive, allowance.telling(send))
            return
        try:
            await self.app(scope, receive, allowance.telling(send))
        finally:
            if allowance.place is not None:
                await to_thread.run_sync(allowance.give_back)


@dataclass
class _Allowance:
    """What one request takes of its key's allowance."""

    context: ApiContext
    caller: Caller
    is_edit: bool
    place: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def limits(self) -> Limits:
        return self.caller.group.limits

    def take(self, times: int) -> None:
        """Raises TryLater (`rate_limit_exceeded`), QuotaExceeded, EngineUnavailable."""
        meter = self.context.meter
        if self.limits.requests_per_minute is not None:
            standing = meter.hit(f"{self.caller.key_id}/{times}", times * self.limits.requests_per_minute)
            self.headers |= _of_requests(standing)
            if not standing.allowed:
                message = f"This key may ask {standing.most} times a minute here. Try again in {_seconds(standing)} s."
                raise TryLater(message, code="rate_limit_exceeded", retry_after=_seconds(standing))
        if not self.is_edit:
            return
        if has_quota(self.limits):
            used = self.context.accounts.used(self.caller.key_id)
            self.headers |= _of_images(self.limits, used)
            check(self.caller, used, 1, utc_now())
        if self.limits.concurrent_edits is not None:
            self.place = meter.enter(str(self.caller.key_id), self.limits.concurrent_edits)
            if self.place is None:
                message = (
                    f"This key may have {self.limits.concurrent_edits} edits at work at a time, and has. "
                    "Try again when one has ended."
                )
                raise TryLater(message, code="rate_limit_exceeded", retry_after=PLACES_RETRY_AFTER)

    def give_back(self) -> None:
        if self.place is not None:
            self.context.meter.leave(str(self.caller.key_id), self.place)

    def telling(self, send: Send) -> Send:
        """`send`, with the headers on the answer's start; pictures are counted anew there, for an edit that ended took some."""

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                if self.is_edit and message["status"] == 200 and has_quota(self.limits):
                    with suppress(EngineUnavailable):  # an edit that is done is not lost for the sake of a header
                        used = await to_thread.run_sync(self.context.accounts.used, self.caller.key_id)
                        self.headers |= _of_images(self.limits, used)
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        return telling


def _of_requests(standing: Standing) -> dict[str, str]:
    return _standing("requests", standing.most, standing.left, standing.seconds)


def _of_images(limits: Limits, used: Used) -> dict[str, str]:
    """Of the day or the month: whichever has fewer left."""
    now = utc_now()
    spans = ((limits.images_per_day, used.day, next_day(now)), (limits.images_per_month, used.month, next_month(now)))
    left, most, ends = min((max(0, most - done), most, ends) for most, done, ends in spans if most is not None)
    return _standing("images", most, left, seconds_until(ends, now))


def _standing(what: str, most: int, left: int, seconds: float) -> dict[str, str]:
    return {
        f"x-ratelimit-limit-{what}": str(most),
        f"x-ratelimit-remaining-{what}": str(left),
        f"x-ratelimit-reset-{what}": span(seconds),
    }


def span(seconds: float) -> str:
    """As OpenAI writes it: `850ms`, `6s`, `2m3s`, `5h0m0s`."""
    if seconds < 1:
        return f"{math.ceil(1000 * seconds)}ms"
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{rest}s"


def _seconds(standing: Standing) -> int:
    return max(1, math.ceil(standing.seconds))
