"""Replicate: a prediction is created, looked at until it has succeeded, and its pictures fetched.

Each model names its inputs in its own way: the table has those that edit. Read from Replicate's public reference
(replicate.com/docs/reference/http) and its models' own schemas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Later, Made, Vendor
from overpaint.engines.upstream.vendors.frames import in_blocks, nearest
from overpaint.engines.upstream.vendors.openai import linked
from overpaint.engines.upstream.vendors.payloads import at, bearer, data_url, loaded, posted
from overpaint.imaging.values import Size

LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class _Inputs:
    """`pictures`: the input's name; `many`: takes a list. `sized`: takes width and height; the others follow the first picture.

    `most`: pixels of an answer.
    """

    pictures: str
    many: bool = True
    sized: bool = False
    most: int = 1024 * 1024


_INPUTS: tuple[tuple[str, _Inputs], ...] = (
    ("black-forest-labs/flux-2", _Inputs("input_images", sized=True, most=4_000_000)),
    ("black-forest-labs/flux-kontext", _Inputs("input_image", many=False)),
    ("qwen/qwen-image-edit", _Inputs("image")),
    ("google/nano-banana", _Inputs("image_input")),
)
_OTHER = _Inputs("input_images")


class Replicate(Vendor):
    seeds: ClassVar[bool] = True
    pictures: ClassVar[int] = 8
    hosts: ClassVar[tuple[str, ...]] = ("replicate.delivery", ".replicate.delivery")

    def frame(self, size: Size, upstream: Upstream) -> Size:
        if upstream.sizes:
            return nearest(size, upstream.sizes)
        return in_blocks(size, block=32, fewest=512 * 512, most=_inputs(upstream).most, longest=2048)

    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        inputs = _inputs(upstream)
        pictures = [data_url(data) for data in ask.pictures]
        shape: dict[str, Any] = {"aspect_ratio": "match_input_image"}
        if inputs.sized:
            shape = {"aspect_ratio": "custom", "width": ask.size[0], "height": ask.size[1]}
        given = {"prompt": ask.prompt, inputs.pictures: pictures if inputs.many else pictures[0], "output_format": "png", **shape}
        if ask.seed is not None:
            given["seed"] = ask.seed % 2**31
        url = f"{upstream.url}/models/{quote(upstream.model, safe='/')}/predictions"
        return posted(url, self.headers(key), {"input": given})

    def headers(self, key: str | None) -> dict[str, str]:
        return bearer(key)

    def pictures_of(self, upstream: Upstream) -> int:
        return self.pictures if _inputs(upstream).many else 1

    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        answer = loaded(body)
        status, place, output = at(answer, "status"), at(answer, "urls", "get"), at(answer, "output")
        if status == "succeeded" and output:
            return tuple(linked(link) for link in (output if isinstance(output, list) else [output]))
        if status in ("starting", "processing") and isinstance(place, str):
            return Later(place, LOOK_SECONDS)
        fault = str(at(answer, "error")).lower()
        if "nsfw" in fault or "sensitive" in fault or "flagged" in fault:
            raise Blocked
        raise BadAnswer("its job failed")


def _inputs(upstream: Upstream) -> _Inputs:
    return next((inputs for name, inputs in _INPUTS if upstream.model.startswith(name)), _OTHER)
