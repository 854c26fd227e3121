"""What several tests of engines share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engines.upstream_bench import Bench, bench


@pytest.fixture(scope="module")
def shared(weights) -> Iterator[Bench]:
    """A bench for upstreams, one a module: its wire, and what answers at the other end."""
    with bench() as made:
        yield made
