"""A planner over a real socket: what is sent, what comes of each kind of answer, and when the reader's own refusal stands."""

from __future__ import annotations

import base64
import json
import logging
import threading
import time
from collections.abc import Iterator
from threading import Event as Flag

import pytest

from engines.fake_upstream import Asked, Fake, Said, picture, plain, told
from overpaint.engines.planning import Unread, explain_prompt
from overpaint.errors import Cancelled, ConfigurationError
from overpaint.imaging.codec import open_image
from overpaint.instructions import compile_prompt
from overpaint.instructions.catalogue import installed
from overpaint.planner import Planner, open_planner
from overpaint.planner.asking import is_here
from overpaint.plans import Plan
from overpaint.settings import Settings
from planner.fake_planner import GOOD, KEY, MODEL, ZING, clause, endpoint, plan, says, step


def planner_at(url: str, **more: object) -> Planner:
    made = open_planner(Settings(**{"planner_url": url, "planner_model": MODEL, "planner_key": KEY, **more}), here=True)
    assert made is not None
    return made


def ask(planner: Planner, cancelled: Flag | None = None, **unread: object) -> Plan | None:
    return planner.plan(Unread(ZING, **unread), compile_prompt(ZING), installed(), cancelled or Flag())


def test_a_good_plan_is_taken_and_the_question_is_of_the_protocols_form():
    with endpoint(GOOD) as fake:
        made = ask(planner_at(fake.url))
    assert made is not None and made.steps[0].operation == "vibrance"
    (asked,) = fake.asked
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.json["messages"][1]["content"] == json.dumps({"prompt": ZING})
    assert asked.json["response_format"]["json_schema"]["schema"]["required"] == ["clauses", "steps", "unserved"]


def test_an_endpoint_that_takes_no_schema_is_asked_once_more_in_words_and_then_always():
    def answer(asked: Asked) -> Said:
        if "response_format" in asked.json:
            return told({"error": {"message": "response_format is not supported"}}, 400)
        return says(f"```json\n{json.dumps(GOOD)}\n```")

    with endpoint(answer) as fake:
        planner = planner_at(fake.url)
        assert ask(planner) is not None and ask(planner) is not None
    assert ["response_format" in asked.json for asked in fake.asked] == [True, False, False]
    assert set(fake.asked[-1].json) == {"model", "messages"}


TROUBLE: dict[str, tuple[Said, int]] = {
    "401": (told({"error": {"message": f"wrong key {KEY}"}}, 401), 1),
    "429": (told({}, 429), 1),
    "500": (told({"error": {"message": ZING}}, 500), 1),
    "400 to everything": (told({}, 400), 2),
    "a redirect": (Said(b"", 302, {"location": "http://127.0.0.1:9/"}), 1),
    "not JSON": (Said(b"<html>"), 1),
    "no choices": (told({"choices": []}), 1),
    "an empty answer": (says(""), 1),
    "cut off by its own limit": (says(GOOD, "length"), 1),
    "10 MB with a length": (says("x" * 10_000_000), 1),
    "10 MB in pieces": (Said(b"x" * 65536 for _ in range(160)), 1),
    "an unknown operation": (says(plan(clause(ZING), steps=(step(ZING, "rm_rf"),))), 1),
}


@pytest.mark.parametrize(("said", "calls"), TROUBLE.values(), ids=TROUBLE)
def test_trouble_leaves_the_readers_refusal_and_a_line_in_the_log_without_prompt_or_key(said, calls, caplog):
    caplog.set_level(logging.DEBUG, "overpaint")
    with endpoint(said) as fake:
        explained = explain_prompt(Unread(ZING), installed(), lambda *asked: planner_at(fake.url).plan(*asked, Flag()))
    assert explained == explain_prompt(Unread(ZING), installed())
    assert len(fake.asked) == calls
    assert "the reader's refusal stands" in caplog.text
    assert ZING not in caplog.text and KEY not in caplog.text


@pytest.fixture
def stalled() -> Iterator[tuple[Fake, Flag]]:
    """One that answers when it is let go."""
    let_go = Flag()

    def wait(_asked: Asked) -> Said:
        let_go.wait(20)
        return says(GOOD)

    with endpoint(wait) as fake:
        yield fake, let_go
        let_go.set()


def test_one_that_stalls_is_given_up_in_time_and_not_asked_again(stalled):
    fake, _ = stalled
    began = time.monotonic()
    assert ask(planner_at(fake.url, planner_timeout=1)) is None
    assert time.monotonic() - began < 3 and len(fake.asked) == 1


def test_a_cancelled_edit_waits_no_longer(stalled):
    fake, _ = stalled
    cancelled = Flag()
    threading.Timer(0.3, cancelled.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        ask(planner_at(fake.url), cancelled)
    assert time.monotonic() - began < 5


def test_a_server_that_stops_waits_no_longer(stalled):
    fake, _ = stalled
    planner = planner_at(fake.url)
    threading.Timer(0.3, planner.close).start()
    began = time.monotonic()
    assert ask(planner) is None
    assert time.monotonic() - began < 5


def test_more_than_it_is_asked_at_a_time_wait_and_give_up_in_time(stalled):
    fake, _ = stalled
    planner = planner_at(fake.url, planner_timeout=1)
    asking = [threading.Thread(target=ask, args=(planner,)) for _ in range(6)]
    began = time.monotonic()
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert time.monotonic() - began < 4
    assert len(fake.asked) <= 6


def test_half_a_character_does_no_harm():
    with endpoint(GOOD) as fake:
        assert planner_at(fake.url).plan(Unread(f"{ZING}\ud800"), compile_prompt(ZING), installed(), Flag()) is not None
    assert fake.asked[0].json["messages"][1]["content"] == json.dumps({"prompt": f"{ZING}?"})


def test_nobody_there_leaves_the_readers_refusal():
    assert ask(planner_at("http://127.0.0.1:9/v1")) is None


def test_it_is_asked_only_where_the_reader_does_not_understand():
    asked: list[Unread] = []
    for prompt in ("make it brighter", "turn the dog into a cat", "make it brighter and add a cat", ""):
        explain_prompt(Unread(prompt), installed(), lambda unread, *_: asked.append(unread))
    assert asked == []
    explain_prompt(Unread(ZING), installed(), lambda unread, *_: asked.append(unread))
    assert asked == [Unread(ZING)]


def test_one_that_sees_is_shown_a_small_jpeg_and_one_that_does_not_nothing():
    photo = open_image(plain((1600, 900), (200, 30, 60, 255)), name="image", max_pixels=1 << 26)
    with endpoint(GOOD) as fake:
        assert ask(planner_at(fake.url, planner_sees=True), picture=photo) is not None
        assert ask(planner_at(fake.url), picture=photo) is not None
    shown, hidden = (asked.json["messages"][1]["content"] for asked in fake.asked)
    head, _, data = shown[0]["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64" and picture(base64.b64decode(data)).size == (512, 288)
    assert shown[1] == {"type": "text", "text": json.dumps({"prompt": ZING})}
    assert hidden == json.dumps({"prompt": ZING})


def test_its_key_may_stand_in_a_file_which_is_read_for_each_call(tmp_path):
    file = tmp_path / "key"
    file.write_text("first\n")
    with endpoint(GOOD) as fake:
        planner = planner_at(fake.url, planner_key=f"file:{file}")
        assert ask(planner) is not None
        file.write_text("second\n")
        assert ask(planner) is not None
        file.unlink()
        assert ask(planner) is None and not planner.endpoint.has_key
    assert [asked.headers["authorization"] for asked in fake.asked] == ["Bearer first", "Bearer second"]


def test_without_a_url_there_is_none_and_without_a_model_it_is_said():
    assert open_planner(Settings()) is None
    with pytest.raises(ConfigurationError, match="OVERPAINT_PLANNER_MODEL"):
        open_planner(Settings(planner_url="http://127.0.0.1:8080/v1"))


def test_no_repr_shows_the_key():
    settings = Settings(planner_url="http://127.0.0.1:9/v1", planner_model=MODEL, planner_key=KEY)
    assert KEY not in repr(settings) and KEY not in repr(open_planner(settings, here=True))


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://localhost:1/v1", True), ("http://127.0.0.1/v1", True), ("http://[::1]:8/v1", True),
     ("https://127.evil.org/v1", False), ("https://api.example.org/v1", False), ("http://192.168.1.7/v1", False)],
)  # fmt: skip
def test_what_counts_as_this_machine(url: str, here: bool):
    assert is_here(url) is here
