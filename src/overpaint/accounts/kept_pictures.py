"""Pictures of edits, kept for a while where the operator wants that: a folder a day, in it one for each usage record.

Nothing is kept unless OVERPAINT_KEEP_PICTURES_DAYS says so. Files are their owner's only.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from overpaint.accounts.values import UsageRecord
from overpaint.errors import ConfigurationError
from overpaint.settings import private_folder

log = logging.getLogger(__name__)

_UID = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class KeptPictures:
    """`folder`: made when the first picture comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, record: UsageRecord) -> None:
        """Copy the record's files. Never raises for the disk's sake: a finished edit does not fail for it."""
        try:
            place = private_folder(self._folder / f"{record.time.astimezone(UTC):%Y-%m-%d}" / record.uid)
            for name, source in record.files:
                _write(place / name, source)
        except (OSError, ConfigurationError) as error:
            log.warning("pictures of %s are not kept: %s", record.request_id, getattr(error, "strerror", None) or error)

    def of(self, uid: str) -> tuple[Path, ...]:
        """What is kept of a record, in order: `in-1.png`, …, `mask.png`, `out-1.png`, …; nothing for what is no `uid`."""
        if not _UID.fullmatch(uid):
            return ()
        return tuple(sorted(self._folder.glob(f"*/{uid}/*"), key=_order))

    def prune(self, before: datetime) -> int:
        """Delete every day that ended before; how many edits' pictures that were."""
        if not self._folder.is_dir():
            return 0
        over = [day for day in self._folder.iterdir() if _DAY.fullmatch(day.name) and day.name < f"{before:%Y-%m-%d}"]
        count = sum(1 for day in over for _ in day.iterdir())
        for day in over:
            shutil.rmtree(day, ignore_errors=True)
        return count


def _write(path: Path, source: bytes | Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if isinstance(source, bytes):
            file.write(source)
        else:
            with source.open("rb") as given:
                shutil.copyfileobj(given, file)


def _order(path: Path) -> tuple[int, int]:
    """in-2 before in-10, what was given before what was answered."""
    kind, _, number = path.stem.partition("-")
    return ("in", "mask", "out").index(kind) if kind in ("in", "mask", "out") else 3, int(number or 0)
