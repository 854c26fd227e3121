"""`POST /v1/edits/plan`: the same reading that an edit gets, a refusal as an answer, and strict about its own body."""

import pytest

from overpaint.errors import CODES
from overpaint.instructions import compile_prompt, explain, refusal_of
from overpaint.scenes import sea

MIXED = "Make it brighter and add a cat on the sofa"


def test_a_prompt_is_answered_with_its_reading_its_plan_and_its_words(server):
    answer = server.ask_plan({"prompt": "make it warmer, and crop it to a square"})
    body, explained = answer.json(), explain("make it warmer, and crop it to a square")
    assert answer.status_code == 200
    assert (body["would_run"], body["refusal"], body["summary"]) == (True, None, explained.summary)
    assert [step["operation"] for step in body["plan"]["steps"]] == ["temperature", "crop"]
    assert body["plan"] == explained.plan.model_dump(mode="json")
    assert body["clauses"] == list(explained.clauses) and len(body["clauses"]) == 2
    assert [request["rule"] for request in body["requests"]] == [request.rule for request in explained.requests]
    assert all(request["rule"] for request in body["requests"])


@pytest.mark.parametrize(
    ("prompt", "code"), [("add a cat", "unsupported_edit"), ("hello", "not_understood"), (MIXED, "unsupported_edit")]
)
def test_a_refused_prompt_is_answered_with_the_edits_own_refusal(server, prompt, code):
    answer = server.ask_plan({"prompt": prompt})
    body, refusal = answer.json(), refusal_of(compile_prompt(prompt))
    assert answer.status_code == 200
    assert (body["would_run"], body["summary"]) == (False, "")
    assert body["refusal"] == {"code": code, "message": refusal.message, "boxes": []}
    assert (body["size"], body["regions"]) == (None, [])


def test_partial_runs_what_it_can_and_lists_the_rest(server):
    body = server.ask_plan({"prompt": MIXED, "partial": True}).json()
    assert (body["would_run"], body["refusal"]) == (True, None)
    assert [step["operation"] for step in body["plan"]["steps"]] == ["brightness"]
    assert [row["clause"] for row in body["plan"]["skipped"]] == ["add a cat on the sofa"]
    assert "add a cat on the sofa" in body["summary"]
    assert server.ask_plan({"prompt": "add a cat", "partial": True}).json()["would_run"] is False


def test_a_mask_and_more_images_change_the_plan(server):
    assert server.ask_plan({"prompt": "rotate it 90 degrees"}).json()["would_run"] is True
    assert server.ask_plan({"prompt": "rotate it 90 degrees", "has_mask": True}).json()["would_run"] is False
    one, two = (server.ask_plan({"prompt": "make it warmer", "images": count}).json()["plan"]["notes"] for count in (1, 2))
    assert (len(one), len(two)) == (0, 1)


def test_another_picture_is_a_background_only_when_it_comes_along(server):
    asked = {"prompt": "put him in the second picture"}
    assert server.ask_plan(asked).json()["refusal"]["code"] == "unsupported_edit"
    with_two = server.ask_plan({**asked, "images": 2}).json()
    assert with_two["plan"]["steps"][0]["pictures"] == [{"type": "sent", "number": 2}] and with_two["plan"]["notes"] == []


def test_backgrounds_of_the_folder_are_known_and_a_stylised_scene_is_told(server):
    folder = server.settings.resolved_backgrounds_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zorblax.png").write_bytes(b"")
    known = server.ask_plan({"prompt": "change the background to zorblax"}).json()
    assert known["plan"]["steps"][0]["pictures"] == [{"type": "own", "name": "zorblax.png"}] and "zorblax.png" in known["summary"]
    night = server.ask_plan({"prompt": "把背景换成夜晚的大海"}).json()
    assert ("风格化" in night["summary"]) is (sea.rating(sea.Params(time="night")) == "stylised")


def test_no_edit_runs_and_every_group_may_ask(server):
    before = len(server.engine.requests)
    assert server.ask_plan({"prompt": "make it warmer"}, key=server.default).status_code == 200
    assert len(server.engine.requests) == before


def test_lengths_of_the_prompt(server):
    assert server.ask_plan({"prompt": "🌅" * 32_000}).status_code == 200


BAD = {
    "no prompt": ({}, "missing_required_parameter", "prompt"),
    "an empty prompt": ({"prompt": ""}, "invalid_value", "prompt"),
    "a prompt that is too long": ({"prompt": "x" * 32_001}, "invalid_value", "prompt"),
    "a number for a prompt": ({"prompt": 1}, "invalid_type", "prompt"),
    "null for a prompt": ({"prompt": None}, "invalid_type", "prompt"),
    "no image": ({"prompt": "x", "images": 0}, "invalid_value", "images"),
    "too many images": ({"prompt": "x", "images": 17}, "invalid_value", "images"),
    "images in words": ({"prompt": "x", "images": "1"}, "invalid_type", "images"),
    "a fraction of images": ({"prompt": "x", "images": 1.5}, "invalid_type", "images"),
    "a whole float of images": ({"prompt": "x", "images": 1.0}, "invalid_type", "images"),
    "true images": ({"prompt": "x", "images": True}, "invalid_type", "images"),
    "a huge number of images": ({"prompt": "x", "images": 10**40}, "invalid_value", "images"),
    "a mask as a number": ({"prompt": "x", "has_mask": 1}, "invalid_type", "has_mask"),
    "partial as text": ({"prompt": "x", "partial": "true"}, "invalid_type", "partial"),
    "an unknown field": ({"prompt": "x", "seed": 1}, "unknown_parameter", "seed"),
    "a field twice": (b'{"prompt": "x", "images": 1, "images": 1}', "invalid_value", "images"),
    "a list": (["x"], "invalid_body", None),
    "no JSON": (b"{", "invalid_body", None),
    "nothing": (b"", "invalid_body", None),
    "half a character": (b'{"prompt": "\\ud800"}', "invalid_body", None),
    "other bytes than UTF-8": (b'{"prompt": "\xff"}', "invalid_body", None),
    "a deep nest": (b"[" * 100_000, "invalid_body", None),
}


@pytest.mark.parametrize(("body", "code", "param"), BAD.values(), ids=BAD)
def test_a_bad_body_is_refused_and_named(server, body, code, param):
    answer = server.ask_plan(body)
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (answer.status_code, error["type"], error["code"], error["param"]) == (400, "invalid_request_error", code, param)
    assert code in CODES and len(error["message"]) < 300


def test_other_bodies_other_keys_and_large_bodies_are_refused(server):
    typed = server.ask_plan({"prompt": "x"}, content_type="text/plain")
    assert (typed.status_code, typed.json()["error"]["code"]) == (400, "unsupported_content_type")
    assert server.ask_plan({"prompt": "x"}, content_type="application/json; charset=utf-8").status_code == 200
    stranger = server.ask_plan({"prompt": "x"}, key="sk-nobody")
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (401, "invalid_api_key")
    large = server.ask_plan(b" " * 1_000_001)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "request_too_large")


def test_a_large_body_that_does_not_say_its_length_is_refused(server):
    headers = {"authorization": f"Bearer {server.direct}", "content-type": "application/json"}
    answer = server.client.post("/v1/edits/plan", content=(b" " * 100_000 for _ in range(11)), headers=headers)
    assert answer.status_code == 413


def test_the_body_is_described(server):
    operation = server.client.get("/openapi.json").json()["paths"]["/v1/edits/plan"]["post"]
    content = operation["requestBody"]["content"]
    schema, edit = content["application/json"]["schema"]["anyOf"]
    form = content["multipart/form-data"]["schema"]
    assert (edit["required"], form["required"]) == (["images"], [])
    for one in (edit, form):
        assert one["anyOf"] == [{"required": [name]} for name in ("prompt", "points", "box")]
        assert {"points", "box"} <= set(one["properties"])
    assert schema["required"] == ["prompt"] and schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"prompt", "images", "has_mask", "partial"}
    assert (schema["properties"]["images"]["minimum"], schema["properties"]["images"]["maximum"]) == (1, 16)
