"""What the diffusion engine's worker is for: load the model once, then paint one part after the other."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from overpaint.engines.base import Done, Event, Work
from overpaint.engines.diffusion.declared import declared
from overpaint.errors import OverpaintError
from overpaint.settings import Settings

if TYPE_CHECKING:
    from overpaint.engines.diffusion.declared import Model
    from overpaint.engines.diffusion.loading import Loaded

log = logging.getLogger("overpaint.worker")

_loaded: dict[Model, Loaded] = {}
"""The model of this process: loading takes a minute."""

# Read by the libraries at their import. Nothing is looked up anywhere: what is not in the folder is not there.
_ALONE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}


@dataclass(frozen=True)
class PaintingDuty:
    """`settings`: they name the model. `threads`: cores that a model without an accelerator may use; 0: as many as it likes."""

    settings: Settings
    threads: int = 0

    def configure(self) -> None:
        os.environ.update(_ALONE)

    def prepare(self) -> None:
        """A model that is not there, or can't be loaded, is no reason to die: each edit says so."""
        try:
            self._model()
        except OverpaintError as error:
            log.warning("%s", error.message)
        except Exception:
            log.exception("the model can't be loaded")

    def run(self, work: Work, check: Callable[[], None]) -> Generator[Event, None, Done]:
        from overpaint.engines.diffusion.painting import Painting

        check()
        model, loaded = self._model()
        return (yield from Painting(loaded, model, work, check).run())

    def _model(self) -> tuple[Model, Loaded]:
        model = declared(self.settings)
        if model not in _loaded:
            import torch

            from overpaint.engines.diffusion.loading import load
            from overpaint.engines.diffusion.measuring import measured

            if self.threads:
                torch.set_num_threads(self.threads)
            made = load(model)
            made.line = measured(made, model)
            _loaded.clear()
            _loaded[model] = made
        return model, _loaded[model]
