"""Black Forest Labs' API: a job is posted, looked at until it is ready, and its picture fetched.

It takes no mask (but its fill model, which is another call) and no `n`: those are met around it. Read from its public guide
(docs.bfl.ai, FLUX.2 image editing; get_result).
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import in_blocks, nearest
from overpaint.engines.upstream.vendors.openai import linked
from overpaint.engines.upstream.vendors.payloads import at, base64_of, loaded, posted
from overpaint.imaging.values import Size

LOOK_SECONDS = 0.5
_UNDER_WAY = ("Pending", "Queued", "Processing", "Request Pending", "Task not found")
"""A job is not found for a moment after it was taken."""


class Bfl(Vendor):
    seeds: ClassVar[bool] = True
    pictures: ClassVar[int] = 8
    hosts: ClassVar[tuple[str, ...]] = (".bfl.ai",)
    looks: ClassVar[tuple[str, ...]] = (".bfl.ai",)

    def frame(self, size: Size, upstream: Upstream) -> Size:
        if upstream.sizes:
            return nearest(size, upstream.sizes)
        return in_blocks(size, block=32, fewest=512 * 512, most=4_000_000, longest=2048)

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        names = ["input_image", *(f"input_image_{number}" for number in range(2, len(ask.pictures) + 1))]
        body: dict[str, Any] = {
            "prompt": ask.prompt,
            **{name: base64_of(data) for name, data in zip(names, ask.pictures, strict=True)},
            "width": ask.size[0],
            "height": ask.size[1],
            "output_format": "png",
        }
        if ask.seed is not None:
            body["seed"] = ask.seed % 2**32
        return posted(f"{upstream.url}/{quote(upstream.model, safe='')}", self.headers(key), body)

    def headers(self, key: str | None) -> dict[str, str]:
        return {"x-key": key} if key else {}

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        answer = loaded(body)
        status, place = at(answer, "status"), at(answer, "polling_url")
        if isinstance(place, str):
            return Later(place, LOOK_SECONDS)
        if status == "Ready":
            return (linked(at(answer, "result", "sample")),)
        if status in _UNDER_WAY:
            return Later("", LOOK_SECONDS)
        if isinstance(status, str) and "Moderated" in status:
            raise Blocked
        raise BadAnswer("its job failed")
