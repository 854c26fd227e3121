"""Server-sent events of a streamed edit: `event: TYPE`, `data: {json}`, an empty line. The names are those of OpenAI's API."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import pybase64

from overpaint.admission import Waiting
from overpaint.canvas import EditRequest, Picture
from overpaint.engines.base import Partial, Progress
from overpaint.engines.carrying import Finished
from overpaint.imaging.codec import open_image
from overpaint.web.api.answer import background_of, skipped_in, usage_of
from overpaint.web.api.pictures_response import PIECE

PARTIAL_IMAGE: Final = "image_edit.partial_image"
COMPLETED: Final = "image_edit.completed"
# Extensions, told only where they were asked for: a client that knows the other two need not meet them.
PROGRESS: Final = "overpaint.progress"
QUEUED: Final = "overpaint.queued"

PING: Final = b": ping\n\n"
"""A comment: readers pass it over, and no proxy takes the connection for dead."""


@dataclass
class Events:
    """What one edit tells, as bytes in pieces of at most 256 KB. `shown`: partial pictures so far, by answer."""

    request: EditRequest
    shown: dict[int, int] = field(default_factory=dict)

    def partial(self, partial: Partial) -> Iterator[bytes]:
        number = self.shown.get(partial.index, 0)
        self.shown[partial.index] = number + 1
        yield from self._picture(PARTIAL_IMAGE, partial.data, {"index": partial.index, "partial_image_index": number})

    def progress(self, progress: Progress) -> bytes:
        return _event(PROGRESS, {"step": progress.step, "steps": progress.steps, "text": progress.text})

    def queued(self, waiting: Waiting) -> bytes:
        return _event(QUEUED, {"ahead": waiting.ahead, "seconds": round(waiting.seconds, 1)})

    def completed(self, finished: Finished) -> Iterator[bytes]:
        """One event for each answer. The request's own tokens are counted with the first."""
        for index, picture in enumerate(finished.pictures):
            yield from self._picture(COMPLETED, picture.data, self._completed(finished, index, picture))

    def _completed(self, finished: Finished, index: int, picture: Picture) -> dict[str, Any]:
        usage = usage_of(self.request, (picture,), given=index == 0)
        rest = {"index": index, "revised_prompt": picture.revised_prompt, "seed": picture.seed, "usage": usage.model_dump()}
        if self.request.partial:
            rest["skipped"] = [clause.model_dump() for clause in skipped_in(finished)]
        return rest

    def _picture(self, type: str, data: bytes, rest: Mapping[str, Any]) -> Iterator[bytes]:
        width, height = open_image(data, name="answer", max_pixels=1 << 30).header.size
        told = {
            "created_at": int(time.time()),
            "size": f"{width}x{height}",
            "quality": self.request.quality,
            "background": background_of(self.request, data),
            "output_format": self.request.output.format,
            **rest,
        }
        yield b'event: %b\ndata: {"type":"%b","b64_json":"' % (type.encode(), type.encode())
        view = memoryview(data)
        for start in range(0, len(view), PIECE):
            yield pybase64.b64encode(view[start : start + PIECE])
        yield b'",' + orjson.dumps(told)[1:] + b"\n\n"


def error_event(body: bytes) -> bytes:
    """`body`: the JSON that the error would have been answered with."""
    return b"event: error\ndata: " + body + b"\n\n"


def _event(type: str, told: Mapping[str, Any]) -> bytes:
    return b"event: %b\ndata: " % type.encode() + orjson.dumps({"type": type, **told}) + b"\n\n"
