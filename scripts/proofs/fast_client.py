"""One client in a process of its own, so that nobody's work but the server's slows it; prints what each answer took, as JSON.

`fast_client.py URL KEY COUNT [PHOTO PROMPT [FIELD=VALUE …]]`: asks for plans of a prompt, or for edits of a photograph, COUNT
times, or, where that is 0, until its input ends, and some at least. Of each: seconds, and the place in the queue it was told.
"""

from __future__ import annotations

import json
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

BREATH = 0.02
LEAST = 12


def main() -> None:
    url, key, count, *edit = sys.argv[1:]
    heard: list[tuple[float, str]] = []
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=300) as client:
        ask = edits(client, *edit) if edit else (lambda: client.post("/v1/edits/plan", json={"prompt": "make it brighter"}))
        while len(heard) < (int(count) or LEAST) or not (int(count) or _told_to_end()):
            began = time.perf_counter()
            answer = ask()
            heard.append((time.perf_counter() - began, answer.headers.get("x-overpaint-queue-position", "")))
            if answer.status_code != 200:
                sys.exit(f"{answer.status_code}: {answer.text[:300]}")
            time.sleep(BREATH)
    json.dump(heard, sys.stdout)


def edits(client: httpx.Client, photo: str, prompt: str, *fields: str) -> Callable[[], httpx.Response]:
    image = Path(photo).read_bytes()
    data = {"model": "gpt-image-2", "prompt": prompt, **dict(field.split("=", 1) for field in fields)}
    return lambda: client.post("/v1/images/edits", data=data, files={"image": ("photo", image)})


def _told_to_end() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    main()
