"""A model out of its folder: safetensors only, no code of its own, nothing fetched."""

from __future__ import annotations

import importlib.util
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from overpaint.engines.diffusion.declared import Model
from overpaint.engines.diffusion.memory import Holding, Line, Room, holding_for
from overpaint.engines.diffusion.stepping import Stepping
from overpaint.errors import EngineUnavailable

log = logging.getLogger("overpaint.worker")

_FOUR_BIT_PARTS = ("transformer", "text_encoder")


@dataclass(eq=False)
class Loaded:
    """`pipe`: with a `Stepping` for its scheduler. `line`: what edits take besides the weights, None before it was measured."""

    pipe: Any
    device: torch.device
    holding: Holding
    line: Line | None = None

    @property
    def scheduler(self) -> Stepping:
        stepping: Stepping = self.pipe.scheduler
        return stepping


def load(model: Model) -> Loaded:
    """Raises EngineUnavailable where it finds no room, or can't be loaded."""
    for library in (diffusers, transformers):
        library.utils.logging.disable_progress_bar()  # a server's log is no terminal
    device = _device()
    holding = _holding(model, device)
    options: dict[str, Any] = {
        "dtype": torch.bfloat16,
        "local_files_only": True,
        "use_safetensors": True,
        "trust_remote_code": False,
    }
    if holding == "nf4":
        options["quantization_config"] = _four_bits()
    elif holding == "full":
        options["device_map"] = device.type  # from the files to where it stays, with no copy in the machine's memory between
    try:
        pipe = getattr(diffusers, model.painter.pipeline).from_pretrained(model.folder, **options)
        if holding == "offload":
            # Layer by layer, each on its way while the one before it computes. The autoencoder is small, and stays.
            pipe.enable_group_offload(device, offload_type="leaf_level", use_stream=device.type == "cuda", exclude_modules="vae")
        elif holding == "nf4":
            pipe.to(device)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        reason = str(error).strip().partition("\n")[0][:300]
        raise EngineUnavailable(f"The model in {model.folder} can't be loaded: {reason}.") from error
    pipe.scheduler = Stepping.from_config(pipe.scheduler.config)
    pipe.set_progress_bar_config(disable=True)
    log.info("%s (%s) is loaded on %s, held in %s; its licence is %s", model.name, model.family, device, holding, model.licence)
    return Loaded(pipe, device, holding)


def how_held(model: Model) -> str:
    """In words, without loading it. Raises EngineUnavailable where it finds no room."""
    device = _device()
    where = "the GPU" if device.type == "cuda" else "the CPU: minutes an edit"
    return f"{weights_of(model.folder) / 1e9:.1f} GB, would be held in {_holding(model, device)} on {where}"


def _holding(model: Model, device: torch.device) -> Holding:
    four_bits = device.type == "cuda" and importlib.util.find_spec("bitsandbytes") is not None
    return holding_for(weights_of(model.folder), room(device), model.memory, four_bits=four_bits)


def weights_of(folder: Path) -> int:
    """Bytes in bfloat16, by the files' own lengths: they hold it, or are taken to."""
    lengths = [file.stat().st_size for file in folder.glob("*/*.safetensors")]
    if not lengths:
        raise EngineUnavailable(f"The model in {folder} has no safetensors: no other form of weights is loaded.")
    return sum(lengths)


def room(device: torch.device) -> Room:
    """What is free now; what torch holds for later counts as free."""
    machine = _free_memory()
    if device.type != "cuda":
        return Room(0, machine)
    free, _ = torch.cuda.mem_get_info(device)
    return Room(free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device), machine)


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _free_memory() -> int:
    """Of the machine, as the kernel counts it."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))


def _four_bits() -> Any:
    return diffusers.PipelineQuantizationConfig(
        quant_backend="bitsandbytes_4bit",
        quant_kwargs={"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_compute_dtype": torch.bfloat16},
        components_to_quantize=list(_FOUR_BIT_PARTS),
    )
