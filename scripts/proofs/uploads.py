"""Storms of uploads, of slow clients, of clients that don't read: what the server holds during each, how a fast client fares."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import numpy as np

from benchmarks.measuring import Table
from benchmarks.photos import jpeg
from benchmarks.serving import Server, serving
from proofs.alone import Alone
from proofs.watching import Memory, quantile, until, watched
from web.forms import CONTENT_TYPE, File, Part, encode_form

# MB that the server's process may hold during a storm, and soon after it.
DURING, AFTER = 400, 200
# Seconds in which it must have given back what it held.
SOON = 60
# How many times its time alone a fast client may take.
SLOWER = 2.0
# Fast requests on which its time alone is measured, and the least during a storm.
ALONE = 60
SCALARS: tuple[Part, ...] = (("model", "gpt-image-2"), ("prompt", "make it brighter"), ("fit", "stretch"))


def prove(table: Table, length: float) -> None:
    slow = max(5.0, 30 * length)
    with serving(OVERPAINT_WORKERS="2", OVERPAINT_QUEUE_SIZE="64", OVERPAINT_LOG_LEVEL="error") as server:
        fast = Alone(server)
        fast.ask(10)
        started = Memory(server.process).now()
        table.add("memory of the server before", f"{started:.0f} MB")
        storms: dict[str, Callable[[], Counter[str]]] = {
            "16 uploads of 49 MB at once": lambda: send_all(server, [one_big()] * 16),
            "8 uploads of fifteen 7.9 MB files at once": lambda: send_all(server, [fifteen_files()] * 8),
            f"200 clients that send a byte a second for {slow:.0f} s": lambda: run_apart(
                lambda: asyncio.run(drip(server, 200, slow))
            ),
            "30 clients that ask for 2048² and don't read": lambda: not_reading(server, 30, slow + 35),
        }
        for what, storm in storms.items():
            alone = quantile([seconds for seconds, _ in fast.ask(ALONE)], 0.95)
            with watched(server.process) as memory, fast.beside() as times:
                outcome = storm()
            settled = until(lambda: Memory(server.process).now() < AFTER, SOON)
            after = Memory(server.process).now()
            table.add(what, ", ".join(f"{name}: {count}" for name, count in sorted(outcome.items())))
            table.judge("  memory of the server at most", f"{memory.peak:.0f} MB", f"≤ {DURING} MB", memory.peak <= DURING)
            table.judge("  … and after", f"{after:.0f} MB", f"< {AFTER} MB", settled)
            p95 = quantile([seconds for seconds, _ in times], 0.95)
            told = f"p95 {1000 * p95:.0f} ms of {len(times)}; just before {1000 * alone:.0f} ms: {p95 / alone:.1f}×"
            table.judge("  a fast client meanwhile, who asks for plans", told, f"≤ {SLOWER:.0f}×", p95 <= SLOWER * alone)


def one_big() -> bytes:
    """A photograph with 49 MB behind it: as long as a file may be."""
    return encode_form(*SCALARS, ("image", File(jpeg(1024) + bytes(49_000_000 - len(jpeg(1024))))))


def fifteen_files() -> bytes:
    """Each just under what one request may keep in memory."""
    padded = jpeg(512) + bytes(7_900_000 - len(jpeg(512)))
    return encode_form(*SCALARS, *(("image[]", File(padded)),) * 15)


def send_all(server: Server, bodies: list[bytes]) -> Counter[str]:
    """All at once; how often each status came."""
    headers = {"authorization": f"Bearer {server.issue()}", "content-type": CONTENT_TYPE}

    def send(body: bytes) -> str:
        give_way()
        answer = server.client.post(f"{server.url}/v1/images/edits", content=body, headers=headers)
        return str(answer.status_code if answer.status_code == 200 else answer.json()["error"]["code"])

    with ThreadPoolExecutor(len(bodies)) as threads:
        return Counter(threads.map(send, bodies))


def give_way() -> None:
    """This thread's work stands for other machines': it must not take the server's turns on this one."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)


def run_apart(work: Callable[[], Counter[str]]) -> Counter[str]:
    """In a thread, whose priority can be another."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


async def drip(server: Server, count: int, seconds: float) -> Counter[str]:
    """Clients with a good key whose bodies come a byte a second; what became of them when the time was over."""
    url, key = urlsplit(server.url), server.issue()
    head = (
        f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: {CONTENT_TYPE}\r\n"
        f"Content-Length: 1000000\r\n\r\n"
    ).encode()
    body = encode_form(*SCALARS, ("image", File(jpeg(512))))

    give_way()

    async def one() -> str:
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        try:
            writer.write(head)
            for at in range(round(seconds)):
                writer.write(body[at : at + 1])
                await writer.drain()
                with contextlib.suppress(TimeoutError):
                    if line := await asyncio.wait_for(reader.readline(), 1.0):
                        return f"answered {line.split()[1].decode()}"
                    return "closed"
            return "still let in"
        except ConnectionError:
            return "reset"
        finally:
            writer.close()

    return Counter(await asyncio.gather(*(one() for _ in range(count))))


def not_reading(server: Server, count: int, seconds: float) -> Counter[str]:
    """Edits whose answers of some MB nobody takes; how many connections the server had given up when the time was over."""
    url, key = urlsplit(server.url), server.issue()
    noise = np.random.default_rng(1).integers(0, 256, (512, 512, 3), np.uint8)
    body = encode_form(*SCALARS, ("size", "2048x2048"), ("image", File(_png(noise))))
    head = (
        f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: {CONTENT_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    lines = []
    for _ in range(count):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect((str(url.hostname), int(url.port or 0)))
        line.sendall(head + body)
        lines.append(line)
    until(lambda: not _held(server, lines), seconds)
    held = _held(server, lines)
    for line in lines:
        line.close()
    return Counter({"given up by the server": count - held, "still held": held} if held else {"given up by the server": count})


def _held(server: Server, lines: list[socket.socket]) -> int:
    """How many of the connections the server still has."""
    ours = {line.getsockname()[1] for line in lines}
    return sum(bool(c.raddr) and c.raddr.port in ours for c in server.process.net_connections("tcp") if c.status == "ESTABLISHED")


def _png(pixels: np.ndarray) -> bytes:
    from overpaint.imaging.codec import OutputFormat, encode
    from overpaint.imaging.values import Image

    return encode(Image(pixels), OutputFormat())
