"""A psycopg connection whose waits end. Imported only where PostgreSQL is used: psycopg is an optional dependency.

`statement_timeout` is the server's: a server that is frozen, or a machine that was unplugged, does not keep it. libpq has none
of its own after connecting, and TCP's takes effect only for what is not acknowledged.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg import waiting

_Answer = TypeVar("_Answer")


class BoundedConnection(psycopg.Connection[Any]):
    """Raises OperationalError, and is closed, when one answer of the server takes longer than `patience` seconds."""

    patience: float = 6.0

    def wait(self, gen: Generator[Any, Any, _Answer], *how: Any, **more: Any) -> _Answer:
        return super().wait(self._until_late(gen), *how, **more)

    def _until_late(self, gen: Generator[Any, Any, _Answer]) -> Generator[Any, Any, _Answer]:
        deadline = time.monotonic() + self.patience
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready == waiting.Ready.NONE and time.monotonic() > deadline:
                    self.close()
                    raise psycopg.OperationalError(f"the server did not answer in {self.patience:g} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: _Answer = end.value
            return answer
