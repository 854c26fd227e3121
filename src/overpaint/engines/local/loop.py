"""What a worker does between two messages. Imported after its process has set its limits: here the heavy libraries load."""

from __future__ import annotations

import logging

import cv2

from overpaint.engines.local.channel import Channel
from overpaint.engines.local.execution import execute
from overpaint.engines.local.worker import CANCEL, Job, WorkerOptions, failure
from overpaint.errors import Cancelled, EngineUnavailable, OverpaintError
from overpaint.weights import WeightStore

log = logging.getLogger("overpaint.worker")


def preload(options: WorkerOptions) -> None:
    """Load what the first edit would otherwise wait for. A weight that can't be loaded is no reason to die: other edits work."""
    cv2.setNumThreads(1)
    try:
        WeightStore(options.weights_dir).session("u2netp")
    except EngineUnavailable as error:  # /readyz names it too
        log.warning("%s", error.message)
    except Exception:
        log.exception("u2netp can't be loaded; edits that need it will fail")


def run_job(job: Job, channel: Channel, options: WorkerOptions) -> None:
    """Run one job and send its events; a failed one sends its error instead. Raises BrokenPipeError when the server is gone."""

    def check() -> None:
        if channel.poll() and channel.recv() == CANCEL:
            raise Cancelled("The edit was cancelled.")

    try:
        for event in execute(job.request, job.plan, WeightStore(options.weights_dir), options.backgrounds, check):
            channel.send(event)
    except (BrokenPipeError, EOFError):
        raise BrokenPipeError from None
    except Exception as error:  # the edge between a job and its process: every defect ends here, and only this job
        if not isinstance(error, OverpaintError):
            log.exception("edit failed")
        channel.send(failure(error))
