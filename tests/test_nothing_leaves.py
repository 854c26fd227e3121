"""No picture leaves the machine, and nothing else does: edits under a kernel that kills what turns to the network.

Nor is anything left in the user's home: a library that would report keeps there what it could not send yet.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from PIL import Image
from skimage import data

from cut_off import SUPPORTED
from overpaint.weights import WeightStore
from web.forms import CONTENT_TYPE, PROMPT, File, encode_form

CUT_OFF = [sys.executable, str(Path(__file__).with_name("cut_off.py"))]
OVERPAINT = [sys.executable, "-m", "overpaint.cli"]

# What libraries take for a build server, or for a user who said no: there they keep quiet by themselves.
QUIET = ("CI", "TF_BUILD", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED", "DO_NOT_TRACK")


def _can_be_cut_off() -> bool:
    return SUPPORTED and subprocess.run([*CUT_OFF, "edit", "true"], check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not _can_be_cut_off(), reason="needs a Linux kernel that takes filters, on x86-64 or ARM64")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(data.astronaut()).resize((256, 256)).save(path)
    return path


@pytest.fixture
def environment(tmp_path: Path, weights: WeightStore) -> dict[str, str]:
    """An empty home, the weights and kernels that are there, and a database of its own."""
    (tmp_path / "home").mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in QUIET and not name.startswith("XDG_")}
    return kept | {
        "HOME": str(tmp_path / "home"),
        "OVERPAINT_DATA_DIR": str(weights.folder.parent),
        "OVERPAINT_DATABASE_URL": f"sqlite:///{tmp_path / 'accounts' / 'overpaint.db'}",
        "OVERPAINT_WORKERS": "1",
    }


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[str]:
    """The URL of a server that is cut off. At its end nothing in it was killed but by us."""
    command = [*CUT_OFF, "serve", *OVERPAINT, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield next(line.split()[2] for line in process.stdout or () if line.startswith("Overpaint serves"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("edit", "socket.socket()"),
        ("edit", "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)"),
        ("serve", "socket.socket().connect(('127.0.0.1', 9))"),
        ("serve", "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))"),
        ("serve", "socket.getaddrinfo('example.com', 443)"),
    ],
)
def test_the_kernel_kills_what_turns_to_the_network(mode: str, code: str) -> None:
    command = [*CUT_OFF, mode, sys.executable, "-c", f"import socket; socket.socketpair(); {code}"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGSYS


def test_an_edit_opens_no_socket_and_leaves_nothing_at_home(photo: Path, environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    command = [*CUT_OFF, "edit", *OVERPAINT, "edit", str(photo), PROMPT, "-o", str(out)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\x89PNG")
    assert list((tmp_path / "home").iterdir()) == []


def test_a_served_edit_connects_to_nobody_and_leaves_nothing_at_home(
    photo: Path, environment: dict[str, str], server: str, tmp_path: Path
) -> None:
    issued = subprocess.run(
        [*OVERPAINT, "keys", "issue", "--json"], env=environment, check=True, capture_output=True, text=True
    ).stdout
    headers = {"authorization": f"Bearer {json.loads(issued)['key']}", "content-type": CONTENT_TYPE}
    form = encode_form(("model", "gpt-image-2"), ("prompt", PROMPT), ("size", "816x816"), ("image", File(photo.read_bytes())))
    answer = httpx2.post(f"{server}/images/edits", content=form, headers=headers, timeout=120)
    assert answer.status_code == 200, answer.text[:300]
    assert list((tmp_path / "home").iterdir()) == []
