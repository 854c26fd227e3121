"""`overpaint warm`: what takes long is done ahead, so that no request waits for it: compiling kernels, or fetching a model."""

from __future__ import annotations

import time
from typing import Annotated, Literal

import typer
from rich.console import Console

from overpaint import settings
from overpaint.engines.local import kernels
from overpaint.settings import Settings, private_folder


def warm(
    what: Annotated[
        Literal["kernels", "diffusion"],
        typer.Argument(help="kernels: compile those of scenes and filling. diffusion: fetch the model, and paint once."),
    ] = "kernels",
) -> None:
    """Do ahead what takes long: compile the kernels for this machine (a minute of one core the first time, seconds after), or
    fetch the model of the diffusion engine, if it is named by its name on the hub, load it and paint one picture.
    """
    config = settings.load()
    if what == "kernels":
        _compile(config)
    else:
        _fetch_and_paint(config)


def _compile(config: Settings) -> None:
    kernels.configure(private_folder(config.kernel_cache_dir))
    from overpaint import scenes
    from overpaint.imaging import inpainting

    console = Console(stderr=True)
    began = time.monotonic()
    with console.status("Compiling kernels …") as status:
        scenes.warm(lambda text: status.update(f"Compiling kernels: {text}"))
        status.update("Compiling kernels: filling")
        inpainting.warm()
    kernels.forget_old(config.kernel_cache_dir, scenes.kernel_folder())
    console.print(f"Kernels are ready in {config.kernel_cache_dir} ({time.monotonic() - began:.0f} s).", highlight=False)


def _fetch_and_paint(config: Settings) -> None:
    import numpy as np

    from overpaint import library
    from overpaint.engines import open_engine
    from overpaint.engines.diffusion.declared import declared, folder_of
    from overpaint.engines.diffusion.fetching import fetch
    from overpaint.imaging.codec import OutputFormat, encode
    from overpaint.imaging.values import Image

    console = Console(stderr=True)
    folder, began = folder_of(config), time.monotonic()
    if not (folder / "model_index.json").is_file() and folder.is_relative_to(config.models_dir):
        console.print(f"Fetching {config.diffusion_model} into {folder}: this is tens of gigabytes.", highlight=False)
        fetch(config.diffusion_model, private_folder(folder))
    model = declared(config)
    console.print(f"{model.name}: {model.family}, licence {model.licence}.", highlight=False)
    grey = encode(Image(np.full((256, 256, 3), 128, np.uint8)), OutputFormat())
    with console.status("Loading the model and painting once …"):
        engine = open_engine("diffusion", config, here=True)
        library.run(library.request_for(grey, None, config, instruction="a red dot in the middle"), (engine,))
    console.print(f"The model is ready ({time.monotonic() - began:.0f} s).", highlight=False)
