"""A folder for the temporary files of uploads, that is gone with the server: a killed one's is swept by the next.

Whose folder it is, and whether its server lives, is told by a mark in it and a lock on it: the kernel gives the lock up with the
process. (systemd-tmpfiles leaves locked folders alone too, however old their files are.)
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from overpaint.errors import ConfigurationError

PREFIX = "overpaint-"
# Only a folder that holds this file is ours to delete. It is made after the lock was taken: no living server's folder has the one
# without the other.
MARK = "uploads-of-overpaint"


@contextmanager
def upload_folder() -> Iterator[Path]:
    """Make it, in the system's folder for temporary files; delete it at the end. Raises OSError where none can be made."""
    sweep()
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (path / MARK).touch()
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def check() -> None:
    """Whether a folder can be made, before anything else begins. Raises ConfigurationError."""
    try:
        with upload_folder():
            pass
    except OSError as error:
        reason = error.strerror or error
        message = f"No folder for temporary files can be made: {reason}. Set TMPDIR to one that can be written to and has room."
        raise ConfigurationError(message) from error


def sweep() -> None:
    """Delete what servers left that were killed. What can't be opened or deleted is passed over."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            _sweep(path)


def _sweep(path: Path) -> None:
    """Raises OSError, BlockingIOError among them: its server lives."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.stat(MARK, dir_fd=folder, follow_symlinks=False)
        if os.fstat(folder).st_uid != os.geteuid():
            return
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
    finally:
        os.close(folder)
