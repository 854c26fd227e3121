"""What passes between server and worker arrives as it was sent, large values beside the pickle; an end is an EOFError."""

import os
import threading
import time
from multiprocessing import get_context

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overpaint.workers import channel
from overpaint.workers.channel import LARGE, PIPE_BYTES, Channel
from overpaint.workers.messages import Job, Last


@pytest.fixture
def ends():
    ours, theirs = Channel.pair(get_context("spawn"))
    yield ours, theirs
    for end in (ours, theirs):
        if not end.closed:
            end.close()


def passed(ends, message):
    ours, theirs = ends
    sender = threading.Thread(target=theirs.send, args=(message,))
    sender.start()
    got = ours.recv()
    sender.join()
    return got


@pytest.mark.parametrize("size", [0, 1, LARGE - 1, LARGE, PIPE_BYTES, 3 * PIPE_BYTES + 7])
def test_values_of_any_size(ends, size):
    data = os.urandom(size)
    message = Job({"picture": data, "again": (data, data[:10]), "rest": [1, None, "é"]}, "label")
    assert passed(ends, message) == message


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(0, 2 * LARGE), max_size=5), words=st.text(max_size=20))
def test_messages_follow_each_other(sizes, words):
    ours, theirs = Channel.pair(get_context("spawn"))
    messages = [Last((words, bytes([number]) * size)) for number, size in enumerate(sizes)]
    sender = threading.Thread(target=lambda: [theirs.send(message) for message in messages])
    sender.start()
    assert [ours.recv() for _ in messages] == messages
    sender.join()
    ours.close()
    theirs.close()


@pytest.mark.parametrize("size", [10, 2 * PIPE_BYTES])
def test_the_other_way(ends, size):
    ours, theirs = ends
    message = Job(bytes(size))
    sender = threading.Thread(target=ours.send_until, args=(message, 0.01, lambda: None))
    sender.start()
    assert theirs.recv() == message
    sender.join()


def test_who_does_not_read_is_given_up(ends):
    ours, _ = ends
    asked = []

    def give_up():
        asked.append(time.monotonic())
        if len(asked) > 2:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        ours.send_until(bytes(4 * PIPE_BYTES), 0.01, give_up)


@pytest.mark.parametrize("sent", [0, 5, 40, 3 * LARGE], ids=["nothing", "in its head", "in its pickle", "in a large value"])
def test_an_end_within_a_message_is_told(ends, sent):
    ours, theirs = ends
    whole = b"".join(channel._parted(("x" * 100, bytes(LARGE * 4))))
    os.write(theirs.writer.fileno(), whole[:sent])
    theirs.close()
    with pytest.raises(EOFError):
        ours.recv()


def test_a_large_value_is_not_copied_into_the_pickle(ends):
    ours, theirs = ends
    sender = threading.Thread(target=theirs.send, args=({"picture": bytes(LARGE)},))
    sender.start()
    head = os.read(ours.reader.fileno(), 12)
    while sender.is_alive():  # whoever writes to a pipe that is closed under it disturbs another test
        if ours.poll(0.01):
            os.read(ours.reader.fileno(), LARGE)
    assert int.from_bytes(head[:8], "big") < 1000
    assert int.from_bytes(head[8:], "big") == 1
