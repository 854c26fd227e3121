"""Answers kept in an S3-compatible store, and that store's own signed links to them: `response_format=url` with a store named.

Where the store is and with which keys it is used is told by the variables that every S3 client knows (AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID, …). Whoever has a link asks the store, not this server.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NoReturn

from overpaint.errors import ConfigurationError, NotFound, StorageFull, StorageUnavailable
from overpaint.imaging.codec import Format
from overpaint.settings import Settings
from overpaint.web.api.links import TYPES, Links

if TYPE_CHECKING:
    from obstore.store import S3Store

log = logging.getLogger(__name__)

_URL = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<folder>[\w./-]*))?", re.ASCII)
# Seconds that one attempt, and all of them, may take; and seconds between two looks for what has expired: each lists the folder.
_ATTEMPT, _ALL_ATTEMPTS, _SWEEPS = 20, 30, 600


def open_links(settings: Settings) -> Links | StoreLinks:
    """Where answers are kept. Raises ConfigurationError for a store that is no address, or without the extra `s3`."""
    if not settings.links_store:
        return Links(settings.links_dir, settings.links_bytes, settings.links_seconds)
    found = _URL.fullmatch(settings.links_store)
    if found is None:
        raise ConfigurationError("OVERPAINT_LINKS_STORE is s3://BUCKET or s3://BUCKET/FOLDER.")
    try:
        from obstore.store import S3Store
    except ImportError as error:
        message = "OVERPAINT_LINKS_STORE needs obstore: .venv/bin/python -m pip install -e '.[s3]'."
        raise ConfigurationError(message) from error
    prefix = (found["folder"] or "").strip("/") or None
    attempts = {"max_retries": 2, "retry_timeout": timedelta(seconds=_ALL_ATTEMPTS)}
    try:
        store = S3Store(
            found["bucket"],
            prefix=prefix,
            client_options={
                "timeout": timedelta(seconds=_ATTEMPT),
                "connect_timeout": timedelta(seconds=5),
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true"),  # options go before the variable
            },
            retry_config=attempts,  # type: ignore[arg-type]  # a partial one is merged with the defaults
        )
    except Exception as error:
        raise ConfigurationError(f"OVERPAINT_LINKS_STORE can't be used with the AWS_… variables as they are: {error}") from None
    return StoreLinks(store, settings.links_bytes, settings.links_seconds)


@dataclass
class StoreLinks:
    """`room`: bytes that are kept at most, as far as a look every ten minutes can hold it; `seconds`: how long. Thread-safe."""

    store: S3Store
    room: int
    seconds: int
    _lock: Lock = field(default_factory=Lock)
    _swept: float = 0.0

    def keep(self, data: bytes, format: Format, base: str = "") -> str:  # noqa: ARG002  # the store has its own address
        """Store an answer; a link to it, signed by the store's key. Raises StorageFull, StorageUnavailable."""
        import obstore

        if len(data) > self.room:
            message = f"An answer of {len(data):,} bytes is more than links have room for. Send response_format=b64_json."
            raise StorageFull(message, param="response_format")
        name = f"{secrets.token_hex(16)}.{format}"
        told = {
            "Content-Type": TYPES[format],
            "Content-Disposition": f'inline; filename="overpaint.{format}"',
            "Cache-Control": f"private, max-age={self.seconds}, immutable",
        }
        with _store_errors():
            obstore.put(self.store, name, data, attributes=told, use_multipart=False)
            return obstore.sign(self.store, "GET", name, timedelta(seconds=self.seconds))

    def find(self, name: str, expires: str, signature: str) -> NoReturn:  # noqa: ARG002  # as `Links`
        """Nothing is kept here. Raises NotFound."""
        raise NotFound("There is no such link: pictures are in a store here, and its links lead there.")

    def sweep(self) -> None:
        """Delete what has expired, and the oldest beyond the room. Whoever can't is told of in the log, and tries again."""
        import obstore

        with self._lock:
            if time.monotonic() - self._swept < min(_SWEEPS, self.seconds) and self._swept:
                return
            self._swept = time.monotonic()
        with suppress(StorageUnavailable), _store_errors():  # in the log already; the next look may find it well
            kept = [one for page in obstore.list(self.store) for one in page if _is_ours(one["path"])]
            kept.sort(key=lambda one: one["last_modified"])
            total, oldest = sum(one["size"] for one in kept), datetime.now(UTC) - timedelta(seconds=self.seconds)
            gone: list[str] = []
            for one in kept:
                if one["last_modified"] > oldest and total <= self.room:
                    break
                gone.append(one["path"])
                total -= one["size"]
            if gone:
                obstore.delete(self.store, gone)


def _is_ours(path: str) -> bool:
    """A folder may hold what somebody else put there: that is never deleted."""
    name = Path(path)
    return re.fullmatch(r"[0-9a-f]{32}", name.stem) is not None and name.suffix[1:] in TYPES


@contextmanager
def _store_errors() -> Iterator[None]:
    """The store's errors as ours: to clients by their kind alone, for their words hold its address; these are in the log."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        kind = type(error).__name__.removesuffix("Error")
        log.warning("the store for links: %s", str(error).partition("\n")[0])
        message = f"The store for links does not take pictures just now ({kind}). Send response_format=b64_json."
        raise StorageUnavailable(message) from None
