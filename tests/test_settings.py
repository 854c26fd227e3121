"""Settings and folders that can't be used: each complaint names the variable and what it may be."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path

import pytest

from overpaint import settings
from overpaint.cli import run as command_line
from overpaint.cli.environment import OTHERS, unknown_variables
from overpaint.engines import open_engines
from overpaint.errors import ConfigurationError
from overpaint.settings import Settings, private_folder
from web.forms import picture

ROOT = Path(__file__).parents[1]
OVERPAINT = [sys.executable, "-m", "overpaint.cli"]
NO_FOLDER = ("/dev/null", "/proc/nobody")
"""Where not even root can make a folder."""


def run(*arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """A command in a process with this environment; None: not set."""
    kept = {name: value for name, value in os.environ.items() if name not in environment}
    given = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run([*OVERPAINT, *arguments], env=kept | given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("PORT", "http", "0 to 65535"),
        ("PORT", "-1", "0 to 65535"),
        ("PORT", "9" * 5000, "0 to 65535"),
        ("WORKERS", "0", "1 to 256"),
        ("WORKERS", "1.5", "1 to 256"),
        ("EDIT_TIMEOUT", "nan", "over 0 to 3600"),
        ("EDIT_TIMEOUT", "inf", "over 0 to 3600"),
        ("DATABASE_TIMEOUT", "0", "0.1 to 300"),
        ("MAX_FILE_BYTES", "50MB", "1 or more"),
        ("LOG_LEVEL", "loud\x1b[1m", "debug, info, warning, error"),
        ("DATA_DIR", "/etc/passwd", "a folder"),
        ("DATA_DIR", "~nobody-at-all/data", "a folder"),
        ("BACKGROUNDS_DIR", "/etc/passwd", "a folder"),
        ("HOST", "x" * 300, "text"),
    ],
)
def test_a_value_that_cannot_be_names_its_variable_and_range(
    name: str, value: str, valid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"OVERPAINT_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    assert f"OVERPAINT_{name}=" in caught.value.message
    assert f"Valid: {valid}." in caught.value.message.replace("a whole number, ", "").replace("a number, ", "")
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 300


def test_an_engine_that_is_not_here_is_answered_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERPAINT_ENGINE", "remote")
    with pytest.raises(ConfigurationError, match=r"OVERPAINT_ENGINE='remote'.* local, diffusion, upstream, echo"):
        open_engines(settings.load())


def test_every_value_that_cannot_be_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERPAINT_PORT", "a")
    monkeypatch.setenv("OVERPAINT_WORKERS", "b")
    with pytest.raises(ConfigurationError, match=r"OVERPAINT_PORT='a'[^\n]*\n  OVERPAINT_WORKERS='b'"):
        settings.load()


def test_a_bad_option_of_serve_is_refused_like_a_bad_variable() -> None:
    done = run("serve", "--host", "")
    assert done.returncode == 2
    assert "OVERPAINT_HOST=''" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_tilde_is_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OVERPAINT_DATA_DIR", "~/pictures")
    assert settings.load().data_dir == tmp_path / "pictures"


def test_no_home_at_all_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    monkeypatch.delenv("OVERPAINT_DATA_DIR", raising=False)
    assert settings.load().data_dir == settings.NO_HOME / ".local" / "share" / "overpaint"


@pytest.mark.parametrize("home", NO_FOLDER)
def test_an_edit_that_needs_no_weights_needs_no_home(home: str, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(picture())
    out = tmp_path / "out.png"
    lone = {"HOME": home, "XDG_DATA_HOME": None, "OVERPAINT_DATA_DIR": None, "NUMBA_CACHE_DIR": None, "TMPDIR": str(tmp_path)}
    done = run("edit", str(tmp_path / "photo.png"), "make it brighter", "-o", str(out), **lone)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert out.read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.png", "photo.png"], "its kernels' folder is gone again"


@pytest.mark.parametrize("command", [("keys", "list"), ("groups", "list"), ("warm",), ("serve", "--port=0"), ("weights", "pull")])
def test_what_needs_a_folder_says_which_and_what_to_set(command: tuple[str, ...]) -> None:
    done = run(*command, OVERPAINT_DATA_DIR="/proc/nobody", OVERPAINT_DATABASE_URL=None)
    assert done.returncode == 2
    assert "The folder /proc/nobody" in done.stderr
    assert "Set OVERPAINT_DATA_DIR to a folder you may write to." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_without_a_home_says_what_is_wrong_to_the_end() -> None:
    done = run("doctor", HOME="/dev/null", XDG_DATA_HOME=None, OVERPAINT_DATA_DIR=None, NUMBA_CACHE_DIR=None, COLUMNS="300")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "/dev/null can't be written" in done.stdout
    assert "Brightened the picture." in done.stdout


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("no_umask")
def test_a_private_folder_is_private_and_one_that_is_there_stays(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a", tmp_path / "a" / "b")] == [0o700, 0o700]
    (tmp_path / "a").chmod(0o755)
    private_folder(tmp_path / "a")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_arguments: False)  # root may write anywhere, so a mode would not do
    with pytest.raises(ConfigurationError, match="Permission denied"):
        private_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("OVERPAINT_WORKRES", "did you mean OVERPAINT_WORKERS?"),
        ("OVERPAINT_MAX_PIXEL", "did you mean OVERPAINT_MAX_PIXELS?"),
        ("overpaint_prot", "did you mean OVERPAINT_PORT?"),
        ("OVERPAINT_COLOUR_OF_THE_SHED", "docs/settings.md"),
    ],
)
def test_a_variable_that_nothing_reads_is_told_with_the_nearest_name(name: str, said: str) -> None:
    [sentence] = unknown_variables({name: "1", "PATH": "/bin"})
    assert name in sentence
    assert said in sentence


def test_every_setting_and_every_other_variable_of_ours_is_known() -> None:
    ours = (*(f"OVERPAINT_{name.upper()}" for name in Settings.model_fields), *OTHERS, "overpaint_port")
    assert unknown_variables(dict.fromkeys(ours, "1")) == ()


def test_every_variable_that_we_write_of_is_known() -> None:
    texts = [
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *(path for path in (ROOT / "scripts").rglob("*") if path.is_file()),
    ]
    named = {
        name
        for path in texts
        if path.suffix != ".pyc"
        for name in re.findall(r"OVERPAINT_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert len(named) > len(OTHERS)
    assert unknown_variables(dict.fromkeys(named, "1")) == ()


def test_commands_warn_on_standard_error_and_go_on(tmp_path: Path) -> None:
    data = {"OVERPAINT_DATA_DIR": str(tmp_path), "OVERPAINT_DATABASE_URL": None, "COLUMNS": "300"}
    done = run("keys", "issue", **data, OVERPAINT_WORKRES="2")
    assert done.returncode == 0
    assert done.stdout.startswith("sk-")
    assert done.stderr.startswith("warning: OVERPAINT_WORKRES is no setting")
    examined = run("doctor", **data, OVERPAINT_WORKRES="2")
    assert "did you mean OVERPAINT_WORKERS?" in examined.stdout
    assert "OVERPAINT_WORKRES" not in examined.stderr


def test_a_full_disk_is_a_reason_and_not_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(**_options: object) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC), "/full/weights")

    monkeypatch.setattr(command_line, "build", lambda: full)
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "failed: /full/weights: No space left on device\n"
