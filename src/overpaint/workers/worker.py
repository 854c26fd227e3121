"""One worker process: takes jobs from its channel one at a time, sends events back, and dies alone.

Nothing heavy is imported here: limits and environment must be set before numpy, numba and OpenCV load.
"""

from __future__ import annotations

import gc
import logging
import os
import resource
import signal

from overpaint.errors import Cancelled, EngineError, OverpaintError
from overpaint.imaging.allocator import keep_freed_memory
from overpaint.workers.channel import Channel
from overpaint.workers.duty import Duty
from overpaint.workers.messages import CANCEL, READY, Job, Last
from overpaint.workers.seal import take_network

log = logging.getLogger("overpaint.worker")

MEBIBYTE = 1 << 20
# Workers give way to the server's process, so that it answers at once while every core edits.
NICENESS = 5


def serve(channel: Channel, duty: Duty, memory: int) -> None:
    """The process's main: until the channel closes. `memory`: MiB of private memory after which allocations fail."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # both may reach the whole group; the server decides when workers end
        signal.signal(stop, signal.SIG_IGN)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (memory * MEBIBYTE, memory * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    keep_freed_memory()
    if not take_network():
        log.debug("this system does not let a worker give up the network")
    duty.configure()
    duty.prepare()
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not walk over it after every job
    channel.send(READY)
    while True:
        try:
            job = channel.recv()
        except EOFError:
            return
        if not isinstance(job, Job):  # a CANCEL that crossed the answer it was meant for
            continue
        try:
            _run(job, duty, channel)
        except BrokenPipeError:
            return


def _run(job: Job, duty: Duty, channel: Channel) -> None:
    """Run one job and send its events; a failed one sends its error instead. Raises BrokenPipeError when the server is gone."""

    def check() -> None:
        if channel.poll() and channel.recv() == CANCEL:
            raise Cancelled("The edit was cancelled.")

    try:
        events = duty.run(job.work, check)
        while True:
            try:
                channel.send(next(events))
            except StopIteration as end:
                channel.send(Last(end.value))
                return
    except (BrokenPipeError, EOFError):
        raise BrokenPipeError from None
    except Exception as error:  # the edge between a job and its process: every defect ends here, and only this job
        if not isinstance(error, OverpaintError):
            log.exception("a job failed (%s)", job.label or "no label")
        channel.send(failure(error))


def failure(error: BaseException) -> OverpaintError:
    """What a job's exception becomes on its way to the client: our own errors as they are, the rest without its inside."""
    if isinstance(error, OverpaintError):
        return error
    if isinstance(error, MemoryError) or "Insufficient memory" in str(error) or "bad_alloc" in str(error):
        return EngineError(
            "The edit needs more memory than one worker may use. Send a smaller picture or ask for a smaller size."
        )
    return EngineError("The edit failed in its worker process.")
