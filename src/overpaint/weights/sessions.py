"""ONNX sessions on the CPU: one a process for each file and thread count, shared by every caller (`run` is thread-safe)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from overpaint.errors import EngineUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_LOADING = Lock()


def load_session(path: Path, sha256: str, threads: int) -> InferenceSession:
    """The session of that file; a second call gives the first one's. `threads`: cores one run may use.

    Raises EngineUnavailable when the bytes are not the ones of that digest.
    """
    with _LOADING:
        return _load(path, sha256, threads)


@cache
def _load(path: Path, sha256: str, threads: int) -> InferenceSession:
    import onnxruntime  # here, not above: 70 ms and 30 MB that commands without a model need not pay

    model = path.read_bytes()
    if hashlib.sha256(model).hexdigest() != sha256:
        raise EngineUnavailable(f"{path} is damaged. Run: overpaint weights pull {path.stem}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
