"""`POST /v1/edits/plan` with a picture: the body of an edit, and where in the picture it would take effect."""

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
from web.forms import CONTENT_TYPE, File, encode_form, good, mask, picture, without

CUP = "make the cup red"


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("local"), LocalEngine(load())) as running:
        yield running


def file_of(pixels, format="PNG", **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def coffee():
    return file_of(data.coffee())


def ask(server, *parts, key=None):
    return server.ask_plan(encode_form(*parts), content_type=CONTENT_TYPE, key=key)


def iou(box, other) -> float:
    height = max(0, min(box[2], other[2]) - max(box[0], other[0]))
    width = max(0, min(box[3], other[3]) - max(box[1], other[1]))
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other))
    return height * width / (areas - height * width)


def filled(region, size) -> np.ndarray:
    import cv2

    plane = np.zeros(size[::-1], np.uint8)
    cv2.fillPoly(plane, [np.array(polygon, np.int32) for polygon in region["outline"]], 1)
    return plane


def test_a_place_has_its_box_its_route_and_how_sure_it_is(local, coffee):
    body = ask(local, ("prompt", CUP), ("image", File(coffee))).json()
    (region,) = body["regions"]
    assert (body["would_run"], body["size"]) == (True, [600, 400])
    assert (region["steps"], region["kept"], region["route"]) == ([0], False, "box")
    assert region["where"] == body["plan"]["steps"][0]["where"]
    assert "cup" in region["name"]
    assert 0.5 < region["confidence"] <= 1
    assert iou(region["things"][0]["box"], (14, 168, 306, 428)) > 0.8
    outline = filled(region, (600, 400))
    assert abs(outline.mean() - region["share"]) < 0.01


def test_json_asks_the_same(local, coffee):
    url = f"data:image/png;base64,{base64.b64encode(coffee).decode()}"
    form = ask(local, ("prompt", CUP), ("image", File(coffee))).json()
    assert local.ask_plan({"prompt": CUP, "images": [{"image_url": url}]}).json() == form


def test_what_is_kept_comes_first_and_is_no_part_of_what_is_touched(local):
    face = file_of(data.astronaut())
    body = ask(local, ("prompt", "make it black and white and keep her face"), ("image", File(face))).json()
    kept, touched = body["regions"]
    assert (kept["kept"], kept["steps"], touched["kept"], touched["steps"]) == (True, [], False, [0])
    assert touched["route"] == "whole" and abs(kept["share"] + touched["share"] - 1) < 0.02
    assert not (filled(kept, (512, 512)) & filled(touched, (512, 512)))[80:120, 200:230].any()


def test_steps_on_one_place_share_it(local, coffee):
    body = ask(local, ("prompt", "make it brighter and warmer"), ("image", File(coffee))).json()
    (region,) = body["regions"]
    assert (region["steps"], region["share"], region["outline"], region["things"]) == ([0, 1], 1.0, [], [])


def test_a_mask_bounds_what_is_touched(local):
    parts = ("prompt", "make it brighter"), ("image", File(picture())), ("mask", File(mask()))
    (region,) = ask(local, *parts).json()["regions"]
    assert region["share"] == 0.5
    assert ask(local, *parts, key=local.default).json()["error"]["code"] == "group_required"


def test_a_large_turned_picture_is_answered_in_its_own_upright_pixels(local):
    big = np.rot90(data.coffee().repeat(4, 0).repeat(4, 1))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: upright again
    file = file_of(big, "JPEG", exif=exif, quality=92)
    body = ask(local, ("prompt", CUP), ("image", File(file))).json()
    assert body["size"] == [2400, 1600]
    assert iou(body["regions"][0]["things"][0]["box"], (56, 672, 1224, 1712)) > 0.8


def test_what_is_not_there_is_refused_as_an_edit_refuses_it(local, coffee):
    parts = ("prompt", "remove the dog and make it brighter"), ("image", File(coffee))
    body = ask(local, *parts).json()
    edit = local.post(("model", "gpt-image-2"), ("size", "auto"), *parts).json()["error"]
    assert (body["would_run"], body["summary"]) == (False, "")
    assert (body["refusal"]["code"], body["refusal"]["message"]) == (edit["code"], edit["message"])
    assert [region["route"] for region in body["regions"]] == ["whole"]


def test_fields_count_as_in_an_edit(local, coffee):
    image = ("image", File(coffee))
    cut_out = ask(local, ("prompt", "make it brighter"), ("background", "transparent"), image).json()
    assert [step["operation"] for step in cut_out["plan"]["steps"]][-1] == "background_remove"
    assert any(region["steps"] == [1] for region in cut_out["regions"])
    opposed = ask(local, ("prompt", "change the background to a beach"), ("background", "transparent"), image).json()
    assert (opposed["would_run"], opposed["refusal"]["code"]) == (False, "invalid_value")
    mixed = ask(local, ("prompt", "make it brighter and add a cat"), ("partial", "true"), image).json()
    assert mixed["would_run"] and [row["clause"] for row in mixed["plan"]["skipped"]] == ["add a cat"]


def test_a_plan_that_was_changed_is_looked_at_as_it_is(local, coffee):
    plan = ask(local, ("prompt", CUP), ("image", File(coffee))).json()["plan"]
    plan["steps"][0]["where"] = {"type": "whole"}
    body = ask(local, ("prompt", CUP), ("plan", json.dumps(plan)), ("image", File(coffee))).json()
    assert body["plan"] == plan and body["regions"][0]["route"] == "whole" and body["summary"]


def test_an_edits_own_body_is_taken_as_it_is_and_its_faults_are_an_edits(server):
    assert ask(server, *good()).status_code == 200
    for parts, code in (
        (good(("n", "x")), "invalid_type"),
        (good(("style", "x")), "unknown_parameter"),
        ((("prompt", "x"),), "missing_required_parameter"),
        ((*without(good(), "model"), ("model", "x")), "model_not_found"),
        (good(image=b"nothing"), "invalid_image_file"),
    ):
        assert ask(server, *parts).json()["error"]["code"] == code


def test_where_no_engine_looks_there_are_no_regions(server):
    body = ask(server, ("prompt", "make it warmer"), ("image", File(picture()))).json()
    assert (body["would_run"], body["size"], body["regions"]) == (True, [64, 48], [])


def test_a_broken_picture_is_no_refusal_of_the_prompt(local, coffee):
    answer = ask(local, ("prompt", CUP), ("image", File(coffee[:-2000])))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_image_file")


def test_what_a_degree_comes_to_is_measured_as_the_steps_before_leave_the_picture(local):
    face = file_of(data.astronaut())
    told = ask(local, ("prompt", "make it much brighter and a bit warmer"), ("image", File(face))).json()["measured"]
    assert [(one["step"], one["parameter"]) for one in told] == [(0, "amount"), (1, "shift")]
    (alone,) = ask(local, ("prompt", "make it a bit warmer"), ("image", File(face))).json()["measured"]
    assert told[0]["value"] > 0.1 and told[1]["value"] != alone["value"] and alone["value"] > 5
    assert ask(local, ("prompt", "brightness +20"), ("image", File(face))).json()["measured"] == []
    moved = ("prompt", "rotate it by 90 degrees and make it brighter"), ("image", File(face))
    assert {one["step"] for one in ask(local, *moved).json()["measured"]} <= {0}
