"""Fixtures every test may use."""

from __future__ import annotations

import os

import hypothesis
import pytest

from overpaint import settings
from overpaint.weights import WeightStore, find_weight
from overpaint.weights.fetch import fetch

# The same examples every time: a gate must not fail by chance. To search further: HYPOTHESIS_PROFILE=search pytest …
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(scope="session")
def weights() -> WeightStore:
    """The default model files, fetched once into the data folder where `overpaint weights pull` puts them."""
    store = WeightStore(settings.load().weights_dir)
    for name in store.missing():
        fetch(find_weight(name), store.folder, lambda _count: None)
    return store
