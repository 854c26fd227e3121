"""What the endpoint refuses, one row each: status, type, code, param, four keys, and a message that says what is wrong."""

import io
import struct
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from overpaint.errors import CODES
from web.forms import PROMPT, SCALARS, File, Part, good, mask, picture, without


@dataclass(frozen=True)
class Refused:
    """A bad form, and the answer to it. `says`: words that the message must hold."""

    parts: tuple[Part, ...]
    code: str
    param: str | None
    says: str
    status: int = 400
    type: str = "invalid_request_error"


def scalar(name: str, value: str | bytes, code: str, says: str, **more) -> Refused:
    return Refused(_replace(name, value), code, name, says, **more)


def _replace(name: str, value: str | bytes) -> tuple[Part, ...]:
    return ((name, value), *without(good(), name))


def image(data: bytes, says: str, code: str = "invalid_image_file") -> Refused:
    return Refused(good(image=data), code, "image", says)


def bad_mask(data: bytes, code: str, says: str) -> Refused:
    return Refused(good(("mask", File(data))), code, "mask", says)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A header alone, with a scrap of data: what a bomb looks like before it is opened."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "GIF")
    return out.getvalue()


PNG = picture((200, 150))
JPEG = picture((200, 150), format="JPEG")
REFUSED: dict[str, Refused] = {
    # scalars: missing, of the wrong type, out of range
    "no model": Refused(without(good(), "model"), "missing_required_parameter", "model", "Missing required parameter: 'model'."),
    "no prompt": Refused(without(good(), "prompt"), "missing_required_parameter", "prompt", "'prompt'"),
    "no image": Refused(SCALARS, "missing_required_parameter", "image", "'image'"),
    "mask without image": Refused((*SCALARS, ("mask", File(mask()))), "missing_required_parameter", "image", "'image'"),
    "nothing at all": Refused((), "missing_required_parameter", "model", "'model'"),
    "unknown model": scalar("model", "dall-e-2", "model_not_found", "The model 'dall-e-2' does not exist", status=404),
    "empty model": scalar("model", "", "model_not_found", "does not exist", status=404),
    "empty prompt": scalar("prompt", "", "invalid_value", "minimum length 1"),
    "prompt of 32,001": scalar("prompt", "x" * 32_001, "invalid_value", "length 32001"),
    "prompt of megabytes": scalar("prompt", "x" * 3_000_000, "invalid_value", "too long"),
    "prompt not UTF-8": scalar("prompt", b"\xff\xfe\xfa", "invalid_type", "UTF-8"),
    "n=0": scalar("n", "0", "invalid_value", ">= 1, but got 0"),
    "n=11": scalar("n", "11", "invalid_value", "<= 10, but got 11"),
    "n=-1": scalar("n", "-1", "invalid_value", "-1"),
    "n=two": scalar("n", "two", "invalid_type", "expected an integer, but got 'two'"),
    "n=1.0": scalar("n", "1.0", "invalid_type", "expected an integer"),
    "n=1e0": scalar("n", "1e0", "invalid_type", "expected an integer"),
    "n=+1": scalar("n", "+1", "invalid_type", "expected an integer"),
    "n=01": scalar("n", "01", "invalid_type", "expected an integer"),
    "n= 1": scalar("n", " 1", "invalid_type", "expected an integer"),
    "n=1_0": scalar("n", "1_0", "invalid_type", "expected an integer"),
    "n=１": scalar("n", "１", "invalid_type", "expected an integer"),
    "n empty": scalar("n", "", "invalid_type", "expected an integer"),
    "n huge": scalar("n", "9" * 5000, "invalid_type", "expected an integer"),
    "n null": scalar("n", "null", "invalid_type", "expected an integer"),
    "size in words": scalar("size", "large", "invalid_size", "WIDTHxHEIGHT"),
    "size empty": scalar("size", "", "invalid_size", "WIDTHxHEIGHT"),
    "size with blanks": scalar("size", "1024 x 1024", "invalid_size", "WIDTHxHEIGHT"),
    "size with ×": scalar("size", "1024×1024", "invalid_size", "WIDTHxHEIGHT"),
    "size 0x0": scalar("size", "0x0", "invalid_size", "WIDTHxHEIGHT"),
    "size of one number": scalar("size", "1024", "invalid_size", "WIDTHxHEIGHT"),
    "size not of 16": scalar("size", "1000x1024", "invalid_size", "multiples of 16"),
    "size too long": scalar("size", "3856x2048", "invalid_size", "3,840"),
    "size too wide": scalar("size", "2048x640", "invalid_size", "3 times"),
    "size too tall": scalar("size", "640x2048", "invalid_size", "3 times"),
    "size too small": scalar("size", "512x512", "invalid_size", "655,360"),
    "size too big": scalar("size", "3840x3840", "invalid_size", "8,294,400"),
    "output_format=gif": scalar("output_format", "gif", "invalid_value", "'png', 'jpeg' or 'webp'"),
    "output_format=PNG": scalar("output_format", "PNG", "invalid_value", "'png', 'jpeg' or 'webp'"),
    "compression below": scalar("output_compression", "-1", "invalid_value", ">= 0"),
    "compression above": scalar("output_compression", "101", "invalid_value", "<= 100"),
    "compression in words": scalar("output_compression", "best", "invalid_type", "expected an integer"),
    "compression with png": scalar("output_compression", "50", "invalid_value", "png is always lossless"),
    "compression with png, said": Refused(
        good(("output_format", "png"), ("output_compression", "50")), "invalid_value", "output_compression", "lossless"
    ),
    "quality=xhigh": scalar("quality", "xhigh", "invalid_value", "Supported values are: 'low'"),
    "quality empty": scalar("quality", "", "invalid_value", "Supported values are"),
    "background=blue": scalar("background", "blue", "invalid_value", "'auto', 'opaque' or 'transparent'"),
    "transparent jpeg": Refused(
        good(("background", "transparent"), ("output_format", "jpeg")), "invalid_value", "background", "jpeg can't be transparent"
    ),
    "moderation=high": scalar("moderation", "high", "invalid_value", "'auto' or 'low'"),
    "response_format=xml": scalar("response_format", "xml", "invalid_value", "'b64_json'"),
    "stream=yes": scalar("stream", "yes", "invalid_type", "expected a boolean"),
    "stream=1": scalar("stream", "1", "invalid_type", "expected a boolean"),
    "partial_images=-1": scalar("partial_images", "-1", "invalid_value", ">= 0"),
    "partial_images=two": scalar("partial_images", "two", "invalid_type", "expected an integer"),
    "partial_images=4": scalar("partial_images", "4", "invalid_value", "<= 3"),
    "seed=-1": scalar("seed", "-1", "invalid_value", ">= 0"),
    "seed=2^63": scalar("seed", str(2**63), "invalid_value", "9223372036854775807"),
    "seed=0x10": scalar("seed", "0x10", "invalid_type", "expected an integer"),
    "seed empty": scalar("seed", "", "invalid_type", "expected an integer"),
    "fit=fill": scalar("fit", "fill", "invalid_value", "'auto', 'crop', 'extend', 'pad' or 'stretch'"),
    "user too long": scalar("user", "u" * 513, "invalid_value", "maximum length 512"),
    "input_fidelity": scalar(
        "input_fidelity",
        "high",
        "invalid_input_fidelity_model",
        "The model 'gpt-image-2' does not support the 'input_fidelity' parameter.",
        type="image_generation_user_error",
    ),
    # fields: unknown, repeated, of the wrong kind
    "unknown field": scalar("style", "vivid", "unknown_parameter", "Unknown parameter: 'style'."),
    "unknown file": Refused(good(("picture", File(PNG))), "unknown_parameter", "picture", "Unknown parameter: 'picture'."),
    "field of another case": scalar("Prompt", "x", "unknown_parameter", "Unknown parameter: 'Prompt'."),
    "mask in brackets": Refused(good(("mask[]", File(mask()))), "unknown_parameter", "mask[]", "Unknown parameter: 'mask[]'."),
    "image with a name in brackets": Refused(good(("image[a]", File(PNG))), "unknown_parameter", "image[a]", "Unknown"),
    "two prompts": Refused(good(("prompt", PROMPT)), "invalid_value", "prompt", "Duplicate parameter: 'prompt'."),
    "two n, alike": Refused(good(("n", "1"), ("n", "1")), "invalid_value", "n", "Duplicate parameter: 'n'."),
    "two masks": Refused(good(("mask", File(mask())), ("mask", File(mask()))), "invalid_value", "mask", "Duplicate"),
    "an index twice": Refused(
        (*SCALARS, ("image[1]", File(PNG)), ("image[1]", File(PNG))), "invalid_value", "image[1]", "Duplicate parameter"
    ),
    "image as text": Refused((*SCALARS, ("image", "photo.png")), "invalid_type", "image", "expected a file, but got text"),
    "image[] as text": Refused((*SCALARS, ("image[]", "data:image/png;base64,AA")), "invalid_type", "image[]", "expected a file"),
    "mask as text": Refused(good(("mask", "")), "invalid_type", "mask", "expected a file"),
    "prompt as a file": Refused(
        _replace("prompt", File(b"make it red")), "invalid_type", "prompt", "expected text, but got a file"
    ),
    "n as a file": Refused(_replace("n", File(b"1")), "invalid_type", "n", "expected text, but got a file"),
    "seventeen images": Refused((*SCALARS, *[("image[]", File(picture()))] * 17), "too_many_images", "image", "at most 16"),
    # pictures
    "empty file": image(b"", "empty"),
    "not a picture": image(b"hello, I am a picture", "not a picture"),
    "a GIF": image(gif(), "GIF"),
    "an SVG": image(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "HTML": image(b"<!doctype html><p>404</p>", "HTML"),
    "a PDF": image(b"%PDF-1.7\n", "PDF"),
    "a base64 picture": image(b"iVBORw0KGgoAAAANSUhEUg", "base64"),
    "PNG signature alone": image(PNG[:8], "truncated"),
    "PNG cut in its header": image(PNG[:20], "truncated"),
    "PNG cut in its data": image(PNG[: len(PNG) // 2], "truncated"),
    "JPEG cut": image(JPEG[: len(JPEG) // 2], "truncated"),
    "PNG of 60000x60000": image(png_that_claims(60_000, 60_000), "60000x60000"),
    "PNG of 12000x12000": image(png_that_claims(12_000, 12_000), "megapixels"),
    "PNG of no width": image(png_that_claims(0, 100), "no pixels"),
    "PNG with too little data": image(png_that_claims(2000, 2000), ""),
    "PNG with broken data": image(PNG[:60] + bytes(20) + PNG[80:], ""),
    "second image broken": Refused(
        (*SCALARS, ("image[]", File(PNG)), ("image[]", File(PNG[:20]))), "invalid_image_file", "image[1]", "image[1]"
    ),
    "indexed image broken": Refused(
        (*SCALARS, ("image[7]", File(PNG[:20])), ("image[0]", File(PNG))), "invalid_image_file", "image[7]", "image[7]"
    ),
    # masks
    "mask without alpha": bad_mask(picture(), "invalid_mask_image_format", "no alpha channel"),
    "grey mask": bad_mask(picture(mode="L"), "invalid_mask_image_format", "no alpha channel"),
    "JPEG mask": bad_mask(picture(format="JPEG"), "invalid_mask_image_format", "no alpha channel"),
    "WebP mask for a PNG": bad_mask(mask(format="WEBP"), "invalid_mask_image_format", "Send it as PNG"),
    "mask too small": bad_mask(mask((63, 48)), "mask_size_mismatch", "63x48 pixels, the image 64x48"),
    "mask turned": bad_mask(mask((48, 64)), "mask_size_mismatch", "48x64"),
    "empty mask file": bad_mask(b"", "invalid_image_file", "empty"),
    "mask that is no picture": bad_mask(b"mask", "invalid_image_file", "not a picture"),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_bad_form_is_refused_in_the_wire_shape(server, row):
    answer = server.post(*row.parts)
    assert answer.status_code == row.status, answer.text
    assert list(answer.json()) == ["error"]
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (error["type"], error["code"], error["param"]) == (row.type, row.code, row.param)
    assert row.says in error["message"]
    assert error["code"] in CODES
    assert answer.headers["x-should-retry"] == "false"
    assert answer.headers["x-request-id"].startswith("req_")


def test_there_are_at_least_sixty_bad_forms():
    assert len(REFUSED) >= 60


NO_GROUP = {
    "mask": (good(("mask", File(mask()))), "mask"),
    "n": (good(("n", "2")), "n"),
    "n after the file": ((*good(), ("n", "10")), "n"),
}


@pytest.mark.parametrize(("parts", "param"), NO_GROUP.values(), ids=NO_GROUP)
def test_a_plain_key_is_told_which_group_it_needs(server, parts, param):
    answer = server.post(*parts, key=server.default)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"], error["param"]) == (
        400,
        "invalid_request_error",
        "group_required",
        param,
    )
    assert "direct" in error["message"]


def _revoked(server) -> str:
    secret, info = server.accounts.issue("revoked", "direct")
    server.accounts.revoke(str(info.id))
    return f"Bearer {secret}"


def _expired(server) -> str:
    secret, _ = server.accounts.issue("expired", "direct", datetime.now(UTC) + timedelta(milliseconds=30))
    time.sleep(0.04)
    return f"Bearer {secret}"


KEYS = {
    "none": (lambda _server: None, "No token provided"),
    "empty": (lambda _server: "Bearer ", "No token provided"),
    "another scheme": (lambda server: f"Basic {server.direct}", "No token provided"),
    "the key alone": (lambda server: server.direct, "No token provided"),
    "unknown": (lambda _server: "Bearer sk-unknown", "not known"),
    "not ASCII": (lambda _server: "Bearer sk-é".encode(), "not known"),
    "very long": (lambda _server: "Bearer " + "x" * 20_000, "not known"),
    "revoked": (_revoked, "revoked"),
    "expired": (_expired, "expired"),
}


@pytest.mark.parametrize("url", ["/v1/images/edits", "/v1/models", "/v1/models/gpt-image-2"])
@pytest.mark.parametrize(("header", "says"), KEYS.values(), ids=KEYS)
def test_without_a_good_key_there_is_a_401(server, url, header, says):
    value = header(server)
    headers = {} if value is None else {"authorization": value}
    answer = server.client.request("POST" if "edits" in url else "GET", url, headers=headers)
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (error["type"], error["param"], error["code"]) == ("authentication_error", None, "invalid_api_key")
    assert says in error["message"]
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["x-should-retry"] == "false"
    assert "sk-" not in answer.text


def test_the_key_comes_before_anything_else_that_is_wrong(server):
    answer = server.send(b"no form", key="wrong", content_type="text/plain")
    assert answer.status_code == 401
