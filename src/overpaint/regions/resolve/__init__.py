"""A picture and a place as words compose it → a mask: `Resolver`."""

from __future__ import annotations

from overpaint.regions.resolve.resolver import Resolver

__all__ = ["Resolver"]
