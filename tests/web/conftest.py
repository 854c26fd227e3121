"""One echo server for all tests that need nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from web.echo_server import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running
