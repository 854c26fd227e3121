"""Clients that ask for edits one after the other until they are told to stop, and what each of them got."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx

from benchmarks.serving import Server

# What a client gets that the server closed without a word.
CUT_OFF = "cut off"


@dataclass(frozen=True)
class Job:
    """`fields`: what the request says besides; `wanted`: the status it must get."""

    photo: bytes
    prompt: str
    fields: dict[str, str] = field(default_factory=dict)
    wanted: int = 200


@dataclass(frozen=True)
class Got:
    """`code`: of an error, or empty. `own`: whether the answer is that of this very request, by seed, size and number."""

    job: Job
    status: int
    code: str
    seconds: float
    request_id: str
    own: bool = True


@dataclass
class Crowd:
    """What all of them got so far; `seeds`: every request has its own."""

    got: list[Got] = field(default_factory=list)
    seeds: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def codes(self) -> Counter[str]:
        return Counter(one.code or str(one.status) for one in self.got)

    def ask(self, client: httpx.Client, url: str, key: str, job: Job) -> None:
        seed = next(self.seeds)
        data = {"model": "gpt-image-2", "prompt": job.prompt, "seed": str(seed), **job.fields}
        began = time.perf_counter()
        try:
            answer = client.post(
                f"{url}/v1/images/edits",
                data=data,
                files={"image": ("photo", job.photo)},
                headers={"authorization": f"Bearer {key}"},
            )
        except httpx.TransportError:
            self.got.append(Got(job, 0, CUT_OFF, time.perf_counter() - began, ""))
            return
        seconds, body = time.perf_counter() - began, answer.json()
        code, own = "", True
        if answer.status_code != 200:
            code = str(body["error"]["code"])
        else:
            size = job.fields.get("size", "1024x1024")
            own = answer.headers["x-overpaint-seed"] == str(seed) and len(body["data"]) == int(job.fields.get("n", "1"))
            own = own and size in ("auto", body["size"])
        self.got.append(Got(job, answer.status_code, code, seconds, answer.headers["x-request-id"], own))


@contextmanager
def crowded(server: Server, jobs: list[Job], clients: int, key: str, breath: float = 0.0) -> Iterator[Crowd]:
    """So many clients of one key ask for `jobs` in turn, each beginning elsewhere, while the block runs; then what is still
    asked for is waited for. Their work gives way to the server's, as if it were done on other machines.
    """
    crowd, over = Crowd(), threading.Event()

    def work(number: int) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        with httpx.Client(timeout=300) as client:
            for at in count(number * len(jobs) // clients):
                if over.is_set():
                    return
                crowd.ask(client, server.url, key, jobs[at % len(jobs)])
                time.sleep(breath)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        over.set()
        for thread in threads:
            thread.join()
