"""A planner behind the server, the commands and the Python API: who is asked, what of it is told, and when it is not asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from engines.fake_upstream import Fake, plain
from overpaint import edit
from overpaint.accounts import Accounts
from overpaint.cli.run import build
from overpaint.engines import open_engines
from overpaint.errors import Refusal
from overpaint.planner import open_planner
from overpaint.settings import Settings
from overpaint.web.app import create_app
from planner.fake_planner import GOOD, KEY, MODEL, ZING, clause, endpoint, plan
from web.forms import CONTENT_TYPE, File, encode_form
from web.forms import picture as small


class Front:
    """A server with a planner; `default` may not send anything out."""

    def __init__(self, client: TestClient, planner: Fake, keys: dict[str, str]) -> None:
        self.client, self.planner, self.keys = client, planner, keys

    def post(self, path: str, prompt: str, group: str = "direct"):
        form = (("model", "gpt-image-2"), ("prompt", prompt), ("size", "816x816"), ("image", File(small())))
        headers = {"authorization": f"Bearer {self.keys[group]}", "content-type": CONTENT_TYPE}
        return self.client.post(path, content=encode_form(*form), headers=headers)

    def plan(self, prompt: str, group: str = "direct"):
        headers = {"authorization": f"Bearer {self.keys[group]}"}
        return self.client.post("/v1/edits/plan", json={"prompt": prompt}, headers=headers).json()


@pytest.fixture
def front(weights, tmp_path: Path) -> Iterator[Front]:
    with endpoint(GOOD) as fake:
        settings = Settings(
            data_dir=weights.folder.parent,
            workers=1,
            planner_url=fake.url,
            planner_model=MODEL,
            planner_key=KEY,
            planner_sees=True,
        )
        accounts = Accounts(f"sqlite:///{tmp_path / 'accounts.db'}")
        accounts.migrate()
        accounts.ensure_groups()
        accounts.set_group("direct", {"allow_upstream": True})
        keys = {group: accounts.issue(group, group)[0] for group in ("direct", "default")}
        app = create_app(settings, open_engines(settings), accounts, open_planner(settings))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Front(client, fake, keys)


def test_an_edit_that_the_reader_does_not_understand_is_planned_and_says_by_whom(front: Front):
    answer = front.post("/v1/images/edits", ZING)
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["data"]
    assert f"Read by {MODEL}." in row["revised_prompt"]
    (asked,) = front.planner.asked
    assert asked.json["messages"][1]["content"][0]["type"] == "image_url"


def test_what_the_reader_understands_or_refuses_for_good_asks_nobody(front: Front):
    assert front.post("/v1/images/edits", "make it brighter").status_code == 200
    assert front.post("/v1/images/edits", "turn the dog into a cat").json()["error"]["code"] == "unsupported_edit"
    assert front.planner.asked == []


def test_a_plan_is_asked_for_once_with_a_picture_or_without(front: Front):
    for body in (front.plan(ZING), front.post("/v1/edits/plan", ZING).json()):
        assert body["would_run"] and body["plan"]["steps"][0]["operation"] == "vibrance"
        assert f"Read by {MODEL}." in body["summary"]
        assert body["plan"]["notes"] == [{"key": "read_by", "facts": {"model": MODEL}}]
    assert len(front.planner.asked) == 2


def test_a_plan_that_was_made_by_it_is_replayed_without_it(front: Front):
    made = front.plan(ZING)["plan"]
    form = (("model", "gpt-image-2"), ("prompt", ZING), ("plan", json.dumps(made)), ("image", File(small())))
    headers = {"authorization": f"Bearer {front.keys['default']}", "content-type": CONTENT_TYPE}
    answer = front.client.post("/v1/images/edits", content=encode_form(*form), headers=headers)
    assert answer.status_code == 200, answer.text
    assert len(front.planner.asked) == 1


def test_on_this_machine_it_reads_for_every_group_elsewhere_for_those_that_may_send_out(front: Front, monkeypatch):
    assert front.plan(ZING, "default")["would_run"] is True
    monkeypatch.setattr("overpaint.planner.asking.is_here", lambda _url: False)
    assert front.plan(ZING, "default")["refusal"]["code"] == "not_understood"
    assert front.post("/v1/images/edits", ZING, "default").json()["error"]["code"] == "not_understood"
    assert len(front.planner.asked) == 1
    assert front.plan(ZING)["would_run"] is True


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """A planner in the environment, as an operator sets it."""
    with endpoint(GOOD) as fake:
        monkeypatch.setenv("OVERPAINT_PLANNER_URL", fake.url)
        monkeypatch.setenv("OVERPAINT_PLANNER_MODEL", MODEL)
        monkeypatch.setenv("OVERPAINT_PLANNER_KEY", KEY)
        yield fake


def test_the_python_api_asks_it(named: Fake, weights):
    result = edit(plain((64, 48), (90, 120, 160)), ZING)
    assert f"Read by {MODEL}." in result.revised_prompt and len(named.asked) == 1


def test_a_refusal_of_its_is_the_edits():
    with endpoint(plan(clause(ZING, "refused"))) as fake, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERPAINT_PLANNER_URL", fake.url)
        patch.setenv("OVERPAINT_PLANNER_MODEL", MODEL)
        with pytest.raises(Refusal, match=f"as {MODEL} read it"):
            edit(plain((64, 48)), ZING)


def test_the_commands_ask_it_once(named: Fake, weights, tmp_path: Path):
    photo, out = tmp_path / "photo.png", tmp_path / "out.png"
    photo.write_bytes(plain((64, 48), (90, 120, 160)))
    planned = CliRunner().invoke(build(), ["plan", ZING])
    assert planned.exit_code == 0 and "vibrance" in planned.output and f"Read by {MODEL}." in planned.output
    shown = ["edit", str(photo), ZING, "-o", str(out), "--show-regions", str(tmp_path / "regions.png")]
    edited = CliRunner().invoke(build(), shown)
    assert edited.exit_code == 0, edited.output
    assert f"Read by {MODEL}." in re.sub(r"\s+", " ", edited.output)
    assert len(named.asked) == 2


def test_the_doctor_says_where_prompts_go_and_shows_no_key(named: Fake, weights):
    from overpaint.cli.doctor import _planner
    from overpaint.settings import load

    found = _planner(load())
    assert MODEL in found.found and "on this machine" in found.found and not found.cure
    assert KEY not in found.found and named.asked == []
    assert "our own reader alone" in _planner(Settings(planner_url="")).found
    lacking = _planner(Settings(planner_url="http://127.0.0.1:9/v1", planner_model=MODEL, planner_key="file:/nowhere/key"))
    assert "OVERPAINT_PLANNER_KEY" in lacking.cure
