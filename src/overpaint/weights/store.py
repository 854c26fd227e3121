"""The folder that holds the model files. Nothing here downloads: `weights.fetch` does, when the user asks for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from overpaint.errors import EngineUnavailable
from overpaint.weights.sessions import load_session
from overpaint.weights.table import TABLE, Weight, find_weight

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

State = Literal["ready", "missing", "wrong"]
"""`wrong`: a file is there, but not the one the table describes."""

PULL = "overpaint weights pull"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class WeightStore:
    """Model files under `folder`. A value: cheap to make and to pickle; loaded sessions belong to the process, not to it."""

    folder: Path

    def path(self, name: str) -> Path:
        """Where the file lies. Raises EngineUnavailable naming the command that fetches it, ConfigurationError for no row."""
        weight = find_weight(name)
        state = self.state(weight)
        if state != "ready":
            raise EngineUnavailable(f"The model file {weight.file} is {state} in {self.folder}. Run: {PULL} {name}")
        return self.folder / weight.file

    def state(self, weight: Weight, *, digest: bool = False) -> State:
        """Whether the file is there, judged by its length; with `digest` by its SHA-256 too (reads the whole file)."""
        path = self.folder / weight.file
        if not path.is_file():
            return "missing"
        if path.stat().st_size != weight.byte_size:
            return "wrong"
        return "wrong" if digest and sha256_of(path) != weight.sha256 else "ready"

    def missing(self) -> tuple[str, ...]:
        """Names of the default set's files that are not there as they should be, judged by their lengths."""
        return tuple(w.name for w in TABLE if w.default and self.state(w) != "ready")

    def session(self, name: str, *, threads: int = 1) -> InferenceSession:
        """The file as an inference session, loaded once a process. Raises EngineUnavailable when missing or damaged."""
        path = self.path(name)
        return load_session(path, find_weight(name).sha256, threads)


def sha256_of(path: Path) -> str:
    """Hexadecimal digest of a whole file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
