"""Families of models by name: one adapter a file. The first is the default's."""

from __future__ import annotations

from overpaint.engines.diffusion.families.base import Family
from overpaint.engines.diffusion.families.klein import Klein
from overpaint.engines.diffusion.families.longcat import LongCat
from overpaint.engines.diffusion.families.qwen_edit import QwenEdit

FAMILIES: dict[str, Family] = {family.name: family for family in (Klein(), QwenEdit(), LongCat())}
