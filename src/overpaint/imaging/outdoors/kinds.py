"""Kinds of region by which a picture taken outdoors is known, and what stands where in it. Loads no pixel library."""

from __future__ import annotations

OUTDOORS = ("sky", "vegetation", "grass", "ground", "water", "subject")
