"""The public Python API: an edit in the calling process, with no server, no key and no database.

from overpaint import edit

result = edit("photo.jpg", "Change the background to a sunset over the ocean", seed=7)
result.save("sunset.png")
print(result.revised_prompt)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event as Flag
from typing import Literal

from overpaint import editing, settings
from overpaint.engines.base import Background, EditRequest, Engine, Finished, Picture, Progress
from overpaint.errors import InvalidImage, InvalidRequest
from overpaint.imaging.codec import ImageFile, OutputFormat, decode, open_image
from overpaint.imaging.fitting import Fit
from overpaint.imaging.values import Image, Quality, Size
from overpaint.instructions.plan import Plan
from overpaint.settings import Settings

Photo = bytes | str | Path

MAX_PROMPT = 32_000
MAX_N = 10
MAX_IMAGES = 16
MIN_EDGE, MAX_EDGE = 16, 3840


@dataclass(frozen=True, eq=False)
class Result:
    """What an edit gave: `pictures` (encoded, with seeds), the `plan` that ran, and `images` (decoded on first use)."""

    pictures: tuple[Picture, ...]
    plan: Plan
    output: OutputFormat

    @property
    def revised_prompt(self) -> str:
        """What was done, in plain words."""
        return self.pictures[0].revised_prompt

    @cached_property
    def images(self) -> list[Image]:
        """The answers as pixels: (H, W, 3|4) uint8 sRGB."""
        return [decode(open_image(p.data, name="answer", max_pixels=p.size[0] * p.size[1])) for p in self.pictures]

    def save(self, path: str | Path) -> list[Path]:
        """Write the answers as they are encoded; with several, `-1`, `-2`, … before the suffix. Returns the paths."""
        target = Path(path)
        several = len(self.pictures) > 1
        names = [target.with_stem(f"{target.stem}-{i + 1}") if several else target for i in range(len(self.pictures))]
        for name, picture in zip(names, self.pictures, strict=True):
            name.write_bytes(picture.data)
        return names


def edit(
    photo: Photo | list[Photo],
    instruction: str,
    *,
    mask: Photo | None = None,
    n: int = 1,
    size: Size | Literal["auto", "source"] = "source",
    seed: int = 0,
    fit: Fit = "auto",
    quality: Quality = "medium",
    background: Background = "auto",
    output: OutputFormat | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Edit a photo (bytes or a path; a list for several) by an instruction in words.

    `size`: (width, height), `"auto"` (nearest size the API allows) or `"source"` (as the edit leaves it). `mask`: a picture of
    the photo's size, alpha 0 where the edit may happen. Raises the errors of `overpaint.errors`: Refusal when the edit can't be done,
    InvalidImage when a file is no picture, EngineUnavailable when weights are missing (`overpaint weights pull`).
    """
    config = settings.load()
    photos = photo if isinstance(photo, list) else [photo]
    request = EditRequest(
        images=tuple(open_photo(p, f"image[{i}]" if len(photos) > 1 else "image", config) for i, p in enumerate(photos)),
        prompt=instruction,
        mask=open_photo(mask, "mask", config) if mask is not None else None,
        n=n,
        size=size,
        seed=seed,
        fit=fit,
        quality=quality,
        background=background,
        output=output or OutputFormat(),
    )
    check_limits(request)
    return run(request, local_engine(config), progress)


def local_engine(config: Settings) -> Engine:
    """The local engine in this process, with its kernel cache where the settings say."""
    from overpaint.engines.local import LocalEngine

    return LocalEngine(config)


def check_limits(request: EditRequest) -> None:
    """What the wire's schema checks for a client of the API. Sizes are freer here: no rule about 16 or the aspect."""
    if not request.prompt.strip() or len(request.prompt) > MAX_PROMPT:
        raise InvalidRequest(f"The instruction must have 1 to {MAX_PROMPT:,} characters.", param="prompt")
    if not 1 <= request.n <= MAX_N:
        raise InvalidRequest(f"n must be 1 to {MAX_N}, not {request.n}.", param="n")
    if not 1 <= len(request.images) <= MAX_IMAGES:
        raise InvalidRequest(f"1 to {MAX_IMAGES} images, not {len(request.images)}.", code="too_many_images", param="image")
    if isinstance(request.size, tuple) and not all(MIN_EDGE <= edge <= MAX_EDGE for edge in request.size):
        raise InvalidRequest(f"Both edges of size must be {MIN_EDGE} to {MAX_EDGE} pixels.", code="invalid_size", param="size")
    if request.mask and request.mask.header.size != request.images[0].header.size:
        raise InvalidRequest("The mask must have the picture's size in pixels.", code="mask_size_mismatch", param="mask")
    if request.mask and not request.mask.header.has_alpha:
        raise InvalidRequest(
            "The mask needs an alpha channel: transparent (alpha 0) where the edit may happen, opaque elsewhere.",
            code="invalid_mask_image_format",
            param="mask",
        )


def open_photo(photo: Photo, name: str, config: Settings) -> ImageFile:
    """Read a picture's header. Raises InvalidImage, also for a path that can't be read."""
    if isinstance(photo, bytes):
        return open_image(photo, name=name, max_pixels=config.max_pixels)
    path = Path(photo)
    try:
        return open_image(path, name=name, max_pixels=config.max_pixels)
    except OSError as error:
        raise InvalidImage(f"{path}: {error.strerror or error}", param=name) from error


def run(request: EditRequest, engine: Engine, progress: Callable[[Progress], None] | None = None) -> Result:
    """Run a request to its end, telling `progress` of every step."""
    for event in editing.edit(request, engine=engine, cancelled=Flag()):
        if isinstance(event, Progress) and progress is not None:
            progress(event)
        if isinstance(event, Finished):
            return Result(event.pictures, Plan.model_validate_json(event.plan), request.output)
    raise RuntimeError("the engine ended without an answer")
