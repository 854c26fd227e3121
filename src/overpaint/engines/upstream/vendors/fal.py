"""fal's queue: a request is posted, its status looked at, its response fetched, its pictures fetched.

For models that take `prompt`, `image_urls` and `image_size`, as FLUX.2's edit and Qwen-Image-Edit do. A mask goes as `mask_url`
where the operator says which colour marks what is to change: only inpainting models take one. Read from fal's public guide
(docs.fal.ai, Queue API) and its models' own pages.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import in_blocks, nearest
from overpaint.engines.upstream.vendors.openai import linked
from overpaint.engines.upstream.vendors.payloads import at, data_url, loaded, posted, rows
from overpaint.imaging.values import Size

LOOK_SECONDS = 0.5


class Fal(Vendor):
    most: ClassVar[int] = 4
    masks: ClassVar[tuple[str, ...]] = ("white", "black")
    seeds: ClassVar[bool] = True
    pictures: ClassVar[int] = 8
    hosts: ClassVar[tuple[str, ...]] = (".fal.media",)

    def frame(self, size: Size, upstream: Upstream) -> Size:
        if upstream.sizes:
            return nearest(size, upstream.sizes)
        return in_blocks(size, block=16, fewest=512 * 512, most=4_000_000, longest=2048)

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        body: dict[str, Any] = {
            "prompt": ask.prompt,
            "image_urls": [data_url(data) for data in ask.pictures],
            "image_size": {"width": ask.size[0], "height": ask.size[1]},
            "num_images": ask.n,
            "output_format": "png",
        }
        if ask.mask is not None:
            body["mask_url"] = data_url(ask.mask)
        if ask.seed is not None:
            body["seed"] = ask.seed % 2**31
        return posted(f"{upstream.url}/{quote(upstream.model, safe='/')}", self.headers(key), body)

    def headers(self, key: str | None) -> dict[str, str]:
        return {"authorization": f"Key {key}"} if key else {}

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        answer = loaded(body)
        status = at(answer, "status")
        found = rows(answer, "images")
        if found:
            if True in rows(answer, "has_nsfw_concepts"):  # such a picture comes black
                raise Blocked
            return tuple(linked(at(one, "url")) for one in found)
        place = at(answer, "response_url" if status == "COMPLETED" else "status_url")
        if status in ("IN_QUEUE", "IN_PROGRESS", "COMPLETED") and isinstance(place, str):
            return Later(place, 0.0 if status == "COMPLETED" else LOOK_SECONDS)
        raise BadAnswer("its job failed")
