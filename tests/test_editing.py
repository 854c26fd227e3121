from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from overpaint.accounts import Caller, Group, UsageRecord
from overpaint.accounts.limits import Limits
from overpaint.accounts.tokens import Tokens, input_image_tokens, output_image_tokens, text_tokens
from overpaint.accounts.values import DEFAULT_GROUPS
from overpaint.canvas import EditRequest, Picture
from overpaint.editing import Account, authorise, count_tokens, edit
from overpaint.engines.base import Done, Work
from overpaint.engines.base import Event as PartEvent
from overpaint.engines.carrying import Event, Finished
from overpaint.engines.echo import EchoEngine
from overpaint.errors import Cancelled, EngineError, InvalidRequest, Refusal
from overpaint.imaging.codec import ImageFile, OutputFormat, encode, open_image
from overpaint.imaging.values import Image

DEFAULT, DIRECT = DEFAULT_GROUPS


def file(width: int = 48, height: int = 32, channels: int = 3, name: str = "image") -> ImageFile:
    pixels = np.arange(width * height * channels, dtype=np.uint32).reshape(height, width, channels).astype(np.uint8)
    return open_image(encode(Image(pixels), OutputFormat()), name=name, max_pixels=10**6)


@pytest.fixture
def request_() -> EditRequest:
    return EditRequest(images=(file(),), prompt="make it brighter", size="source")


class Book:
    """Takes usage records as `Accounts` does."""

    def __init__(self, group: Group = DIRECT) -> None:
        self.records: list[UsageRecord] = []
        self.reserved: list[int] = []
        self.account = Account(self, Caller(7, "sk-ab12…", group), "req_1", user="ada", safety_identifier="hash")

    def record_usage(self, record: UsageRecord) -> None:
        self.records.append(record)

    def reserve(self, caller: Caller, images: int) -> str:
        self.reserved.append(images)
        return "uid-of-the-promise"

    @property
    def outcomes(self) -> list[str]:
        return [record.outcome for record in self.records]


def run(request: EditRequest, engine: object = None, book: Book | None = None) -> list[Event]:
    flag = threading.Event()
    return list(edit(request, engines=(engine or EchoEngine(),), cancelled=flag, account=book and book.account))


def test_without_an_account_it_just_runs(request_: EditRequest) -> None:
    assert isinstance(run(request_)[-1], Finished)


def test_a_finished_edit_is_recorded_with_everything(request_: EditRequest) -> None:
    book = Book()
    request = replace(request_, images=(file(), file()), n=2, mask=file(channels=4))
    [*_, finished] = run(request, EchoEngine(delay=0.02), book)
    [record] = book.records
    assert isinstance(finished, Finished)
    tokens = count_tokens(request, finished.pictures)
    assert 40 <= record.milliseconds < 10_000
    assert record == UsageRecord(
        key_id=7,
        request_id="req_1",
        engine="echo",
        prompt_length=len("make it brighter"),
        images_in=2,
        n=2,
        size="48x32",
        milliseconds=record.milliseconds,
        outcome="finished",
        user="ada",
        safety_identifier="hash",
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        group="direct",
        time=record.time,
        uid=record.uid,
    )


def test_the_record_is_there_before_the_answer_is_given_out(request_: EditRequest) -> None:
    book = Book()
    events = edit(request_, engines=(EchoEngine(),), cancelled=threading.Event(), account=book.account)
    for event in events:
        assert book.outcomes == (["finished"] if isinstance(event, Finished) else [])
    assert book.outcomes == ["finished"]


def test_nothing_is_written_before_the_first_event(request_: EditRequest) -> None:
    book = Book()
    edit(request_, engines=(EchoEngine(),), cancelled=threading.Event(), account=book.account)
    assert book.records == []


@pytest.mark.parametrize(
    ("group", "has_mask", "n", "param"),
    [
        (DEFAULT, True, 1, "mask"),
        (DEFAULT, False, 2, "n"),
        (DEFAULT, True, 2, "mask"),
        (Group("press", Limits(allow_mask=True, max_n=3)), True, 4, "n"),
        (Group("direct", Limits(max_n=10)), True, 1, "mask"),
    ],
)
def test_what_a_group_does_not_allow_names_the_cure(group: Group, has_mask: bool, n: int, param: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        authorise(group, has_mask=has_mask, n=n)
    error = caught.value
    assert (error.code, error.param) == ("group_required", param)
    assert f"group '{group.name}'" in error.message
    option = "--allow-mask" if param == "mask" else f"--max-n {n}"
    assert f"`overpaint groups set {group.name} {option}`" in error.message
    assert ("`overpaint keys issue --group direct`" in error.message) == (group.name != "direct")


def test_what_a_group_allows_passes() -> None:
    authorise(DEFAULT, has_mask=False, n=1)
    authorise(DIRECT, has_mask=True, n=10)


def test_an_unauthorised_edit_never_reaches_the_engine(request_: EditRequest) -> None:
    book = Book(DEFAULT)
    with pytest.raises(InvalidRequest, match="default"):
        run(replace(request_, n=2), Misbehaving(RuntimeError("reached")), book)
    assert book.outcomes == ["group_required"]
    assert book.records[0].size == "source"
    assert book.records[0].output_tokens == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"images": ()}, "too_many_images"),
        ({"images": (file(),) * 17}, "too_many_images"),
        ({"n": 11}, "invalid_value"),
        ({"n": 0}, "invalid_value"),
    ],
)
def test_what_nobody_may_ask_for_is_refused(request_: EditRequest, changes: dict[str, object], code: str) -> None:
    for book in (None, Book()):
        with pytest.raises(InvalidRequest) as caught:
            run(replace(request_, **changes), book=book)
        assert caught.value.code == code
        assert book is None or book.outcomes == [code]


class Misbehaving(EchoEngine):
    """An engine that raises, or that gives these events and stops."""

    def __init__(self, error: Exception | None = None, events: tuple[PartEvent, ...] = ()) -> None:
        super().__init__()
        self.error, self.events = error, events

    def run(self, work: Work, cancelled: threading.Event) -> Iterator[PartEvent]:
        yield from self.events
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Refusal("no such thing", code="target_not_found"), "target_not_found"),
        (Cancelled("gone"), "cancelled"),
        (EngineError("out of memory"), "engine_failed"),
        (ZeroDivisionError("a defect"), "engine_failed"),
    ],
)
def test_whatever_the_engine_raises_comes_through_and_is_recorded(request_: EditRequest, error: Exception, outcome: str) -> None:
    book = Book()
    with pytest.raises(type(error)) as caught:
        run(request_, Misbehaving(error), book)
    assert caught.value is error
    assert book.outcomes == [outcome]


@pytest.mark.parametrize("events", [(), (Done(()),), (Done((Picture(b"", (1, 1), 0, ""),) * 2),)])
def test_an_engine_is_held_to_its_contract(request_: EditRequest, events: tuple[PartEvent, ...]) -> None:
    book = Book()
    with pytest.raises(EngineError):
        run(request_, Misbehaving(events=events), book)
    assert book.outcomes == ["engine_failed"]


def test_events_after_the_answer_are_not_waited_for(request_: EditRequest) -> None:
    book = Book()
    pictures = (Picture(b"", (1, 1), 0, ""),)
    assert run(request_, Misbehaving(RuntimeError("too late"), (Done(pictures),)), book) == [
        Finished(pictures, engines=("echo",))
    ]
    assert book.outcomes == ["finished"]


@pytest.mark.parametrize("recorded", [True, False])
def test_closing_early_cancels_the_edit(request_: EditRequest, recorded: bool) -> None:
    book, flag = Book(), threading.Event()
    events = edit(request_, engines=(EchoEngine(),), cancelled=flag, account=book.account if recorded else None)
    next(events)
    events.close()
    assert flag.is_set()
    assert book.outcomes == (["cancelled"] if recorded else [])


def test_closing_at_the_answer_leaves_it_finished(request_: EditRequest) -> None:
    book = Book()
    events = edit(request_, engines=(EchoEngine(),), cancelled=threading.Event(), account=book.account)
    while not isinstance(next(events), Finished):
        pass
    events.close()
    assert book.outcomes == ["finished"]


def test_an_edit_cancelled_while_it_waited_never_starts(request_: EditRequest) -> None:
    book, flag = Book(), threading.Event()
    flag.set()
    with pytest.raises(Cancelled):
        list(edit(request_, engines=(Misbehaving(RuntimeError("started")),), cancelled=flag, account=book.account))
    assert book.outcomes == ["cancelled"]


def test_tokens_of_text() -> None:
    assert [text_tokens(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]
    assert text_tokens("把背景换成海") == 6
    assert text_tokens("背景 sea") == 2 + 1
    assert text_tokens("なか한국\N{CJK UNIFIED IDEOGRAPH-20000}") == 5


def test_tokens_of_pictures() -> None:
    assert [input_image_tokens(size) for size in ((1, 1), (32, 32), (33, 32), (1024, 1024))] == [1, 1, 2, 1024]
    # What OpenAI's calculator says for gpt-image-2.
    published = {(1024, 1024): 7024, (1536, 1024): 5488, (1792, 1024): 5063, (3584, 2048): 12329}
    assert {size: output_image_tokens(size, "high") for size in published} == published
    assert output_image_tokens((1024, 1536), "high") == output_image_tokens((1536, 1024), "high")
    assert output_image_tokens((1, 3000), "low") > 0


def test_tokens_of_an_edit_add_up(request_: EditRequest) -> None:
    request = replace(request_, images=(file(64, 64), file(32, 32)), mask=file(64, 64, 4), quality="low")
    picture = Picture(b"", (1024, 1024), 0, "brighter")
    tokens = count_tokens(request, (picture, picture))
    assert tokens == Tokens(input_text=4, input_image=4 + 1 + 4, output_text=2 * 2, output_image=2 * 196)
    assert (tokens.input, tokens.output, tokens.total) == (13, 396, 409)
    assert count_tokens(request).output == 0


def test_importing_the_use_case_loads_no_sqlalchemy() -> None:
    program = "import sys, overpaint.editing; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
