"""`plan` on an edit: what POST /v1/edits/plan answers can be sent back, and runs as it is."""

import json

import pytest

from overpaint.engines.local import LocalEngine
from overpaint.settings import load
from web.echo_server import serving
from web.forms import File, picture


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("local"), LocalEngine(load())) as running:
        yield running


def ask(server, *fields):
    size = (("size", "1024x640"), ("fit", "stretch"), ("seed", "4"))
    return server.post(("model", "gpt-image-2"), *fields, *size, ("image", File(picture())))


def plan_of(server, prompt):
    answer = server.ask_plan({"prompt": prompt})
    assert answer.status_code == 200, answer.text
    return answer.json()["plan"]


def test_a_plan_runs_as_it_is_and_the_prompt_is_not_read(local):
    plan = plan_of(local, "make it black and white")
    replayed = ask(local, ("prompt", "add a dragon"), ("plan", json.dumps(plan)))
    assert replayed.status_code == 200, replayed.text
    assert replayed.json()["data"] == ask(local, ("prompt", "make it black and white")).json()["data"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"version": 1}, "version 1"), ({"steps": []}, "0 steps"), ({"colour": 1}, "colour"), (None, "not JSON")],
)
def test_what_cannot_be_replayed_is_refused_by_its_field(local, changes, reason):
    text = "{" if changes is None else json.dumps(plan_of(local, "make it warmer") | changes)
    answer = ask(local, ("prompt", "make it warmer"), ("plan", text))
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == ("invalid_plan", "plan") and reason in error["message"]


def test_a_plan_and_partial_contradict_each_other(local):
    plan = json.dumps(plan_of(local, "make it warmer"))
    error = ask(local, ("prompt", "x"), ("plan", plan), ("partial", "true")).json()["error"]
    assert error["param"] == "partial"
