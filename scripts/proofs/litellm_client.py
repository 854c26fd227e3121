"""LiteLLM as a client, in an environment of its own: it would hold our versions of half of what we use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import Table
from web.forms import mask, picture
from web.live_server import live

ENVIRONMENT = Path(__file__).parents[2] / "out" / "litellm"
CALLS = Path(__file__).with_name("litellm_calls.py")

WANTED: dict[str, object] = {
    "one": {"pictures": 1, "size": "1024x1024"},
    "bytes": {"pictures": 1, "size": "1024x1024"},
    "several, a mask, options": {"pictures": 2, "size": "1024x640"},
    "at once": [{"pictures": 1, "size": "1024x1024"}] * 4,
    "a wrong key": {"error": "AuthenticationError", "status": 401},
    "a bad size": {"error": "BadRequestError", "status": 400},
    "an unknown model": {"error": "NotFoundError", "status": 404},
}


def prove(table: Table, _length: float) -> None:
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "bin" / "litellm").exists():
        print(f"Installing LiteLLM into {ENVIRONMENT} (some minutes, once) …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "litellm"], check=True)
    with tempfile.TemporaryDirectory() as folder, live(Path(folder)) as server:
        (Path(folder) / "photo.png").write_bytes(picture((640, 480)))
        (Path(folder) / "mask.png").write_bytes(mask((640, 480)))
        environment = os.environ | {"NO_PROXY": "127.0.0.1"}
        command = [python, CALLS, server.url, server.direct, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, env=environment)
    given = json.loads(done.stdout)
    for call, wanted in WANTED.items():
        told = _short(given[call])
        table.judge(call, str(told), str(wanted), told == wanted)


def _short(given: Any) -> object:
    """Of an answer the number of pictures and the size, of a refusal its class and status."""
    if isinstance(given, list):
        return [_short(one) for one in given]
    if "error" in given:
        return {"error": given["error"], "status": given["status"]}
    return {"pictures": len(given["pictures"]), "size": given["size"]}
