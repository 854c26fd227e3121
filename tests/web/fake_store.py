"""A store as S3 is one, as far as links need it; each request's signature (AWS Signature Version 4) is computed again.

The signature is written after Amazon's document ("Signature Version 4 signing process"), not after the client that is tested.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY, SECRET, REGION, BUCKET = "AKIDFORTESTS", "secret/for+tests", "eu-test-1", "answers"


class Store:
    """`objects`: path → (data, headers, when). `refused`: why requests were turned away. `down`: answers 503 to all."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, dict[str, str], datetime]] = {}
        self.refused: list[str] = []
        self.asked: list[str] = []
        self.down = False
        self.url = ""


def signature(method: str, url: str, headers: dict[str, str], signed: list[str], when: str, scope: str, payload: str) -> str:
    parts = urlsplit(url)
    query = sorted((quote(n, safe="-_.~"), quote(v, safe="-_.~")) for n, v in parse_qsl(parts.query, keep_blank_values=True))
    canonical = "\n".join(
        [
            method,
            quote(unquote(parts.path), safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in query if name != "X-Amz-Signature"),
            *(f"{name}:{' '.join(headers[name].split())}" for name in signed),
            "",
            ";".join(signed),
            payload,
        ]
    )
    text = "\n".join(["AWS4-HMAC-SHA256", when, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


class _Handler(BaseHTTPRequestHandler):
    store: Store
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self._checked(body):
            kept = {name.lower(): value for name, value in self.headers.items()}
            self.store.objects[urlsplit(self.path).path] = (body, kept, datetime.now(UTC))
            self._answer(200, b"", {"etag": f'"{hashlib.sha256(body).hexdigest()}"'})

    def do_POST(self) -> None:
        """DeleteObjects, the only one that is posted here."""
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self._checked(body):
            return
        names = re.findall(r"<Key>([^<]+)</Key>", body.decode())
        for name in names:
            self.store.objects.pop(f"/{BUCKET}/{name}", None)
        told = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
        self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode(), {"content-type": "application/xml"})

    def do_GET(self) -> None:
        if not self._checked(b""):
            return
        parts = urlsplit(self.path)
        if parts.path.rstrip("/") == f"/{BUCKET}":
            self._answer(200, self._listed(dict(parse_qsl(parts.query)).get("prefix", "")), {"content-type": "application/xml"})
        elif parts.path in self.store.objects:
            data, headers, _ = self.store.objects[parts.path]
            told = {name: headers[name] for name in ("content-type", "content-disposition", "cache-control") if name in headers}
            self._answer(200, data, told)
        else:
            self._answer(404)

    def _listed(self, prefix: str) -> bytes:
        rows = "".join(
            f"<Contents><Key>{path.removeprefix(f'/{BUCKET}/')}</Key><Size>{len(data)}</Size>"
            f"<LastModified>{when:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for path, (data, _, when) in sorted(self.store.objects.items())
            if path.removeprefix(f"/{BUCKET}/").startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

    def _checked(self, body: bytes) -> bool:
        self.store.asked.append(f"{self.command} {urlsplit(self.path).path}")
        reason = "down" if self.store.down else self._fault(body)
        if reason:
            self.store.refused.append(reason)
            self._answer(503 if self.store.down else 403)
        return not reason

    def _fault(self, body: bytes) -> str:
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = f"http://{headers['host']}{self.path}"
        query = dict(parse_qsl(urlsplit(self.path).query))
        if "X-Amz-Signature" in query:
            when, given, payload = query["X-Amz-Date"], query["X-Amz-Signature"], "UNSIGNED-PAYLOAD"
            credential, signed = query["X-Amz-Credential"], query["X-Amz-SignedHeaders"].split(";")
            until = datetime.strptime(when, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) + timedelta(seconds=int(query["X-Amz-Expires"]))
            if datetime.now(UTC) > until:
                return "expired"
        elif headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            fields = dict(part.strip().split("=", 1) for part in headers["authorization"].partition(" ")[2].split(","))
            when, given, payload = headers["x-amz-date"], fields["Signature"], headers["x-amz-content-sha256"]
            credential, signed = fields["Credential"], fields["SignedHeaders"].split(";")
            if payload not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
                return "another body than was signed"
        else:
            return "not signed"
        key, _, scope = credential.partition("/")
        if key != KEY or scope.split("/")[1:] != [REGION, "s3", "aws4_request"]:
            return f"another key or place: {credential}"
        wanted = signature(self.command, url, headers, signed, when, scope, payload)
        return "" if hmac.compare_digest(given, wanted) else "wrong signature"

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def fake_store() -> Iterator[Store]:
    store = Store()
    handler = type("Handler", (_Handler,), {"store": store})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        store.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield store
        server.shutdown()
