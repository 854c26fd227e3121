"""Good requests made bad, the same ones for the same number: bytes, JSON, parts, pictures and heads changed by chance.

`mutated(number)` is a whole HTTP request as it goes over the socket; `answer` sends it and reads what comes back. What the server
owes is said in `judge`: no 5xx, no hang, and an error in the contract's shape.
"""

from __future__ import annotations

import base64
import json
import random
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from http.client import HTTPResponse

from web.forms import CONTENT_TYPE, File, Part, encode_form, mask, picture

# Seconds in which every answer to one of these must be there, on a machine that is busy too. Only a hang takes longer.
PATIENCE = 60
NEVER = range(500, 600)


@dataclass(frozen=True)
class Request:
    """`cut`: the connection's sending side is closed after it, as by a client that has no more to say."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    chunked: bool = False
    cut: bool = False
    length: str | None = None  # a Content-Length that is not the body's

    def encode(self) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in self.headers)]
        if self.chunked:
            lines.append("Transfer-Encoding: chunked")
            return _head(lines) + b"%x\r\n" % len(self.body) + self.body + b"\r\n0\r\n\r\n"
        lines.append(f"Content-Length: {len(self.body) if self.length is None else self.length}")
        return _head(lines) + self.body


def _head(lines: list[str]) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


# What a real engine does in a moment.
PROMPT = "make it brighter"
SCALARS: tuple[Part, ...] = (("model", "gpt-image-2"), ("prompt", PROMPT), ("fit", "stretch"))


def _form(*extra: Part, image: bytes | None = None) -> tuple[Part, ...]:
    return (*SCALARS, *extra, ("image", File(picture() if image is None else image)))


@cache
def seeds() -> tuple[Request, ...]:
    """Requests that are answered with 200 as they are."""
    shot, cover = picture(), mask()
    plan = {"prompt": "make it brighter and crop it to a square"}
    image = {"image_url": "data:image/png;base64," + base64.b64encode(shot).decode()}
    whole = {"model": "gpt-image-2", "prompt": PROMPT, "images": [image], "fit": "stretch"}
    options = {"mask": {"image_url": "data:image/png;base64," + base64.b64encode(cover).decode()}, "n": 2, "size": "1024x640"}
    options |= {"quality": "low", "output_format": "jpeg", "output_compression": 50, "seed": 7, "user": "anna", "stream": True}
    forms = (
        _form(),
        _form(("size", "1024x640"), ("n", "2"), ("seed", "7"), ("output_format", "webp"), ("output_compression", "40")),
        _form(("mask", File(cover)), ("quality", "low"), ("background", "opaque"), ("user", "anna")),
        _form(("stream", "true"), ("partial_images", "2")),
        _form(("response_format", "url")),
        _form(image=picture(format="JPEG")),
        _form(image=picture(format="WEBP")),
        (*SCALARS, *(("image[]", File(shot)),) * 3),
        (("image[1]", File(shot)), ("image[0]", File(shot)), *SCALARS),
    )
    edits = "/v1/images/edits"
    form, text = (("Content-Type", CONTENT_TYPE),), (("Content-Type", "application/json"),)
    return (
        *(Request("POST", edits, form, encode_form(*parts)) for parts in forms),
        Request("POST", edits, text, _json(whole)),
        Request("POST", edits, text, _json(whole | options)),
        Request("POST", "/v1/edits/plan", text, _json(plan)),
        Request("POST", "/v1/edits/plan", text, _json(plan | {"images": [image]})),
        Request("POST", "/v1/edits/plan", form, encode_form(("prompt", PROMPT), ("image", File(shot)))),
        Request("GET", "/v1/models/gpt-image-2", (), b""),
        Request("GET", "/v1/usage?since=2026-01-01", (), b""),
    )


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def mutated(number: int) -> Request:
    """The request of that number: one of `seeds`, changed one to four times."""
    chance = random.Random(number)
    request = chance.choice(seeds())
    for _ in range(chance.choice((1, 1, 2, 4))):
        request = chance.choice(CHANGES)(request, chance)
    return request


# What parsers stumble over, put anywhere.
SPLINTERS = (
    b"", b"\x00", b"\r\n", b"\n", b"\r\n\r\n", b"--", b"\r\n--", b'"', b"'", b"\\", b"%00",
    b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u202e\u0000\ud7ff\U0010ffff".encode(),
    b"-1", b"0", b"1e309", b"NaN", b"-0", b"99999999999999999999999", b"null", b"true", b"[]", b"{}", b"[" * 3000,
    b'{"a":' * 3000,
    b"image[99999999999]", b"image[-1]", b"image[", b"; filename*=", b"filename*=utf-8''%ff",
    b"Content-Transfer-Encoding: base64\r\n", b"A" * 5000,
    b"data:image/png;base64,", b"https://127.0.0.1/x.png", b"../../etc/passwd",
)  # fmt: skip
ODD_VALUES = (
    None, True, False, 0, -1, 1.5, 10**30, -(10**30), 1e308, "", " ", "auto", "1024x1024", "0x0", "99999999x16",
    "\x00", "\ud800", "x" * 40_000, "true", "NaN", "data:image/png;base64,AAAA",
    [], [[]], [None], {}, {"": ""}, {"image_url": None}, {"image_url": "data:,"},
)  # fmt: skip
ODD_HEADERS = (
    ("Content-Type", "application/json; charset=utf-16"), ("Content-Type", "multipart/form-data"), ("Content-Type", ""),
    ("Content-Type", "multipart/form-data; boundary=" + "b" * 71), ("Content-Type", 'multipart/form-data; boundary="'),
    ("Content-Type", CONTENT_TYPE + "; charset=ebcdic"), ("Content-Encoding", "gzip"), ("Content-Encoding", "br, identity"),
    ("Transfer-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "0"), ("Content-Length", "-1"),
    ("Content-Length", "1_0"), ("Content-Length", "18446744073709551617"), ("Expect", "100-continue"), ("Expect", "a miracle"),
    ("Accept", "text/event-stream"), ("Accept", "*/*;q=nonsense"), ("Accept-Language", "zh;q=2,,;"), ("Connection", "close"),
    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Upgrade", "h2c"), ("X-Request-Id", "x" * 9000),
    ("X-Request-Id", "\x01"),
    ("X-Forwarded-For", "::::,999.1.1.1"), ("Cookie", "=;=;="), ("Range", "bytes=9-1"), ("If-None-Match", "*"), ("Host", "y"),
    ("Origin", "null"), ("Authorization", ""), ("Authorization", "Bearer"), ("Authorization", "Basic AAAA"), ("api-key", "sk-x"),
    ("Authorization", "Bearer sk-\udcff"), ("Idempotency-Key", "é"), ("X-Odd Name", "1"), ("X-Stainless-Raw-Response", "\udcc3"),
)  # fmt: skip
METHODS = ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "post", "P\x00ST", "")
PATHS = (
    "//",
    "/%",
    "/%00",
    "/v1/images/edits/",
    "/v1/images/edits?%ff=1",
    "/v1/../v1/images/edits",
    "*",
    "http://x/v1/models",
    "/" + "p" * 9000,
)


def change_bytes(request: Request, chance: random.Random) -> Request:
    """A few bytes of the body become others."""
    body = bytearray(request.body)
    for _ in range(chance.choice((1, 3, 30)) if body else 0):
        body[chance.randrange(len(body))] = chance.randrange(256)
    return replace(request, body=bytes(body))


def put_splinters(request: Request, chance: random.Random) -> Request:
    """Something odd in the body, added or in place of as much."""
    body, splinter = request.body, chance.choice(SPLINTERS)
    at = chance.randrange(len(body) + 1)
    return replace(request, body=body[:at] + splinter + body[at + chance.choice((0, len(splinter))) :])


def move_spans(request: Request, chance: random.Random) -> Request:
    """A span of the body is left out, doubled, or put elsewhere; or the rest of another request's body follows."""
    body = request.body
    first, last = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    span, rest = body[first:last], body[:first] + body[last:]
    at = chance.randrange(len(rest) + 1)
    other = chance.choice(seeds()).body
    made = (
        rest,
        body[:last] + span + body[last:],
        rest[:at] + span + rest[at:],
        body[:last] + other[chance.randrange(len(other) + 1) :],
    )
    return replace(request, body=chance.choice(made))


def change_json(request: Request, chance: random.Random) -> Request:
    """One value of a JSON body becomes another, goes, or gets a strange neighbour; bodies that are none stay."""
    try:
        tree = json.loads(request.body)
    except (ValueError, RecursionError):
        return put_splinters(request, chance)
    holders = [node for node in _nodes(tree) if isinstance(node, (dict, list)) and node]
    if not holders:
        return put_splinters(request, chance)
    holder = chance.choice(holders)
    place = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    what = chance.randrange(4)
    if what == 0:
        del holder[place]
    elif what == 1 and isinstance(holder, dict):
        holder[chance.choice((place.upper(), place + " ", "", "__proto__", "\u0000", "x" * 3000))] = chance.choice(ODD_VALUES)
    elif what == 2 and isinstance(holder, list):
        holder.extend([holder[place]] * chance.choice((1, 20, 300)))
    else:
        holder[place] = chance.choice(ODD_VALUES)
    return replace(request, body=json.dumps(tree).encode("utf-8", "surrogatepass"))


def _nodes(tree: object) -> list[object]:
    below = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [tree, *(node for child in below for node in _nodes(child))]


def change_part(request: Request, chance: random.Random) -> Request:
    """One part of a form is left out, sent again, renamed, or gets another value."""
    boundary = b"--" + CONTENT_TYPE.rpartition("=")[2].encode()
    parts = request.body.split(boundary)
    if len(parts) < 3:
        return change_json(request, chance)
    at = chance.randrange(1, len(parts) - 1)
    head, _, value = parts[at].partition(b"\r\n\r\n")
    odd = chance.choice([*SPLINTERS, *(str(value).encode("utf-8", "replace") for value in ODD_VALUES)])
    parts[at : at + 1] = chance.choice((
        [], [parts[at]] * 2, [parts[at]] * 20, [head + b"\r\n\r\n" + odd + b"\r\n"], [head + odd + b"\r\n\r\n" + value],
        [head.replace(b'name="', b'name="' + odd, 1) + b"\r\n\r\n" + value], [parts[at], chance.choice(parts)],
    ))  # fmt: skip
    return replace(request, body=boundary.join(parts))


def change_picture(request: Request, chance: random.Random) -> Request:
    """Bytes of a picture's own head: its size, kind, depth, tables. Where none stands in the body plainly, any bytes."""
    body = bytearray(request.body)
    starts = [at for sign in (b"\x89PNG", b"\xff\xd8\xff", b"RIFF") if (at := body.find(sign)) >= 0]
    if not starts:
        return change_bytes(request, chance)
    start = chance.choice(starts)
    for _ in range(chance.choice((1, 2, 6))):
        at = min(start + chance.randrange(64), len(body) - 1)
        body[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return replace(request, body=bytes(body))


def change_head(request: Request, chance: random.Random) -> Request:
    """A header more, a header less, another method, another path."""
    what = chance.randrange(10)
    if what < 7:
        kept = list(request.headers)
        odd = chance.choice(ODD_HEADERS)
        if chance.random() < 0.5:
            kept = [(name, value) for name, value in kept if name != odd[0]]
        kept.insert(chance.randrange(len(kept) + 1), odd)
        return replace(request, headers=tuple(kept))
    if what == 7:
        return replace(request, headers=request.headers[1:])
    if what == 8:
        return replace(request, method=chance.choice(METHODS))
    return replace(request, path=chance.choice((*PATHS, request.path + "?" + "a=b&" * 2000, request.path + "/x")))


def change_framing(request: Request, chance: random.Random) -> Request:
    """The body in a chunk, cut off, or with a length that is not its own. What is missing never comes."""
    what = chance.randrange(4)
    if what == 0:
        return replace(request, chunked=True)
    if what == 1:
        return replace(request, body=request.body[: chance.randrange(len(request.body) + 1)], cut=True)
    if what == 2:
        return replace(request, length=str(len(request.body) + chance.choice((1, 1000))), cut=True)
    return replace(request, length=str(max(len(request.body) - chance.choice((1, 1000)), 0)))


Change = Callable[[Request, random.Random], Request]
CHANGES: tuple[Change, ...] = (
    change_bytes, put_splinters, move_spans, change_json, change_json, change_part, change_part, change_picture, change_head,
    change_framing,
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """`status` 0: the connection was closed without a word."""

    status: int
    type: str
    body: bytes


def answer(place: tuple[str, int], request: Request, key: str) -> Heard:
    """Send it on a connection of its own. Raises TimeoutError for a hang."""
    named = any(name.lower() in ("authorization", "api-key") for name, _ in request.headers)
    keyed = request if named else replace(request, headers=(*request.headers, ("Authorization", f"Bearer {key}")))
    with socket.create_connection(place, timeout=PATIENCE) as line:
        try:
            line.sendall(keyed.encode())
            # What follows a body longer than it says is a request of its own, and would be waited for: so its end is told.
            line.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass  # answered before all of it was sent
        response = HTTPResponse(line, method=request.method)
        try:
            response.begin()
            return Heard(response.status, response.headers.get("content-type", ""), response.read())
        except (ConnectionResetError, OSError, ValueError) as error:
            if isinstance(error, TimeoutError):
                raise
            return Heard(0, "", b"")


def judge(heard: Heard, request: Request) -> str:
    """What is wrong with an answer; nothing: ''."""
    if heard.status in NEVER:
        return f"{heard.status}: {heard.body[:300]!r}"
    if heard.status == 0:
        return "" if request.cut else "closed without an answer"
    if heard.status < 400 or request.method == "HEAD":
        failed = heard.type.startswith("text/event-stream") and b'"server_error"' in heard.body
        return f"an error in its stream: {heard.body[-300:]!r}" if failed else ""
    try:
        error = json.loads(heard.body)["error"]
    except (ValueError, KeyError, TypeError):
        return f"{heard.status} is no error as documented: {heard.body[:300]!r}"
    return "" if list(error) == ["message", "type", "param", "code"] else f"{heard.status} lacks a key: {error}"
