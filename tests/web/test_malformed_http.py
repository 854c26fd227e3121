"""Bytes that are not HTTP, bodies that break off or come in another form, and clients that close half of their connection."""

import gzip
import http.client
import json
import socket
import struct
import subprocess
from urllib.parse import urlsplit

import pytest

from web.forms import BOUNDARY, CONTENT_TYPE, encode_form, good, picture
from web.live_server import live
from web.raw_socket import GET, LONG, connected, edit_head

BODY = encode_form(*good())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("live"), max_body_bytes=1_000_000) as running:
        yield running
        assert "Traceback" not in running.log.read_text()


MALFORMED = {
    "no HTTP at all": b"hello\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(60),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an unknown method": b"FETCH / HTTP/1.1\r\n\r\n",
    "another version": b"GET / HTTP/3.9\r\n\r\n",
    "a proxy's request": b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "a URL beyond ASCII": "GET /é HTTP/1.1\r\n\r\n".encode(),
    "a header without colon": b"GET /healthz HTTP/1.1\r\nnonsense\r\n\r\n",
    "a header with a zero": b"GET /healthz HTTP/1.1\r\na: \0\r\n\r\n",
    "a length that is no number": b"POST /v1/edits/plan HTTP/1.1\r\nContent-Length: many\r\n\r\n",
    "two lengths": b"POST /v1/edits/plan HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length and chunks": b"POST /v1/edits/plan HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a head that ends early": GET[:-2],
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_what_is_not_http_is_told_so_in_the_shape_of_every_error(server, data):
    with connected(server) as line:
        line.send(data)
        line.end()
        answer = line.answer()
        assert (answer.status, answer.error["type"], answer.error["code"]) == (400, "invalid_request_error", "malformed_request")
        assert answer.headers["connection"] == "close"
        assert answer.headers["x-should-retry"] == "false"
        assert line.closed()


def test_what_is_not_http_gets_a_line_in_the_log(server):
    with connected(server) as line:
        line.send(b"hello\r\n\r\n")
        request_id = line.answer().headers["x-request-id"]
    server.wait_for_log(f"{request_id} no request status=400 code=malformed_request peer=127.0.0.1")


def test_nonsense_behind_a_request_takes_nothing_from_its_answer(server):
    with connected(server) as line:
        line.send(GET + b"nonsense\r\n\r\n")
        assert line.answer().status == 200
        line.end()
        assert line.closed()


BROKEN = {
    "a length of a chunk that is no number": (None, b"zz\r\n", "malformed_request"),
    "a chunk longer than it says": (None, b"1\r\nabc\r\n0\r\n\r\n", "malformed_request"),
    "the end, within a chunk": (None, b"%x\r\n" % len(BODY) + BODY[:100], "invalid_body"),
    "the end, within a length": (len(BODY), BODY[:100], "invalid_body"),
}


@pytest.mark.parametrize(("length", "data", "code"), BROKEN.values(), ids=BROKEN)
def test_a_body_that_breaks_is_answered_as_that_request(server, length, data, code):
    request_id = f"broken-{hash((length, data)) & 0xFFFFFFFF}"
    with connected(server) as line:
        line.send(edit_head(server, length, X_Request_Id=request_id) + data)
        line.end()
        answer = line.answer()
        assert (answer.status, answer.error["code"], answer.headers["x-request-id"]) == (400, code, request_id)
        assert line.closed()
    server.wait_for_log(f"{request_id} POST /v1/images/edits status=400")


def test_a_body_behind_an_upgrade_is_told_the_cure(server):
    """Java's HttpClient asks for HTTP/2 so."""
    with connected(server) as line:
        upgrade = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2_Settings": "AAMAAABk"}
        line.send(edit_head(server, len(BODY), **upgrade) + BODY)
        answer = line.answer()
        assert (answer.status, answer.error["code"]) == (400, "malformed_request")
        assert "Upgrade" in answer.error["message"]
        line.end()
        assert line.closed()


def test_an_upgrade_without_a_body_is_passed_over(server):
    with connected(server) as line:
        line.send(GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert line.answer().status == 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, identity"])
@pytest.mark.parametrize("path", ["/v1/images/edits", "/v1/edits/plan"])
def test_a_compressed_body_is_refused_by_name(server, encoding, path):
    place = urlsplit(server.url)
    client = http.client.HTTPConnection(place.hostname, place.port, timeout=LONG)
    content_type = CONTENT_TYPE if "images" in path else "application/json"
    client.request(
        "POST", path, gzip.compress(BODY), server.headers() | {"Content-Encoding": encoding, "Content-Type": content_type}
    )
    answer = client.getresponse()
    error = http_error(answer)
    assert (answer.status, error["code"]) == (415, "unsupported_content_encoding")
    assert encoding in error["message"]
    assert "uncompressed" in error["message"]
    client.close()


def http_error(answer: http.client.HTTPResponse) -> dict:
    return json.loads(answer.read())["error"]


def test_a_body_that_says_it_is_not_compressed_is_read(server):
    with connected(server) as line:
        line.send(edit_head(server, len(BODY), Content_Encoding="identity") + BODY)
        assert line.answer().status == 200


@pytest.mark.parametrize("key", ["direct", "wrong"])
@pytest.mark.parametrize("declared", [True, False], ids=["length", "chunks"])
def test_a_client_that_sends_everything_first_reads_why_it_was_too_much(server, declared, key):
    """Sixty times the limit, and nothing is read before all is sent."""
    place = urlsplit(server.url)
    client = http.client.HTTPConnection(place.hostname, place.port, timeout=LONG)
    body = bytes(60_000_000) if declared else iter([bytes(1_000_000)] * 60)
    headers = {"Authorization": f"Bearer {server.direct if key == 'direct' else key}", "Content-Type": CONTENT_TYPE}
    client.request("POST", "/v1/images/edits", body, headers)
    answer = client.getresponse()
    expected = (413, "request_too_large") if key == "direct" else (401, "invalid_api_key")
    assert (answer.status, http_error(answer)["code"]) == expected
    assert answer.headers["connection"] == "close"
    client.close()


@pytest.mark.parametrize("expect", ["Expect: 100-continue", "Expect:"])
def test_curl_reads_why_its_body_was_too_much(server, tmp_path, expect):
    big = tmp_path / "big.png"
    big.write_bytes(picture() + bytes(40_000_000))
    form = ["-F", "model=gpt-image-2", "-F", "prompt=x", "-F", f"image=@{big}"]
    command = ["curl", "-sS", "-w", "\n%{http_code}", "-H", f"Authorization: Bearer {server.direct}", "-H", expect, *form]
    done = subprocess.run([*command, f"{server.url}/v1/images/edits"], capture_output=True, text=True, check=True, timeout=LONG)
    assert done.stdout.endswith("\n413")
    assert "request_too_large" in done.stdout


def test_who_asks_first_sends_nothing(server):
    with connected(server) as line:
        line.send(edit_head(server, 1_000_001, Expect="100-continue"))
        assert line.answer().status == 413


def test_a_client_that_goes_on_sending_for_ever_is_cut_off(tmp_path):
    with live(tmp_path, limits={"linger_bytes": 5_000_000}) as running, connected(running) as line:
        line.send(edit_head(running, None, key="wrong"))
        assert line.answer().status == 401
        with pytest.raises(OSError, match=r"reset|pipe"):
            for _ in range(1000):
                line.send(b"100000\r\n" + bytes(0x100000) + b"\r\n")


@pytest.mark.parametrize("limit", ["linger_seconds", "linger_idle_seconds"])
def test_a_client_that_never_closes_is_left(tmp_path, limit):
    with live(tmp_path, limits={limit: 0.1}) as running, connected(running) as line:
        line.send(edit_head(running, 1000, key="wrong"))
        assert line.answer().status == 401
        assert line.closed()
        running.wait_for_log("status=401")


def test_an_answer_before_the_bodys_end_closes_and_one_behind_it_does_not(server):
    with connected(server) as line:
        for _ in range(2):
            line.send(edit_head(server, len(BODY), key="wrong") + BODY)
            answer = line.answer()
            assert answer.status == 401
            if answer.headers["connection"] == "close":  # the answer was faster than the body
                return


def test_a_client_that_closes_its_sending_side_gets_its_answer(tmp_path):
    with live(tmp_path, hold=True) as running, connected(running) as line:
        line.send(edit_head(running, len(BODY)) + BODY)
        line.end()
        running.wait_for_edit()
        # The server looks now whether anybody is there.
        assert [line.goes_on() for _ in range(3)] == [True] * 3
        running.release()
        answer = line.answer()
        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert line.closed()


def test_a_client_of_http_1_0_is_not_asked(tmp_path):
    with live(tmp_path, hold=True) as running, connected(running) as line:
        line.send(edit_head(running, len(BODY)).replace(b"HTTP/1.1", b"HTTP/1.0") + BODY)
        line.end()
        running.wait_for_edit()
        running.release()
        assert line.file.readline() == b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("requests", [1, 3])
@pytest.mark.parametrize("ending", ["closes", "resets"])
def test_a_client_that_goes_away_takes_what_waits_behind_its_request_with_it(tmp_path, requests, ending):
    with live(tmp_path, hold=True) as running:
        with connected(running) as line:
            for number in range(requests):
                line.send(edit_head(running, len(BODY), X_Request_Id=f"behind-{number}") + BODY)
            running.wait_for_edit()
            if ending == "resets":
                line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        running.wait_for_log("behind-0 POST /v1/images/edits status=499")
        with connected(running) as line:
            line.send(GET)
            assert line.answer().status == 200
        log = running.log.read_text()
        assert "Traceback" not in log
        assert "behind-1" not in log


@pytest.mark.parametrize("sent", [BODY[:100], b""], ids=["within its body", "before its body"])
def test_a_client_that_goes_away_while_it_sends_leaves_no_traceback(server, sent):
    with connected(server) as line:
        line.send(edit_head(server, len(BODY), X_Request_Id=f"gone-while-sending-{len(sent)}") + sent)
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    server.wait_for_log(f"gone-while-sending-{len(sent)} POST")
    assert BOUNDARY not in server.log.read_text()
