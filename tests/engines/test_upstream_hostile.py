"""Upstreams that stall, lie, flood, break off and bill: what an edit comes to, what is sent again, and what is never shown."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import pytest

from engines.fake_upstream import Asked, Said, base64_of, fake, picture, plain, told
from engines.upstream_bench import KEY, Bench, answering, bench, file, red
from overpaint.accounts import Group
from overpaint.accounts.limits import Limits
from overpaint.canvas import EditRequest
from overpaint.engines.carrying import Finished
from overpaint.errors import Cancelled, EngineTimeout, EngineUnavailable, OverpaintError, Refusal, TryLater, UpstreamError
from test_editing import Book

REQUEST = EditRequest(images=(file(plain((96, 64), (90, 120, 60))),), prompt="give her a red hat", size="source")
OPEN = Group("open", Limits(allow_mask=True, max_n=10, allow_upstream=True))
MEGABYTE = b"x" * 1_000_000


@pytest.fixture
def upstream(shared: Bench, tmp_path: Path) -> Bench:
    shared.answer = red
    shared.wire.asked.clear()
    shared.wire.gone.clear()
    shared.name(tmp_path, timeout="20", price="0.05")
    return shared


def failing(upstream: Bench, request: EditRequest = REQUEST) -> tuple[OverpaintError, Book]:
    book = Book(OPEN)
    with pytest.raises(OverpaintError) as caught:
        upstream.finish(request, book)
    assert KEY not in str(caught.value) and KEY not in repr(caught.value.__dict__)
    return caught.value, book


def stalling(before: bytes = b"", then: Callable[[], None] | None = None):
    """Says no more than `before`, until the client goes away. `then`: called a moment after it was asked."""

    def pieces() -> Iterator[bytes]:
        yield before
        for _ in range(600):
            time.sleep(0.05)
            yield b" "  # finds out whether somebody still listens; JSON that never begins

    def answer(_: Asked) -> Said:
        if then is not None:
            threading.Timer(0.3, then).start()
        return Said(pieces(), headers={"content-type": "application/json"})

    return answer


# --- time ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [b"", b'{"data": [{"b64_json": "'], ids=["from the start", "in the middle"])
def test_one_that_stalls_is_given_up_in_time(upstream, tmp_path, before):
    upstream.name(tmp_path / "short", timeout="3")
    upstream.answer = stalling(before)
    began = time.monotonic()
    error, book = failing(upstream)
    assert isinstance(error, EngineTimeout)
    assert time.monotonic() - began < 8
    assert upstream.wire.gone.wait(5)
    assert book.outcomes == ["timeout"]
    assert len(upstream.wire.asked) == 1


def test_one_that_never_answers_at_all_is_given_up_in_time(upstream, tmp_path):
    upstream.name(tmp_path / "short", timeout="3")
    held = threading.Event()
    upstream.answer = lambda _: held.wait(30) and Said()
    began = time.monotonic()
    error, _ = failing(upstream)
    held.set()
    assert isinstance(error, EngineTimeout) and time.monotonic() - began < 8


@pytest.mark.parametrize("before", [b"", b'{"data": [{"b64_json": "'], ids=["from the start", "in the middle"])
def test_a_cancelled_edit_closes_the_socket_at_once_and_is_on_the_bill(upstream, before):
    cancelled, book = Flag(), Book(OPEN)
    upstream.answer = stalling(before, cancelled.set)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        list(upstream.events(REQUEST, cancelled, book))
    assert time.monotonic() - began < 5
    assert upstream.wire.gone.wait(5)
    (record,) = book.records
    assert (record.outcome, record.upstream, record.calls) == ("cancelled", "second", 1)
    assert record.cost == pytest.approx(0.05)
    upstream.answer = red
    assert upstream.finish(REQUEST).pictures


def test_closing_the_engine_ends_what_runs(weights, tmp_path):
    with bench() as own:
        own.name(tmp_path)
        own.answer = stalling(then=own.engine.close)
        with pytest.raises(EngineUnavailable):
            list(own.events(REQUEST))


# --- size and shape of the answer ---------------------------------------------------------------------------------------------


def flood(pieces: int):
    return (MEGABYTE for _ in range(pieces))


BAD: dict[str, object] = {
    "300 MB, announced": lambda _: Said(flood(300), headers={"content-length": str(300_000_000)}),
    "300 MB, one after the other": lambda _: Said(flood(300)),
    "a picture that breaks off": answering(plain((816, 816))[:-40]),
    "no picture": answering(b"not a picture"),
    "text for a picture": answering(b"<svg/>"),
    "a picture of a billion pixels": answering(plain((8, 8))[:16] + (31_000).to_bytes(4) * 2 + plain((8, 8))[24:]),
    "no base64": lambda _: told({"data": [{"b64_json": "ä" * 100}]}),
    "no data": lambda _: told({"data": []}),
    "other JSON": lambda _: told([1, 2, 3]),
    "numbers for pictures": lambda _: told({"data": [7]}),
    "nothing": lambda _: Said(b""),
    "a page": lambda _: Said(b"<html>It works!</html>", headers={"content-type": "text/html"}),
    "JSON as deep as the sea": lambda _: Said(b'{"data":' + b"[" * 200_000),
    "a body that ends early": lambda _: Said(b'{"data": [', headers={"content-length": "5000"}),
    "a zip bomb": lambda _: Said(gzip.compress(b" " * 10_000_000), headers={"content-encoding": "gzip"}),
    "a stream that nobody asked for": lambda _: Said(b"data: {}\n\n", headers={"content-type": "text/event-stream"}),
    "a link to this machine": lambda _: told({"data": [{"url": "http://127.0.0.1:22/"}]}),
    "a link to a file": lambda _: told({"data": [{"url": "file:///etc/passwd"}]}),
    "a link that is none": lambda _: told({"data": [{"url": "http://[::1"}]}),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
def test_what_is_no_answer_is_an_error_told_once_and_not_asked_for_again(upstream, answer):
    upstream.answer = answer
    error, book = failing(upstream)
    assert isinstance(error, UpstreamError) and error.code == "upstream_failed"
    assert "second" in error.message and len(error.message) < 400
    assert len(upstream.wire.asked) == 1
    (record,) = book.records
    assert record.outcome == "upstream_failed" and record.calls == 1
    assert record.cost == pytest.approx(0.05)  # it may have been billed
    upstream.answer = red
    assert upstream.finish(REQUEST).pictures


def test_a_flood_is_cut_off_long_before_its_end(upstream):
    told_pieces = itertools.count()
    upstream.answer = lambda _: Said(MEGABYTE for _ in told_pieces)
    failing(upstream)
    assert upstream.wire.gone.wait(5)
    assert next(told_pieces) < 60


def test_fewer_pictures_than_asked_for_are_an_error(upstream):
    upstream.answer = answering(plain((816, 816)))
    error, book = failing(upstream, replace(REQUEST, n=3))
    assert "1 of 3" in error.message
    assert book.records[0].cost == pytest.approx(0.15)


def test_more_pictures_than_asked_for_are_left_out(upstream):
    row = {"b64_json": base64_of(plain((816, 816)))}
    upstream.answer = lambda _: told({"data": [row] * 5})
    assert len(upstream.finish(REQUEST).pictures) == 1


# --- links --------------------------------------------------------------------------------------------------------------------


def test_a_link_to_its_own_host_is_followed_without_the_key(upstream):
    def answer(asked: Asked) -> Said:
        if asked.method == "GET":
            assert "authorization" not in asked.headers
            return Said(plain((816, 816)))
        return told({"data": [{"url": f"{upstream.wire.url}/made/1.png"}]})

    upstream.answer = answer
    assert picture(upstream.finish(REQUEST).pictures[0].data).size == (96, 64)
    assert [one.path for one in upstream.wire.asked] == ["/images/edits", "/made/1.png"]


def test_a_link_to_another_host_is_followed_where_the_operator_names_it(upstream, tmp_path):
    with fake(lambda _: Said(plain((816, 816)))) as store:
        other = store.url.replace("127.0.0.1", "localhost")
        upstream.answer = lambda _: told({"data": [{"url": f"{other}/x.png"}]})
        failing(upstream)
        assert not store.asked
        upstream.name(tmp_path / "with", result_hosts='["localhost"]')
        assert upstream.finish(REQUEST).pictures
        assert "authorization" not in store.asked[0].headers


def test_no_redirect_is_followed(upstream):
    with fake(red) as other:
        upstream.answer = lambda _: Said(status=307, headers={"location": f"{other.url}/images/edits"})
        error, _ = failing(upstream)
        assert error.code == "upstream_refused" and not other.asked


# --- refusals, keys and the next upstream -------------------------------------------------------------------------------------


def saying(status: int, code: str = "", message: str = "no", **headers: str):
    return lambda _: told({"error": {"message": message, "code": code}}, status, **headers)


REFUSALS = {
    "moderation": (400, "moderation_blocked", Refusal, "moderation_blocked"),
    "content policy": (400, "content_policy_violation", Refusal, "moderation_blocked"),
    "another Overpaint's": (400, "target_not_found", Refusal, "target_not_found"),
    "a bad field": (400, "invalid_value", UpstreamError, "upstream_refused"),
    "no such model": (404, "model_not_found", UpstreamError, "upstream_refused"),
    "too large": (413, "", UpstreamError, "upstream_refused"),
    "a bad key": (401, "invalid_api_key", UpstreamError, "upstream_auth"),
    "no right": (403, "", UpstreamError, "upstream_auth"),
    "no money": (402, "", UpstreamError, "upstream_quota"),
    "no quota": (429, "insufficient_quota", UpstreamError, "upstream_quota"),
    "too many": (429, "rate_limit_exceeded", TryLater, "rate_limit_exceeded"),
    "a defect": (500, "server_error", UpstreamError, "upstream_failed"),
    "a gateway": (502, "", UpstreamError, "upstream_failed"),
    "a slow gateway": (504, "", EngineTimeout, "timeout"),
}


@pytest.mark.parametrize(("status", "says", "kind", "code"), REFUSALS.values(), ids=REFUSALS)
def test_each_refusal_has_its_meaning_and_is_asked_once(upstream, status, says, kind, code):
    upstream.answer = saying(status, says, f"sorry, {KEY} can't")
    error, book = failing(upstream)
    assert type(error) is kind and error.code == code
    assert len(upstream.wire.asked) == 1
    billed = code in ("upstream_failed", "timeout")
    assert book.records[0].cost == pytest.approx(0.05 if billed else 0)


def test_what_is_no_error_object_is_told_by_its_status(upstream):
    for body in (b"", b"<html>", b"[]", b'{"error": "bad"}', b'{"error": null}', b"\xff\xfe", b"[" * 100_000):
        upstream.answer = lambda _, body=body: Said(body, 418)
        error, _ = failing(upstream)
        assert "418" in error.message


def test_a_key_that_is_turned_down_is_parked_and_another_one_taken(upstream, tmp_path):
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "a").write_text("sk-old-aaaaaaaa")
    (keys / "b").write_text("sk-good-bbbbbbbb")
    upstream.name(tmp_path / "pool", keys=(keys / "a", keys / "b"))
    good = "Bearer sk-good-bbbbbbbb"
    upstream.answer = lambda asked: red(asked) if asked.headers["authorization"] == good else saying(401)(asked)
    for _ in range(3):
        assert upstream.finish(REQUEST).pictures
    used = [asked.headers["authorization"] for asked in upstream.wire.asked]
    assert used == ["Bearer sk-old-aaaaaaaa", good, good, good]
    good = "Bearer sk-new-cccccccc"
    (keys / "a").write_text("sk-new-cccccccc")  # somebody has acted: it is tried again
    assert upstream.finish(REQUEST).pictures
    assert upstream.wire.asked[-1].headers["authorization"] == good


def test_one_that_is_away_or_busy_leaves_the_edit_to_the_next(upstream, tmp_path):
    with fake(saying(429, retry_after="60")) as busy:
        folder = tmp_path / "row"
        upstream.name(folder, url="http://127.0.0.1:9", name="away")
        upstream.name(folder, url=busy.url, name="busy")
        upstream.name(folder, name="there", price="0.05")
        book = Book(OPEN)
        for _ in range(2):
            assert upstream.finish(REQUEST, book).pictures
        assert len(busy.asked) == 1  # it rests as long as it said
    assert [record.upstream for record in book.records] == ["busy+there", "there"]
    assert book.records[0].cost == pytest.approx(0.05) and book.records[0].calls == 2


def test_one_that_failed_after_the_body_went_out_is_not_followed_by_the_next(upstream, tmp_path):
    with fake(saying(500)) as broken:
        upstream.name(tmp_path / "row", url=broken.url, name="broken")
        upstream.name(tmp_path / "row", name="there")
        error, _ = failing(upstream)
        assert error.code == "upstream_failed" and not upstream.wire.asked


def test_all_resting_says_when_to_come_again(upstream):
    upstream.answer = saying(429, **{"retry-after": "7"})
    for _ in range(2):
        error, _ = failing(upstream)
        assert isinstance(error, TryLater) and 5 <= error.retry_after <= 7
    assert len(upstream.wire.asked) == 1


def test_nobody_there_is_told_as_such(upstream, tmp_path):
    upstream.name(tmp_path / "nobody", url="http://127.0.0.1:9")
    error, book = failing(upstream)
    assert error.code == "upstream_unreachable" and "127.0.0.1" not in error.message
    assert (book.records[0].calls, book.records[0].cost) == (0, 0)


def test_three_failures_open_the_circuit(upstream):
    upstream.answer = saying(500)
    for _ in range(3):
        failing(upstream)
    error, _ = failing(upstream)
    assert isinstance(error, TryLater) and len(upstream.wire.asked) == 3


def test_the_key_is_nowhere_to_be_read(upstream, caplog):
    with caplog.at_level(logging.DEBUG):
        upstream.finish(REQUEST)
        upstream.answer = saying(401, "", f"Incorrect API key provided: {KEY}. Bearer {KEY}")
        error, book = failing(upstream)
    assert KEY not in caplog.text and KEY not in error.message
    assert KEY not in json.dumps(book.records[0].__dict__, default=str)
    assert KEY not in repr(upstream.engine._lines.upstreams)
    assert KEY not in base64.b64encode(repr(vars(upstream.engine)).encode()).decode()
    assert upstream.wire.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_two_nodes_share_their_edits_and_one_that_goes_away_is_missed_by_nobody(upstream, tmp_path):
    seen: list[str] = []

    def node(name: str):
        def answer(asked: Asked) -> Said:
            seen.append(name)
            time.sleep(0.1)
            return red(asked)

        return answer

    with fake(node("a")) as first:
        with fake(node("b")) as second:
            for name, url in (("a", first.url), ("b", second.url)):
                upstream.name(tmp_path / "nodes", url=url, name=name, order="1", concurrency="2")
            with ThreadPoolExecutor(8) as threads:
                assert all(threads.map(lambda _: upstream.finish(REQUEST).pictures, range(8)))
            assert {"a", "b"} == set(seen) and abs(seen.count("a") - seen.count("b")) <= 4
        seen.clear()
        with ThreadPoolExecutor(8) as threads:  # the second is gone: nothing went out to it, so nothing is lost
            assert all(threads.map(lambda _: upstream.finish(REQUEST).pictures, range(8)))
        assert seen == ["a"] * 8


def test_sixteen_at_once_are_served_by_as_many_as_it_takes(upstream, tmp_path):
    upstream.name(tmp_path / "narrow", concurrency="2", timeout="60")
    running, most = 0, 0
    lock = threading.Lock()

    def answer(asked: Asked) -> Said:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return red(asked)

    upstream.answer = answer
    ends: list[object] = []
    threads = [threading.Thread(target=lambda: ends.append(upstream.finish(REQUEST))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 16 and all(isinstance(one, Finished) for one in ends)
    assert most == 2
