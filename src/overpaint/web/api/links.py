"""Answers kept on disk for a while, and the signed links to them: `response_format=url`.

A link is its own key: whoever has it may see that one picture, until it expires. What is kept is bounded: the oldest go first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from overpaint.errors import LinkExpired, NotFound, StorageFull
from overpaint.imaging.codec import Format
from overpaint.settings import private_folder
from overpaint.web.api.spool import storage_errors

PATH = "/v1/images/answers/"
TYPES: dict[str, str] = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
_SECRET = "links.key"  # noqa: S105  # a file's name


@dataclass
class Links:
    """`folder`: made when the first answer is kept. `room`: bytes that are kept at most; `seconds`: how long. Thread-safe."""

    folder: Path
    room: int
    seconds: int
    _secret: bytes = b""
    _lock: Lock = field(default_factory=Lock)

    def keep(self, data: bytes, format: Format, base: str = "") -> str:
        """Store an answer; a link to it, at the address `base`. Raises StorageFull, StorageUnavailable, ConfigurationError."""
        if len(data) > self.room:
            message = f"An answer of {len(data):,} bytes is more than links have room for. Send response_format=b64_json."
            raise StorageFull(message, param="response_format")
        name = f"{secrets.token_hex(16)}.{format}"
        with self._lock, storage_errors():
            private_folder(self.folder)
            self._make_room(len(data))
            part = self.folder / f".{name}"
            try:
                part.write_bytes(data)
                part.replace(self.folder / name)
            finally:
                part.unlink(missing_ok=True)
        expires = int(time.time()) + self.seconds
        return f"{base}{PATH}{name}?{urlencode({'expires': expires, 'signature': self._signature(name, expires)})}"

    def find(self, name: str, expires: str, signature: str) -> tuple[Path, int]:
        """The picture that a link leads to, and the seconds it is good for. Raises NotFound, LinkExpired."""
        if not expires.isdecimal() or not hmac.compare_digest(signature.encode(), self._signature(name, int(expires)).encode()):
            raise NotFound("There is no such link. Copy it as it was given, with everything behind the question mark.")
        left = int(expires) - int(time.time())
        if left <= 0:
            raise LinkExpired(f"This link has expired: links are good for {self.seconds:,} seconds here. Ask for the edit again.")
        path = self.folder / name
        if not path.is_file():
            raise LinkExpired("This picture was deleted to make room for newer ones. Ask for the edit again.")
        return path, left

    def sweep(self) -> None:
        """Delete what has expired."""
        with self._lock:
            self._make_room(0)

    def _make_room(self, wanted: int) -> None:
        """Delete what has expired, and the oldest until so many bytes more have room."""
        kept: list[tuple[float, int, Path]] = []
        with suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another server's sweep
                    kept.append((entry.stat().st_mtime, entry.stat().st_size, Path(entry.path)))
        kept.sort()
        total, oldest = sum(size for _, size, _ in kept), time.time() - self.seconds
        for changed, size, path in kept:
            if changed > oldest and total + wanted <= self.room:
                return
            path.unlink(missing_ok=True)
            total -= size

    def _signature(self, name: str, expires: int) -> str:
        digest = hmac.digest(self._key(), f"{name}?{expires}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _key(self) -> bytes:
        """The same for every server of this data folder, so that links outlive a restart."""
        if not self._secret:
            path = private_folder(self.folder.parent) / _SECRET
            with storage_errors():
                with suppress(FileExistsError):
                    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                    with os.fdopen(handle, "wb") as file:
                        file.write(secrets.token_bytes(32))
                self._secret = path.read_bytes()
        return self._secret
