"""`overpaint warm`: compile the kernels of scenes and filling into the cache, so that no request waits for a compiler."""

from __future__ import annotations

import time

from rich.console import Console

from overpaint import settings
from overpaint.engines.local import kernels
from overpaint.settings import private_folder


def warm() -> None:
    """Compile the kernels of scenes and filling for this machine (about a minute of one core the first time, seconds after)."""
    config = settings.load()
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
