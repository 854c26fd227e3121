"""JSON bodies: OpenAI's own form, as its other clients write it, checked as strictly as a form and held in as little memory."""

import base64
import json
from pathlib import Path

import pytest

from overpaint.web.api import json_pieces
from web.echo_server import serving
from web.forms import PROMPT, good, mask, picture, without
from web.raw_asgi import exchange

JSON = "application/json"


def url(data: bytes, type: str = "image/png") -> str:
    return f"data:{type};base64,{base64.b64encode(data).decode()}"


def body(**fields) -> dict:
    """One that is accepted."""
    given = {"model": "gpt-image-2", "prompt": PROMPT, "fit": "stretch", "images": [{"image_url": url(picture())}]}
    return {name: value for name, value in (given | fields).items() if value is not ...}


def send(server, fields, **options):
    content = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return server.send(content, content_type=JSON, **options)


def test_the_answer_is_that_of_the_form(server):
    asked = {"seed": 7, "n": 2, "output_format": "jpeg", "output_compression": 80, "quality": "low", "size": "1024x640"}
    form = server.post(*good(*((name, str(value)) for name, value in asked.items())))
    answer = send(server, body(**asked))
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"created": 0} == form.json() | {"created": 0}
    assert answer.headers["x-overpaint-seed"] == "7"


def test_several_images_keep_their_order_and_a_mask_takes_effect(server):
    sizes = [(64, 48), (32, 32), (16, 48)]
    images = [{"image_url": url(picture(size))} for size in sizes]
    assert send(server, body(images=images, mask={"image_url": url(mask())})).status_code == 200
    (*_, request) = server.engine.requests
    assert [image.header.size for image in request.images] == sizes
    assert request.mask.header.size == (64, 48)


ODD_BUT_GOOD = {
    "nulls for what was not chosen": {"n": None, "mask": None, "size": None, "user": None, "background": None, "seed": None},
    "a plan as an object": {"plan": {"prompt": "make it warmer", "steps": []}},
    "a plan as text": {"plan": '{"prompt": "make it warmer", "steps": []}'},
    "booleans": {"partial": True, "stream": False},
    "a type that lies": {"images": [{"image_url": url(picture(format="JPEG"), "image/png")}]},
    "no type": {"images": [{"image_url": "data:;base64," + url(picture()).partition(",")[2]}]},
    "a parameter of the type": {"images": [{"image_url": url(picture(), "image/png;charset=utf-8")}]},
    "capitals": {"images": [{"image_url": url(picture()).replace("data:image/png;base64", "DATA:image/PNG;Base64")}]},
    "lines of 76 characters": {
        "images": [{"image_url": "data:image/png;base64," + base64.encodebytes(picture()).decode()}]
    },
    "no padding": {"images": [{"image_url": url(picture()).rstrip("=")}]},
}  # fmt: skip


@pytest.mark.parametrize("fields", ODD_BUT_GOOD.values(), ids=ODD_BUT_GOOD)
def test_what_clients_write_is_read(server, fields):
    answer = send(server, body(**fields))
    assert answer.status_code == 200 or answer.json()["error"]["code"] == "invalid_plan", answer.text


@pytest.mark.parametrize(("sign", "escaped"), [("/", "\\/"), ("+", "\\u002B"), ("=", "\\u003d")])
def test_escapes_of_other_languages_are_read(server, sign, escaped):
    """PHP's and .NET's encoders escape what needs no escape."""
    data = picture((640, 480), "RGBA")
    text = json.dumps(body(images=[{"image_url": url(data)}])).replace(sign, escaped)
    assert send(server, text.encode()).status_code == 200
    assert server.engine.requests[-1].images[0].read() == data


IMAGE = {"image_url": url(picture())}

# fields, code, param, words of the message
REFUSED = {
    "no images": (body(images=...), "missing_required_parameter", "images", "images"),
    "no prompt": (body(prompt=...), "missing_required_parameter", "prompt", "prompt"),
    "null for a prompt": (body(prompt=None), "invalid_type", "prompt", "got null"),
    "an empty list": (body(images=[]), "invalid_value", "images", "empty"),
    "images that are no list": (body(images=IMAGE), "invalid_type", "images", "expected an array, but got an object"),
    "an image that is text": (body(images=[IMAGE["image_url"]]), "invalid_type", "images[0]", "expected an object"),
    "an image without URL": (body(images=[{}]), "missing_required_parameter", "images[0].image_url", "image_url"),
    "an image by file": (body(images=[IMAGE, {"file_id": "f"}]), "invalid_value", "images[1].file_id", "not kept"),
    "more in an image": (body(images=[IMAGE | {"detail": "high"}]), "unknown_parameter", "images[0].detail", "detail"),
    "17 images": (body(images=[IMAGE] * 17), "too_many_images", "image", "at most 16"),
    "a form's name": (body(image=IMAGE), "unknown_parameter", "image", "Unknown parameter: 'image'"),
    "an unknown field": (body(style="vivid"), "unknown_parameter", "style", "Unknown parameter: 'style'"),
    "input_fidelity": (body(input_fidelity="high"), "invalid_input_fidelity_model", "input_fidelity", "does not support"),
    "a number as text": (body(n="2"), "invalid_type", "n", "expected an integer, but got a string"),
    "a number with a point": (body(n=2.0), "invalid_type", "n", "expected an integer, but got a number"),
    "a boolean as a number": (body(n=True), "invalid_type", "n", "expected an integer, but got a boolean"),
    "a boolean as text": (body(partial="true"), "invalid_type", "partial", "expected a boolean, but got a string"),
    "a number too large": (body(n=11), "invalid_value", "n", "<= 10"),
    "half a character": (body(user="\ud83d"), "invalid_body", None, "not JSON"),
    "a size that breaks a rule": (body(size="1000x1024"), "invalid_size", "size", "multiple"),
    "no base64": (body(images=[{"image_url": "data:image/png,abc"}]), "invalid_image_file", "image[0]", "must be base64"),
    "bad base64": (body(images=[{"image_url": "data:image/png;base64,ab%2Bc"}]), "invalid_image_file", "image[0]", "not base64"),
    "more after padding": (
        body(images=[{"image_url": url(b"x") + "QUFB"}]), "invalid_image_file", "image[0]", "not base64",
    ),
    "a URL without comma": (body(images=[{"image_url": "data:" + "x" * 500}]), "invalid_image_file", "image[0]", "no comma"),
    "an empty picture": (body(images=[{"image_url": "data:image/png;base64,"}]), "invalid_image_file", "image[0]", "empty"),
    "no picture": (body(images=[{"image_url": url(b"hello there")}]), "invalid_image_file", "image[0]", "image[0]"),
    "a broken second": (body(images=[IMAGE, {"image_url": url(b"x" * 99)}]), "invalid_image_file", "image[1]", "image[1]"),
    "a mask without alpha": (body(mask=IMAGE), "invalid_mask_image_format", "mask", "alpha"),
    "a mask of another size": (body(mask={"image_url": url(mask((9, 9)))}), "mask_size_mismatch", "mask", "9x9"),
    "a mask by file": (body(mask={"file_id": "f"}), "invalid_value", "mask.file_id", "not kept"),
    "a path": (body(images=[{"image_url": "file:///etc/passwd"}]), "invalid_image_url", "images[0].image_url", "data:image/png"),
    "a list": ([body()], "invalid_body", None, "JSON object"),
    "a field twice": (json.dumps(body())[:-1].encode() + b', "n": 1, "n": 2}', "invalid_value", "n", "Duplicate"),
    "images twice": (
        json.dumps(body())[:-1].encode() + b', "images": [' + json.dumps(IMAGE).encode() + b"]}", "invalid_value", "image[0]",
        "Duplicate",
    ),
    "cut off": (json.dumps(body()).encode()[:-30], "invalid_body", None, "not JSON"),
    "cut off in a number": (b'{"n": 1', "invalid_body", None, "not JSON"),
    "nothing": (b"", "invalid_body", None, "not JSON"),
    "no number": (b'{"n": NaN}', "invalid_body", None, "not JSON"),
    "nested without end": (b'{"n": ' + b"[" * 100_000, "invalid_body", None, "not JSON"),
    "not UTF-8": (b'{"prompt": "\xff"}', "invalid_body", None, "not JSON"),
    "a number of 10,000 digits": (b'{"n": ' + b"1" * 10_000 + b"}", "invalid_body", None, "not JSON"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "code", "param", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_a_400_that_names_it(server, fields, code, param, says):
    answer = send(server, fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, code, param), error
    assert says in error["message"]


def test_groups_count_as_with_a_form(server):
    for fields, param in ((body(n=2), "n"), (body(mask={"image_url": url(mask())}), "mask")):
        error = send(server, fields, key=server.default).json()["error"]
        assert (error["code"], error["param"]) == ("group_required", param)


def test_a_url_of_20_mb_and_a_body_have_bounds(server):
    most = 20 * 1024 * 1024
    answer = send(server, body(images=[{"image_url": "data:;base64," + "A" * most}]))
    assert (answer.status_code, answer.json()["error"]["param"]) == (413, "image[0]")
    answer = send(server, body(user="u" * 1_000_000))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request_too_large")


def test_what_is_wrong_before_the_pictures_is_told_before_they_are_read(server):
    for fields, status in ((body(model="x"), 404), (body(n="x"), 400), (body(style="x"), 400)):
        fields |= {"images": fields.pop("images")}  # last
        text = json.dumps(fields).encode()
        pieces = [text[:400], text[400:401], *[b"A" * 1000] * 50]
        one = exchange(server, pieces, stall=True, content_type=JSON)
        assert (one.status, one.read_at_start <= 2) == (status, True)


def test_a_big_picture_goes_to_a_file_that_is_deleted(tmp_path):
    with serving(tmp_path, spool_bytes=1000) as server:
        data = picture((640, 480), format="JPEG") + bytes(900_000)
        text = json.dumps(body(images=[{"image_url": url(data)}, IMAGE])).encode()
        one = exchange(server, [text[i : i + 65_536] for i in range(0, len(text), 65_536)], content_type=JSON)
        assert one.status == 200
        big, small = server.engine.sources
        assert isinstance(big, Path) and not big.exists()
        assert not isinstance(small, bytes) or small == picture()


@pytest.mark.parametrize("length", [1, 2, 3, 5, 64])
def test_pieces_of_any_length_come_to_the_same(server, length):
    data = picture((20, 10))
    text = json.dumps(body(images=[{"image_url": url(data)}, IMAGE], user='"\\"}],[{')).replace("/", "\\/").encode()
    one = exchange(server, [text[i : i + length] for i in range(0, len(text), length)], content_type=JSON)
    assert one.status == 200
    assert [image.read() for image in server.engine.requests[-1].images] == [data, picture()]


def test_only_data_urls_in_their_places_are_given_out():
    text = {"prompt": "data:image/png;base64,AAAA", "x": {"image_url": "data:x"}, "images": [{"image_url": "http://data:"}]}
    pieces = json_pieces.Pieces(lambda path: path[:1] == ("images",))
    assert list(pieces.feed(json.dumps(text).encode())) == []
    assert json.loads(pieces.rest) == text


def test_another_type_is_refused_with_both_that_are_taken(server):
    error = server.send(b"prompt=x", content_type="application/x-www-form-urlencoded").json()["error"]
    assert error["code"] == "unsupported_content_type"
    assert "multipart/form-data or application/json" in error["message"]


def test_a_form_still_needs_its_own_names(server):
    error = server.post(*without(good(), "image")).json()["error"]
    assert (error["code"], error["param"]) == ("missing_required_parameter", "image")
