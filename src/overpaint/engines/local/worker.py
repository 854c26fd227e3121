"""One worker process: takes jobs from its channel one at a time, sends events back, and dies alone.

Messages in: a Job; CANCEL. Messages out: READY once; then for each job its events: the last is Finished, or the error that
ended it.
Nothing heavy is imported above `serve`: the thread counts and the kernel cache must be set before numpy, numba and OpenCV load.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from overpaint.engines.base import EditRequest
from overpaint.engines.local import kernels
from overpaint.engines.local.channel import Channel
from overpaint.errors import EngineError, OverpaintError
from overpaint.imaging.allocator import keep_freed_memory
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.plans import Plan

READY = "ready"
CANCEL = "cancel"
MEBIBYTE = 1 << 20
# Workers give way to the server's process, so that it answers at once while every core edits.
NICENESS = 5


@dataclass(frozen=True)
class Job:
    """What a worker needs for one edit; picklable."""

    request: EditRequest
    plan: Plan


@dataclass(frozen=True)
class WorkerOptions:
    """`backgrounds`: pictures of the user's own. `threads`: cores one render may use.

    `memory`: MiB of private memory after which allocations fail.
    """

    weights_dir: Path
    kernel_cache_dir: Path
    backgrounds: PictureFolder
    threads: int
    memory: int


def serve(channel: Channel, options: WorkerOptions) -> None:
    """The process's main: until the channel closes."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # both may reach the whole group; the server decides when workers end
        signal.signal(stop, signal.SIG_IGN)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (options.memory * MEBIBYTE, options.memory * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    keep_freed_memory()
    kernels.configure(options.kernel_cache_dir, options.threads)
    from overpaint.engines.local.loop import preload, run_job

    preload(options)
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not walk over it after every edit
    channel.send(READY)
    while True:
        try:
            job = channel.recv()
        except EOFError:
            return
        if not isinstance(job, Job):  # a CANCEL that crossed the answer it was meant for
            continue
        try:
            run_job(job, channel, options)
        except BrokenPipeError:
            return


def failure(error: BaseException) -> OverpaintError:
    """What a job's exception becomes on its way to the client: our own errors as they are, the rest without its inside."""
    if isinstance(error, OverpaintError):
        return error
    if isinstance(error, MemoryError) or "Insufficient memory" in str(error) or "bad_alloc" in str(error):
        return EngineError(
            "The edit needs more memory than one worker may use. Send a smaller picture or ask for a smaller size."
        )
    return EngineError("The edit failed in the local engine.")
