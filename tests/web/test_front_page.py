"""The page at `/`: it says what this is, works offline, and takes nothing from the request that could do harm in it."""

import re
import subprocess
from html.parser import HTMLParser

import pytest

from overpaint import __version__


class Links(HTMLParser):
    """Every place that a page leads to or loads, and its elements."""

    def __init__(self, text):
        super().__init__()
        self.places, self.elements = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.places += [value for name, value in attributes if name in ("href", "src", "action", "data")]


def page_of(server, **headers):
    answer = server.client.get("/", headers=headers)
    assert answer.status_code == 200
    return answer


def test_it_says_what_this_is_and_where_to_go_on(server):
    answer = page_of(server, host="pictures.example:8000")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for said in (
        "edits pictures by instruction",
        "curl http://pictures.example:8000/v1/images/edits",
        "$OVERPAINT_KEY",
        __version__,
    ):
        assert said in answer.text
    assert set(Links(answer.text).places) == {"/console", "/openapi.json", "/docs", "/llms.txt", "/healthz", "/readyz"}
    for place in Links(answer.text).places:
        assert server.client.get(place).status_code == 200


def test_nothing_comes_from_outside_and_no_script_runs(server):
    answer = page_of(server)
    assert not Links(answer.text).elements & {"script", "link", "img", "iframe", "form"}
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"style=|@import|url\(", answer.text)


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ({"host": "[::1]:8000"}, "http://[::1]:8000/v1"),
        ({"host": "pictures.example", "x-forwarded-proto": "https"}, "https://pictures.example/v1"),
        ({"host": "pictures.example", "x-forwarded-proto": "javascript"}, "http://pictures.example/v1"),
        ({"host": "<script>alert(1)</script>"}, "http://localhost/v1"),
        ({"host": "a;rm -rf $HOME"}, "http://localhost/v1"),
        ({"host": "pictures.example\u00e9"}, "http://localhost/v1"),
    ],
)
def test_its_example_has_the_address_it_was_asked_at_and_no_other_text(server, headers, url):
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    text = page_of(server, **raw).text
    assert f"<code>{url}</code>" in text
    assert "<script" not in text and "rm -rf" not in text


def test_its_example_is_shell_that_reads_well(server):
    example = re.search(r"<pre><code>(.*?)</code></pre>", page_of(server).text, re.DOTALL)[1]
    assert subprocess.run(["bash", "-n"], input=example, text=True, capture_output=True).stderr == ""


def test_a_browser_asks_for_an_icon_in_vain_and_without_an_error(server):
    answer = server.client.get("/favicon.ico")
    assert (answer.status_code, answer.content) == (204, b"")
