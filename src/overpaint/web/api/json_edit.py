"""An edit's JSON body: `{"images": [{"image_url": "data:…"}], "mask": {"image_url": "data:…"}, …}`.

Its pictures go the way of uploaded files while the body comes in: what is held in memory is bounded as for a form.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from anyio import to_thread
from starlette.requests import Request

from overpaint.canvas import MAX_IMAGES
from overpaint.errors import InvalidImage, InvalidRequest
from overpaint.settings import Settings
from overpaint.web.api.body import body_too_large, bounded
from overpaint.web.api.context import ApiContext
from overpaint.web.api.data_url import MAX_URL, DataUrl
from overpaint.web.api.files import too_many_images
from overpaint.web.api.form import kind_of
from overpaint.web.api.json_body import object_of
from overpaint.web.api.json_pieces import Begin, Path, Pieces
from overpaint.web.api.picture_intake import PictureIntake
from overpaint.web.api.upload import FilePart

_PICTURE = {
    "type": "object",
    "required": ["image_url"],
    "properties": {
        "image_url": {
            "type": "string",
            "maxLength": MAX_URL,
            "description": "A data URL (`data:image/png;base64,…`) of at most 20 MB, or where the server allows it an https URL.",
        }
    },
    "additionalProperties": False,
}
PICTURE_PROPERTIES: dict[str, Any] = {
    "images": {
        "type": "array",
        "items": _PICTURE,
        "minItems": 1,
        "maxItems": MAX_IMAGES,
        "description": f"Source images, 1 to {MAX_IMAGES}; the first one is edited.",
    },
    "mask": {**_PICTURE, "description": "Mask image with an alpha channel, as in a form."},
}


@dataclass
class JsonPictures:
    """Reads one JSON body. `early` judges the fields that stand before the first picture, when that begins."""

    context: ApiContext
    intake: PictureIntake
    early: Callable[[Mapping[str, Any]], None]
    _marks: dict[str, str] = field(default_factory=dict)
    _fetched: int = 0

    async def read(self, request: Request) -> dict[str, Any]:
        """Every field as it stands in JSON, but that a mark stands for each data URL: its picture is with the intake.

        Raises InvalidRequest, TooLarge, and what `chunks`, the intake and `early` raise.
        """
        pieces = Pieces(_is_picture)
        part: FilePart | None = None
        url = DataUrl("")
        async with aclosing(_bounded(request, self.context.settings)) as body:
            async for chunk in body:
                for event in pieces.feed(chunk):
                    if isinstance(event, Begin):
                        if not self._marks:
                            self.early(_so_far(pieces.before))
                        name = self._marks[event.mark] = _name(event.path)
                        part, url = self.intake.begin(name), DataUrl(name)
                    elif part is not None and event is not None:
                        await part.write(url.feed(event))
                    elif part is not None:
                        await part.write(url.finish())
                        await self.intake.take(part)
        return object_of(bytes(pieces.rest))

    async def pictures(self, fields: Mapping[str, Any]) -> None:
        """Have the intake hold what `images` and `mask` of the fields name: those by URL are fetched.

        Raises InvalidRequest, TooLarge, and what the intake raises.
        """
        images, mask = fields.get("images"), fields.get("mask")
        if images is None:
            raise InvalidRequest("Missing required parameter: 'images'.", code="missing_required_parameter", param="images")
        if not isinstance(images, list):
            raise _wrong_type("images", "an array", images)
        if not images:
            raise InvalidRequest(f"Invalid 'images': empty array. Send 1 to {MAX_IMAGES} pictures.", param="images")
        if len(images) > MAX_IMAGES:
            raise too_many_images()
        named = {f"images[{number}]": picture for number, picture in enumerate(images)}
        if mask is not None:
            named["mask"] = mask
        urls = {param: _url(param, picture) for param, picture in named.items()}
        for param, url in urls.items():
            name = param.replace("images", "image")
            if self._marks.get(url) != name:
                await self._fetch(url, name, f"{param}.image_url")

    async def _fetch(self, url: str, name: str, param: str) -> None:
        """A picture that is named by its URL."""
        settings = self.context.settings
        if not settings.remote_images or not url.startswith("https://"):
            how = "" if settings.remote_images else " (OVERPAINT_REMOTE_IMAGES allows https URLs)"
            message = f"Invalid '{param}': this is not fetched here{how}. Send data:image/png;base64,… ."
            raise InvalidImage(message, code="invalid_image_url", param=param)
        part = self.intake.begin(name)
        pieces = self.context.remote.pieces(url, param)
        try:
            while piece := await to_thread.run_sync(next, pieces, b"", limiter=self.context.remote_threads):
                self._fetched += len(piece)
                if self._fetched > settings.max_body_bytes:
                    raise body_too_large(settings)
                await part.write(piece)
        finally:
            await to_thread.run_sync(pieces.close)
        await self.intake.take(part)


def _url(param: str, picture: object) -> str:
    """The URL of `{"image_url": …}`, or the mark in its place. Raises InvalidRequest."""
    if not isinstance(picture, dict):
        raise _wrong_type(param, "an object", picture)
    if "file_id" in picture:
        message = f"Invalid '{param}.file_id': files are not kept here. Send image_url with data:image/png;base64,… ."
        raise InvalidRequest(message, param=f"{param}.file_id")
    if unknown := next((key for key in picture if key != "image_url"), None):
        unknown = f"{param}.{unknown[:64]}"
        raise InvalidRequest(f"Unknown parameter: '{unknown}'.", code="unknown_parameter", param=unknown)
    if "image_url" not in picture:
        message = f"Missing required parameter: '{param}.image_url'."
        raise InvalidRequest(message, code="missing_required_parameter", param=f"{param}.image_url")
    url = picture["image_url"]
    if not isinstance(url, str):
        raise _wrong_type(f"{param}.image_url", "a string", url)
    return url


async def _bounded(request: Request, settings: Settings) -> AsyncGenerator[bytes, None]:
    """The body. Raises TooLarge, if it can be before anything of it was read."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > settings.max_body_bytes:
        raise body_too_large(settings)
    async with aclosing(bounded(request, settings)) as pieces:
        async for piece in pieces:
            yield piece


def _is_picture(path: Path) -> bool:
    return path == ("mask", "image_url") or (len(path) == 3 and path[0] == "images" and path[2] == "image_url")


def _name(path: Path) -> str:
    return "mask" if path[0] == "mask" else f"image[{path[1]}]"


def _so_far(text: bytes) -> dict[str, Any]:
    """What is no JSON is told when all of it is there."""
    try:
        fields = object_of(text)
    except InvalidRequest:
        return {}
    return scalars_of(fields)


def scalars_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are no pictures."""
    return {name: value for name, value in fields.items() if name not in PICTURE_PROPERTIES}


def _wrong_type(param: str, expected: str, value: object) -> InvalidRequest:
    message = f"Invalid type for '{param}': expected {expected}, but got {kind_of(value)} instead."
    return InvalidRequest(message, code="invalid_type", param=param)
