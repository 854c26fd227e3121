"""Alibaba Cloud's DashScope (Model Studio): the Qwen-Image-Edit models.

It takes no mask: that is met around it. Prompts go as they are (`prompt_extend` off) and answers come unmarked (`watermark` off).
Read from its public reference (alibabacloud.com/help/model-studio/qwen-image-edit-api).
"""

from __future__ import annotations

from typing import Any, ClassVar

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Call, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import in_blocks, nearest
from overpaint.engines.upstream.vendors.openai import linked
from overpaint.engines.upstream.vendors.payloads import at, bearer, data_url, loaded, posted, rows
from overpaint.imaging.values import Size

_PATH = "services/aigc/multimodal-generation/generation"
_PLAIN = "qwen-image-edit"
"""The first of its models: one picture an answer, of a size of its own; the others take both."""


class DashScope(Vendor):
    most: ClassVar[int] = 6
    seeds: ClassVar[bool] = True
    pictures: ClassVar[int] = 3
    hosts: ClassVar[tuple[str, ...]] = (".aliyuncs.com",)

    def most_of(self, upstream: Upstream) -> int:
        return 1 if upstream.model == _PLAIN else self.most

    def frame(self, size: Size, upstream: Upstream) -> Size:
        if upstream.sizes:
            return nearest(size, upstream.sizes)
        most = 1024 * 1024 if upstream.model == _PLAIN else 2048 * 2048
        return in_blocks(size, block=16, fewest=1024 * 1024 - 65_536, most=most, longest=2048)

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        parameters: dict[str, Any] = {"watermark": False}
        if upstream.model != _PLAIN:
            parameters |= {"n": ask.n, "size": f"{ask.size[0]}*{ask.size[1]}", "prompt_extend": False}
        if ask.seed is not None:
            parameters["seed"] = ask.seed % 2**31
        content = [*({"image": data_url(data)} for data in ask.pictures), {"text": ask.prompt}]
        messages = [{"role": "user", "content": content}]
        body = {"model": upstream.model, "input": {"messages": messages}, "parameters": parameters}
        return posted(f"{upstream.url}/{_PATH}", self.headers(key), body)

    def headers(self, key: str | None) -> dict[str, str]:
        return bearer(key)

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        links = [
            link
            for choice in rows(loaded(body), "output", "choices")
            for part in rows(choice, "message", "content")
            if (link := at(part, "image"))
        ]
        if not links:
            raise BadAnswer("it holds no picture")
        return tuple(linked(link) for link in links)
