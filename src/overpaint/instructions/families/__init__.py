"""From a reading to steps: one module a family (or a few that are built alike), listed in `BUILDERS`.

A builder gets a reading and the catalogue, and returns steps, or a refusal that says what is in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families import (
    backgrounds,
    composing,
    extraction,
    geometry,
    lettering,
    recolouring,
    removal,
    restoring,
    retouching,
    rewording,
    styling,
    tone,
    unlettering,
)
from overpaint.instructions.families.built import Built
from overpaint.instructions.readings import Reading

Builder = Callable[[Reading, Catalogue], Built]

BUILDERS: Mapping[str, Builder] = {
    "tone": tone.build,
    "geometry": geometry.build,
    "background_replace": backgrounds.replace,
    "background_remove": backgrounds.remove,
    "background_blur": backgrounds.blur,
    "object_remove": removal.build,
    "extract": extraction.build,
    "restore": restoring.build,
    "recolor": recolouring.build,
    "text_add": lettering.build,
    "style": styling.build,
    "time_season_weather": styling.build,
    "portrait": retouching.build,
    "text_change": rewording.build,
    "text_remove": unlettering.build,
    "compose": composing.build,
}

FAMILIES: tuple[str, ...] = (
    *("background_replace", "background_remove", "background_blur", "tone", "geometry", "object_add", "object_remove"),
    *("object_replace", "recolor", "material", "time_season_weather", "style", "text_add", "text_change", "text_remove"),
    *("portrait", "restore", "compose", "pose_action", "extract", "other"),
)
"""Every family a request may belong to, served or not."""
