"""The local engine first, an upstream for what it has no operation for: never without leave, always said and recorded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from threading import Event as Flag

import numpy as np
import pytest

import overpaint
from engines.fake_upstream import Asked, Fake, Said, base64_of, fake, picture, plain, told
from engines.named_upstream import named
from overpaint import editing
from overpaint.accounts import Group
from overpaint.accounts.limits import Limits
from overpaint.canvas import EditRequest
from overpaint.engines import open_engine, open_engines
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine
from overpaint.engines.upstream import UpstreamEngine
from overpaint.errors import ConfigurationError, NotAllowed, Refusal
from overpaint.imaging.codec import open_image
from overpaint.settings import Settings, load
from test_editing import Book

PHOTO = open_image(plain((96, 64), (90, 120, 60)), name="image", max_pixels=1 << 20)
REQUEST = EditRequest(images=(PHOTO,), prompt="add a red hat to the dog", size="source")
OPEN = Group("open", Limits(allow_mask=True, max_n=10, allow_upstream=True))
CLOSED = Group("closed", Limits(allow_mask=True, max_n=10))


def red(asked: Asked) -> Said:
    width, height = map(int, asked.fields()["size"].split("x"))
    return told({"data": [{"b64_json": base64_of(plain((width, height)))}] * int(asked.fields()["n"])})


@pytest.fixture(scope="module")
def upstream() -> Iterator[Fake]:
    with fake(red) as running:
        yield running


@pytest.fixture(scope="module")
def settings(upstream, weights, tmp_path_factory) -> Settings:
    file = named(tmp_path_factory.mktemp("hybrid"), upstream.url, "sk-secret-key-of-theirs", price="0.04")
    return load().model_copy(update={"workers": 1, "upstreams": file, "engine": ("local", "upstream")})


@pytest.fixture(scope="module")
def engines(settings) -> Iterator[tuple[LocalEngine, UpstreamEngine]]:
    other = open_engine("upstream", settings)
    yield LocalEngine(settings), other
    other.close()


def through(request: EditRequest, engines, book: Book) -> Finished:
    *_, last = editing.edit(request, engines=engines, cancelled=Flag(), account=book.account)
    assert isinstance(last, Finished)
    return last


def test_what_there_is_no_operation_for_goes_there_and_the_answer_says_so(engines, upstream):
    book = Book(OPEN)
    before = len(upstream.asked)
    (made,) = through(REQUEST, engines, book).pictures
    assert made.size == (96, 64)
    assert (picture(made.data).pixels == (200, 30, 60)).all()
    assert "second" in made.revised_prompt and "gpt-image-2" in made.revised_prompt
    assert "not checked" in made.revised_prompt
    (asked,) = upstream.asked[before:]
    assert asked.fields()["prompt"] == REQUEST.prompt
    (record,) = book.records
    assert (record.engine, record.upstream, record.model, record.calls) == ("upstream", "second", "gpt-image-2", 1)
    assert record.cost == pytest.approx(0.04) and record.outcome == "finished"


def test_what_can_be_done_here_stays_here(engines, upstream):
    book = Book(OPEN)
    before = len(upstream.asked)
    through(replace(REQUEST, prompt="make it brighter"), engines, book)
    assert len(upstream.asked) == before
    (record,) = book.records
    assert (record.engine, record.upstream, record.model, record.calls, record.cost) == ("local", "", "", 0, 0)


def test_without_leave_of_the_group_no_picture_leaves(engines, upstream):
    before, book = len(upstream.asked), Book(CLOSED)
    with pytest.raises(Refusal) as caught:
        through(REQUEST, engines, book)
    assert caught.value.code == "unsupported_edit"
    assert len(upstream.asked) == before
    assert book.outcomes == ["unsupported_edit"]


def test_where_everything_goes_to_an_upstream_a_group_without_leave_is_told_the_command(engines, upstream):
    book = Book(CLOSED)
    with pytest.raises(NotAllowed, match="groups set closed --allow-upstream") as caught:
        through(REQUEST, engines[1:], book)
    assert caught.value.code == "engine_not_allowed"
    assert book.outcomes == ["engine_not_allowed"]


@pytest.mark.parametrize("prompt", ["make the zebra brighter", " "])
def test_what_is_not_in_the_picture_or_not_asked_is_not_bought(engines, upstream, prompt):
    before = len(upstream.asked)
    with pytest.raises(Refusal):
        through(replace(REQUEST, prompt=prompt), engines, Book(OPEN))
    assert len(upstream.asked) == before


def test_a_chinese_prompt_is_answered_in_chinese(engines):
    (made,) = through(replace(REQUEST, prompt="给狗戴一顶红帽子"), engines, Book(OPEN)).pictures
    assert "上游" in made.revised_prompt


def test_upstream_first_means_that_nothing_is_read_here(engines, upstream):
    before, book = len(upstream.asked), Book(OPEN)
    through(replace(REQUEST, prompt="make it brighter"), (engines[1], engines[0]), book)
    assert len(upstream.asked) == before + 1
    assert book.records[0].engine == "upstream"


def test_engines_open_in_the_operators_order(settings):
    opened = open_engines(settings.model_copy(update={"engine": ("echo", "upstream", "echo")}))
    assert [engine.name for engine in opened] == ["echo", "upstream"]
    for engine in opened:
        engine.close()


def test_an_upstream_engine_without_an_upstream_names_the_setting():
    with pytest.raises(ConfigurationError, match="OVERPAINT_UPSTREAMS"):
        open_engine("upstream", load())


def test_what_several_answers_cost_is_added_up(engines):
    book = Book(OPEN)
    made = through(replace(REQUEST, n=3), engines, book).pictures
    assert [one.seed for one in made] == [None, None, None]  # nobody could make these again
    assert book.records[0].cost == pytest.approx(0.12)
    assert np.array_equal(picture(made[0].data).pixels, picture(made[2].data).pixels)


def test_the_python_api_asks_the_same_engines_without_a_process_more(settings, upstream, monkeypatch, tmp_path):
    monkeypatch.setenv("OVERPAINT_UPSTREAMS", str(settings.upstreams))
    monkeypatch.setenv("OVERPAINT_ENGINE", "local upstream")
    result = overpaint.edit(PHOTO.read(), "add a red hat to the dog")
    assert (result.images[0].pixels == (200, 30, 60)).all()
    assert "second" in result.revised_prompt and "seed" not in repr(result)
    out = tmp_path / "out.png"
    (tmp_path / "in.png").write_bytes(PHOTO.read())
    command = [
        sys.executable,
        "-m",
        "overpaint.cli",
        "edit",
        str(tmp_path / "in.png"),
        "add a red hat to the dog",
        "-o",
        str(out),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "second" in done.stderr and "seed" not in done.stderr
    assert (picture(out.read_bytes()).pixels == (200, 30, 60)).all()


def test_an_engine_in_this_process_makes_the_same(settings, engines):
    here = open_engine("upstream", settings, here=True)
    assert not here.missing()
    one, other = (through(replace(REQUEST, size=(640, 320)), (engine,), Book(OPEN)) for engine in (here, engines[1]))
    assert one == other
    here.close()


def test_without_a_key_it_is_not_ready(settings, tmp_path):
    file = named(tmp_path, "http://127.0.0.1:9", "sk-x")
    (tmp_path / "second-key").unlink()
    engine = open_engine("upstream", settings.model_copy(update={"upstreams": file}), here=True)
    assert "doctor" in engine.missing()[0]
