"""Which model is painted with: a folder in diffusers' form, known by its own files; nothing is loaded to tell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from overpaint.engines.diffusion.families import FAMILIES
from overpaint.engines.diffusion.families.base import Family
from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.imaging.values import Quality
from overpaint.settings import Settings

WARM = "overpaint warm diffusion"
"""The command that brings a model named by its name on the hub."""

FREE = ("apache-2.0", "mit", "bsd-3-clause", "cc0-1.0")
"""Licences under which anybody may do anything with what is painted: nothing is to be accepted."""

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
# Fields of a model card's head.
_LICENCE = re.compile(r"^license(_name)?:\s*[\"']?([\w.+-]+)", re.MULTILINE)
_CARD_BYTES = 16_384
# A model that paints in so few steps was distilled to them, and guidance would spoil it.
_FEW_STEPS = 12


@dataclass(frozen=True)
class Model:
    """`name`: on the hub, or its folder's own. `licence`: as its card has it. `steps`: instead of the family's own, and without
    guidance where they are few; 0: the family's own.
    """

    name: str
    folder: Path
    family: str
    licence: str
    steps: int
    memory: Literal["auto", "full", "offload", "nf4"]

    @property
    def painter(self) -> Family:
        return FAMILIES[self.family]

    @property
    def distilled(self) -> bool:
        """Whether it goes without guidance."""
        return self.painter.distilled or 0 < self.steps <= _FEW_STEPS

    def steps_for(self, quality: Quality) -> int:
        return self.steps or self.painter.steps[quality]


def folder_of(settings: Settings) -> Path:
    """Where the model lies, or would lie: the folder that is named, or one for its name on the hub."""
    named = Path(settings.diffusion_model).expanduser()
    if named.is_absolute() or named.is_dir() or not _HUB_NAME.fullmatch(settings.diffusion_model):
        return named
    return settings.models_dir / settings.diffusion_model.replace("/", "--")


def declared(settings: Settings) -> Model:
    """The model that the settings name. Raises EngineUnavailable where it is not there; ConfigurationError for one that can't be
    used, or whose licence nobody has accepted.
    """
    folder = folder_of(settings)
    index = folder / "model_index.json"
    if not index.is_file():
        hub = folder.is_relative_to(settings.models_dir)
        cure = f"run `{WARM}`" if hub else "OVERPAINT_DIFFUSION_MODEL must name a folder with a model_index.json"
        raise EngineUnavailable(f"The model {settings.diffusion_model} is not in {folder}: {cure}.")
    try:
        pipeline = json.loads(index.read_text("utf-8")).get("_class_name", "")
    except (OSError, ValueError, AttributeError):
        raise ConfigurationError(f"{index} can't be read: fetch the model again.") from None
    family = next((one for one in FAMILIES.values() if one.pipeline == pipeline), None)
    if family is None:
        known = ", ".join(f"{one.pipeline} ({one.name})" for one in FAMILIES.values())
        raise ConfigurationError(f"{index} is of {str(pipeline)[:60]!r}, which is not painted with here. There are: {known}.")
    licence = _licence(folder) or family.licence
    if licence not in (*FREE, settings.diffusion_licence):
        raise ConfigurationError(
            f"The licence of {settings.diffusion_model} is {licence!r}, which restricts what may be done with it and what it "
            f"paints. Read it; if you accept it, set OVERPAINT_DIFFUSION_LICENCE={licence}."
        )
    # Answers show the name: where a folder lies is nobody's business outside.
    name = settings.diffusion_model if folder.is_relative_to(settings.models_dir) else folder.name
    return Model(name, folder, family.name, licence, settings.diffusion_steps, settings.diffusion_memory)


def _licence(folder: Path) -> str:
    """What its card says, empty where there is none: the licence's own name where it has one."""
    try:
        with (folder / "README.md").open("rb") as file:
            head = file.read(_CARD_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    head = head.split("\n---", 1)[0] if head.startswith("---") else ""
    found = dict(_LICENCE.findall(head))
    return str(found.get("_name") or found.get("") or "").lower()
