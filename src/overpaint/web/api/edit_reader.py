"""A form as it comes in → a request that passed every check which needs no pixel.

Each field is judged as soon as it is there, so that most bad requests are refused before a file of theirs was read.
"""

from __future__ import annotations

import secrets
from contextlib import aclosing
from functools import partial
from types import TracebackType
from typing import Any, Self

from anyio import to_thread
from multipart import MultipartSegment
from starlette.requests import Request

from overpaint import editing
from overpaint.accounts import Caller
from overpaint.canvas import EditRequest
from overpaint.errors import InvalidRequest
from overpaint.imaging.codec import ImageFile, open_image
from overpaint.web.api import files
from overpaint.web.api.body import segments
from overpaint.web.api.context import ApiContext
from overpaint.web.api.form import EditForm, check_together, complete, is_scalar, missing_parameter, parse_scalar
from overpaint.web.api.spool import Share
from overpaint.web.api.upload import FilePart, TextPart

# Seeds that we draw are short enough to be typed again.
DRAWN_SEEDS = 2**32


class EditReader:
    """Reads one body. A context manager: leaving it deletes every temporary file."""

    def __init__(self, context: ApiContext, caller: Caller) -> None:
        self._context = context
        self._caller = caller
        self._values: dict[str, Any] = {}
        self._places: list[files.Place] = []
        self._images: dict[files.Place, ImageFile] = {}
        self._mask: ImageFile | None = None
        self._names: set[str] = set()
        self._files: list[FilePart] = []
        self._share = Share(context.spool)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for part in self._files:
            part.forget()
        if self._files:
            await to_thread.run_sync(self._delete_files)

    async def read(self, request: Request) -> tuple[EditForm, EditRequest]:
        """The whole body. Raises InvalidRequest, NotFound, TooLarge, Refusal, StorageUnavailable or Cancelled."""
        part: TextPart | FilePart | None = None
        async with aclosing(segments(request, self._context.settings)) as events:
            async for event in events:
                if isinstance(event, MultipartSegment):
                    part = self._begin(event)
                elif part is not None and event is not None:
                    await part.write(event)
                elif isinstance(part, TextPart):
                    self._take_text(part)
                elif isinstance(part, FilePart):
                    await self._take_file(part)
        return self._complete()

    def _begin(self, segment: MultipartSegment) -> TextPart | FilePart:
        name = segment.name
        if is_scalar(name):
            self._only_once(name)
            if files.is_file(segment):
                raise _wrong_kind(name, "text", "a file")
            return TextPart(segment)
        if name != "mask" and not files.is_image_name(name):
            raise InvalidRequest(f"Unknown parameter: '{name[:64]}'.", code="unknown_parameter", param=name[:64])
        if not files.is_file(segment):
            raise _wrong_kind(name, "a file", "text")
        check_together(self._values)
        return self._begin_file(name)

    def _begin_file(self, name: str) -> FilePart:
        if name == "mask":
            self._only_once(name)
            editing.authorise(self._caller.group, has_mask=True, n=1)
            param = name
        else:
            self._places.append(files.place(name, self._places))
            param = self._places[-1].param
        part = FilePart(param, self._context.settings.max_file_bytes, self._share)
        self._files.append(part)
        return part

    def _take_text(self, part: TextPart) -> None:
        value = parse_scalar(part.name, part.text())
        self._values[part.name] = value
        if part.name == "model":
            self._context.check_model(value, self._caller)
        if part.name == "n":
            editing.authorise(self._caller.group, has_mask=False, n=value)
        if part.name == "size":
            editing.authorise(self._caller.group, has_mask=False, n=1, size=editing.size_name(value))

    async def _take_file(self, part: FilePart) -> None:
        look = partial(open_image, await part.source(), name=part.param, max_pixels=self._context.settings.max_pixels)
        file = await to_thread.run_sync(look)
        if part.param == "mask":
            files.check_mask_format(file)
            self._mask = file
        else:
            self._images[self._places[-1]] = file

    def _complete(self) -> tuple[EditForm, EditRequest]:
        form = complete(self._values)
        if not self._images:
            raise missing_parameter("image")
        images = tuple(self._images[place] for place in sorted(self._images, key=lambda place: place.order))
        if self._mask is not None:
            files.check_mask_fits(self._mask, images[0])
        request = EditRequest(
            images=images,
            prompt=form.prompt,
            mask=self._mask,
            n=form.n,
            size=form.size,
            seed=secrets.randbelow(DRAWN_SEEDS) if form.seed is None else form.seed,
            seed_asked=form.seed is not None,
            fit=form.fit,
            quality=form.quality,
            background=form.background,
            output=form.output,
            partial=form.partial,
            plan=form.plan,
        )
        return form, request

    def _only_once(self, name: str) -> None:
        if name in self._names:
            raise InvalidRequest(f"Duplicate parameter: '{name}'. Send it once.", param=name)
        self._names.add(name)

    def _delete_files(self) -> None:
        for part in self._files:
            part.delete()


def _wrong_kind(name: str, expected: str, got: str) -> InvalidRequest:
    message = f"Invalid type for '{name}': expected {expected}, but got {got} instead."
    return InvalidRequest(message, code="invalid_type", param=name)
