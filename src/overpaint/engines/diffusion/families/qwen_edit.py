"""Qwen-Image-Edit-2509 and -2511 and FireRed-Image-Edit, which share a class: 20B, Apache-2.0, one to three pictures, guidance.

Read in diffusers 0.42.1, pipelines/qwenimage/pipeline_qwenimage_edit_plus.py: whatever comes in is scaled to about a megapixel
of its own aspect; the shift that these models are known for comes from there. In a frame that this leaves as it is, they stay.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

from overpaint.engines.diffusion.families.base import Ask, Family
from overpaint.engines.diffusion.frames import nearest_frame, unscaled_frames
from overpaint.imaging.values import Quality, Size

_MEGAPIXEL = 1024 * 1024
_BLOCK = 32


class QwenEdit(Family):
    """`area`: pixels that the pipeline scales to."""

    name: ClassVar[str] = "qwen-image-edit"
    pipeline: ClassVar[str] = "QwenImageEditPlusPipeline"
    model: ClassVar[str] = "Qwen/Qwen-Image-Edit-2511"
    licence: ClassVar[str] = "apache-2.0"
    pictures: ClassVar[int] = 3
    steps: ClassVar[dict[Quality, int]] = {"low": 20, "medium": 30, "high": 40}

    def __init__(self, area: int = _MEGAPIXEL) -> None:
        self.area = area

    def frame(self, size: Size, quality: Quality) -> Size:  # noqa: ARG002 - it has one size
        return nearest_frame(size, unscaled_frames(self.area, _BLOCK, _scaled))

    def arguments(self, ask: Ask) -> dict[str, Any]:
        guided = {"true_cfg_scale": 1.0} if ask.distilled else {"true_cfg_scale": 4.0, "negative_prompt": " "}
        return {
            "image": list(ask.pictures),
            "prompt": ask.prompt,
            "width": ask.size[0],
            "height": ask.size[1],
            "num_inference_steps": ask.steps,
            "generator": ask.generator,
            **guided,
        }

    def latents(self, pipe: Any, pixels: Any) -> Any:
        encoded = pipe._encode_vae_image(image=pixels.unsqueeze(2), generator=None)
        height, width = encoded.shape[3:]
        return pipe._pack_latents(encoded, 1, encoded.shape[1], height, width)

    def pixels(self, pipe: Any, latents: Any, size: Size) -> Any:
        unpacked = pipe._unpack_latents(latents, size[1], size[0], pipe.vae_scale_factor).to(pipe.vae.dtype)
        mean, std = (
            latents.new_tensor(row).view(1, -1, 1, 1, 1).to(unpacked)
            for row in (pipe.vae.config.latents_mean, pipe.vae.config.latents_std)
        )
        return pipe.vae.decode(unpacked * std + mean, return_dict=False)[0][:, :, 0]


def _scaled(area: int, ratio: float) -> Size:
    width = math.sqrt(area * ratio)
    return round(width / _BLOCK) * _BLOCK, round(width / ratio / _BLOCK) * _BLOCK
