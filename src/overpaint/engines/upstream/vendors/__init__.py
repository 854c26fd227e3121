"""Vendors by name: one adapter a file."""

from __future__ import annotations

from overpaint.engines.upstream.vendors.azure import Azure
from overpaint.engines.upstream.vendors.base import Vendor
from overpaint.engines.upstream.vendors.bfl import Bfl
from overpaint.engines.upstream.vendors.dashscope import DashScope
from overpaint.engines.upstream.vendors.fal import Fal
from overpaint.engines.upstream.vendors.gemini import Gemini
from overpaint.engines.upstream.vendors.openai import OpenAI
from overpaint.engines.upstream.vendors.openrouter import OpenRouter
from overpaint.engines.upstream.vendors.replicate import Replicate

VENDORS: dict[str, Vendor] = {
    "openai": OpenAI(),
    "azure": Azure(),
    "openrouter": OpenRouter(),
    "gemini": Gemini(),
    "bfl": Bfl(),
    "dashscope": DashScope(),
    "fal": Fal(),
    "replicate": Replicate(),
}
