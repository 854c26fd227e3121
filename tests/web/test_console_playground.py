"""The playground's page and calls: edits run as every edit does, on the account of a key."""

import base64
import json

import pytest

from overpaint.accounts.console import KEY_NAME
from overpaint.operations import OPERATIONS
from overpaint.web.console import assets
from web.console_visit import visiting
from web.forms import CONTENT_TYPE, SCALARS, File, encode_form, mask, picture


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    with visiting(tmp_path_factory.mktemp("console")) as one:
        yield one


def call(visit, path, **sent):
    headers = {"x-csrf-token": visit.token, **sent.pop("headers", {})}
    return visit.client.post(path, headers=headers, **sent)


def keys_of(visit):
    return visit.server.accounts.keys()


def edit(visit, *parts, key=""):
    body = encode_form(*SCALARS, ("size", "auto"), *parts)
    return call(visit, f"/console/api/edits{f'?key={key}' if key else ''}", content=body, headers={"content-type": CONTENT_TYPE})


def test_the_page_has_three_samples_with_two_prompts_each(visit):
    page = visit.get("/console").text
    assert page.count('class="sample"') == 6
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert data["most"] == {"images": 16, "n": 10, "prompt": 32_000}
    assert visit.get(data["operations"]).status_code == 200


def test_samples_are_named_with_their_sources():
    sources = assets.files()["samples/SOURCES.txt"].data.decode()
    samples = [name for name in assets.files() if name.endswith(".jpg")]
    assert len(samples) == 3
    assert all(name.removeprefix("samples/") in sources for name in samples)


def test_an_edit_runs_on_the_consoles_own_key(visit):
    answer = edit(visit, ("image[]", File(picture())), ("mask", File(mask())), ("n", "2"))
    assert answer.status_code == 200
    assert [base64.b64decode(one["b64_json"])[:4] for one in answer.json()["data"]] == [b"\x89PNG"] * 2
    (record,) = visit.server.accounts.usage(limit=1)
    own = next(key for key in keys_of(visit) if key.name == KEY_NAME)
    assert (record.key_id, record.outcome) == (own.id, "finished")


def test_an_edit_runs_on_the_account_of_the_key_that_was_chosen(visit):
    key = next(key for key in keys_of(visit) if key.name == "default")
    answer = edit(visit, ("image[]", File(picture())), ("mask", File(mask())), key=str(key.id))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "group_required")
    assert f'value="{key.id}"' in visit.get("/console").text


@pytest.mark.parametrize("key", ["nonsense", "-1", "1e9", "99999999999"])
def test_a_key_that_is_no_id_is_refused(visit, key):
    assert edit(visit, ("image[]", File(picture())), key=key).json()["error"]["param"] == "key"


def test_a_revoked_key_edits_nothing_here_either(visit):
    _, key = visit.server.accounts.issue("gone", "direct")
    visit.server.accounts.revoke(str(key.id))
    assert edit(visit, ("image[]", File(picture())), key=str(key.id)).status_code == 401
    assert f'value="{key.id}"' not in visit.get("/console").text


def test_who_came_with_a_key_edits_on_that_keys_account_only(tmp_path):
    with visiting(tmp_path, signed_in=False, console="keys") as one:
        one.sign_in(key=one.server.default)
        direct = next(key for key in keys_of(one) if key.name == "direct")
        answer = edit(one, ("image[]", File(picture())), key=str(direct.id))
        assert answer.status_code == 200
        (record,) = one.server.accounts.usage(limit=1)
        assert record.key_id != direct.id
        assert "run-as" not in one.get("/console").text


def test_a_plan_is_read_as_the_api_reads_it(visit):
    answer = call(visit, "/console/api/plan", json={"prompt": "make it warmer"})
    assert answer.json()["plan"]["steps"][0]["operation"] == "temperature"


def test_the_queue_says_who_waits(visit):
    assert visit.get("/console/api/queue").json() == {"running": 0, "waiting": 0, "seconds": 0}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_operation_has_its_controls(visit, language):
    told = visit.get("/console/api/operations", **{"accept-language": language}).json()
    assert told["scenes"]["beach"] == {"en": "a beach", "zh": "沙滩"}[language]
    told = told["operations"]
    assert set(told) == {operation.name for operation in OPERATIONS}
    assert told["brightness"]["title"] == {"en": "Brightness", "zh": "亮度"}[language]
    slider = told["brightness"]["parameters"]["amount"]
    assert (slider["kind"], slider["low"], slider["high"], slider["default"]) == ("slider", -0.5, 0.5, 0.0)
    for operation in OPERATIONS:
        for name, control in told[operation.name]["parameters"].items():
            assert name in operation.params.model_fields
            if control["kind"] == "slider":
                assert control["least"] <= control["low"] < control["high"] <= control["most"]
