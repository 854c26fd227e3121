"""Which upstream is asked, with which of its keys: the operator's order, past those that are full, resting or ill."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from threading import Condition

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.patience import GLANCE, Patience
from overpaint.engines.upstream.secret import Secret
from overpaint.errors import OverpaintError, TryLater, UpstreamError

# Failures in a row after which an upstream is left alone, and for how many seconds; then one edit may try it.
FAILURES, OPEN_SECONDS = 3, 30.0


@dataclass(eq=False)
class _Key:
    secret: Secret | None
    busy: int = 0
    rests_until: float = 0.0
    parked: str = ""
    """Digest of the key that was turned down: another one in its place is tried."""


@dataclass(eq=False)
class _State:
    keys: list[_Key]
    busy: int = 0
    failures: int = 0
    open_until: float = 0.0
    ready: bool = True


@dataclass(frozen=True)
class Line:
    """An upstream with one of its keys, taken until it is given back."""

    upstream: Upstream
    key: str | None = field(repr=False)
    number: int = 0


class Lines:
    """Thread-safe. `clock`: seconds, as `time.monotonic`."""

    def __init__(self, upstreams: Sequence[Upstream], clock: Callable[[], float] = time.monotonic) -> None:
        self.upstreams = tuple(upstreams)
        self._clock = clock
        self._states = {one.name: _State([_Key(secret) for secret in (one.key or (None,))]) for one in upstreams}
        self._changed = Condition()

    @property
    def has_key(self) -> bool:
        """Whether some upstream needs no key, or has one where it is looked for."""
        keys = [key.secret for state in self._states.values() for key in state.keys]
        return any(secret is None or secret.read() is not None for secret in keys)

    @property
    def any_ready(self) -> bool:
        """Whether some upstream says of itself that it is ready, or says nothing."""
        return any(state.ready for state in self._states.values()) or not self._states

    def tell(self, name: str, *, ready: bool) -> None:
        """What an upstream's probe says. One that is ready again has no failures behind it."""
        with self._changed:
            state = self._states[name]
            if ready and not state.ready:
                state.failures, state.open_until = 0, 0.0
            state.ready = ready
            self._changed.notify_all()

    def take(self, passed: Collection[str], patience: Patience) -> Line:
        """The first upstream that takes an edit now; waits while those that could are only full. `passed`: names to leave out.

        Raises TryLater, UpstreamError where none will, Cancelled, EngineTimeout.
        """
        with self._changed:
            while True:
                patience.check()
                full = False
                for upstream in self._by_order():
                    state = self._states[upstream.name]
                    if upstream.name in passed or self._is_ill(state) or (found := self._key(state)) is None:
                        continue
                    if state.busy >= upstream.concurrency:
                        full = True
                        continue
                    number, key = found
                    state.busy += 1
                    state.keys[number].busy += 1
                    return Line(upstream, key, number)
                if not full:
                    raise self._why_none()
                self._changed.wait(GLANCE)

    def give_back(self, line: Line, *, rest: float = 0.0, parked: bool = False, broken: bool | None = None) -> None:
        """`rest`: seconds that the key is left alone. `parked`: the key was turned down. `broken`: the upstream failed; None
        where that is not known.
        """
        with self._changed:
            state = self._states[line.upstream.name]
            key = state.keys[line.number]
            state.busy -= 1
            key.busy -= 1
            key.rests_until = max(key.rests_until, self._clock() + rest)
            if parked:
                key.parked = _digest(line.key)
            if broken:
                state.failures += 1
                if state.failures >= FAILURES:
                    state.open_until = self._clock() + OPEN_SECONDS
            elif broken is False:
                state.failures = 0
            self._changed.notify_all()

    def _by_order(self) -> list[Upstream]:
        """Of the same order the least busy first, as a share of what it takes."""

        def rank(pair: tuple[int, Upstream]) -> tuple[int, float, int]:
            place, upstream = pair
            busy = self._states[upstream.name].busy / upstream.concurrency
            return (place, 0.0, 0) if upstream.order is None else (upstream.order, busy, place)

        return [upstream for _, upstream in sorted(enumerate(self.upstreams), key=rank)]

    def _is_ill(self, state: _State) -> bool:
        """One that says so itself, or fails. After its pause one edit may try it: the next failure opens the circuit again."""
        if not state.ready:
            return True
        if state.failures < FAILURES:
            return False
        return self._clock() < state.open_until or state.busy > 0

    def _key(self, state: _State) -> tuple[int, str | None] | None:
        """The key with the fewest calls of those that are there, and neither rest nor are turned down."""
        now = self._clock()
        for number, key in sorted(enumerate(state.keys), key=lambda pair: pair[1].busy):
            if key.secret is None:
                if not key.parked and key.rests_until <= now:
                    return number, None
                continue
            text = key.secret.read()
            if text is not None and key.rests_until <= now and key.parked != _digest(text):
                return number, text
        return None

    def _why_none(self) -> OverpaintError:
        now = self._clock()
        ends = [
            end
            for state in self._states.values()
            for end in (state.open_until if state.failures >= FAILURES else 0.0, *(key.rests_until for key in state.keys))
            if end > now
        ]
        if ends:
            message = "Every upstream rests after too many requests or failures. Try again later."
            return TryLater(message, code="rate_limit_exceeded", retry_after=max(1, round(min(ends) - now)))
        if not self.any_ready:
            return UpstreamError("No upstream is ready just now. Try again later.", code="upstream_unreachable", retry=True)
        return UpstreamError("No upstream has a key that works: see `overpaint doctor`.", code="upstream_auth")


def _digest(key: str | None) -> str:
    return hashlib.sha256((key or "-").encode()).hexdigest()
