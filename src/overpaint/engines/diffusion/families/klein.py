"""FLUX.2 [klein]: four steps without guidance, several pictures in. 4B is Apache-2.0; 9B, by the same class, is not.

Read in diffusers 0.42.1, pipelines/flux2/pipeline_flux2_klein.py: pictures of over a megapixel are scaled, all are cut to blocks
of 16, so that none of ours may need either.
"""

from __future__ import annotations

from typing import Any, ClassVar

from overpaint.engines.diffusion.families.base import Ask, Family
from overpaint.engines.diffusion.frames import padded_frame
from overpaint.imaging.values import Quality, Size

_PIXELS: dict[Quality, int] = {"low": 512 * 512, "medium": 1024 * 1024, "high": 1024 * 1024}


class Klein(Family):
    name: ClassVar[str] = "klein"
    pipeline: ClassVar[str] = "Flux2KleinPipeline"
    model: ClassVar[str] = "black-forest-labs/FLUX.2-klein-4B"
    licence: ClassVar[str] = "apache-2.0"
    pictures: ClassVar[int] = 4
    steps: ClassVar[dict[Quality, int]] = {"low": 4, "medium": 4, "high": 8}
    distilled: ClassVar[bool] = True

    def frame(self, size: Size, quality: Quality) -> Size:
        return padded_frame(size, _PIXELS[quality], self.block)

    def arguments(self, ask: Ask) -> dict[str, Any]:
        return {
            "image": list(ask.pictures),
            "prompt": ask.prompt,
            "width": ask.size[0],
            "height": ask.size[1],
            "num_inference_steps": ask.steps,
            "guidance_scale": 1.0 if ask.distilled else 4.0,
            "generator": ask.generator,
        }

    def latents(self, pipe: Any, pixels: Any) -> Any:
        return pipe._pack_latents(pipe._encode_vae_image(image=pixels, generator=None))

    def pixels(self, pipe: Any, latents: Any, size: Size) -> Any:
        width, height = (side // self.block for side in size)
        packed = latents.permute(0, 2, 1).reshape(1, latents.shape[2], height, width)
        spread = (pipe.vae.bn.running_var.view(1, -1, 1, 1) + pipe.vae.config.batch_norm_eps).sqrt().to(packed)
        spaced = pipe._unpatchify_latents(packed * spread + pipe.vae.bn.running_mean.view(1, -1, 1, 1).to(packed))
        return pipe.vae.decode(spaced.to(pipe.vae.dtype), return_dict=False)[0]
