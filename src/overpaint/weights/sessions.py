"""ONNX sessions on the CPU: one a process for each file and thread count, shared by every caller (`run` is thread-safe).

This module alone imports onnxruntime, after `keep_to_this_machine`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from overpaint.errors import EngineUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions, SessionOptions

Memory = Literal["kept", "given back", "none"]
"""Of what a run took: kept for the next one, given back after each, or not pooled at all."""

_LOADING = Lock()


def as_it_is(model: bytes) -> bytes:
    """No edit of a file's bytes."""
    return model


def load_session(
    path: Path, sha256: str, threads: int, memory: Memory, edit: Callable[[bytes], bytes] = as_it_is
) -> InferenceSession:
    """The session of that file; a second call gives the first one's. `threads`: cores one run may use. `edit`: what is changed
    of the checked bytes before they are loaded.

    Raises EngineUnavailable when the bytes are not the ones of that digest.
    """
    with _LOADING:
        return _load(path, sha256, threads, memory, edit)


def keep_to_this_machine() -> None:
    """Switch onnxruntime's telemetry off, whatever the environment says: it must be said before the library loads.

    Its builds for Linux keep an identifier and a database under ~/.cache/Microsoft and upload from it. They read the first
    name (https://github.com/microsoft/onnxruntime/pull/27379, a full opt-out); development builds before it read the other.
    Its function `disable_telemetry_events` comes too late: identifier and database are made by then.
    """
    os.environ.update(ORT_DISABLE_TELEMETRY="1", ORT_TELEMETRY_DISABLED="1")


@cache
def _load(path: Path, sha256: str, threads: int, memory: Memory, edit: Callable[[bytes], bytes]) -> InferenceSession:
    keep_to_this_machine()
    from onnxruntime import InferenceSession  # here: commands that run no model don't pay for it

    model = path.read_bytes()
    if hashlib.sha256(model).hexdigest() != sha256:
        raise EngineUnavailable(f"{path} is damaged. Run: overpaint weights pull")
    session = InferenceSession(edit(model), _options(threads, memory != "none"), providers=["CPUExecutionProvider"])
    if memory == "given back":
        session.run = partial(session.run, run_options=_giving_back())
    return session


def _giving_back() -> RunOptions:
    from onnxruntime import RunOptions

    options = RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _options(threads: int, arena: bool) -> SessionOptions:
    """Measured with u2netp at 320² in fresh processes, one thread, after six runs:

    arena and memory pattern 544 MB, 600 ms of CPU; **arena without the pattern 349 MB, 610 ms**; no arena, with or without
    glibc's thresholds raised, 104 to 400 MB, 640 to 820 ms (every run faults its pages in again); arena shrunk after
    each run 150 to 250 MB, 740 to 800 ms. With isnet at 1024²: pattern 2180 MB, 4.3 s; arena 1380 MB, 4.2 s; **none 1140 MB,
    5.2 s**, most of it given back between edits. With sam_encoder at 1024²: arena 1.28 s and 250 MB that stay, shrunk 1.39 s and
    80 MB. Spinning threads burn the cores that other workers need.
    """
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.enable_cpu_mem_arena = arena
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # an edited input leaves shapes in the file that no longer hold: a warning each
    return options
