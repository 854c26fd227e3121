"""Kernels compiled by these tests are kept where the product keeps them, so only the first run waits for the compiler."""

from __future__ import annotations

import os

from overpaint import settings

# At import: numba reads it once, when the first scene is rendered.
os.environ.setdefault("NUMBA_CACHE_DIR", str(settings.load().kernel_cache_dir))
