"""Bytes on their way in: limits, what stays in memory and what goes to disk, and how little a bad request costs."""

import io
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from overpaint.engines.echo import EchoEngine
from overpaint.imaging.codec import open_image
from overpaint.web.api import chunks, picture_intake
from overpaint.web.upload_folder import MARK
from web.echo_server import serving
from web.forms import CONTENT_TYPE, SCALARS, File, Part, encode_form, good, mask, picture
from web.raw_asgi import exchange

# A picture that is bigger than its pixels need: what follows a JPEG's end belongs to nobody.
BIG = picture((640, 480), format="JPEG") + bytes(9_000_000)


def spool_dir(server) -> Path:
    return server.client.app.state.api.spool.folder


def spooled(server) -> list[Path]:
    return [path for path in spool_dir(server).iterdir() if path.name != MARK]


def test_a_small_file_stays_in_memory_and_a_big_one_goes_to_a_file_that_is_deleted(server):
    assert server.post(*good(), ("image", File(BIG))).status_code == 200
    small, big = server.engine.sources
    assert small == picture()
    assert isinstance(big, Path)
    assert big.parent == spool_dir(server)
    assert not big.exists()
    assert spooled(server) == []


def test_a_spooled_file_has_every_byte(tmp_path):
    seen = []

    class Reading(EchoEngine):
        def run(self, work, cancelled):
            seen.append(work.request.images[0].read())
            yield from super().run(work, cancelled)

    with serving(tmp_path, Reading(), spool_bytes=1000) as server:
        data = encode_form(*good(image=BIG))
        pieces = [data[i : i + 65_536] for i in range(0, len(data), 65_536)]
        assert exchange(server, pieces).status == 200
    assert seen == [BIG]


def test_temporary_files_go_with_a_refused_request_too(server):
    assert server.post(*good(image=BIG), ("n", "x")).status_code == 400
    assert server.post(*good(image=BIG), ("image", File(b"broken"))).status_code == 400
    assert server.send(encode_form(*good(image=BIG))[:-300]).status_code == 400
    assert spooled(server) == []


def test_temporary_files_go_with_the_server(tmp_path):
    with serving(tmp_path) as server:
        folder = spool_dir(server)
        (folder / "left").write_bytes(b"behind")
        assert folder.is_dir()
    assert not folder.exists()


def too_large(answer, param):
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (413, "invalid_request_error", "request_too_large")
    assert error["param"] == param
    assert list(error) == ["message", "type", "param", "code"]
    return error["message"]


@pytest.mark.parametrize("name", ["image", "mask"])
def test_a_file_of_51_megabytes_is_too_large(server, name):
    file = (name, File(picture((64, 48), "RGBA") + bytes(51_000_000)))
    assert "50,000,000 bytes" in too_large(server.post(*SCALARS, file), name)


def test_a_file_must_be_smaller_than_its_limit(tmp_path):
    data = picture(format="JPEG")
    with serving(tmp_path, max_file_bytes=len(data) + 1) as server:
        assert server.post(*good(image=data)).status_code == 200
        too_large(server.post(*good(image=data + b"x")), "image")


def test_a_body_may_have_its_limit_and_no_more(tmp_path):
    data = encode_form(*good())
    with serving(tmp_path, max_body_bytes=len(data)) as server:
        assert server.send(data).status_code == 200
        too_large(server.send(data + b"x"), None)
        too_large(server.send(iter([data, b"x"])), None)


def test_a_declared_length_over_the_limit_is_refused_unread(server):
    one = exchange(server, [b"x"] * 3, content_length="200000001")
    assert (one.status, one.error["code"], one.read_at_start) == (413, "request_too_large", 0)


def test_a_bad_key_is_refused_unread(server):
    one = exchange(server, [encode_form(*good())], key="wrong")
    assert (one.status, one.read_at_start) == (401, 0)


def beginning(*parts: Part) -> bytes:
    """A form up to the first byte of its last file."""
    return encode_form(*parts).removesuffix(encode_form())[:-2]


FILE = ("image", File(b""))
EARLY = {
    "a bad scalar": (beginning(*SCALARS, ("n", "99"), FILE), "direct", "n"),
    "an unknown model": (beginning(("model", "dall-e-2"), FILE), "direct", "model"),
    "an unknown field": (beginning(*SCALARS, ("style", "x"), FILE), "direct", "style"),
    "png with compression": (
        beginning(*SCALARS, ("output_format", "png"), ("output_compression", "9"), FILE),
        "direct",
        "output_compression",
    ),
    "n without its group": (beginning(*SCALARS, ("n", "2"), FILE), "default", "n"),
    "a mask without its group": (beginning(("mask", File(b""))), "default", "mask"),
    "a broken first file": (beginning(("image[]", File(b"broken")), ("image[]", File(b""))), "direct", "image[0]"),
}


@pytest.mark.parametrize(("start", "group", "param"), EARLY.values(), ids=EARLY)
def test_megabytes_that_follow_a_fault_are_not_waited_for(server, start, group, param):
    megabyte = bytes(1_000_000)
    one = exchange(server, [start, *[megabyte] * 30], key=getattr(server, group))
    assert (one.status, one.error["param"]) == (404 if param == "model" else 400, param)
    assert one.read == one.read_at_start == 1


def test_a_body_that_stops_coming_is_refused(server, monkeypatch):
    monkeypatch.setattr(chunks, "IDLE_SECONDS", 0.05)
    one = exchange(server, [encode_form(*good())[:-100]], stall=True)
    assert (one.status, one.error["code"]) == (408, "request_timeout")
    assert one.headers["x-should-retry"] == "false"


@pytest.mark.parametrize("path", ["/v1/images/edits", "/v1/edits/plan"])
def test_a_body_that_trickles_is_refused(server, monkeypatch, path):
    """Each byte comes in time, all of them do not."""
    monkeypatch.setattr(chunks, "PATIENCE_SECONDS", 0.2)
    kind = "application/json" if "plan" in path else CONTENT_TYPE
    one = exchange(server, [b" "] * 10_000, pace=0.01, path=path, content_type=kind)
    assert (one.status, one.error["code"]) == (408, "request_timeout")
    assert "2,000 bytes a second" in one.error["message"]
    assert one.read < 10_000


def test_a_request_read_to_its_end_keeps_its_connection(server):
    one = exchange(server, [encode_form(*good(("n", "x")))])
    assert one.status == 400
    assert "connection" not in one.headers


def test_the_answer_leaves_in_small_pieces(server):
    one = exchange(server, [encode_form(*good(("n", "2"), ("size", "1024x1024"), image=noise()))])
    assert one.status == 200
    assert sum(map(len, one.body)) == int(one.headers["content-length"]) > 4_000_000
    assert max(map(len, one.body)) <= 262_144


def noise() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (1024, 1024, 3), np.uint8)).save(out, "PNG", compress_level=0)
    return out.getvalue()


def test_headers_are_read_in_a_thread(server, monkeypatch):
    names = []
    monkeypatch.setattr(
        picture_intake, "open_image", lambda *a, **k: names.append(threading.current_thread().name) or open_image(*a, **k)
    )
    server.post(*good(("mask", File(mask()))))
    assert len(names) == 2
    assert all("worker" in name for name in names)
