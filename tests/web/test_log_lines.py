"""What the log says of a request, and what it must never say."""

import base64
import io
import json
import logging

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
