"""Every answer says what a browser may do with it, and a page that says so itself is not overruled."""

from __future__ import annotations

import re

import pytest

from web.declared_routes import ROUTES
from web.echo_server import Server
from web.forms import good


@pytest.mark.parametrize(("method", "path"), [*ROUTES, ("GET", "/none"), ("PUT", "/v1/models"), ("OPTIONS", "/v1/models")])
def test_every_answer_is_safe_in_a_browser(server: Server, method: str, path: str) -> None:
    headers = {"authorization": f"Bearer {server.direct}"}
    answer = server.client.request(method, re.sub(r"{[a-z]+}", "gpt-image-2", path), headers=headers)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"]


def test_a_page_s_own_headers_stay(server: Server) -> None:
    assert "style-src 'sha256-" in server.client.get("/").headers["content-security-policy"]
    assert server.client.get("/favicon.ico").headers["cache-control"] == "max-age=86400"


def test_pictures_are_kept_by_no_cache(server: Server) -> None:
    assert server.post(*good()).headers["cache-control"] == "no-store"
