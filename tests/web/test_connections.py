"""What one connection may hold, in bytes and in time, and how many there may be: over real sockets."""

import io
import resource
import socket
from contextlib import ExitStack, suppress

import numpy as np
import pytest
from PIL import Image

from overpaint.web.delivery import Delivery
from overpaint.web.limits import ConnectionLimits
from web.forms import encode_form, good
from web.live_server import live
from web.raw_socket import GET, LONG, Line, connected, edit_head

# The server's own limits but for times, which are out of the way.
SLOW = {"head_seconds": 600, "idle_seconds": 600, "write_seconds": 600, "linger_idle_seconds": 600, "linger_seconds": 600}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("live"), limits=SLOW) as running:
        yield running


def send_until_refused(line: Line, piece: bytes, most: int) -> int:
    """Bytes that were sent before something came back."""
    sent = 0
    line.socket.setblocking(False)
    while sent < most:
        with suppress(BlockingIOError):
            sent += line.socket.send(piece)
        try:
            line.socket.recv(1, socket.MSG_PEEK)
            break
        except BlockingIOError:
            continue
    line.socket.settimeout(LONG)
    return sent


HEADS = {
    "one line": (b"GET /healthz HTTP/1.1\r\nX-Long: ", b"x" * 65_536),
    "a name": (b"GET /healthz HTTP/1.1\r\n", b"x" * 65_536),
    "a URL": (b"GET /", b"x" * 65_536),
    "tiny fields": (b"GET /healthz HTTP/1.1\r\n", b"a:1\r\n" * 10_000),
    "line breaks before a request": (b"", b"\r\n" * 30_000),
}


@pytest.mark.parametrize(("start", "piece"), HEADS.values(), ids=HEADS)
def test_a_head_without_end_is_refused_by_size_and_by_number(server, start, piece):
    with connected(server) as line:
        line.send(start)
        sent = send_until_refused(line, piece, 200_000_000)
        answer = line.answer()
        assert sent < 50_000_000
        assert (answer.status, answer.error["code"]) == (431, "headers_too_large")
        assert "32,768 bytes in 100 fields" in answer.error["message"]
        assert answer.headers["connection"] == "close"
        line.end()
        assert line.closed()


def test_a_whole_head_in_one_piece_is_measured_too(server):
    for fields in (b"a: 1\r\n" * 101, b"a: " + b"x" * 32_768 + b"\r\n"):
        with connected(server) as line:
            line.send(b"GET /healthz HTTP/1.1\r\n" + fields + b"\r\n")
            assert line.answer().error["code"] == "headers_too_large"


def test_a_head_of_its_limit_is_taken(server):
    with connected(server) as line:
        line.send(b"GET /healthz HTTP/1.1\r\n" + b"a: 1\r\n" * 99 + b"b: " + b"x" * 30_000 + b"\r\n\r\n")
        assert line.answer().status == 200


def test_trailers_and_chunk_extensions_count_as_head_and_mean_nothing(server):
    body = encode_form(*good())
    chunk = b"%x\r\n%b\r\n" % (len(body), body)
    # The answer is not that of another key: what comes after the body is not read as what came before it.
    with connected(server) as line:
        line.send(edit_head(server, None) + chunk + b"0\r\nAuthorization: Bearer sk-wrong\r\n\r\n")
        assert line.answer().status == 200
    for unending, piece in ((b"0\r\n", b"a:1\r\n" * 1000), (b"0\r\nlong: ", b"x" * 65_536), (b"5;extension=", b"x" * 65_536)):
        with connected(server) as line:
            line.send(edit_head(server, None) + unending)
            send_until_refused(line, piece, 200_000_000)
            answer = line.answer()
            assert (answer.status, answer.error["code"]) == (431, "headers_too_large")


def test_a_few_requests_may_come_ahead_of_the_answers_and_no_thousands(server):
    with connected(server) as line:
        line.send(GET * 5)
        assert [line.answer().status for _ in range(5)] == [200] * 5
        line.send(GET * 10_000)
        line.end()
        assert 1 <= line.file.read().count(b"HTTP/1.1 200") < 20


@pytest.fixture(scope="module")
def hurried(tmp_path_factory):
    limits = SLOW | {"head_seconds": 1, "idle_seconds": 1}
    with live(tmp_path_factory.mktemp("hurried"), limits=limits, hold=True) as running:
        yield running


@pytest.mark.parametrize("start", [b"G", GET[:-2], GET + GET[:10]], ids=["a letter", "a head", "behind an answer"])
def test_a_head_that_does_not_come_to_its_end_is_not_waited_for(hurried, start):
    with connected(hurried) as line:
        line.send(start)
        if start.startswith(GET):
            assert line.answer().status == 200
        answer = line.answer()
        assert (answer.status, answer.error["code"]) == (408, "request_timeout")
        assert answer.headers["x-should-retry"] == "false"
        line.end()
        assert line.closed()


@pytest.mark.parametrize("start", [b"", GET], ids=["silent", "after an answer"])
def test_an_idle_connection_is_closed(hurried, start):
    with connected(hurried) as line:
        line.send(start)
        if start:
            assert line.answer().status == 200
        assert line.closed()


@pytest.mark.parametrize("start", [b"", b"\r\n", GET], ids=["silent", "a line break", "after an answer"])
def test_an_idle_connection_that_the_client_closes_is_closed_at_once(server, start):
    with connected(server) as line:
        line.send(start)
        if start == GET:
            assert line.answer().status == 200
        line.end()
        assert line.closed()


def test_a_connection_whose_request_is_being_answered_is_not_idle(hurried):
    body = encode_form(*good())
    with connected(hurried) as line, connected(hurried) as idle:
        line.send(edit_head(hurried, len(body)) + body)
        assert idle.closed()
        hurried.release()
        assert line.answer().status == 200


def test_an_answer_that_nobody_reads_is_given_up(tmp_path):
    """Of forty megabytes the kernel takes a few; the rest would wait in memory."""
    body = encode_form(*good(("n", "10"), image=noise()))
    with live(tmp_path, limits=SLOW | {"write_seconds": 0.5}) as running, connected(running) as line:
        line.send(edit_head(running, len(body)) + body)
        running.wait_for_log("POST /v1/images/edits")
        with pytest.raises(ConnectionResetError):
            line.file.read()
        assert "Traceback" not in running.log.read_text()


class Buffered:
    """A transport with so many bytes of ours and so many of the kernel's."""

    def __init__(self, monkeypatch):
        self.ours = self.kernels = 0
        monkeypatch.setattr(Delivery, "_unacknowledged", lambda _: self.kernels)

    def get_write_buffer_size(self):
        return self.ours


def test_whether_an_answer_is_taken_is_told_by_what_the_client_acknowledged(monkeypatch):
    transport = Buffered(monkeypatch)
    delivery = Delivery(transport, ConnectionLimits(write_seconds=30, write_rate=1000))
    # (now, ours, the kernel's, given up)
    for now, ours, kernels, given_up in [
        (0, 0, 0, False),  # nothing to send
        (100, 0, 4_000_000, False),  # the kernel has all of it
        (101, 300_000, 4_000_000, False),
        (130, 300_000, 4_000_000, False),  # not long enough
        (132, 300_000, 3_900_000, False),  # the kernel's buffer drains, ours does not yet
        (163, 300_000, 3_870_000, False),  # just fast enough
        (170, 500_000, 3_870_000, False),  # more was written
        (201, 500_000, 3_841_000, True),  # just too slow
    ]:
        transport.ours, transport.kernels = ours, kernels
        assert delivery.stalled(now) == given_up, now


def noise() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (1024, 1024, 3), np.uint8)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def test_of_too_many_connections_the_one_longest_without_a_request_makes_room(tmp_path):
    with live(tmp_path, limits=SLOW | {"connections": 3}) as running, ExitStack() as stack:
        unfinished, idle, served = (stack.enter_context(connected(running)) for _ in range(3))
        unfinished.send(GET[:10])
        for line in (idle, served):
            line.send(GET)
            assert line.answer().status == 200
        for given_up in (unfinished, idle):
            another = stack.enter_context(connected(running))
            another.send(GET)
            assert another.answer().status == 200
            assert given_up.closed()
        served.send(GET)
        assert served.answer().status == 200


def test_where_all_connections_are_at_work_a_new_one_is_told_so(tmp_path):
    body = encode_form(*good())
    with live(tmp_path, limits=SLOW | {"connections": 2}, hold=True) as running, ExitStack() as stack:
        busy = [stack.enter_context(connected(running)) for _ in range(2)]
        for line in busy:
            line.send(edit_head(running, len(body), Expect="100-continue"))
            assert line.goes_on()  # a connection at work from now on
        for _ in range(5):
            with connected(running) as third:
                third.send(GET)
                answer = third.answer()
                assert (answer.status, answer.error["code"]) == (503, "too_many_connections")
                assert int(answer.headers["retry-after"]) > 0
                assert "x-should-retry" not in answer.headers
        running.release()
        for line in busy:
            line.send(body)
            assert line.answer().status == 200
        with connected(running) as third:
            third.send(GET)
            assert third.answer().status == 200


def test_idle_connections_beyond_what_the_process_may_open_lock_nobody_out(tmp_path):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))

    with live(tmp_path, limits=SLOW, before=limit) as running, ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(connected(running))
        with connected(running) as line:
            line.send(GET)
            assert line.answer().status == 200
        assert "This process may open 200 files: 36 connections are taken, not 1000." in running.log.read_text()


def test_a_process_may_open_as_many_files_as_its_connections_need(tmp_path):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 3000))

    with live(tmp_path, limits=SLOW, before=limit) as running, ExitStack() as stack:
        lines = [stack.enter_context(connected(running)) for _ in range(200)]
        for line in lines:
            line.send(GET)
        assert [line.answer().status for line in lines] == [200] * 200
        assert "may open" not in running.log.read_text()
