"""How often a key asks, and how many of its edits are at work: counted in this process, or in Redis for several servers together.

Rates are counted over a moving window, exactly: no minute's turn lets twice as many through.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import uuid4

from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError as NoSuchStorage
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from overpaint.errors import ConfigurationError, EngineUnavailable

if TYPE_CHECKING:
    from limits.storage import RedisStorage

log = logging.getLogger(__name__)

NAMESPACE = "overpaint"
"""What our keys in Redis begin with."""

LEASE = 900
"""Seconds after which a place in Redis is free again whose server is never heard of any more; an edit that takes longer is not
counted from then on.
"""

SCHEMES = ("redis", "rediss", "redis+unix")

INSTALL = '.venv/bin/python -m pip install -e ".[redis]"'
"""What brings Redis's client: Overpaint is on no package index, so it is installed from its own folder."""

_PATIENCE = 2.0  # seconds for Redis to connect, and for each answer

# Take one of `most` places, without those whose lease is over. One step for all servers.
_ENTER = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""


@dataclass(frozen=True)
class Standing:
    """How one hit went. `left`: hits of the window's `most` that are left; `seconds`: until one more is."""

    allowed: bool
    most: int
    left: int
    seconds: float


class Places(Protocol):
    """Numbered places, `most` of them for each name."""

    def enter(self, name: str, most: int) -> str | None: ...

    def leave(self, name: str, place: str) -> None: ...


class Meter:
    """Safe to use from several threads. `url`: Redis; empty: this process's memory.

    Raises ConfigurationError for a URL that can't be used, or where Redis's client is not installed; methods raise
    EngineUnavailable when Redis does not answer.
    """

    def __init__(self, url: str = "") -> None:
        self._storage: RedisStorage | MemoryStorage = _redis(url) if url else MemoryStorage()
        self._windows = MovingWindowRateLimiter(self._storage)
        self._places: Places = _MemoryPlaces()
        if not isinstance(self._storage, MemoryStorage):
            self._places = _RedisPlaces(self._storage.get_connection())

    def hit(self, name: str, most: int) -> Standing:
        """Count one of `most` hits within any minute. One that is not allowed is not counted."""
        item = RateLimitItemPerMinute(most, namespace=NAMESPACE)
        with _answering():
            allowed = self._windows.hit(item, name)
            window = self._windows.get_window_stats(item, name)
        return Standing(allowed, most, max(0, window.remaining), max(0.0, window.reset_time - time.time()))

    def enter(self, name: str, most: int) -> str | None:
        """Take a place; None where all of `most` are taken."""
        with _answering():
            return self._places.enter(f"{NAMESPACE}/places/{name}", most)

    def leave(self, name: str, place: str) -> None:
        """Give a place back. Never raises: in Redis its lease ends by itself."""
        try:
            with _answering():
                self._places.leave(f"{NAMESPACE}/places/{name}", place)
        except EngineUnavailable:
            log.warning("a place of %s stays taken for %d s", name, LEASE)

    def check(self) -> None:
        """Raises EngineUnavailable where counting does not work."""
        with _answering():
            if not self._storage.check():
                raise StorageError(ConnectionError("no answer"))


class _MemoryPlaces:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    def enter(self, name: str, most: int) -> str | None:
        with self._lock:
            if self._taken[name] >= most:
                return None
            self._taken[name] += 1
            return uuid4().hex

    def leave(self, name: str, place: str) -> None:  # noqa: ARG002 - one place is like another here
        with self._lock:
            self._taken[name] -= 1
            if self._taken[name] <= 0:
                del self._taken[name]


class _RedisPlaces:
    def __init__(self, client: Any) -> None:
        self._client = client
        self._enter = client.register_script(_ENTER)

    def enter(self, name: str, most: int) -> str | None:
        place, now = uuid4().hex, time.time()
        taken = self._enter(keys=[name], args=[now, now + LEASE, most, place, math.ceil(LEASE) + 1])
        return place if taken else None

    def leave(self, name: str, place: str) -> None:
        self._client.zrem(name, place)


def _redis(url: str) -> RedisStorage:
    options: dict[str, Any] = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE, "wrap_exceptions": True}
    try:
        import redis  # noqa: F401  # asked first: what misses it says so in words of its own
    except ImportError as error:
        raise ConfigurationError(f"OVERPAINT_REDIS_URL needs one more package. In Overpaint's folder: {INSTALL}") from error
    try:
        if url.partition("://")[0] not in SCHEMES:
            raise ValueError("another scheme")
        return cast("RedisStorage", storage_from_string(url, **options))
    except (NoSuchStorage, ValueError) as error:
        raise ConfigurationError("OVERPAINT_REDIS_URL is not a URL such as redis://localhost:6379/0.") from error


@contextmanager
def _answering() -> Iterator[None]:
    """Raise EngineUnavailable for what is Redis's fault."""
    try:
        yield
    except Exception as error:
        cause = error.storage_error if isinstance(error, StorageError) else error
        if not isinstance(cause, OSError) and type(cause).__module__.partition(".")[0] not in ("redis", "limits"):
            raise
        log.warning("Redis, where requests are counted, does not answer (%s)", type(cause).__name__)
        raise EngineUnavailable("Requests can't be counted just now; the server's log says why.", retry=True) from error
