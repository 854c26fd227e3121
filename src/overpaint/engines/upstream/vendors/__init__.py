"""Vendors by name: one adapter a file."""

from __future__ import annotations

from overpaint.engines.upstream.vendors.base import Vendor
from overpaint.engines.upstream.vendors.openai import OpenAI

VENDORS: dict[str, Vendor] = {"openai": OpenAI()}
