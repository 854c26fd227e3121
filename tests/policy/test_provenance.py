"""Answers signed with a certificate that the test makes, and read back as anybody would read them."""

from __future__ import annotations

import io
import json
import threading
import zlib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event as Flag

import numpy as np
import pytest
from c2pa import Reader
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from skimage import data

from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.engines.carrying import Finished
from overpaint.engines.echo import EchoEngine
from overpaint.engines.local import LocalEngine
from overpaint.errors import ConfigurationError
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image
from overpaint.policy import Policy, open_policy, provenance
from overpaint.policy.provenance import TRAINED, actions
from overpaint.settings import Settings, load

PHOTO = Image(np.ascontiguousarray(data.astronaut()[::2, ::2]))


def written(folder: Path) -> tuple[Path, Path]:
    """A chain of two: one that vouches, and one that signs."""
    now = datetime.now(UTC)
    made = []
    above, by = None, None
    for name in ("Test root", "Test signer"):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [x509.NameAttribute(x509.NameOID.COMMON_NAME, name), x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "T")]
        )
        root = above is None
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(above or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(not root, False, False, False, False, root, root, False, False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key((by or key).public_key()), critical=False)
        )
        if not root:
            builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        made.append(builder.sign(by or key, hashes.SHA256()))
        above, by = subject, key
    certificate, secret = folder / "chain.pem", folder / "key.pem"
    certificate.write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in reversed(made)))
    secret.write_bytes(
        by.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, secret


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    certificate, key = written(tmp_path_factory.mktemp("signer"))
    return load().model_copy(update={"provenance_certificate": certificate, "provenance_key": key})


@pytest.fixture(scope="module")
def policy(settings: Settings) -> Policy:
    return open_policy(settings, here=True)


def asking(prompt: str, source: bytes, format: str = "png") -> EditRequest:
    opened = open_image(source, name="image", max_pixels=1 << 26)
    return EditRequest((opened,), prompt, size="source", output=OutputFormat(format))


def through(request: EditRequest, policy: Policy | None, engine=None) -> bytes:
    *_, last = editing.edit(request, engines=(engine or LocalEngine(load()),), cancelled=Flag(), policy=policy)
    assert isinstance(last, Finished)
    return last.pictures[0].data


def read(file: bytes, mime: str) -> tuple[dict, str]:
    with Reader(mime, io.BytesIO(file)) as reader:
        return json.loads(reader.json()), reader.get_validation_state()


def done(manifest: dict) -> list[dict]:
    (assertion,) = [one for one in manifest["assertions"] if one["label"].startswith("c2pa.actions")]
    return assertion["data"]["actions"]


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
def test_an_answer_says_what_was_done_and_who_says_so(policy, weights, format):
    request = asking("make it brighter and turn it into a pencil sketch", encode(PHOTO, OutputFormat()), format)
    plain, signed = through(request, None), through(request, policy)
    store, state = read(signed, f"image/{format}")
    assert state == "Valid"
    manifest = store["manifests"][store["active_manifest"]]
    assert [one["action"] for one in done(manifest)] == ["c2pa.opened", "c2pa.color_adjustments", "c2pa.filtered"]
    assert "pencil" not in json.dumps(manifest).replace("pencil_sketch", "")  # no word of the prompt
    assert manifest["signature_info"]["common_name"] == "Test signer" and "thumbnail" not in manifest
    assert manifest["claim_generator_info"][0]["name"] == "Overpaint"
    assert len(signed) - len(plain) < 20_000
    pictures = [decode(open_image(one, name="x", max_pixels=1 << 26)).pixels for one in (plain, signed)]
    np.testing.assert_array_equal(*pictures)


def test_what_was_signed_before_is_kept_as_the_parent(policy, weights):
    first = through(asking("make it brighter", encode(PHOTO, OutputFormat())), policy)
    second = through(asking("make it warmer", first), policy)
    store, state = read(second, "image/png")
    assert state == "Valid" and len(store["manifests"]) == 2
    (parent,) = store["manifests"][store["active_manifest"]]["ingredients"]
    assert parent["relationship"] == "parentOf" and parent["active_manifest"] in store["manifests"]


def test_a_changed_pixel_breaks_it(policy):
    signed = bytearray(through(asking("x", encode(PHOTO, OutputFormat("jpeg")), "jpeg"), policy, EchoEngine()))
    signed[-200] ^= 1
    assert read(bytes(signed), "image/jpeg")[1] == "Invalid"


@pytest.mark.parametrize("fetching", [False, True], ids=["ours", "the library's own way"])
def test_a_picture_that_names_an_address_makes_nobody_call_it(settings, monkeypatch, fetching):
    """The second case shows that the first would notice."""
    called: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/picture.c2pa"
    packet = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{address}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    body = b"XML:com.adobe.xmp\0\0\0\0\0" + packet.encode()
    chunk = len(body).to_bytes(4) + b"iTXt" + body + zlib.crc32(b"iTXt" + body).to_bytes(4)
    plain = encode(PHOTO, OutputFormat())
    named = plain[:33] + chunk + plain[33:]
    if fetching:
        monkeypatch.setitem(provenance._SETTINGS, "verify", {"remote_manifest_fetch": True})
    assert through(asking("x", named), open_policy(settings, here=True), EchoEngine())
    server.shutdown()
    server.server_close()
    assert called == (["/picture.c2pa"] if fetching else [])


def test_what_a_model_painted_is_said_to_be_a_models():
    assert actions(None, True, (8, 8), (8, 8)) == [{"action": "c2pa.edited", "digitalSourceType": TRAINED}]
    assert actions(None, False, (8, 8), (9, 9)) == [{"action": "c2pa.resized"}]
    assert actions(None, False, (8, 8), (8, 8)) == [{"action": "c2pa.edited"}]


def test_it_is_off_unless_asked_for():
    assert open_policy(load(), here=True).signer is None


def test_what_can_not_sign_is_named_at_the_start(settings, tmp_path):
    for update, says in (
        ({"provenance_key": None}, "both or neither"),
        ({"provenance_key": tmp_path / "none.pem"}, "can't be read: No such file"),
        ({"provenance_certificate": settings.provenance_key}, "can't sign"),
        ({"provenance_algorithm": "ed25519"}, "can't sign"),
    ):
        with pytest.raises(ConfigurationError, match=says) as refused:
            open_policy(settings.model_copy(update=update), here=True)
        assert "PRIVATE KEY" not in refused.value.message
