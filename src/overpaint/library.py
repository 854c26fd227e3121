"""The public Python API: an edit in the calling process, with no server, no key and no database.

from overpaint import edit

result = edit("photo.jpg", "Change the background to a sunset over the ocean", seed=7)
result.save("sunset.png")
print(result.revised_prompt)
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event as Flag
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from overpaint import editing, settings
from overpaint.canvas import MAX_IMAGES, MAX_N, MAX_PROMPT, Background, EditRequest, Picture
from overpaint.engines import open_engines
from overpaint.engines.base import Engine, Progress
from overpaint.engines.carrying import Finished
from overpaint.errors import InvalidImage, InvalidRequest
from overpaint.imaging.codec import FORMATS, Format, ImageFile, OutputFormat, decode, encode, format_of_name, open_image
from overpaint.imaging.fitting import Fit
from overpaint.imaging.values import Image, Quality, Size
from overpaint.instructions import read_plan
from overpaint.planner import Planner, open_planner
from overpaint.plans import Plan
from overpaint.policy import Policy, open_policy
from overpaint.settings import Settings

Photo = Any
"""A picture: its file as bytes, a path, an open binary file, or an image of Pillow's."""

_TOLD = 80
"""Characters of what was done that a result's `repr` shows."""

MIN_EDGE, MAX_EDGE = 16, 3840
MAX_SEED = 2**63 - 1 - MAX_N

_Edge = Annotated[int, Field(ge=MIN_EDGE, le=MAX_EDGE)]


class _Options(BaseModel):
    """What the wire's schema checks for a client of the API. Sizes are freer here: no rule about 16 or the aspect."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    instruction: Annotated[str, Field(max_length=MAX_PROMPT)]
    n: Annotated[int, Field(ge=1, le=MAX_N)] = 1
    size: tuple[_Edge, _Edge] | Literal["auto", "source"] = "source"
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    fit: Fit = "auto"
    quality: Quality = "medium"
    background: Background = "auto"
    output: OutputFormat | Format = "png"
    partial: bool = False
    plan: Plan | str | bytes | None = None


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

    def __repr__(self) -> str:
        first, count = self.pictures[0], len(self.pictures)
        what = f"{count} pictures" if count > 1 else "1 picture"
        told = self.revised_prompt if len(self.revised_prompt) <= _TOLD else self.revised_prompt[:_TOLD] + "…"
        made = "" if first.seed is None else f", seed {first.seed}"
        return f"<Result: {what}, {first.size[0]}x{first.size[1]} {self.output.format}{made}: {told!r}>"

    def save(self, path: str | os.PathLike[str], *, format: Format | None = None, compression: int | None = None) -> list[Path]:
        """Write the answers; with several, `-1`, `-2`, … before the suffix. Returns the paths.

        The suffix says the format, unless `format` does: another than the result's own is converted from the pixels, JPEG on
        white where they are transparent. Without a suffix the file is the result's own. `compression`: quality of a converted
        JPEG or WebP, 0 to 100.

        Raises InvalidRequest for a suffix that is no format of ours, or where a file can't be written.
        """
        target = Path(path)
        chosen = format or (format_of_name(target) if target.suffix else self.output.format)
        if chosen is None:
            known = ", ".join(f".{name}" for name in FORMATS)
            raise InvalidRequest(f"{target}: its ending names no format we write. Use one of {known}.", param="path")
        several = len(self.pictures) > 1
        names = [target.with_stem(f"{target.stem}-{i + 1}") if several else target for i in range(len(self.pictures))]
        for name, data in zip(names, self._encoded(chosen, compression), strict=True):
            write_whole(name, data)
        return names

    def _encoded(self, chosen: Format, compression: int | None) -> list[bytes]:
        if chosen == self.output.format and compression is None:
            return [picture.data for picture in self.pictures]
        try:
            output = OutputFormat(chosen, compression)
        except ValueError as error:
            raise InvalidRequest(f"compression: {error}.", param="compression") from None
        return [encode(image, output) for image in self.images]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all. Raises InvalidRequest where it can't be written."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidRequest(f"{path} can't be written: {error.strerror or error}.", param="path") from error


def edit(
    photo: Photo | Sequence[Photo],
    instruction: str = "",
    *,
    mask: Photo | None = None,
    n: int = 1,
    size: Size | str = "source",
    seed: int | None = None,
    fit: Fit = "auto",
    quality: Quality = "medium",
    background: Background = "auto",
    output: OutputFormat | Format = "png",
    partial: bool = False,
    plan: Plan | str | bytes | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Edit a photo (bytes, a path, an open file or an image of Pillow's; a list for several) by an instruction in words.

    `size`: (width, height) or `"1024x768"`, `"auto"` (nearest size the API allows), `"source"` (as the edit leaves it). `mask`: a
    picture of the photo's size, alpha 0 where the edit may happen. `partial`: of several edits do those that can be done; the
    result's `plan.skipped` lists the others.

    `plan`: run this one (a `Plan`, or its JSON) instead of reading an instruction. `seed`: same seed, same picture; without one
    it is 0, and an upstream that takes none may be asked. Engines are those of OVERPAINT_ENGINE, in this process.

    Raises InvalidRequest for an argument out of its range or a plan that can't run here, Refusal when the edit can't be done,
    InvalidImage when a file is no picture, EngineUnavailable when weights are missing (`overpaint weights pull`).
    """
    config = settings.load()
    options = {"n": n, "size": size, "seed": seed, "fit": fit, "quality": quality, "background": background, "output": output}
    request = request_for(photo, mask, config, instruction=instruction, partial=partial, plan=plan, **options)
    with opened(config) as (engines, planner, policy):
        return run(request, engines, progress, planner, policy)


@contextmanager
def opened(config: Settings) -> Iterator[tuple[tuple[Engine, ...], Planner | None, Policy]]:
    """What the settings name, at work in this process, closed at the end. Raises ConfigurationError."""
    with ExitStack() as stack:
        planner = open_planner(config, here=True)
        if planner is not None:
            stack.callback(planner.close)
        policy = open_policy(config, here=True)
        stack.callback(policy.close)
        engines = open_engines(config, here=True)
        for engine in engines:
            stack.callback(engine.close)
        yield engines, planner, policy


def request_for(photo: Photo | Sequence[Photo], mask: Photo | None, config: Settings, **arguments: object) -> EditRequest:
    """Check the arguments of `edit`, open the files, make the request. Raises InvalidRequest, InvalidImage."""
    options = _checked(**arguments)
    photos = list(photo) if isinstance(photo, list | tuple) else [photo]
    if not 1 <= len(photos) <= MAX_IMAGES:
        raise InvalidRequest(f"1 to {MAX_IMAGES} photos, not {len(photos)}.", code="too_many_images", param="photo")
    names = ["image" if len(photos) == 1 else f"image[{index}]" for index in range(len(photos))]
    replayed = read_plan(options.plan) if isinstance(options.plan, str | bytes) else options.plan
    opened = EditRequest(
        images=tuple(open_photo(one, name, config) for one, name in zip(photos, names, strict=True)),
        prompt=options.instruction or (replayed.prompt if replayed else ""),
        mask=None if mask is None else open_photo(mask, "mask", config),
        n=options.n,
        size=options.size,
        seed=options.seed or 0,
        seed_asked=options.seed is not None,
        fit=options.fit,
        quality=options.quality,
        background=options.background,
        output=options.output if isinstance(options.output, OutputFormat) else OutputFormat(options.output),
        partial=options.partial,
        plan=replayed,
    )
    _check_together(opened)
    return opened


def open_photo(photo: object, name: str, config: Settings) -> ImageFile:
    """Read a picture's header. Raises InvalidImage, also for a path that can't be read, InvalidRequest for what is no picture."""
    if isinstance(photo, str | os.PathLike):
        path = Path(os.fspath(photo))
        if str(photo).startswith(("http://", "https://", "data:")):
            raise InvalidImage(f"{str(photo)[:80]!r}: pictures are not fetched. Give a file, bytes, or an image.", param=name)
        try:
            return open_image(path, name=name, max_pixels=config.max_pixels)
        except OSError as error:
            raise InvalidImage(f"{path}: {error.strerror or error}", param=name) from error
    return open_image(_bytes_of(photo, name), name=name, max_pixels=config.max_pixels)


def _bytes_of(photo: object, name: str) -> bytes:
    """The file that a value holds. Raises InvalidRequest for what holds none."""
    if isinstance(photo, bytes | bytearray | memoryview):
        return bytes(photo)
    read, save = getattr(photo, "read", None), getattr(photo, "save", None)
    if callable(read):
        data = read()
        if isinstance(data, bytes):
            return data
        raise InvalidRequest(f"{name}: open the file in binary mode ('rb').", code="invalid_type", param=name)
    if callable(save) and type(photo).__module__.startswith("PIL."):
        return _png_of(photo, name)
    kinds = "bytes, a path, an open binary file or an image of Pillow's"
    raise InvalidRequest(f"{name} must be {kinds}, not {type(photo).__name__}.", code="invalid_type", param=name)


def _png_of(picture: Any, name: str) -> bytes:
    """An image of Pillow's as it stands in memory, profile included. What PNG can't hold is converted by Pillow."""
    buffer = io.BytesIO()
    try:
        kept = picture if picture.mode in _PNG_MODES else picture.convert("RGB")
        kept.save(buffer, "PNG", compress_level=1, icc_profile=picture.info.get("icc_profile") if kept is picture else None)
    except (OSError, ValueError) as error:
        raise InvalidImage(f"{name}: Pillow can't give its pixels ({error}).", param=name) from error
    return buffer.getvalue()


_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")


def run(
    request: EditRequest,
    engines: Sequence[Engine],
    progress: Callable[[Progress], None] | None = None,
    planner: Planner | None = None,
    policy: Policy | None = None,
) -> Result:
    """Run a request to its end, telling `progress` of every step."""
    for event in editing.edit(request, engines=engines, cancelled=Flag(), planner=planner, policy=policy):
        if isinstance(event, Progress) and progress is not None:
            progress(event)
        if isinstance(event, Finished):
            plan = Plan.model_validate_json(event.plan) if event.plan else Plan(prompt=request.prompt)
            return Result(event.pictures, plan, request.output)
    raise RuntimeError("the engine ended without an answer")


def _checked(size: object = "source", **options: object) -> _Options:
    if isinstance(size, str) and size not in ("auto", "source"):
        width, _, height = size.lower().partition("x")
        if not (width.isdecimal() and height.isdecimal()):
            message = f"size: {size!r:.60} is none. Write WIDTHxHEIGHT (1024x1024), auto or source."
            raise InvalidRequest(message, code="invalid_size", param="size")
        size = int(width), int(height)
    options["size"] = size
    try:
        return _Options.model_validate(options)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        code = {"size": "invalid_size"}.get(name, "invalid_type" if first["type"].endswith("_type") else "invalid_value")
        raise InvalidRequest(f"{name}: {first['msg']}; it was {first['input']!r:.60}.", code=code, param=name) from None


def _check_together(request: EditRequest) -> None:
    """The rules between parts of a request, as on the wire."""
    if not request.prompt and request.plan is None:
        raise InvalidRequest("Say what to do: an instruction, or a plan.", code="missing_required_parameter", param="instruction")
    if request.plan is not None and request.partial:
        raise InvalidRequest("partial: a plan is run as it is. Ask for `partial` when the plan is made.", param="partial")
    if request.background == "transparent" and request.output.format == "jpeg":
        raise InvalidRequest("background: jpeg can't be transparent. Write png or webp.", param="background")
    if request.mask is None:
        return
    if request.mask.header.size != request.images[0].header.size:
        raise InvalidRequest("The mask must have the picture's size in pixels.", code="mask_size_mismatch", param="mask")
    if not request.mask.header.has_alpha:
        raise InvalidRequest(
            "The mask needs an alpha channel: transparent (alpha 0) where the edit may happen, opaque elsewhere.",
            code="invalid_mask_image_format",
            param="mask",
        )
