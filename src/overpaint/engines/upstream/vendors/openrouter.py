"""OpenRouter's chat completions with pictures in and out.

It takes no mask, no `n` and no size in pixels: those are met around it. Read from OpenRouter's public guide
(openrouter.ai/docs/guides/overview/multimodal/image-generation).
"""

from __future__ import annotations

from typing import Any, ClassVar

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import aspect_of, by_aspect, nearest, resolution_of
from overpaint.engines.upstream.vendors.openai import linked
from overpaint.engines.upstream.vendors.payloads import at, bearer, data_url, loaded, posted, rows
from overpaint.imaging.values import Size


class OpenRouter(Vendor):
    seeds: ClassVar[bool] = True
    pictures: ClassVar[int] = 14

    def frame(self, size: Size, upstream: Upstream) -> Size:
        return nearest(size, upstream.sizes) if upstream.sizes else by_aspect(size, twice=True)

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        pictures = [{"type": "image_url", "image_url": {"url": data_url(data)}} for data in ask.pictures]
        body: dict[str, Any] = {
            "model": upstream.model,
            "messages": [{"role": "user", "content": [{"type": "text", "text": ask.prompt}, *pictures]}],
            "modalities": ["image", "text"],
            "image_config": {"aspect_ratio": aspect_of(ask.size), "image_size": resolution_of(ask.size)},
            "stream": False,
        }
        if ask.seed is not None:
            body["seed"] = ask.seed % 2**31
        return posted(f"{upstream.url}/chat/completions", self.headers(key), body)

    def headers(self, key: str | None) -> dict[str, str]:
        return bearer(key)

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        answer = loaded(body)
        message = at(answer, "choices", 0, "message")
        told = at(message, "content")
        for picture in rows(message, "images")[::-1]:
            return (linked(at(picture, "image_url", "url"), told if isinstance(told, str) else ""),)
        if at(answer, "choices", 0, "finish_reason") == "content_filter" or at(answer, "error", "code") == 403:
            raise Blocked
        raise BadAnswer("it holds no picture")
