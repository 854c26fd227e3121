"""The server as a process: its start, its stop, and clients that hang up on it."""

import io
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from http.client import HTTPResponse
from urllib.parse import urlsplit

import httpx2
import pytest
from rich.console import Console

from overpaint.accounts import Accounts
from overpaint.cli.serve import _hand_over
from overpaint.errors import ConfigurationError
from overpaint.settings import Settings
from overpaint.web import server
from web.forms import CONTENT_TYPE, encode_form, good, picture
from web.live_server import live, wait_until


def edit(running, answers: list, **more) -> threading.Thread:
    """An edit in a thread of its own."""

    def ask() -> None:
        headers = running.headers() | {"content-type": CONTENT_TYPE} | more
        try:
            answers.append(
                httpx2.post(f"{running.url}/v1/images/edits", content=encode_form(*good()), headers=headers, timeout=60)
            )
        except httpx2.HTTPError as error:
            answers.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def outcome(folder, request_id: str) -> str:
    with Accounts(Settings(data_dir=folder).resolved_database_url) as accounts:
        wait_until(lambda: bool(accounts.usage(request_id=request_id)), "no usage record")
        return accounts.usage(request_id=request_id)[0].outcome


def test_a_running_edit_is_finished_before_the_server_stops(tmp_path):
    answers = []
    with live(tmp_path, hold=True) as running:
        waiting = edit(running, answers)
        running.wait_for_edit()
        running.process.send_signal(signal.SIGTERM)
        running.wait_for_log("Shutting down")
        running.release()
        waiting.join(60)
        running.process.wait(60)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{running.url}/healthz")
    assert answers[0].status_code == 200
    assert answers[0].headers["connection"] == "close"


def check_shutdown_answer(status: int, headers, body: bytes) -> None:
    error = json.loads(body)["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (status, error["type"], error["code"]) == (503, "server_error", "engine_unavailable")
    assert headers["x-request-id"] in error["message"]
    assert int(headers["retry-after"]) > 0


def test_an_edit_that_outlasts_the_grace_is_answered_so(tmp_path):
    answers = []
    with live(tmp_path, hold=True, shutdown_grace=0.2) as running:
        waiting = edit(running, answers, **{"x-request-id": "outlasts-the-grace"})
        running.wait_for_edit()
        running.process.send_signal(signal.SIGINT)
        running.process.wait(60)
        waiting.join(60)
    check_shutdown_answer(answers[0].status_code, answers[0].headers, answers[0].content)
    assert outcome(tmp_path, "outlasts-the-grace") == "engine_unavailable"
    log = running.log.read_text()
    assert "Traceback" not in log
    assert "timeout graceful shutdown exceeded" not in log


def test_a_body_that_outlasts_the_grace_is_answered_so(tmp_path):
    with live(tmp_path, shutdown_grace=0.2) as running:
        place = urlsplit(running.url)
        with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
            connection.sendall(
                f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.direct}\r\n"
                f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n".encode()
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 100")  # the server reads the body now
            running.process.send_signal(signal.SIGTERM)
            answer = HTTPResponse(connection)
            answer.begin()
            check_shutdown_answer(answer.status, answer.headers, answer.read())
        running.process.wait(60)
    assert "Traceback" not in running.log.read_text()


def test_a_client_that_hangs_up_cancels_its_edit(tmp_path):
    with live(tmp_path, hold=True) as running:
        body = encode_form(*good())
        head = (
            f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.direct}\r\nX-Request-Id: hung-up-1\r\n"
            f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        place = urlsplit(running.url)
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(head.encode() + body)
            running.wait_for_edit()
        assert outcome(tmp_path, "hung-up-1") == "cancelled"
        assert httpx2.get(f"{running.url}/healthz").status_code == 200
        assert "Traceback" not in running.log.read_text()


def start_serve(folder, **environment) -> subprocess.Popen[str]:
    environment = {"OVERPAINT_DATA_DIR": str(folder), "OVERPAINT_ENGINE": "echo", "OVERPAINT_LOG_FORMAT": "json", **environment}
    command = [sys.executable, "-m", "overpaint.cli", "serve", "--port", "0", "--workers", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=os.environ | environment, umask=0, **pipes)


def read_banner(process: subprocess.Popen[str]) -> str:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "edited.png" in line:
            return "".join(lines)
    raise AssertionError(process.stderr.read())


KEY = re.compile(r"sk-[A-Za-z0-9]{40}")


def test_serve_keeps_the_first_key_out_of_logs_and_shows_commands_that_work(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(picture(format="JPEG"))
    kept = tmp_path / "data of ada" / "first-key"
    with start_serve(kept.parent, OVERPAINT_PROT="1") as process:
        banner = read_banner(process)
        commands = banner[banner.index("export ") :].replace(banner[banner.index("Overpaint serves") :].split("\n")[0], "")
        subprocess.run(["bash", "-c", commands], cwd=tmp_path, check=True, capture_output=True, timeout=60)
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read()
    assert (tmp_path / "edited.png").read_bytes().startswith(b"\x89PNG")
    assert KEY.fullmatch(kept.read_text().strip())
    assert not KEY.search(banner + log)
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["message"] for line in lines].count("POST /v1/images/edits") == 1
    assert not [line for line in lines if line["logger"].startswith("alembic")], "a start is no news of migrations"
    assert [line["message"] for line in lines if line["level"] == "warning"] == [
        "OVERPAINT_PROT is no setting, so it does nothing; did you mean OVERPAINT_PORT?"
    ]
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in (kept.parent, *kept.parent.iterdir())} == {
        "data of ada": 0o700,
        "first-key": 0o600,
        "overpaint.db": 0o600,
    }, "whatever the umask"
    with start_serve(kept.parent) as process:
        banner = read_banner(process)
        process.send_signal(signal.SIGTERM)
    assert "first-key" not in banner
    assert "$OVERPAINT_KEY" in banner


@pytest.mark.parametrize(
    ("terminal", "log_format", "shown"), [(True, "text", True), (True, "json", False), (False, "text", False)]
)
def test_only_a_terminal_shows_the_first_key(tmp_path, terminal, log_format, shown):
    console = Console(file=io.StringIO(), force_terminal=terminal, width=40)
    _hand_over("sk-secret", Settings(data_dir=tmp_path / "new", log_format=log_format), console)
    said = console.file.getvalue()
    assert ("export OVERPAINT_KEY=sk-secret\n" in said, "sk-secret" in said) == (shown, shown)
    assert (tmp_path / "new" / "first-key").exists() == (not shown)


def test_the_first_key_follows_no_link_that_lies_there(tmp_path):
    (tmp_path / "first-key").symlink_to(tmp_path / "elsewhere")
    _hand_over("sk-secret", Settings(data_dir=tmp_path), Console(file=io.StringIO()))
    assert not (tmp_path / "elsewhere").exists()
    assert (tmp_path / "first-key").read_text() == "sk-secret\n"


def test_a_port_in_use_is_a_configuration_error():
    with server.bind("127.0.0.1", 0) as listener, pytest.raises(ConfigurationError, match="--port"):
        server.bind("127.0.0.1", listener.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:"), ("localhost", "http://")],  # noqa: S104
)
def test_the_url_is_one_that_this_machine_reaches(host, url):
    with server.bind(host, 0) as listener:
        assert server.base_url(listener).startswith(url)
        place = urlsplit(server.base_url(listener))
        socket.create_connection((place.hostname, place.port), timeout=5).close()
