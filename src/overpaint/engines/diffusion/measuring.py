"""What an edit takes of the accelerator's memory, measured once, when the model is loaded; it warms the kernels too."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image as Pillow

from overpaint.engines.diffusion.declared import Model
from overpaint.engines.diffusion.families.base import Ask
from overpaint.engines.diffusion.loading import Loaded
from overpaint.engines.diffusion.memory import Line, line_through

_SIDE = 1024


def measured(loaded: Loaded, model: Model) -> Line | None:
    """From an edit of one picture and, where the family takes more, one of as many as it takes; None without an accelerator.

    Of as many: what the autoencoder takes hides the first ones' share.
    """
    if loaded.device.type != "cuda":
        return None
    rows = [_edit(loaded, model, pictures) for pictures in sorted({1, model.painter.pictures})]
    return line_through(rows[0], rows[-1])


def _edit(loaded: Loaded, model: Model, pictures: int) -> tuple[float, int]:
    """(megapixels in all, bytes at their highest besides the weights) of one step."""
    size = model.painter.frame((_SIDE, _SIDE), "medium")
    grey = Pillow.fromarray(np.full((size[1], size[0], 3), 128, np.uint8))
    ask = Ask("nothing", (grey,) * pictures, size, 1, torch.Generator().manual_seed(0), distilled=model.distilled)
    before = torch.cuda.memory_allocated(loaded.device)
    torch.cuda.reset_peak_memory_stats(loaded.device)
    loaded.pipe(**model.painter.arguments(ask))
    return size[0] * size[1] * (1 + pictures) / 1e6, torch.cuda.max_memory_allocated(loaded.device) - before
