"""What passes between the server and a worker: jobs and CANCEL in; READY once, then each job's events and its end out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

READY = "ready"
CANCEL = "cancel"


@dataclass(frozen=True)
class Job:
    """Something to do. `label`: names it in logs; never a prompt. `about`: what it is about, so that a worker which remembers
    that gets it if it is idle; empty where none remembers anything.
    """

    work: Any
    label: str = ""
    about: str = ""


@dataclass(frozen=True)
class Last:
    """The last event of a job: said together, so that a reader who stops at it leaves an idle worker."""

    event: Any
