"""Answers that wait for their clients: in memory while there is room for all, then on disk, and the same bytes either way."""

import gc
import weakref

import httpx2
import pytest

from overpaint.web.api import outbox as outbox_module
from overpaint.web.api.outbox import PIECE, Outbox
from web.echo_server import serving
from web.forms import good


class Pieces:
    """What an answer is made of, and whether it is still held."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    def made(self):
        return iter(self.pieces)


def test_an_answer_is_made_as_it_is_taken_while_there_is_room(tmp_path):
    asked = []

    def made():
        for number in range(3):
            asked.append(number)
            yield bytes([number])

    held = Outbox(tmp_path, 10).hold(3, made)
    assert asked == []
    assert next(held) == b"\x00"
    assert asked == [0]


def test_beyond_that_it_is_on_disk_and_what_it_was_made_of_is_let_go(tmp_path):
    outbox = Outbox(tmp_path, 10)
    first = outbox.hold(10, Pieces(b"x" * 10).made)
    source = Pieces(b"a" * PIECE, b"b" * 5, b"c" * PIECE)
    gone = weakref.ref(source)
    second = outbox.hold(2 * PIECE + 5, source.made)
    del source
    gc.collect()
    assert gone() is None
    assert list(tmp_path.iterdir()) == []  # it has no name
    assert b"".join(second) == b"a" * PIECE + b"b" * 5 + b"c" * PIECE
    assert b"".join(first) == b"x" * 10


@pytest.mark.parametrize("taken", [0, 1, 3], ids=["never begun", "left on its way", "taken to its end"])
def test_room_comes_back_with_the_answer(tmp_path, taken):
    outbox = Outbox(tmp_path, 3)
    source = Pieces(b"a", b"b", b"c")
    gone = weakref.ref(source)
    held = outbox.hold(3, source.made)
    for _ in range(taken):
        next(held)
    del held, source
    gc.collect()
    assert gone() is None
    again = Pieces(b"x")
    counted = outbox.hold(3, again.made)
    alive = weakref.ref(again)
    del again
    assert alive() is not None, "it was written to disk although there is room"
    assert list(counted) == [b"x"]


def test_a_disk_without_room_fails_no_answer(tmp_path, caplog):
    held = Outbox(tmp_path / "gone", 0).hold(3, Pieces(b"abc").made)
    assert b"".join(held) == b"abc"
    assert "stays in memory" in caplog.text


@pytest.mark.parametrize("more", [(), (("stream", "true"),), (("n", "3"),)], ids=["whole", "streamed", "three"])
def test_an_answer_from_disk_is_the_same(tmp_path, monkeypatch, more):
    answers = []
    for room in (outbox_module.ROOM, 0):
        monkeypatch.setattr(Outbox.__init__, "__defaults__", (room,))
        with serving(tmp_path / str(room)) as server:
            answer = server.post(*good(("seed", "5"), *more))
            assert answer.status_code == 200
            answers.append(answer)
    whole, from_disk = answers
    assert whole.headers.get("content-length") == from_disk.headers.get("content-length")
    if more != (("stream", "true"),):
        assert whole.json()["data"] == from_disk.json()["data"]
    assert len(whole.content) == len(from_disk.content)
    assert isinstance(whole, httpx2.Response)
