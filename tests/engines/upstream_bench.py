"""One upstream engine for a module, whose upstreams each test names anew: its worker processes start once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Flag
from typing import Any

from engines.fake_upstream import Asked, Fake, Said, base64_of, fake, plain, told
from engines.named_upstream import named
from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.engines.carrying import Event, Finished
from overpaint.engines.upstream import UpstreamEngine
from overpaint.engines.upstream.declared import read_upstreams
from overpaint.engines.upstream.lines import Lines
from overpaint.imaging.codec import open_image
from overpaint.settings import load
from test_editing import Book

KEY = "sk-theirs-0123456789abcdef"


class Bench:
    """`answer`: what the fake of the test says; it may be changed between edits."""

    def __init__(self, engine: UpstreamEngine, wire: Fake) -> None:
        self.engine, self.wire = engine, wire
        self.answer: Callable[[Asked], Said] = red

    def name(
        self, folder: Path, *, url: str | None = None, name: str = "second", keys: tuple[Path, ...] = (), **rows: str
    ) -> None:
        """Name an upstream after those of this folder; without `url` it is the fake. `keys`: in place of the one it has."""
        secret = None if keys else KEY
        if keys:
            rows["key"] = json.dumps([f"file:{path}" for path in keys])
        self.engine._lines = Lines(read_upstreams(named(folder, url or self.wire.url, secret, name=name, **rows)))

    def events(self, request: EditRequest, cancelled: Flag | None = None, book: Book | None = None) -> Iterator[Event]:
        account = None if book is None else book.account
        return editing.edit(request, engines=(self.engine,), cancelled=cancelled or Flag(), account=account)

    def finish(self, request: EditRequest, book: Book | None = None) -> Finished:
        *_, last = self.events(request, book=book)
        assert isinstance(last, Finished)
        return last


def red(asked: Asked) -> Said:
    """Every picture asked for, red, of the size asked for."""
    width, height = map(int, asked.fields()["size"].split("x"))
    return told({"data": [{"b64_json": base64_of(plain((width, height)))}] * int(asked.fields()["n"])})


def answering(data: bytes, **rest: Any) -> Callable[[Asked], Said]:
    return lambda _: told({"data": [{"b64_json": base64_of(data), **rest}]})


def file(data: bytes, name: str = "image"):
    return open_image(data, name=name, max_pixels=1 << 26)


@contextmanager
def bench() -> Iterator[Bench]:
    made: list[Bench] = []
    with fake(lambda asked: made[0].answer(asked)) as wire:
        engine = UpstreamEngine((), load().model_copy(update={"workers": 2}))
        made.append(Bench(engine, wire))
        while not engine._pool.ready:  # a test's timeout is not to be spent on their start
            time.sleep(0.05)
        yield made[0]
        engine.close()
