"""OpenAI's `POST /images/edits`, as OpenAI, AnyFast, new-api, LiteLLM, LocalAI, vLLM-Omni, sd.cpp and Overpaint speak it.

Read from OpenAI's public reference of the call (platform.openai.com/docs/api-reference/images/createEdit).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import orjson
import pybase64

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Heard, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import nearest
from overpaint.imaging.codec import Format
from overpaint.imaging.sizes import auto_size
from overpaint.imaging.values import Size

# Models with sizes of their own; every other is taken to make any size that the five rules allow.
_FIXED: tuple[tuple[str, tuple[Size, ...]], ...] = (
    ("gpt-image-1", ((1024, 1024), (1536, 1024), (1024, 1536))),
    ("dall-e-2", ((1024, 1024),)),
)


_JPEG = b"\xff\xd8"


class OpenAI(Vendor):
    most: ClassVar[int] = 10
    masks: ClassVar[tuple[str, ...]] = ("alpha", "white", "black")
    seeds: ClassVar[bool] = True
    streams: ClassVar[bool] = True
    alpha: ClassVar[bool] = True
    takes: ClassVar[tuple[Format, ...]] = ("png", "jpeg")

    def frame(self, size: Size, upstream: Upstream) -> Size:
        fixed = upstream.sizes or next((sizes for name, sizes in _FIXED if name in upstream.model), ())
        return nearest(size, fixed) if fixed else auto_size(size)

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        return Call(f"{upstream.url}/images/edits", self.headers(key), fields(ask, upstream), files(ask))

    def headers(self, key: str | None) -> dict[str, str]:
        return {"authorization": f"Bearer {key}"} if key else {}

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        return pictures_of(body)

    def heard(self, data: bytes) -> Heard | None:
        try:
            event = orjson.loads(data)
            kind = str(event.get("type", ""))
        except (ValueError, AttributeError):
            raise BadAnswer("it is not the JSON that was agreed on") from None
        if kind.endswith((".partial_image", ".completed")):
            return Heard(_made(event), kind.endswith(".completed"))
        if kind == "error" or "error" in event:
            raise Blocked if "moderation" in str(event) else BadAnswer("it broke off with an error of its own")
        return None


def fields(ask: Ask, upstream: Upstream) -> dict[str, str]:
    """The form's texts. No `response_format`: OpenAI's own models refuse it; links are followed where an upstream sends them."""
    texts = {
        "model": upstream.model,
        "prompt": ask.prompt,
        "n": str(ask.n),
        "size": f"{ask.size[0]}x{ask.size[1]}",
        "quality": ask.quality,
    }
    if ask.seed is not None:
        texts["seed"] = str(ask.seed)
    if ask.transparent:
        texts |= {"background": "transparent", "output_format": "png"}
    if ask.partials:
        texts |= {"stream": "true", "partial_images": str(ask.partials)}
    return texts


def files(ask: Ask) -> tuple[tuple[str, str, bytes], ...]:
    """One picture goes as `image`, which everybody takes; several as `image[]`, in order."""
    return tuple(_files(ask))


def pictures_of(body: bytes) -> tuple[Made, ...]:
    """`{"data": [{"b64_json" | "url", "revised_prompt"}]}`. Raises BadAnswer."""
    try:
        rows = orjson.loads(body)["data"]
    except (ValueError, KeyError, TypeError):
        raise BadAnswer("it is not the JSON that was agreed on") from None
    made = tuple(_made(row) for row in rows) if isinstance(rows, list) else ()
    if not made:
        raise BadAnswer("it holds no picture")
    return made


def _files(ask: Ask) -> Iterator[tuple[str, str, bytes]]:
    name = "image" if len(ask.pictures) == 1 else "image[]"
    for number, picture in enumerate(ask.pictures, 1):
        yield name, f"image-{number}.{'jpg' if picture.startswith(_JPEG) else 'png'}", picture
    if ask.mask is not None:
        yield "mask", "mask.png", ask.mask


def _made(row: Any) -> Made:
    if not isinstance(row, dict):
        raise BadAnswer("it is not the JSON that was agreed on")
    told = row.get("revised_prompt")
    told = told if isinstance(told, str) else ""
    encoded, link = row.get("b64_json"), row.get("url")
    if isinstance(encoded, str) and encoded:
        return Made(data=decoded(encoded), told=told)
    return linked(link, told)


def linked(link: Any, told: str = "") -> Made:
    """A picture behind a link, or in it where it is a data URL. Raises BadAnswer."""
    if not isinstance(link, str) or not link:
        raise BadAnswer("it holds no picture")
    return Made(data=decoded(link.partition(",")[2]), told=told) if link.startswith("data:") else Made(link=link, told=told)


def decoded(text: str) -> bytes:
    """Raises BadAnswer for what is no base64."""
    try:
        return pybase64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except ValueError:
        raise BadAnswer("a picture in it is no base64") from None
