"""Processes that may die alone: each does one job at a time, and takes no other job with it when it ends.

They know nothing of prompts or pictures: a `Duty` says what is done with a job, an engine brings it.
"""

from __future__ import annotations

from overpaint.workers.duty import Duty
from overpaint.workers.pool import WorkerPool

__all__ = ["Duty", "WorkerPool"]
