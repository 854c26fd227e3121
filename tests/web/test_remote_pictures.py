"""Pictures by URL: off by default; on, only what an honest https server on the internet gives, in bounds of size and time."""

import base64
import json
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from overpaint.errors import InvalidImage, TooLarge
from overpaint.web.api import remote
from overpaint.web.api.remote import Remote, is_public
from web.echo_server import serving
from web.forms import PROMPT, mask, picture

PUBLIC = "93.184.215.14"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=pictures.example", "-addext"]
    command += ["subjectAltName=DNS:pictures.example,DNS:other.example"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@contextmanager
def tls_server(certificate, answers):
    """`answers`: path → the bytes to send, or a function of the connection. Yields its port and the requests' heads."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    heads = []

    def serve(listener):
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(raw,), daemon=True).start()

    def talk(raw):
        try:
            with trust.wrap_socket(raw, server_side=True) as connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65_536)
                heads.append(head.decode())
                answer = answers[head.split()[1].decode()]
                connection.sendall(answer) if isinstance(answer, bytes) else answer(connection)
        except OSError:
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1], heads
        listener.shutdown(socket.SHUT_RDWR)


def http(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    return f"HTTP/1.1 {status}\r\n".encode() + b"".join(f"{n}: {v}\r\n".encode() for n, v in lines.items()) + b"\r\n" + body


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 19000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.02)


def drip_head(connection):
    while True:
        connection.sendall(b"H")
        time.sleep(0.02)


PICTURE = picture((320, 240))
ANSWERS = {
    "/good.png": http(PICTURE),
    "/good.png?w=1": http(PICTURE),
    "/chunked": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(PICTURE), PICTURE),
    "/moved": http(status="302 Found", location="/good.png"),
    "/moved-elsewhere": http(status="301 Moved Permanently", location="https://other.example/good.png"),
    "/to-private": http(status="302 Found", location="https://internal.example/good.png"),
    "/to-http": http(status="302 Found", location="http://pictures.example/good.png"),
    "/to-metadata": http(status="307 Temporary Redirect", location="https://169.254.169.254/latest/meta-data"),
    "/round": http(status="302 Found", location="/round"),
    "/nowhere": http(status="302 Found"),
    "/404": http(b"secret words", status="404 Not Found"),
    "/gzip": http(b"x", content_encoding="gzip"),
    "/long": http(b"x" * 50_000),
    "/lies": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 50_000,
    "/short": b"HTTP/1.1 200 OK\r\ncontent-length: 15000\r\n\r\nx",
    "/no-http": b"SSH-2.0-OpenSSH\r\n",
    "/drip": drip,
    "/drip-head": drip_head,
    "/mask.png": http(mask((320, 240))),
}


@pytest.fixture(scope="module")
def internet(certificate):
    """A Remote for which two names are on the internet, and one is not; and the heads that the server behind them got."""
    with tls_server(certificate, ANSWERS) as (port, heads):
        names = {"pictures.example": [PUBLIC], "other.example": [PUBLIC], "internal.example": ["10.0.0.8"]}
        names |= {"both.example": [PUBLIC, "127.0.0.1"], "rebound.example": [PUBLIC]}

        def resolve(host):
            if host in names:
                return names[host]
            return remote.resolve(host) if host.replace(".", "").isdigit() else (_ for _ in ()).throw(socket.gaierror())

        def connect(address, seconds):
            assert address == PUBLIC  # the very address that was looked at
            return socket.create_connection(("127.0.0.1", port), seconds)

        trust = ssl.create_default_context(cafile=certificate / "cert.pem")
        yield Remote(20_000, 5.0, resolve, connect, trust), heads


def fetched(internet, url) -> bytes:
    return b"".join(internet[0].pieces(url, "images[0].image_url"))


@pytest.mark.parametrize("path", ["/good.png", "/good.png?w=1", "/chunked", "/moved", "/moved-elsewhere"])
def test_a_picture_is_fetched(internet, path):
    assert fetched(internet, f"https://pictures.example{path}") == PICTURE
    head = internet[1][-1].lower()
    assert head.startswith("get /") and "accept-encoding: identity" in head and "user-agent: overpaint/" in head
    assert "cookie" not in head and "authorization" not in head
    assert f"host: {'other' if 'elsewhere' in path else 'pictures'}.example\r\n" in head


REFUSED = {
    "http": ("http://pictures.example/good.png", "only https"),
    "a file": ("file:///etc/passwd", "only https"),
    "ftp": ("ftp://pictures.example/good.png", "only https"),
    "no host": ("https:///good.png", "only https"),
    "a password": ("https://user:secret@pictures.example/good.png", "a name or a password"),
    "another port": ("https://pictures.example:8443/good.png", "only port 443"),
    "no port": ("https://pictures.example:x/good.png", "can't be read as a URL"),
    "a line break": ("https://pictures.example/a\r\nHost: evil", "characters"),
    "spaces": ("https://pictures.example/a b", "characters"),
    "a name that looks like another": ("https://\u0440ictures.example/good.png", "characters"),
    "too long": ("https://pictures.example/" + "a" * 3000, "more than 2,048"),
    "this machine": ("https://127.0.0.1/good.png", "not public"),
    "this machine in one number": ("https://2130706433/good.png", "not public"),
    "a private name": ("https://internal.example/good.png", "not public"),
    "a name with a private address too": ("https://both.example/good.png", "not public"),
    "metadata": ("https://169.254.169.254/latest/meta-data", "not public"),
    "no such host": ("https://nowhere.example/good.png", "no such host"),
    "a certificate for another name": ("https://rebound.example/good.png", "certificate"),
    "a redirect to a private name": ("https://pictures.example/to-private", "not public"),
    "a redirect to http": ("https://pictures.example/to-http", "only https"),
    "a redirect to metadata": ("https://pictures.example/to-metadata", "not public"),
    "a redirect for ever": ("https://pictures.example/round", "redirected more than 3 times"),
    "a redirect to nowhere": ("https://pictures.example/nowhere", "redirected more than 3 times"),
    "not found": ("https://pictures.example/404", "answers 404"),
    "compressed": ("https://pictures.example/gzip", "compressed"),
    "broken off": ("https://pictures.example/short", "broke off"),
    "no HTTP": ("https://pictures.example/no-http", "no HTTP"),
}


@pytest.mark.parametrize(("url", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_fetched_is_told_without_what_lies_behind_it(internet, url, says):
    with pytest.raises(InvalidImage, match=says) as refused:
        fetched(internet, url)
    assert (refused.value.code, refused.value.param) == ("invalid_image_url", "images[0].image_url")
    assert "secret" not in refused.value.message and "10.0.0.8" not in refused.value.message


@pytest.mark.parametrize("path", ["/long", "/lies"])
def test_a_picture_has_fewer_bytes_than_a_file_may_have(internet, path):
    with pytest.raises(TooLarge, match="smaller than 20,000"):
        fetched(internet, f"https://pictures.example{path}")


@pytest.mark.parametrize("path", ["/drip", "/drip-head"])
def test_who_sends_byte_after_byte_is_left_in_the_end(internet, path):
    hurried = replace(internet[0], seconds=0.4)
    began = time.monotonic()
    with pytest.raises(InvalidImage, match="took too long"):
        list(hurried.pieces(f"https://pictures.example{path}", "x"))
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "192.0.0.1",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2001:db8::1", "64:ff9b:1::1", "nonsense",
    ],
)  # fmt: skip
def test_addresses_that_are_not_the_internets(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::6810:84e5", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_that_are(address):
    assert is_public(address)


def send(server, images, **fields):
    body = {"model": "gpt-image-2", "prompt": PROMPT, "fit": "stretch", "images": [{"image_url": url} for url in images]} | fields
    return server.send(json.dumps(body).encode(), content_type="application/json")


def test_off_by_default(server):
    error = send(server, ["https://pictures.example/good.png"]).json()["error"]
    assert (error["code"], error["param"]) == ("invalid_image_url", "images[0].image_url")
    assert "OVERPAINT_REMOTE_IMAGES" in error["message"]


def test_on_it_edits_what_it_fetched(tmp_path, internet):
    with serving(tmp_path, remote_images=True) as server:
        state = server.client.app.state
        state.api = replace(state.api, remote=internet[0])
        url = "https://pictures.example/good.png"
        data = f"data:;base64,{base64.b64encode(picture()).decode()}"
        answer = send(server, [url, data], mask={"image_url": "https://pictures.example/mask.png"})
        assert answer.status_code == 200, answer.text
        request = server.engine.requests[-1]
        assert [image.header.size for image in request.images] == [(320, 240), (64, 48)] and request.mask is not None
        for images, code in (
            ([url] * 17, "too_many_images"),
            (["https://pictures.example/404"], "invalid_image_url"),
            (["http://pictures.example/good.png"], "invalid_image_url"),
            (["https://pictures.example/long"], "request_too_large"),
        ):
            asked = len(internet[1])
            assert send(server, images).json()["error"]["code"] == code
            assert code != "too_many_images" or len(internet[1]) == asked
        asked = len(internet[1])
        assert send(server, [url], n="x").json()["error"]["param"] == "n"
        assert len(internet[1]) == asked  # nothing is fetched for a body that is wrong anyway
