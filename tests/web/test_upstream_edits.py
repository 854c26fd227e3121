"""Edits that go to an upstream, over HTTP: the whole way from a client's form to the vendor's wire and back."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from engines.fake_upstream import Asked, Fake, Said, fake, picture, told
from engines.named_upstream import named
from engines.upstream_bench import KEY, red
from overpaint.accounts import Accounts
from overpaint.engines import open_engines
from overpaint.settings import Settings
from overpaint.web.app import create_app
from web.forms import CONTENT_TYPE, File, encode_form, mask
from web.forms import picture as small

PROMPT = "add a red hat to the dog"


class Front:
    """A server with both engines, in front of a fake."""

    def __init__(self, client: TestClient, accounts: Accounts, upstream: Fake, keys: dict[str, str]) -> None:
        self.client, self.accounts, self.upstream, self.keys = client, accounts, upstream, keys
        self.answer = red

    def post(self, *parts: tuple[str, str | File], group: str = "direct", prompt: str = PROMPT):
        form = (("model", "gpt-image-2"), ("prompt", prompt), ("size", "816x816"), ("image", File(small())), *parts)
        headers = {"authorization": f"Bearer {self.keys[group]}", "content-type": CONTENT_TYPE}
        return self.client.post("/v1/images/edits", content=encode_form(*form), headers=headers)

    def plan(self, prompt: str, group: str = "direct"):
        headers = {"authorization": f"Bearer {self.keys[group]}"}
        return self.client.post("/v1/edits/plan", json={"prompt": prompt}, headers=headers).json()


@pytest.fixture(scope="module")
def front(weights, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    made: list[Front] = []
    folder = tmp_path_factory.mktemp("front")
    with fake(lambda asked: made[0].answer(asked)) as upstream:
        file = named(folder, upstream.url, KEY, price="0.02", timeout="20")
        settings = Settings(data_dir=weights.folder.parent, engine="local upstream", upstreams=file, workers=1)
        accounts = Accounts(f"sqlite:///{folder / 'accounts.db'}")
        accounts.migrate()
        accounts.ensure_groups()
        accounts.set_group("direct", {"allow_upstream": True})
        keys = {group: accounts.issue(group, group)[0] for group in ("direct", "default")}
        with TestClient(create_app(settings, open_engines(settings), accounts), raise_server_exceptions=False) as client:
            made.append(Front(client, accounts, upstream, keys))
            yield made[0]


@pytest.fixture(autouse=True)
def _red(front: Front) -> None:
    front.answer = red
    front.upstream.asked.clear()


def test_what_local_can_not_do_comes_back_from_the_upstream(front: Front):
    answer = front.post()
    assert answer.status_code == 200, answer.text[:300]
    (made,) = answer.json()["data"]
    assert picture(base64.b64decode(made["b64_json"])).size == (816, 816)
    assert "second" in made["revised_prompt"]
    assert "x-overpaint-seed" not in answer.headers
    (record, *_) = front.accounts.usage(limit=1)
    assert (record.upstream, record.model, record.calls, record.cost) == ("second", "gpt-image-2", 1, 0.02)
    assert KEY not in answer.text


def test_a_group_without_leave_gets_todays_refusal(front: Front):
    answer = front.post(group="default")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported_edit")
    assert not front.upstream.asked


def test_the_plan_says_where_it_would_go(front: Front):
    assert front.plan(PROMPT)["upstream"] is True
    assert front.plan(PROMPT, "default")["upstream"] is False
    assert front.plan("make it brighter")["upstream"] is False


def test_an_upstream_that_comes_first_gets_every_prompt(front: Front):
    api = front.client.app.state.api
    try:
        front.client.app.state.api = replace(api, engines=api.engines[1:])
        assert front.plan("make it brighter")["upstream"] is True
        assert front.post(prompt="make it brighter").status_code == 200
        refused = front.post(prompt="make it brighter", group="default")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "engine_not_allowed")
    finally:
        front.client.app.state.api = api
    assert len(front.upstream.asked) == 1


def test_a_mask_goes_along(front: Front):
    assert front.post(("mask", File(mask()))).status_code == 200
    assert "mask" in front.upstream.asked[0].files()


def test_a_seed_that_nobody_takes_is_refused(front: Front):
    answer = front.post(("seed", "5"))
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "seed")


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (lambda _: told({"error": {"code": "invalid_api_key", "message": f"no {KEY}"}}, 403), 502, "upstream_auth"),
        (lambda _: Said(status=500), 502, "upstream_failed"),
        (lambda _: told({"error": {"code": "moderation_blocked", "message": "no"}}, 400), 400, "moderation_blocked"),
    ],
)
def test_its_trouble_is_never_the_callers_key(front: Front, tmp_path: Path, said, status: int, code: str):
    front.answer = said
    answer = front.post()
    front.client.app.state.api.engines[1]._lines._states["second"].keys[0].parked = ""
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert KEY not in answer.text


def test_a_slow_upstream_holds_no_place_of_the_local_engine(front: Front):
    held, came = threading.Event(), threading.Event()

    def slow(asked: Asked) -> Said:
        came.set()
        held.wait(20)
        return red(asked)

    front.answer = slow
    answers: list[int] = []
    waiting = [threading.Thread(target=lambda: answers.append(front.post().status_code)) for _ in range(3)]
    for thread in waiting:
        thread.start()
    assert came.wait(20)
    assert front.post(prompt="make it brighter").status_code == 200  # its one worker is free
    held.set()
    for thread in waiting:
        thread.join()
    assert answers == [200, 200, 200]
