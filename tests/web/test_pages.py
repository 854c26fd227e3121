"""/docs, /docs/….md and /llms.txt: the whole reference, made from what the server checks, with nothing from outside."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from overpaint.errors import CODES


@pytest.fixture(scope="module")
def document(server):
    return server.client.get("/openapi.json").json()


@pytest.fixture(scope="module")
def page(server):
    return server.client.get("/docs")


def form_of(document):
    return document["paths"]["/v1/images/edits"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]


class Balanced(HTMLParser):
    """Every element that is opened is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_has_every_route_field_and_code(page, document):
    assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    reader = Balanced()
    reader.feed(page.text)
    assert reader.open == []
    words = set(reader.words)
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in words
    assert set(form_of(document)["properties"]) | set(CODES) <= words


def test_the_page_loads_nothing_and_its_policy_says_so(page):
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    reader = Balanced()
    reader.feed(page.text)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in reader.seen}
    targets = {attrs["href"] for tag, attrs in reader.seen if tag == "a"}
    assert all(target.startswith(("#", "/")) for target in targets)
    anchors = {f"#{attrs['id']}" for _, attrs in reader.seen if "id" in attrs}
    assert {target for target in targets if target.startswith("#")} <= anchors


def test_every_link_leads_somewhere(server, page):
    reader = Balanced()
    reader.feed(page.text)
    for target in {attrs["href"] for tag, attrs in reader.seen if tag == "a" and attrs["href"].startswith("/")}:
        assert server.client.get(target).status_code == 200, target


def test_llms_txt_is_an_index_of_pages_that_are_there(server):
    answer = server.client.get("/llms.txt", headers={"host": "pictures.example:9000", "x-forwarded-proto": "https"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "# Overpaint" and lines[2].startswith("> ")
    links = re.findall(r"\]\(https://pictures\.example:9000(/[^)]*)\)", answer.text)
    assert len(links) > 8
    for link in links:
        assert server.client.get(link).status_code == 200, link


def test_the_endpoints_page_says_what_the_parser_does(server, document):
    answer = server.client.get("/docs/images-edits.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("> The index of this documentation is http://testserver/llms.txt.")
    assert "# POST /v1/images/edits" in answer.text and "curl http://testserver/v1/images/edits" in answer.text
    form = answer.text.partition("## Body: multipart/form-data")[2].partition("## Body: application/json")[0]
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", form, re.M))
    for name, field in form_of(document)["properties"].items():
        assert name in rows
        assert field["description"].split(",")[0] in rows[name]
    assert rows["n"].startswith("integer, 1 to 10 | 1 |") and rows["model"].startswith("string: gpt-image-2")
    described = json.loads(answer.text.partition("````json\n")[2].partition("\n````")[0])
    assert described == {"/v1/images/edits": {"post": document["paths"]["/v1/images/edits"]["post"]}}


def test_errors_have_a_page(server):
    text = server.client.get("/docs/errors.md").text
    assert all(f"| `{code}` |" in text for code in CODES)


@pytest.mark.parametrize("path", ["/docs/nothing.md", "/docs/images-edits", "/docs/..%2Fapp.py", "/docs/errors"])
def test_other_pages_are_not_there(server, path):
    answer = server.client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_host_that_is_none_is_not_repeated(server):
    text = server.client.get("/docs", headers={"host": "a<script>"}).text
    assert "a<script>" not in text and "http://localhost/v1" in text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_making_pictures_is_refused_by_name_with_the_way_there(server, method):
    answer = server.client.request(method, "/v1/images/generations", headers={"authorization": f"Bearer {server.direct}"})
    assert answer.status_code == 404
    message = answer.json()["error"]["message"]
    assert "not made from a prompt alone" in message and "POST /v1/images/edits" in message
