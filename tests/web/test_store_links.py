"""Links whose pictures an S3-compatible store keeps: put, signed, listed and deleted at a store that checks every signature."""

import base64
import re
import sys
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from overpaint.errors import ConfigurationError, NotFound, StorageFull, StorageUnavailable
from overpaint.settings import load
from overpaint.web.api import store_links
from overpaint.web.api.store_links import open_links
from web.echo_server import serving
from web.fake_store import BUCKET, KEY, REGION, SECRET, fake_store
from web.forms import good

pytest.importorskip("obstore")

BY_URL = ("response_format", "url")
FOLDER = "edits/today"


@pytest.fixture
def store(monkeypatch):
    with fake_store() as running:
        given = {"ENDPOINT_URL": running.url, "ACCESS_KEY_ID": KEY, "SECRET_ACCESS_KEY": SECRET, "REGION": REGION}
        for name, value in (given | {"ALLOW_HTTP": "true"}).items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield running


@pytest.fixture
def linking(store, tmp_path):
    with serving(tmp_path, links_store=f"s3://{BUCKET}/{FOLDER}", links_seconds=60) as running:
        yield running


def links(**changes):
    return open_links(load().model_copy(update={"links_store": f"s3://{BUCKET}/{FOLDER}", **changes}))


def test_the_picture_is_in_the_store_and_the_link_leads_there_without_a_key(linking, store):
    inside, outside = (linking.post(*good(("seed", "4"), *parts)) for parts in ((), (BY_URL,)))
    assert outside.status_code == 200, outside.text
    url = outside.json()["data"][0]["url"]
    assert re.match(rf"{store.url}/{BUCKET}/{FOLDER}/[0-9a-f]{{32}}\.png\?X-Amz-", url)
    shown = httpx2.get(url)
    assert shown.content == base64.b64decode(inside.json()["data"][0]["b64_json"])
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-disposition"] == 'inline; filename="overpaint.png"'
    assert shown.headers["cache-control"] == "private, max-age=60, immutable"
    assert SECRET not in url and store.refused == []


def test_each_of_several_has_its_own_in_its_format(linking, store):
    data = linking.post(*good(BY_URL, ("n", "3"), ("output_format", "webp"))).json()["data"]
    assert len({one["url"] for one in data}) == 3 == len(store.objects)
    assert {httpx2.get(one["url"]).headers["content-type"] for one in data} == {"image/webp"}


def test_a_link_that_was_changed_or_has_expired_is_none(store, monkeypatch):
    url = links(links_seconds=60).keep(b"picture", "png")
    assert httpx2.get(url).status_code == 200
    assert httpx2.get(url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000")).status_code == 403
    assert httpx2.get(url.partition("?")[0]).status_code == 403
    late = datetime.now(UTC) + timedelta(seconds=61)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return late

    monkeypatch.setattr("web.fake_store.datetime", Later)
    assert httpx2.get(url).status_code == 403
    assert store.refused == ["wrong signature", "not signed", "expired"]


def test_what_has_expired_goes_and_what_is_not_ours_stays(store):
    kept = links(links_seconds=3600)
    kept.keep(b"new", "png")
    old = datetime.now(UTC) - timedelta(hours=2)
    ours, theirs = f"/{BUCKET}/{FOLDER}/{'a' * 32}.png", f"/{BUCKET}/{FOLDER}/holiday.png"
    elsewhere = f"/{BUCKET}/other/{'b' * 32}.png"
    for path in (ours, theirs, elsewhere):
        store.objects[path] = (b"x", {}, old)
    kept.sweep()
    assert ours not in store.objects
    assert theirs in store.objects and elsewhere in store.objects and len(store.objects) == 3
    asked = len(store.asked)
    kept.sweep()
    assert len(store.asked) == asked, "it is not listed every half minute"


def test_the_oldest_go_where_there_is_no_room(store, monkeypatch):
    kept = links(links_bytes=10)
    names = []
    for age in (3, 2, 1):
        kept.keep(b"four", "png")
        (name,) = set(store.objects) - set(names)
        names.append(name)
        data, headers, _ = store.objects[name]
        store.objects[name] = (data, headers, datetime.now(UTC) - timedelta(minutes=age))
    kept.sweep()
    assert set(store.objects) == set(names[1:])
    with pytest.raises(StorageFull):
        kept.keep(b"x" * 11, "png")


def test_a_store_that_does_not_answer_fails_that_request_alone(linking, store, monkeypatch):
    store.down = True
    answer = linking.post(*good(BY_URL))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "storage_unavailable")
    assert store.url not in error["message"] and KEY not in error["message"]
    assert linking.post(*good()).status_code == 200
    store.down = False
    assert linking.post(*good(BY_URL)).status_code == 200


def test_a_wrong_key_is_told_without_the_key(store, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another key")
    with pytest.raises(StorageUnavailable) as told:
        links().keep(b"x", "png")
    assert "another key" not in told.value.message and KEY not in told.value.message and set(store.refused) == {"wrong signature"}
    links().sweep()  # told in the log, no more


def test_links_of_before_lead_nowhere_and_say_so(store):
    with pytest.raises(NotFound, match="store"):
        links().find("x.png", "1", "y")


@pytest.mark.parametrize("address", ["answers", "https://x/y", "s3://", "s3://A_B", "s3://ok/../x?y"])
def test_what_is_no_address_is_refused_at_the_start(address):
    with pytest.raises(ConfigurationError, match="s3://BUCKET"):
        links(links_store=address)


def test_without_the_extra_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(ConfigurationError, match=r"\.\[s3\]"):
        links()
    assert store_links.open_links(load()).folder == load().links_dir  # nothing is needed for the disk
