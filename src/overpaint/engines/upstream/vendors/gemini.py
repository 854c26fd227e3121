"""Google's `models/M:generateContent`: pictures and prompt as parts of a message, the shape of the answer by its aspect.

It takes no mask, no `n` and no size in pixels: those are met around it. Read from Google's public reference
(ai.google.dev/gemini-api/docs/image-generation and /api/generate-content).
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import aspect_of, by_aspect, nearest, resolution_of
from overpaint.engines.upstream.vendors.openai import decoded
from overpaint.engines.upstream.vendors.payloads import at, base64_of, loaded, posted, rows
from overpaint.imaging.values import Size

_BLOCKING = ("SAFETY", "PROHIBITED", "BLOCKLIST", "RECITATION", "SPII")
"""What stands in the name of every reason to stop that is a rule of the vendor's."""


class Gemini(Vendor):
    seeds: ClassVar[bool] = True
    pictures: ClassVar[int] = 14

    def frame(self, size: Size, upstream: Upstream) -> Size:
        return nearest(size, upstream.sizes) if upstream.sizes else by_aspect(size, twice=_has_resolutions(upstream))

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        pictures = [{"inlineData": {"mimeType": "image/png", "data": base64_of(data)}} for data in ask.pictures]
        shape = {"aspectRatio": aspect_of(ask.size)}
        if _has_resolutions(upstream):
            shape["imageSize"] = resolution_of(ask.size)
        config: dict[str, Any] = {"responseModalities": ["TEXT", "IMAGE"], "imageConfig": shape}
        if ask.seed is not None:
            config["seed"] = ask.seed % 2**31  # its seeds have 32 bits, with a sign
        body = {"contents": [{"role": "user", "parts": [{"text": ask.prompt}, *pictures]}], "generationConfig": config}
        return posted(f"{upstream.url}/models/{quote(upstream.model, safe='')}:generateContent", self.headers(key), body)

    def headers(self, key: str | None) -> dict[str, str]:
        return {"x-goog-api-key": key} if key else {}

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        answer = loaded(body)
        parts = [part for part in rows(answer, "candidates", 0, "content", "parts") if not at(part, "thought")]
        told = " ".join(text for part in parts if isinstance(text := at(part, "text"), str))
        found = [data for part in parts if isinstance(data := at(part, "inlineData", "data"), str)]
        if found:
            return (Made(data=decoded(found[-1]), told=told),)
        reason = str(at(answer, "candidates", 0, "finishReason"))
        if at(answer, "promptFeedback", "blockReason") or any(word in reason for word in _BLOCKING):
            raise Blocked
        raise BadAnswer("it holds no picture")


def _has_resolutions(upstream: Upstream) -> bool:
    return "2.5" not in upstream.model
