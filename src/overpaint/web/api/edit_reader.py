"""A body as it comes in → a request that passed every check which needs no pixel.

Each field is judged as soon as it is there, so that most bad requests are refused before a file of theirs was read.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self

from multipart import MultipartSegment, parse_options_header
from starlette.requests import Request

from overpaint import editing
from overpaint.accounts import Caller
from overpaint.canvas import EditRequest
from overpaint.engines.base import Pointing
from overpaint.errors import InvalidRequest
from overpaint.web.api import files
from overpaint.web.api.body import segments
from overpaint.web.api.context import MODEL, ApiContext
from overpaint.web.api.form import EditForm, check_together, complete, is_scalar, missing_parameter, parse_json, parse_scalar
from overpaint.web.api.json_edit import JsonPictures, scalars_of
from overpaint.web.api.picture_intake import PictureIntake
from overpaint.web.api.pointing import is_pointing, parse_pointing, pointing_of
from overpaint.web.api.upload import FilePart, TextPart

# Seeds that we draw are short enough to be typed again.
DRAWN_SEEDS = 2**32


class EditReader:
    """Reads one body, multipart or JSON. A context manager: leaving it deletes every temporary file."""

    def __init__(self, context: ApiContext, caller: Caller) -> None:
        self._context = context
        self._caller = caller
        self._values: dict[str, Any] = {}
        self._names: set[str] = set()
        self._pointed: dict[str, Any] | None = None  # `points` and `box`, where a plan is asked for
        self._intake = PictureIntake(context, caller)

    async def __aenter__(self) -> Self:
        await self._intake.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._intake.__aexit__(kind, error, trace)

    async def read(self, request: Request) -> tuple[EditForm, EditRequest]:
        """The whole body. Raises InvalidRequest, NotFound, TooLarge, Refusal, StorageUnavailable or Cancelled."""
        if is_json(request):
            body = JsonPictures(self._context, self._intake, self._take_json)
            await self._take_body(body, await body.read(request))
        else:
            await self._read_form(request)
        return self._complete()

    async def read_for_plan(self, request: Request) -> tuple[EditRequest, Pointing | None] | dict[str, Any]:
        """As `read`, but that `model` may be left out, and `prompt` where something is pointed at; of a JSON body that brings no
        pictures its fields as they stand.
        """
        self._values["model"] = MODEL
        self._pointed = {}
        if is_json(request):
            body = JsonPictures(self._context, self._intake, self._take_json)
            fields = await body.read(request)
            if not isinstance(fields.get("images"), list):
                return fields
            await self._take_body(body, fields)
        else:
            await self._read_form(request)
        if self._pointed:
            self._values.setdefault("prompt", "")
        _, edit = self._complete()
        return edit, pointing_of(self._pointed, edit.images[0].header.size)

    async def _take_body(self, body: JsonPictures, fields: Mapping[str, Any]) -> None:
        self._take_json(scalars_of(fields))
        await body.pictures(fields)

    def _take_json(self, fields: Mapping[str, Any]) -> None:
        """The scalars of a JSON body; what is null counts as not sent."""
        for name, value in fields.items():
            if self._pointed is not None and is_pointing(name):
                if value is not None:
                    self._pointed[name] = parse_pointing(name, value)
                continue
            if not is_scalar(name):
                raise unknown_parameter(name)
            if value is not None or name in ("model", "prompt"):
                self._take(name, parse_json(name, value))
        check_together(self._values)

    def _complete(self) -> tuple[EditForm, EditRequest]:
        """What was read. Raises InvalidRequest for what never came, or does not go together."""
        form = complete(self._values)
        images, mask = self._intake.images, self._intake.mask
        if not images:
            raise missing_parameter("image")
        if mask is not None:
            files.check_mask_fits(mask, images[0])
        request = EditRequest(
            images=images,
            prompt=form.prompt,
            mask=mask,
            n=form.n,
            size=form.size,
            seed=secrets.randbelow(DRAWN_SEEDS) if form.seed is None else form.seed,
            seed_asked=form.seed is not None,
            fit=form.fit,
            quality=form.quality,
            background=form.background,
            output=form.output,
            partial=form.partial,
            partials=form.partial_images,
            plan=form.plan,
            moderation=form.moderation,
        )
        return form, request

    async def _read_form(self, request: Request) -> None:
        part: TextPart | FilePart | None = None
        async with aclosing(segments(request, self._context.settings)) as events:
            async for event in events:
                if isinstance(event, MultipartSegment):
                    part = self._begin(event)
                elif part is not None and event is not None:
                    await part.write(event)
                elif isinstance(part, TextPart) and self._pointed is not None and is_pointing(part.name):
                    self._pointed[part.name] = parse_pointing(part.name, part.text())
                elif isinstance(part, TextPart):
                    self._take(part.name, parse_scalar(part.name, part.text()))
                elif isinstance(part, FilePart):
                    await self._intake.take(part)

    def _begin(self, segment: MultipartSegment) -> TextPart | FilePart:
        name = segment.name
        if is_scalar(name) or (self._pointed is not None and is_pointing(name)):
            self._only_once(name)
            if files.is_file(segment):
                raise _wrong_kind(name, "text", "a file")
            return TextPart(segment)
        if name != "mask" and not files.is_image_name(name):
            raise unknown_parameter(name)
        if not files.is_file(segment):
            raise _wrong_kind(name, "a file", "text")
        check_together(self._values)
        return self._intake.begin(name)

    def _take(self, name: str, value: Any) -> None:
        self._values[name] = value
        if name == "model":
            self._context.check_model(value, self._caller)
        if name == "n":
            editing.authorise(self._caller.group, has_mask=False, n=value)
        if name == "size":
            editing.authorise(self._caller.group, has_mask=False, n=1, size=editing.size_name(value))

    def _only_once(self, name: str) -> None:
        if name in self._names:
            raise InvalidRequest(f"Duplicate parameter: '{name}'. Send it once.", param=name)
        self._names.add(name)


def is_json(request: Request) -> bool:
    content_type: str = parse_options_header(request.headers.get("content-type", ""))[0]
    return content_type == "application/json"


def unknown_parameter(name: str) -> InvalidRequest:
    return InvalidRequest(f"Unknown parameter: '{name[:64]}'.", code="unknown_parameter", param=name[:64])


def _wrong_kind(name: str, expected: str, got: str) -> InvalidRequest:
    message = f"Invalid type for '{name}': expected {expected}, but got {got} instead."
    return InvalidRequest(message, code="invalid_type", param=name)
