"""Server-sent events out of a body as it comes: their data, one after the other (html.spec.whatwg.org, 9.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_END_OF_LINE = re.compile(rb"\r\n|\n|\r(?!$)")


def data_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The data of each event that has some; comments, names and ids are passed over. What is cut off at the end is none."""
    rest: list[bytes] = []
    data: list[bytes] = []
    for chunk in chunks:
        pending = bool(rest) and rest[-1].endswith(b"\r")
        if (
            not pending and b"\n" not in chunk and b"\r" not in chunk
        ):  # a piece of a picture of megabytes: not to be joined again and again
            rest.append(chunk)
            continue
        *lines, last = _END_OF_LINE.split(b"".join([*rest, chunk]))
        rest = [last]
        for line in lines:
            if not line:
                if data:
                    yield b"\n".join(data)
                data = []
            elif line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" "))
