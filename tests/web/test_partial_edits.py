"""`partial=true` on an edit: what can be done is done, the rest is listed, and nothing is listed that nobody asked about."""

import pytest

from overpaint.engines.local import LocalEngine
from overpaint.settings import load
from web.echo_server import serving
from web.forms import File, good, picture

MIXED = "Make it brighter and add a cat on the sofa"


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("local"), LocalEngine(load())) as running:
        yield running


def ask(server, prompt, *extra):
    image = ("image", File(picture()))
    return server.post(("model", "gpt-image-2"), ("prompt", prompt), ("size", "1024x640"), ("fit", "stretch"), *extra, image)


def test_what_can_be_done_is_done_and_the_rest_is_listed(local):
    answer = ask(local, MIXED, ("partial", "true"))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    (skipped,) = body["skipped"]
    assert list(skipped) == ["clause", "family", "code", "reason"]
    assert (skipped["clause"], skipped["family"], skipped["code"]) == ("add a cat on the sofa", "object_add", "unsupported_edit")
    assert skipped["reason"]
    words = body["data"][0]["revised_prompt"]
    assert "Brightened" in words and "add a cat on the sofa" in words


def test_nothing_skipped_is_an_empty_list_and_not_asked_for_is_no_key(local):
    assert ask(local, "make it brighter", ("partial", "true")).json()["skipped"] == []
    assert "skipped" not in ask(local, "make it brighter").json()
    assert "skipped" not in ask(local, "make it brighter", ("partial", "false")).json()


@pytest.mark.parametrize(
    ("prompt", "extra"), [(MIXED, ()), (MIXED, (("partial", "false"),)), ("add a cat", (("partial", "true"),))]
)
def test_without_it_or_with_nothing_to_run_the_edit_is_refused(local, prompt, extra):
    answer = ask(local, prompt, *extra)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (400, "image_generation_user_error", "unsupported_edit")


def test_an_engine_without_a_plan_skips_nothing(server):
    body = server.post(*good(("partial", "true"))).json()
    assert body["skipped"] == []
