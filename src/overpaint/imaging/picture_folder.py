"""A folder of pictures, found by their names: a user's own backgrounds. Nothing outside the folder can be reached through it.

Listed are plain files directly inside: no links, no hidden files, no folders. Only a listed name is opened, and opened so that
a link put in its place meanwhile is not followed.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from overpaint.errors import InvalidImage
from overpaint.settings import Settings

if TYPE_CHECKING:  # it brings OpenCV, and whoever only reads names need not wait for that
    from overpaint.imaging.codec import ImageFile

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")

MAX_FILES = 2000
"""Files that are looked at: the names of a folder of backgrounds are compared with every prompt."""


@cache
def own_backgrounds(settings: Settings) -> PictureFolder:
    """The folder of the user's own backgrounds that the settings name; one object, so that its listing is kept."""
    return PictureFolder(settings.resolved_backgrounds_dir, max_pixels=settings.max_pixels, max_bytes=settings.max_file_bytes)


class PictureFolder:
    """The pictures of one folder, which need not exist. Safe to use from several threads; picklable.

    `max_pixels`: pixels that one of them may have. `max_bytes`: bytes that its file may have.
    """

    def __init__(self, path: Path, *, max_pixels: int, max_bytes: int) -> None:
        self._path = path
        self._max_pixels = max_pixels
        self._max_bytes = max_bytes
        self._listed: tuple[int, tuple[str, ...]] | None = None

    def names(self) -> tuple[str, ...]:
        """File names, sorted. Read again only when the folder has changed; empty for one that is not there."""
        try:
            changed = self._path.stat().st_mtime_ns
        except OSError:
            return ()
        listed = self._listed
        if listed is None or listed[0] != changed:
            listed = self._listed = (changed, self._read())
        return listed[1]

    def _read(self) -> tuple[str, ...]:
        try:
            with os.scandir(self._path) as entries:
                files = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except OSError:
            return ()
        return tuple(sorted(name for name in files if name.lower().endswith(SUFFIXES) and not name.startswith("."))[:MAX_FILES])

    def open(self, name: str) -> ImageFile:
        """The picture of that file name, its bytes read and its header checked.

        Raises InvalidImage naming the file and the cure, for one that is not there, can't be read or is no picture.
        """
        from overpaint.imaging.codec import open_image

        if name not in self.names():
            raise InvalidImage(f"There is no picture “{name}” in the folder of backgrounds. {self._cure}", param="prompt")
        label = f"backgrounds/{name}"
        try:
            data = self._bytes(name)
        except OSError as error:
            raise InvalidImage(f"{label} can't be read ({error.strerror}). {self._cure}", param="prompt") from error
        try:
            return open_image(data, name=label, max_pixels=self._max_pixels)
        except InvalidImage as error:
            raise InvalidImage(error.message, param="prompt") from error

    @property
    def _cure(self) -> str:
        return "Put it there again, or ask for another background."

    def _bytes(self, name: str) -> bytes:
        descriptor = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(self._max_bytes + 1)
        if len(data) > self._max_bytes:
            raise InvalidImage(f"backgrounds/{name} has more than {self._max_bytes:,} bytes. Save it smaller.", param="prompt")
        return data
