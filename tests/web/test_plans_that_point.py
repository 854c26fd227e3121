"""`POST /v1/edits/plan` with `points` or a `box`: what is there, as an outline and as the mask that an edit takes."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from skimage import data

from overpaint.engines.local import LocalEngine
from overpaint.settings import load
from web.echo_server import serving
from web.forms import CONTENT_TYPE, File, encode_form, good, picture


@pytest.fixture(scope="module")
def local(tmp_path_factory, weights):
    with serving(tmp_path_factory.mktemp("local"), LocalEngine(load())) as running:
        yield running


def file_of(pixels, format="PNG", **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format, **options)
    return out.getvalue()


CUP, SAUCER_RIM, TABLE = [280, 190], [150, 200], [20, 20]


@pytest.fixture(scope="module")
def coffee():
    return file_of(data.coffee())


def ask(server, *parts, key=None):
    return server.ask_plan(encode_form(*parts), content_type=CONTENT_TYPE, key=key)


def picked(server, image, **fields):
    answer = ask(server, ("image", File(image)), *((name, json.dumps(value)) for name, value in fields.items()))
    assert answer.status_code == 200, answer.text
    return answer.json()["picked"]


def chosen(told) -> np.ndarray:
    """Where an edit with the mask would happen: (H, W) bool."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(told["mask"]))))[..., 3] < 128


def test_a_point_is_answered_with_the_outline_and_the_mask_of_what_is_there(local, coffee):
    body = ask(local, ("points", json.dumps([CUP])), ("image", File(coffee))).json()
    assert (body["size"], body["would_run"], body["refusal"], body["regions"]) == ([600, 400], False, None, [])
    told = body["picked"]
    inside = chosen(told)
    assert inside.shape == (400, 600)
    assert inside[190, 280] and inside[200, 150] and not inside[20, 20]
    assert abs(inside.mean() - told["share"]) < 0.01
    assert told["confidence"] > 0.9
    top, left, bottom, right = told["box"]
    assert inside[top:bottom, left:right].sum() == inside.sum()
    import cv2

    drawn = np.zeros((400, 600), np.uint8)
    cv2.fillPoly(drawn, [np.array(polygon, np.int32) for polygon in told["outline"]], 1)
    assert (drawn.astype(bool) ^ inside).mean() < 0.01


def test_the_mask_goes_straight_into_an_edit(local, coffee):
    told = picked(local, coffee, points=[CUP])
    parts = (("model", "gpt-image-2"), ("prompt", "make it darker"), ("size", "auto"), ("fit", "stretch"))
    sent = (("image", File(coffee)), ("mask", File(base64.b64decode(told["mask"]))))
    answer = local.post(*parts, *sent)
    assert answer.status_code == 200, answer.text
    edited = Image.open(io.BytesIO(base64.b64decode(answer.json()["data"][0]["b64_json"])))
    plain = Image.open(io.BytesIO(coffee)).resize(edited.size)
    before, after = (np.asarray(one, np.int16)[..., :3] for one in (plain, edited))
    y, x = edited.size[1] / 400, edited.size[0] / 600
    at = lambda row, column: (round(row * y), round(column * x))  # noqa: E731
    assert (after - before)[at(250, 150)].mean() < -10
    assert abs((after - before)[at(20, 20)]).max() < 12


def test_points_on_two_things_give_both_and_a_point_off_takes_its_thing_out(local):
    cat = file_of(data.chelsea())
    left, right, cheek = [180, 113], [330, 125], [150, 150]
    one = chosen(picked(local, cat, points=[left]))
    both = chosen(picked(local, cat, points=[left, right]))
    assert one.mean() < both.mean() < 0.1
    assert both[113, 180] and both[125, 330] and not one[125, 330]
    face = chosen(picked(local, cat, points=[cheek]))
    eyeless = chosen(picked(local, cat, points=[cheek, [*left, 0]]))
    assert face[113, 180] and not eyeless[113, 180]
    assert (eyeless & ~face).mean() < 0.01
    assert eyeless.mean() > 0.9 * face.mean() - one.mean()


def test_a_box_is_answered_with_the_thing_in_it(local, coffee):
    told = picked(local, coffee, box=[5, 150, 330, 440])
    inside = chosen(told)
    assert inside[100, 280] and not inside[200, 100]
    assert told["box"][1] > 140


def test_a_large_turned_picture_is_pointed_at_in_its_own_upright_pixels(local):
    big = np.rot90(data.coffee().repeat(4, 0).repeat(4, 1))
    exif = Image.Exif()
    exif[0x0112] = 6
    file = file_of(big, "JPEG", exif=exif, quality=92)
    told = picked(local, file, points=[[4 * CUP[0], 4 * CUP[1]]])
    inside = chosen(told)
    assert inside.shape == (1600, 2400) and inside[760, 1120] and not inside[40, 40]


def test_json_asks_the_same_and_a_prompt_may_come_along(local, coffee):
    url = f"data:image/png;base64,{base64.b64encode(coffee).decode()}"
    body = local.ask_plan({"points": [CUP], "prompt": "make it brighter", "images": [{"image_url": url}]}).json()
    assert body["picked"] == picked(local, coffee, points=[CUP])
    assert body["would_run"] and [region["route"] for region in body["regions"]] == ["whole"]


def test_what_can_not_be_told_apart_is_said(local, coffee):
    answer = ask(local, ("points", json.dumps([CUP, [300, 150, 0]])), ("image", File(coffee)))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "target_not_found", "points")


@pytest.mark.parametrize(
    ("field", "value", "code", "says"),
    [
        ("points", "[]", "invalid_value", "1 to 16"),
        ("points", json.dumps([[1, 1]] * 17), "invalid_value", "1 to 16"),
        ("points", "nonsense", "invalid_value", "JSON"),
        ("points", "[" * 3000, "invalid_value", "2,000"),
        ("points", "[[1]]", "invalid_value", "2 or 3 numbers"),
        ("points", '[["1", 2]]', "invalid_type", "numbers"),
        ("points", "[[true, 2]]", "invalid_type", "numbers"),
        ("points", "[[NaN, 2]]", "invalid_value", "pixels"),
        ("points", "[[-1, 2]]", "invalid_value", "pixels"),
        ("points", "[[1, 2, 2]]", "invalid_value", "third"),
        ("points", "[[1, 2, 0]]", "invalid_value", "at least one"),
        ("points", "[[64, 2]]", "invalid_value", "64x48"),
        ("box", "[10, 10, 5, 20]", "invalid_value", "top, left"),
        ("box", "[0, 0, 49, 20]", "invalid_value", "64x48"),
        ("box", "[0, 0, 20]", "invalid_value", "4 numbers"),
        ("box", '{"top": 1}', "invalid_value", "4 numbers"),
    ],
)
def test_what_is_no_place_is_refused(server, field, value, code, says):
    error = ask(server, (field, value), ("image", File(picture()))).json()["error"]
    assert (error["code"], error["param"]) == (code, field)
    assert says in error["message"]


def test_an_edit_takes_neither_and_a_plan_without_a_picture_either(server):
    for field in ("points", "box"):
        error = server.post(*good((field, "[[1, 1]]"))).json()["error"]
        assert (error["code"], error["param"]) == ("unknown_parameter", field)
    assert server.ask_plan({"prompt": "x", "points": [[1, 1]]}).json()["error"]["code"] == "unknown_parameter"
    assert ask(server, ("points", "[[1, 1]]")).json()["error"]["param"] == "image"
    twice = ask(server, ("points", "[[1, 1]]"), ("points", "[[1, 1]]"), ("image", File(picture())))
    assert "Duplicate" in twice.json()["error"]["message"]


def test_where_no_engine_looks_it_is_said(server):
    answer = ask(server, ("points", "[[1, 1]]"), ("image", File(picture())))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "engine_unavailable")


def test_without_the_network_the_cure_is_named(tmp_path, weights):
    bare = load().model_copy(update={"data_dir": tmp_path / "none"})
    with serving(tmp_path, LocalEngine(bare)) as running:
        answer = ask(running, ("points", "[[1, 1]]"), ("image", File(picture())))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "engine_unavailable")
    assert "overpaint weights pull sam_encoder" in error["message"]
