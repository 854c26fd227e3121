"""A model from the hub, where an operator has named one and asked for it: `overpaint warm diffusion`, never by itself."""

from __future__ import annotations

import os
from pathlib import Path

from overpaint.errors import ConfigurationError, EngineUnavailable

# In diffusers' form: the parts' configurations and safetensors, the card and the licence. No code, no pickles, and not the same
# weights once more in one file, as some have beside the folders.
_WANTED = ("*.json", "*/*.safetensors", "*/*.txt", "*/*.jinja", "README.md", "LICENSE*")


def fetch(name: str, folder: Path) -> None:
    """Whole, or what is still lacking of it. Raises EngineUnavailable, ConfigurationError."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import huggingface_hub
    except ImportError:
        raise ConfigurationError("Install the engine first: .venv/bin/python -m pip install -e '.[diffusion]'.") from None
    try:
        huggingface_hub.snapshot_download(name, local_dir=folder, allow_patterns=list(_WANTED))
    except (OSError, ValueError) as error:  # the hub's own errors are among them
        reason = str(error).strip().partition("\n")[0][:300]
        raise EngineUnavailable(f"The model {name} can't be fetched: {reason}") from None
