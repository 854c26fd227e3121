"""LongCat-Image-Edit: 6B, Apache-2.0, one picture, guidance; its Turbo takes 8 steps without.

Read in diffusers 0.42.1, pipelines/longcat_image/pipeline_longcat_image_edit.py: it takes no size and scales to about a
megapixel; text to be written must stand in quotation marks.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

from overpaint.engines.diffusion.families.base import Ask, Family
from overpaint.engines.diffusion.frames import nearest_frame, unscaled_frames
from overpaint.imaging.values import Quality, Size

_MEGAPIXEL = 1024 * 1024
_BLOCK = 16


class LongCat(Family):
    """`area`: pixels that the pipeline scales to."""

    name: ClassVar[str] = "longcat"
    pipeline: ClassVar[str] = "LongCatImageEditPipeline"
    model: ClassVar[str] = "meituan-longcat/LongCat-Image-Edit"
    licence: ClassVar[str] = "apache-2.0"
    steps: ClassVar[dict[Quality, int]] = {"low": 25, "medium": 40, "high": 50}

    def __init__(self, area: int = _MEGAPIXEL) -> None:
        self.area = area

    def frame(self, size: Size, quality: Quality) -> Size:  # noqa: ARG002 - it has one size
        return nearest_frame(size, unscaled_frames(self.area, _BLOCK, _scaled))

    def arguments(self, ask: Ask) -> dict[str, Any]:
        return {
            "image": ask.pictures[0],
            "prompt": ask.prompt,
            "negative_prompt": "",
            "num_inference_steps": ask.steps,
            "guidance_scale": 1.0 if ask.distilled else 4.5,
            "generator": ask.generator,
        }

    def latents(self, pipe: Any, pixels: Any) -> Any:
        encoded = pipe._encode_vae_image(image=pixels, generator=None)
        return pipe._pack_latents(encoded, 1, encoded.shape[1], *encoded.shape[2:])

    def pixels(self, pipe: Any, latents: Any, size: Size) -> Any:
        unpacked = pipe._unpack_latents(latents, size[1], size[0], pipe.vae_scale_factor).to(pipe.vae.dtype)
        scaled = unpacked / pipe.vae.config.scaling_factor + pipe.vae.config.shift_factor
        return pipe.vae.decode(scaled, return_dict=False)[0]


def _scaled(area: int, ratio: float) -> Size:
    """As the pipeline does it: up to the next block, which it takes even where it is one already but for rounding."""
    width = math.sqrt(area * ratio)
    sides = (width, width / ratio)
    up = tuple(int(side if side % _BLOCK == 0 else (side // _BLOCK + 1) * _BLOCK) for side in sides)
    return up[0], up[1]
