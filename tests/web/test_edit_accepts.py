"""What the endpoint takes: every field at its edges, and what of it reaches the engine."""

import base64
import io
import re

import pytest
from PIL import Image

from overpaint.imaging.codec import OutputFormat
from web.forms import BOUNDARY, PROMPT, SCALARS, File, encode_form, good, mask, picture

LONGEST = "ä" * 32_000

ACCEPTED = [
    ("prompt", "x", "prompt", "x"),
    ("prompt", LONGEST, "prompt", LONGEST),
    ("prompt", " ", "prompt", " "),
    ("prompt", "背景换成海上日落 🌅", "prompt", "背景换成海上日落 🌅"),
    ("n", "1", "n", 1),
    ("n", "10", "n", 10),
    ("size", "1024x1024", "size", (1024, 1024)),
    ("size", "auto", "size", "auto"),
    ("size", "640x1024", "size", (640, 1024)),
    ("size", "1024x640", "size", (1024, 640)),
    ("size", "3840x2160", "size", (3840, 2160)),
    ("size", "2160x3840", "size", (2160, 3840)),
    ("size", "1440x480", "size", (1440, 480)),
    ("output_format", "png", "output", OutputFormat("png")),
    ("output_format", "jpeg", "output", OutputFormat("jpeg")),
    ("output_format", "webp", "output", OutputFormat("webp")),
    ("quality", "auto", "quality", "medium"),
    ("quality", "standard", "quality", "medium"),
    ("quality", "low", "quality", "low"),
    ("quality", "medium", "quality", "medium"),
    ("quality", "high", "quality", "high"),
    ("background", "auto", "background", "auto"),
    ("background", "opaque", "background", "opaque"),
    ("background", "transparent", "background", "transparent"),
    ("seed", "0", "seed", 0),
    ("seed", str(2**63 - 1), "seed", 2**63 - 1),
    ("fit", "auto", "fit", "auto"),
    ("fit", "crop", "fit", "crop"),
    ("fit", "extend", "fit", "extend"),
    ("fit", "pad", "fit", "pad"),
    ("fit", "stretch", "fit", "stretch"),
    ("partial", "true", "partial", True),
    ("partial", "false", "partial", False),
    ("moderation", "auto", "n", 1),
    ("moderation", "low", "n", 1),
    ("response_format", "b64_json", "n", 1),
    ("stream", "false", "n", 1),
    ("partial_images", "0", "n", 1),
    ("model", "gpt-image-2-2026-04-21", "n", 1),
]


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"), ACCEPTED, ids=[f"{name}={value[:20]}" for name, value, *_ in ACCEPTED]
)
def test_an_edge_value_is_accepted_and_reaches_the_engine(server, name, value, attribute, expected):
    parts = [part for part in good(("n", "1"), ("size", "1024x640"), ("fit", "stretch")) if part[0] != name]
    answer = server.post((name, value), *parts)
    assert answer.status_code == 200, answer.text
    assert getattr(server.engine.requests[-1], attribute) == expected


@pytest.mark.parametrize("compression", ["0", "100"])
@pytest.mark.parametrize("output_format", ["jpeg", "webp"])
def test_compression_goes_with_lossy_formats(server, output_format, compression):
    answer = server.post(*good(("output_compression", compression), ("output_format", output_format)))
    assert answer.status_code == 200, answer.text
    assert server.engine.requests[-1].output == OutputFormat(output_format, int(compression))


def test_what_is_left_out_gets_the_contracts_default(server):
    server.post(*SCALARS, ("image", File(picture())))
    request = server.engine.requests[-1]
    assert (request.prompt, request.n, request.size, request.output) == (PROMPT, 1, (1024, 1024), OutputFormat("png"))
    assert (request.quality, request.background, request.fit, request.mask) == ("medium", "auto", "auto", None)
    assert request.partial is False


def test_the_answer_is_whole_and_says_what_was_used(server):
    answer = server.post(*good(("n", "3"), ("size", "1024x640"), ("quality", "high"), ("output_format", "jpeg"), ("seed", "7")))
    body = answer.json()
    assert list(body) == ["created", "data", "size", "quality", "background", "output_format", "usage"]
    assert len(body["data"]) == 3
    for entry in body["data"]:
        assert list(entry) == ["b64_json", "revised_prompt"]
        shown = Image.open(io.BytesIO(base64.b64decode(entry["b64_json"], validate=True)))
        assert (shown.format, shown.size) == ("JPEG", (1024, 640))
        assert PROMPT in entry["revised_prompt"]
    expected = {"size": "1024x640", "quality": "high", "background": "opaque", "output_format": "jpeg"}
    assert {name: body[name] for name in expected} == expected
    usage = body["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["input_tokens"] == sum(usage["input_tokens_details"].values())
    assert usage["output_tokens"] == sum(usage["output_tokens_details"].values())
    assert set(usage["input_tokens_details"]) == set(usage["output_tokens_details"]) == {"text_tokens", "image_tokens"}


def test_headers_of_an_answer(server):
    answer = server.post(*good(("seed", "7")))
    assert answer.headers["x-overpaint-seed"] == "7"
    assert re.fullmatch(r"req_[0-9a-f]{24}", answer.headers["x-request-id"])
    assert int(answer.headers["openai-processing-ms"]) >= 0
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-type"] == "application/json"
    assert "x-should-retry" not in answer.headers


def test_a_sane_request_id_is_kept_and_another_replaced(server):
    assert server.post(*good(), x_request_id="gw-123.ABC_4567").headers["x-request-id"] == "gw-123.ABC_4567"
    for offered in ("short", "x" * 65, "has space in it", "émile-émile"):
        kept = server.post(*good(), x_request_id=offered.encode()).headers["x-request-id"]
        assert kept.startswith("req_")


def test_without_a_seed_a_fresh_one_is_drawn_and_told(server):
    seeds = {server.post(*good()).headers["x-overpaint-seed"] for _ in range(3)}
    assert len(seeds) == 3
    assert str(server.engine.requests[-1].seed) in seeds


def test_size_auto_is_answered_with_the_size_it_became(server):
    answer = server.post(*good(("size", "auto"), image=picture((1000, 500))))
    width, height = map(int, answer.json()["size"].split("x"))
    assert width % 16 == height % 16 == 0
    assert width / height == pytest.approx(2, rel=0.03)


@pytest.mark.parametrize(("mode", "background"), [("RGB", "opaque"), ("RGBA", "transparent")])
def test_background_auto_is_answered_with_what_it_became(server, mode, background):
    answer = server.post(*good(("size", "auto"), image=picture((1024, 768), mode)))
    assert answer.json()["background"] == background


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("declared", ["image/png", "application/octet-stream", "text/plain", None])
def test_formats_are_told_by_their_bytes(server, format, declared):
    file = File(picture(format=format), name="upload", type=declared)
    assert server.post(*SCALARS, ("image", file)).status_code == 200
    assert server.engine.requests[-1].images[0].header.format == format.lower()


def test_a_part_without_file_name_is_a_file_if_its_type_says_so(server):
    assert server.post(*SCALARS, ("image", File(picture(), name=None, type="image/png"))).status_code == 200


# How a list of images a, b, c may come, and the order they are in then.
ORDERS = {
    "repeated brackets": (["image[]", "image[]", "image[]"], "abc"),
    "one in a list": (["image[]"], "a"),
    "plain and brackets": (["image", "image[]", "image[]"], "abc"),
    "plain, repeated": (["image", "image"], "ab"),
    "indexed": (["image[0]", "image[1]", "image[2]"], "abc"),
    "indexed, shuffled": (["image[2]", "image[0]", "image[1]"], "bca"),
    "indexed with gaps": (["image[30]", "image[4]"], "ba"),
    "indexed before others": (["image[]", "image[1]", "image[0]"], "cba"),
}


@pytest.mark.parametrize(("names", "expected"), ORDERS.values(), ids=ORDERS)
def test_images_come_under_many_names_and_keep_their_order(server, names, expected):
    sizes = {(20 + i, 20): letter for i, letter in enumerate("abc")}
    files = [(name, File(picture(size))) for name, size in zip(names, sizes, strict=False)]
    answer = server.post(*SCALARS, *files)
    assert answer.status_code == 200, answer.text
    assert "".join(sizes[image.header.size] for image in server.engine.requests[-1].images) == expected


def test_sixteen_images_are_taken(server):
    assert server.post(*SCALARS, *[("image[]", File(picture()))] * 16).status_code == 200
    assert len(server.engine.requests[-1].images) == 16


def test_files_may_come_before_scalars(server):
    answer = server.post(("mask", File(mask())), ("image", File(picture())), *SCALARS, ("n", "2"))
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == 2


@pytest.mark.parametrize(("image_format", "mask_format"), [("PNG", "PNG"), ("JPEG", "PNG"), ("WEBP", "PNG"), ("WEBP", "WEBP")])
def test_a_mask_comes_as_png_or_in_the_images_own_format(server, image_format, mask_format):
    image = File(picture((64, 48), format=image_format))
    assert server.post(*SCALARS, ("image", image), ("mask", File(mask((64, 48), mask_format)))).status_code == 200
    assert server.engine.requests[-1].mask is not None


def test_the_masks_recipe_in_the_error_makes_a_mask(server):
    area = Image.new("L", (64, 48), 0)
    area.paste(255, (0, 0, 32, 48))
    plain = io.BytesIO()
    area.save(plain, "PNG")
    message = server.post(*good(("mask", File(plain.getvalue())))).json()["error"]["message"]
    made = io.BytesIO()
    recipe = message[message.index("mask = ") :].rstrip(".").replace("'mask.png'", "made, 'PNG'")
    scope = {"Image": Image, "ImageOps": __import__("PIL.ImageOps", fromlist=["x"]), "area": area, "made": made}
    exec(recipe, scope)  # noqa: S102 - our own sentence is what is tested
    assert server.post(*good(("mask", File(made.getvalue())))).status_code == 200
    alpha = Image.open(made).getchannel("A")
    assert (alpha.getpixel((0, 0)), alpha.getpixel((63, 0))) == (0, 255)


def test_a_turned_photo_and_a_mask_of_the_upright_picture_fit(server):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = io.BytesIO()
    Image.new("RGB", (64, 48)).save(turned, "JPEG", exif=exif)
    assert server.post(*good(("mask", File(mask((48, 64)))), image=turned.getvalue())).status_code == 200
    refused = server.post(*good(("mask", File(mask((64, 48)))), image=turned.getvalue()))
    assert refused.json()["error"]["code"] == "mask_size_mismatch"
    assert "EXIF" in refused.json()["error"]["message"]


@pytest.mark.parametrize("charset", ["utf-8", "ISO-8859-1"])
def test_a_text_parts_own_charset_counts(server, charset):
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="prompt"\r\nContent-Type: text/plain; charset={charset}\r\n\r\n'
    part = head.encode() + "Mach den Himmel grün".encode(charset) + b"\r\n"
    assert server.send(part + encode_form(("model", "gpt-image-2"), ("image", File(picture())))).status_code == 200
    assert server.engine.requests[-1].prompt == "Mach den Himmel grün"


def test_user_and_safety_identifier_go_to_the_usage_record_only(server):
    answer = server.post(*good(("user", "anna"), ("safety_identifier", "s-1")), x_request_id="usage-test-1")
    assert answer.status_code == 200
    record = server.accounts.usage(request_id="usage-test-1")[0]
    assert (record.user, record.safety_identifier, record.outcome, record.n) == ("anna", "s-1", "finished", 1)
    assert (record.input_tokens, record.output_tokens) == (
        answer.json()["usage"]["input_tokens"],
        answer.json()["usage"]["output_tokens"],
    )


def test_a_plain_key_may_edit_one_picture_without_mask(server):
    assert server.post(*good(), key=server.default).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
def test_the_scheme_of_the_key_is_read_as_http_says(server, scheme):
    answer = server.client.get("/v1/models", headers={"authorization": f"{scheme} {server.direct}"})
    assert answer.status_code == 200
