"""A tone edit over HTTP against the same edit with Pillow's defaults, and the whole against the sum of its parts."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance

from benchmarks.measuring import ROUNDS, Table, cpu_of, tree_cpu
from benchmarks.photos import jpeg, png
from benchmarks.serving import Server, serving

PROMPT = "make it brighter"
SIDE = 1024


def measure(table: Table) -> None:
    photos = {"JPEG": jpeg(SIDE), "PNG": png(SIDE)}
    with serving(OVERPAINT_WORKERS="1") as server, serving(OVERPAINT_WORKERS="1", OVERPAINT_ENGINE="echo") as echo:
        for kind, wanted in (("JPEG", "≥ 10x"), ("PNG", "≥ 6x")):
            ours, answer = over_http(server, photos[kind])
            theirs = cpu_of(lambda kind=kind: with_pillow(photos[kind]))
            table.add(
                f"tone edit, {kind} in, PNG out, whole over HTTP",
                f"{ours:.0f} ms CPU; Pillow {theirs:.0f} ms: {theirs / ours:.1f}x",
                wanted,
            )
            size = len(answer) / len(png_with_pillow(answer))
            table.add(f"  bytes of the answer against Pillow's, {kind} in", f"{size:.2f}x", "≤ 1.12x")
            parts = parts_of(photos[kind], answer)
            parts["HTTP, an empty edit"] = http_floor(echo)
            whole = sum(parts.values())
            table.add(f"  whole against its parts, {kind} in", f"{ours / whole:.2f}x of {whole:.0f} ms", "≤ 1.5x")
            table.add("    parts", ", ".join(f"{name} {ms:.1f}" for name, ms in parts.items()))


def over_http(server: Server, photo: bytes, rounds: int = ROUNDS * 3, prompt: str = PROMPT, **fields: str) -> tuple[float, bytes]:
    """CPU ms of one edit in server and workers together, and the picture it gave."""
    fields = {"size": f"{SIDE}x{SIDE}", **fields}
    for _ in range(3):
        response = server.post(photo, prompt, **fields)
        response.raise_for_status()
    before = tree_cpu(server.process)
    for _ in range(rounds):
        server.post(photo, prompt, **fields)
    spent = tree_cpu(server.process) - before
    return spent / rounds * 1000, base64.b64decode(response.json()["data"][0]["b64_json"])


def http_floor(echo: Server) -> float:
    """What a request costs with next to nothing to edit: parsing, checks, key, usage record, answer."""
    tiny = io.BytesIO()
    Image.new("RGB", (16, 16), "grey").save(tiny, "JPEG")
    return over_http(echo, tiny.getvalue(), size="1024x1024")[0] - cpu_of(_flat_png)


def _flat_png() -> bytes:
    from overpaint.imaging.codec import OutputFormat, encode
    from overpaint.imaging.values import Image as Picture

    return encode(Picture(np.full((SIDE, SIDE, 3), 128, np.uint8)), OutputFormat())


def with_pillow(photo: bytes) -> str:
    """The same edit as most servers do it."""
    picture = ImageEnhance.Brightness(Image.open(io.BytesIO(photo)).convert("RGB")).enhance(1.2)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


def png_with_pillow(answer: bytes) -> bytes:
    target = io.BytesIO()
    Image.open(io.BytesIO(answer)).save(target, "PNG")
    return target.getvalue()


def parts_of(photo: bytes, answer: bytes) -> dict[str, float]:
    """CPU ms of each thing an edit can't do without."""
    import pybase64

    from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
    from overpaint.imaging.values import Mask
    from overpaint.operations import find_operation
    from overpaint.operations.base import Context, Inputs

    file = open_image(photo, name="image", max_pixels=50_000_000)
    picture = decode(file)
    operation = find_operation("brightness")
    params, mask = operation.params(amount=0.2), Mask.whole(picture.size)
    work: dict[str, Callable[[], object]] = {
        "decode": lambda: decode(file),
        "operation": lambda: operation.apply(Inputs(picture, mask), params, Context()),
        "encode": lambda: encode(picture, OutputFormat()),
        "base64": lambda: pybase64.b64encode(answer),
    }
    return {name: cpu_of(run) for name, run in work.items()}
