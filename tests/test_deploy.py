"""What runs the server elsewhere (container, compose, systemd, proxies) says what the settings say, and parses."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from overpaint.cli.environment import unknown_variables
from overpaint.settings import Settings
from overpaint.web.server import ANSWER_SECONDS

ROOT = Path(__file__).parents[1]
FILES = (
    "Dockerfile",
    "compose.yaml",
    "deploy/overpaint.service",
    "deploy/nginx.conf",
    "deploy/Caddyfile",
    "deploy/start-in-container",
)
DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}
STOP_SECONDS = DEFAULTS["shutdown_grace"] + ANSWER_SECONDS


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_every_variable_is_a_setting(name: str) -> None:
    named = set(re.findall(r"OVERPAINT_[A-Z_]*[A-Z]", read(name)))
    assert unknown_variables(dict.fromkeys(named, "1")) == ()


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_explained(name: str) -> None:
    assert name in read("docs/deploy.md"), f"docs/deploy.md does not say what {name} is for"


def test_the_image_is_made_of_what_is_there_and_runs_as_nobody() -> None:
    text = read("Dockerfile")
    allowed = [line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")]
    for sources in re.findall(r"^COPY (?!--from)(?:--chmod=\d+ )?(.+) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert any(fnmatch.fnmatch(source, one) for one in allowed), f".dockerignore keeps {source} out"
    extras = re.search(r'"\.\[([a-z,]+)\]"', text)
    assert extras is not None
    known = tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]
    assert set(extras[1].split(",")) <= set(known)
    assert re.search(r"^USER overpaint$", text, re.MULTILINE)
    assert "HEALTHCHECK" in text


def test_what_the_container_starts_is_a_shell_script() -> None:
    path = ROOT / "deploy" / "start-in-container"
    assert os.access(path, os.X_OK)
    subprocess.run(["sh", "-n", str(path)], check=True)


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return found["services"]


def test_compose_keeps_everything_but_the_server_to_itself() -> None:
    services = compose()
    assert [name for name, service in services.items() if "ports" in service] == ["overpaint"]
    assert services["overpaint"]["ports"] == ["127.0.0.1:8000:8000"]
    assert all("healthcheck" in service for name, service in services.items() if name != "overpaint")
    assert set(services["overpaint"]["depends_on"]) == {"postgres", "redis"}


def test_edits_that_run_may_finish_before_anything_is_killed() -> None:
    assert int(compose()["overpaint"]["stop_grace_period"].removesuffix("s")) > STOP_SECONDS
    unit = re.search(r"^TimeoutStopSec=(\d+)$", read("deploy/overpaint.service"), re.MULTILINE)
    assert unit is not None
    assert int(unit[1]) > STOP_SECONDS


def test_proxies_let_through_what_the_server_takes_and_wait_as_long_as_it_works() -> None:
    megabytes = DEFAULTS["max_body_bytes"] // 1_000_000
    assert f"client_max_body_size {megabytes}m;" in read("deploy/nginx.conf")
    assert f"max_size {megabytes}MB" in read("deploy/Caddyfile")
    for name in ("deploy/nginx.conf", "deploy/Caddyfile"):
        timeouts = [int(seconds) for seconds in re.findall(r"(?:read|send|write)_timeout (\d+)s", read(name))]
        assert timeouts
        assert min(timeouts) > DEFAULTS["edit_timeout"]


def test_every_defence_that_names_a_test_has_it() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", read("docs/security.md"))
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_the_unit() -> None:
    command = ["systemd-analyze", "verify", str(ROOT / "deploy" / "overpaint.service")]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    ours = [line for line in said.splitlines() if "overpaint.service" in line and "is not executable" not in line]
    assert not ours


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    pair = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x", *pair]
    subprocess.run(made, check=True, capture_output=True)
    text = re.sub(r"/etc/ssl/overpaint/fullchain.pem", str(tmp_path / "cert.pem"), read("deploy/nginx.conf"))
    text = re.sub(r"/etc/ssl/overpaint/privkey.pem", str(tmp_path / "key.pem"), text)
    (tmp_path / "site.conf").write_text(text)
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
