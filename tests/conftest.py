"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from overpaint import settings
from overpaint.weights import WeightStore, find_weight
from overpaint.weights.fetch import fetch


@pytest.fixture(scope="session")
def weights() -> WeightStore:
    """The default model files, fetched once into the data folder where `overpaint weights pull` puts them."""
    store = WeightStore(settings.load().weights_dir)
    for name in store.missing():
        fetch(find_weight(name), store.folder, lambda _count: None)
    return store
