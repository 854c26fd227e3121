"""The folder that holds the model files. Nothing here downloads: `weights.fetch` does, when the user asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from overpaint.errors import EngineUnavailable
from overpaint.weights.lite import LiteNetwork, load_network
from overpaint.weights.sessions import Memory, load_session
from overpaint.weights.table import TABLE, Weight, find_weight, pull_command

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from overpaint.weights.own import OwnNetwork

State = Literal["ready", "missing", "damaged"]
"""`damaged`: a file is there, but not the one the table describes."""

PULL = "overpaint weights pull"
_CHUNK = 1 << 20
_LARGE = 32_000_000  # bytes of a file whose runs need so much memory that a worker should not keep it


@dataclass(frozen=True)
class WeightStore:
    """Model files under `folder`. A value: cheap to make and to pickle; loaded sessions belong to the process, not to it."""

    folder: Path

    def path(self, name: str) -> Path:
        """Where the file lies. Raises EngineUnavailable naming the command that fetches it, ConfigurationError for no row."""
        weight = find_weight(name)
        state = self.state(weight)
        if state != "ready":
            raise EngineUnavailable(f"The model file {weight.file} is {state} in {self.folder}. Run: {pull_command(weight)}")
        return self.folder / weight.file

    def state(self, weight: Weight) -> State:
        """Whether the file is there and the right one, by its SHA-256. A file that did not change since is not read again."""
        path = self.folder / weight.file
        if not path.is_file():
            return "missing"
        stat = path.stat()
        if stat.st_size != weight.byte_size:
            return "damaged"
        return "ready" if _known_sha256(path, stat.st_mtime_ns, stat.st_size) == weight.sha256 else "damaged"

    def missing(self) -> tuple[str, ...]:
        """Names of the default set's files that are missing or damaged."""
        return tuple(w.name for w in TABLE if w.default and self.state(w) != "ready")

    def own(self) -> OwnNetwork | None:
        """The network for the subject that the operator added; None where none was. Raises EngineUnavailable for a bad record."""
        from overpaint.weights.own import own_network  # it checks digests as this module does

        return own_network(self.folder)

    def session(self, name: str, *, threads: int = 1) -> InferenceSession:
        """The file as an inference session, loaded once a process. Raises EngineUnavailable when missing or damaged."""
        path = self.path(name)
        weight = find_weight(name)
        return load_session(path, weight.sha256, threads, _memory(weight))

    def onnx(self, name: str, edit: Callable[[bytes], bytes]) -> InferenceSession:
        """The file as a session after `edit` of its bytes, loaded once a process for each edit. Raises EngineUnavailable."""
        path = self.path(name)
        weight = find_weight(name)
        return load_session(path, weight.sha256, 1, _memory(weight), edit)

    def lite(self, name: str) -> LiteNetwork:
        """A .tflite file as a network, loaded once a process. Raises EngineUnavailable when missing or damaged."""
        path = self.path(name)
        return load_network(path, find_weight(name).sha256)


def _memory(weight: Weight) -> Memory:
    if weight.byte_size >= _LARGE:
        return "none"
    return "given back" if weight.gives_back else "kept"


def sha256_of(path: Path) -> str:
    """Hexadecimal digest of a whole file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


@lru_cache(maxsize=64)
def _known_sha256(path: Path, _mtime_ns: int, _size: int) -> str:
    """The digest, read once for each version of the file: its time and length are the key."""
    return sha256_of(path)
