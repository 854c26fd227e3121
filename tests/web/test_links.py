"""`response_format=url`: links that are signed, expire, are served without a key, and never fill the disk."""

import base64
import os
import re
import time

import httpx2
import openai
import pytest

from overpaint.errors import LinkExpired, NotFound, StorageFull
from overpaint.web.api.links import Links
from web.echo_server import serving
from web.forms import PROMPT, good, picture
from web.live_server import live

BY_URL = ("response_format", "url")
LINK = re.compile(r"http://testserver(/v1/images/answers/[0-9a-f]{32}\.png\?expires=[0-9]+&signature=[\w-]{43})")


@pytest.fixture
def linking(tmp_path):
    with serving(tmp_path) as running:
        yield running


def path_of(answer) -> str:
    return LINK.fullmatch(answer.json()["data"][0]["url"])[1]


def test_a_link_leads_to_the_picture_of_the_answer(linking):
    inside, outside = (linking.post(*good(("seed", "4"), *parts)) for parts in ((), (BY_URL,)))
    assert outside.status_code == 200
    (entry,) = outside.json()["data"]
    assert list(entry) == ["url", "revised_prompt"]
    assert outside.json() | {"data": 0, "created": 0} == inside.json() | {"data": 0, "created": 0}
    shown = linking.client.get(path_of(outside))  # without a key
    assert shown.content == base64.b64decode(inside.json()["data"][0]["b64_json"])
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert re.fullmatch(r"private, max-age=3(600|599|598|5\d\d), immutable", shown.headers["cache-control"])
    assert linking.client.head(path_of(outside)).status_code == 200


@pytest.mark.parametrize(("format", "type"), [("jpeg", "image/jpeg"), ("webp", "image/webp")])
def test_each_answer_has_a_link_of_its_own_in_its_format(linking, format, type):
    data = linking.post(*good(BY_URL, ("n", "3"), ("output_format", format))).json()["data"]
    urls = [entry["url"].removeprefix("http://testserver") for entry in data]
    assert len(set(urls)) == 3
    assert {linking.client.get(url).headers["content-type"] for url in urls} == {type}


def test_a_link_that_was_changed_is_none(linking):
    path = path_of(linking.post(*good(BY_URL)))
    name, query = path.split("?")
    expires, signature = query.split("&")
    later = f"{name}?expires={int(expires.removeprefix('expires=')) + 1}&{signature}"
    other = f"{name.replace('.png', '.jpeg')}?{query}"
    up = f"/v1/images/answers/..%2Foverpaint.db?{query}"
    for wrong in (later, other, up, name, f"{name}?{expires}", f"{path[:-1]}é", f"{name}?expires=x&{signature}"):
        answer = linking.client.get(wrong)
        assert answer.status_code == 404, wrong
        assert answer.json()["error"]["code"] == "not_found"
    assert linking.client.post(path).status_code == 405


def test_streams_bring_pictures_and_no_links(linking):
    error = linking.post(*good(BY_URL, ("stream", "true"))).json()["error"]
    assert (error["code"], error["param"]) == ("invalid_value", "response_format")


def test_links_begin_with_the_public_address_where_one_is_set(tmp_path):
    with serving(tmp_path, public_url="https://pictures.example.org/edit/") as server:
        url = server.post(*good(BY_URL)).json()["data"][0]["url"]
    assert url.startswith("https://pictures.example.org/edit/v1/images/answers/")


def test_links_outlive_a_restart_and_are_the_owners_alone(tmp_path):
    with serving(tmp_path) as server:
        path = path_of(server.post(*good(BY_URL)))
    with serving(tmp_path) as server:
        assert server.client.get(path).status_code == 200
    assert (tmp_path / "answers").stat().st_mode & 0o077 == 0
    assert (tmp_path / "links.key").stat().st_mode & 0o077 == 0


def test_nothing_is_kept_of_answers_that_bring_their_picture(tmp_path):
    with serving(tmp_path) as server:
        assert server.post(*good()).status_code == 200
    assert not (tmp_path / "answers").exists() and not (tmp_path / "links.key").exists()


def parts_of(link: str) -> list[str]:
    name, query = link.removeprefix("/v1/images/answers/").split("?")
    return [name, *(pair.split("=")[1] for pair in query.split("&"))]


def test_an_expired_link_says_so_and_its_picture_is_gone(tmp_path, monkeypatch):
    links = Links(tmp_path / "answers", 10_000, 60)
    link = links.keep(b"x" * 100, "png")
    assert links.find(*parts_of(link))[0].read_bytes() == b"x" * 100
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    with pytest.raises(LinkExpired, match="60 seconds"):
        links.find(*parts_of(link))
    links.sweep()
    assert list((tmp_path / "answers").iterdir()) == []


def test_an_expired_link_is_a_410(tmp_path, monkeypatch):
    with serving(tmp_path, links_seconds=10) as server:
        path = path_of(server.post(*good(BY_URL)))
        now = time.time()
        monkeypatch.setattr("overpaint.web.api.links.time.time", lambda: now + 11)
        answer = server.client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "link_expired")
        assert answer.headers["x-should-retry"] == "false"


def test_the_oldest_make_room_for_the_newest(tmp_path):
    links = Links(tmp_path / "answers", 1000, 60)
    kept = []
    for number in range(6):
        kept.append(links.keep(bytes([number]) * 300, "png"))
        name = parts_of(kept[-1])[0]
        os.utime(tmp_path / "answers" / name, (time.time() - 30 + number,) * 2)
    found = []
    for link in kept:
        try:
            found.append(links.find(*parts_of(link))[0].read_bytes()[0])
        except LinkExpired as error:
            assert "make room" in error.message
    assert found == [3, 4, 5]
    with pytest.raises(StorageFull, match="b64_json"):
        links.keep(b"x" * 1001, "png")
    assert len(list((tmp_path / "answers").iterdir())) == 3


def test_other_folders_links_are_not_good_here(tmp_path):
    one, other = (Links(tmp_path / name / "answers", 1000, 60) for name in "ab")
    link = one.keep(b"x", "png")
    with pytest.raises(NotFound):
        other.find(*parts_of(link))


def test_a_disk_that_takes_nothing_more_is_told(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with serving(tmp_path) as server:
        monkeypatch.setattr("pathlib.Path.write_bytes", full)
        answer = server.post(*good(BY_URL))
        assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")


def test_the_sdk_and_a_browser(tmp_path):
    with live(tmp_path) as server, openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.direct) as client:
        answer = client.images.edit(
            model="gpt-image-2", image=picture(), prompt=PROMPT, extra_body={"response_format": "url", "fit": "stretch"}
        )
        assert answer.data[0].b64_json is None
        shown = httpx2.get(answer.data[0].url)
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
