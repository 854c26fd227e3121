"""The pictures of one request as they come in, whatever kind of body brings them: counted, bounded, kept, looked at, deleted."""

from __future__ import annotations

from functools import partial
from types import TracebackType
from typing import Self

from anyio import to_thread

from overpaint import editing
from overpaint.accounts import Caller
from overpaint.errors import InvalidRequest
from overpaint.imaging.codec import ImageFile, open_image
from overpaint.web.api import files
from overpaint.web.api.context import ApiContext
from overpaint.web.api.spool import Share
from overpaint.web.api.upload import FilePart


class PictureIntake:
    """A context manager: leaving it deletes every temporary file. One picture is taken after the other."""

    def __init__(self, context: ApiContext, caller: Caller) -> None:
        self._context = context
        self._caller = caller
        self._places: list[files.Place] = []
        self._images: dict[files.Place, ImageFile] = {}
        self.mask: ImageFile | None = None
        self._mask_began = False
        self._files: list[FilePart] = []
        self._share = Share(context.spool)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for part in self._files:
            part.forget()
        spooled = [part for part in self._files if part.on_disk]
        for part in spooled:
            await part.settle()
        if spooled:
            await to_thread.run_sync(_delete, spooled)

    @property
    def images(self) -> tuple[ImageFile, ...]:
        """In their order, whole ones only."""
        return tuple(self._images[place] for place in sorted(self._images, key=lambda place: place.order))

    def begin(self, name: str) -> FilePart:
        """The next picture's file. `name`: `mask`, `image`, `image[]` or `image[0]`….

        Raises InvalidRequest: too many, twice the same, or a mask that the key's group does not allow.
        """
        if name == "mask":
            if self._mask_began:
                raise InvalidRequest("Duplicate parameter: 'mask'. Send it once.", param=name)
            editing.authorise(self._caller.group, has_mask=True, n=1)
            self._mask_began = True
            param = name
        else:
            self._places.append(files.place(name, self._places))
            param = self._places[-1].param
        part = FilePart(param, self._context.settings.max_file_bytes, self._share)
        self._files.append(part)
        return part

    async def take(self, part: FilePart) -> None:
        """A picture that is there as a whole. Raises InvalidImage, and what storage raises."""
        look = partial(open_image, await part.source(), name=part.param, max_pixels=self._context.settings.max_pixels)
        file = await to_thread.run_sync(look)
        if part.param == "mask":
            files.check_mask_format(file)
            self.mask = file
        else:
            self._images[self._places[-1]] = file


def _delete(parts: list[FilePart]) -> None:
    for part in parts:
        part.delete()
