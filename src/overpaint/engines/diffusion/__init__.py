"""The diffusion engine: an image model on this machine's own GPU, for what no operation does. Nothing leaves the machine.

`declared` says which model and under what licence, `families` how each kind is asked, `painting` paints; the model lives in a
worker process of its own, which alone loads torch.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import suppress
from threading import Event as Flag

from overpaint.canvas import EditRequest
from overpaint.engines.base import Able, Engine, Event, Work
from overpaint.engines.diffusion.declared import declared
from overpaint.engines.diffusion.duty import PaintingDuty
from overpaint.errors import ConfigurationError, EngineUnavailable, InvalidRequest
from overpaint.instructions.catalogue import Catalogue
from overpaint.plans import Plan, Step
from overpaint.settings import Settings
from overpaint.workers import WorkerPool
from overpaint.workers.here import InThisProcess
from overpaint.workers.messages import Job

__all__ = ["DiffusionEngine", "open_engine"]

# MiB a worker may take: no limit, as drivers map more than they use. What an edit takes is bounded by `memory`.
_NO_LIMIT = 1 << 20
# Seconds it may take to start: twenty gigabytes from a slow disk.
_START_LIMIT = 900.0


def open_engine(settings: Settings, *, here: bool = False) -> Engine:
    """With a worker, for the server, or `here` in this process. Raises ConfigurationError for a model that can't be used."""
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("diffusers") is None:
        raise ConfigurationError(
            "The diffusion engine needs torch and diffusers: .venv/bin/python -m pip install -e '.[diffusion]'."
        )
    return DiffusionEngine(settings, here=here)


class DiffusionEngine:
    """`here`: the model is loaded into the calling process. `threads`: see `PaintingDuty`."""

    name = "diffusion"
    places: int | None = 1

    def __init__(self, settings: Settings, *, here: bool = False, threads: int = 0) -> None:
        self._settings = settings
        with suppress(EngineUnavailable):  # `missing` says it, and the model may come while the server runs
            declared(settings)
        duty = PaintingDuty(settings, threads)
        if here:
            duty.configure()
        self._pool: WorkerPool | InThisProcess = (
            InThisProcess(duty)
            if here
            else WorkerPool(duty, count=1, memory=_NO_LIMIT, timeout=settings.diffusion_timeout, start_limit=_START_LIMIT)
        )

    def catalogue(self) -> Catalogue | None:
        """Prompts are taken unread."""
        return None

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:  # noqa: ARG002 - the contract's parameters
        """No operation of ours: it takes whole prompts."""
        return None

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        """Raises InvalidRequest for what the model can't meet, EngineUnavailable where it is not there, TryLater, Cancelled."""
        model, request = declared(self._settings), work.request
        if request.background == "transparent":
            message = f"The model {model.name} makes no transparent pictures. Leave `background` out."
            raise InvalidRequest(message, code="invalid_value", param="background")
        if len(request.images) > (most := model.painter.pictures):
            message = f"The model {model.name} takes at most {most} pictures, not {len(request.images)}."
            raise InvalidRequest(message, code="too_many_images", param="image")
        yield from self._pool.run(Job(work, f"painting with {model.family}"), cancelled)

    def models(self) -> Mapping[str, str]:
        try:
            model = declared(self._settings)
        except (EngineUnavailable, ConfigurationError):
            return {}
        return {model.name: model.licence}

    def missing(self) -> tuple[str, ...]:
        try:
            declared(self._settings)
        except (EngineUnavailable, ConfigurationError) as error:
            return (error.message,)
        if not self._pool.ready:
            return ("the model: it is still being loaded, try again in a minute",)
        return ()

    def close(self) -> None:
        self._pool.close()
