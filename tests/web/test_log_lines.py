"""What the log says of a request, and what it must never say."""

import base64
import io
import json
import logging
import unicodedata

import pytest

from overpaint.settings import Settings
from overpaint.web import logs
from web.echo_server import Watched, serving
from web.forms import File, good, picture


@pytest.fixture
def captured(monkeypatch):
    """Configure logging in a format; give back what is written. The root logger is put back as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    out = io.StringIO()

    def configure(log_format: str) -> io.StringIO:
        monkeypatch.setattr(logs.sys, "stderr", out)
        root.handlers = []
        logs.configure(Settings(log_format=log_format, log_level="debug"))
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # the tests' own client
        return out

    yield configure
    root.handlers, root.level = before[0], before[1]


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("failure", [None, RuntimeError("a defect")], ids=["well", "defect"])
def test_no_line_holds_a_key_a_prompt_or_a_picture(captured, tmp_path, log_format, failure):
    out = captured(log_format)
    with serving(tmp_path, Watched(fail_with=failure)) as server:
        answer = server.post(*good(("user", "anna@example.org"), ("mask", File(picture(mode="RGBA")))))
        server.post(*good(image=b"broken"))
        server.post(*good(), key="sk-not-a-key-of-ours")
        text = out.getvalue()
        secrets = [server.direct, "sk-not-a-key", "sunset", "anna@example.org", base64.b64encode(picture()).decode()[:40]]
        if failure is None:
            secrets.append(answer.json()["data"][0]["b64_json"][:40])
    assert answer.headers["x-request-id"] in text
    assert not [secret for secret in secrets if secret in text]
    assert "iVBORw0KGgo" not in text
    assert "\\x89PNG" not in text


def test_a_json_line_says_what_was_asked_and_how_it_ended(captured, tmp_path):
    out = captured("json")
    with serving(tmp_path) as server:
        good_answer = server.post(*good())
        server.post(*good(("n", "x")))
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    well, badly = [line for line in lines if line["logger"] == "overpaint.web"]
    assert (well["message"], well["status"], well["level"]) == ("POST /v1/images/edits", 200, "info")
    assert well["request_id"] == good_answer.headers["x-request-id"]
    assert well["out"] == len(good_answer.content)
    assert well["in"] > len(picture())
    assert well["ms"] >= 0
    assert server.direct.startswith(well["key"].rstrip("…"))
    assert len(well["key"]) < 12
    assert (badly["status"], badly["code"]) == (400, "invalid_type")


def test_a_line_of_text_stays_one_line_whatever_the_client_chose(captured, server):
    out = captured("text")
    server.client.get("/a%0A2026-01-01 info  forged line%1b[31m")
    lines = out.getvalue().splitlines()
    assert len([line for line in lines if "forged" in line]) == 1
    assert "\\x0a2026" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_a_traceback_follows_its_line(captured, tmp_path):
    for log_format, has in (("text", "\nTraceback (most recent call last)"), ("json", '"exception":"Traceback')):
        out = captured(log_format)
        with serving(tmp_path / log_format, Watched(fail_with=RuntimeError("a defect"))) as server:
            server.post(*good())
        assert has in out.getvalue()


PATHS = {
    "control characters": "/a%00%07%0a%0d%1b%7f%c2%85%c2%9b",
    "other ends of lines": "/a%e2%80%a8%e2%80%a9%0b%0c",
    "text turned around": "/%e2%80%aeevil%e2%81%a6",
    "no UTF-8": "/%ff%fe%c3%28%ed%a0%80",
    "quotes": "/%22,%22status%22:200,%22%5c",
    "long": "/" + "x" * 30_000,
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_line_stays_one_valid_bounded_line_whatever_the_path(captured, server, log_format, path):
    out = captured(log_format)
    server.client.get(path)
    (line,) = out.getvalue().splitlines()
    assert len(line.encode()) < 8_000
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in line)
    if log_format == "json":
        said = json.loads(line)
        assert (said["status"], said["code"], said["logger"]) == (404, "not_found", "overpaint.web")
    else:
        assert not any(unicodedata.bidirectional(character) in ("RLO", "LRI") for character in line)
        assert line.endswith("code=not_found")


VALUES = {
    "surrogate": "\ud800 half a character",
    "long": "x" * 100_000,
    "large": 2**70,
    "small": -(2**70),
    "no number": float("nan"),
    "bytes": b"\xff",
    "object": object(),
    "truth": True,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_any_value_gives_a_line(captured, log_format, value):
    out = captured(log_format)
    logging.getLogger("overpaint.web").warning("%s", value, extra={"fields": {"value": value}})
    (line,) = out.getvalue().splitlines()
    line.encode()
    assert len(line) < 8_000
    assert log_format == "text" or json.loads(line)["level"] == "warning"


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_is_bounded_and_drives_no_terminal(captured, log_format):
    out = captured(log_format)
    try:
        raise RuntimeError("first\x1b[31m\ud800" + "x" * 1_000_000 + "last")
    except RuntimeError:
        logging.getLogger("overpaint.web").exception("a defect")
    text = out.getvalue()
    text.encode()
    assert len(text) < 50_000
    assert "\x1b" not in text
    assert "Traceback" in text and "last" in text
    assert log_format == "text" or json.loads(text)["message"] == "a defect"
