"""The file that names upstreams, their keys, and which of them is asked."""

from __future__ import annotations

import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path
from threading import Event as Flag

import pytest

from engines.named_upstream import named
from overpaint.cli import doctor
from overpaint.engines.upstream.declared import Upstream, read_upstreams
from overpaint.engines.upstream.events import data_of
from overpaint.engines.upstream.faults import COOL_SECONDS, MOST_COOL_SECONDS, fault_of
from overpaint.engines.upstream.lines import FAILURES, OPEN_SECONDS, Lines
from overpaint.engines.upstream.patience import Patience
from overpaint.engines.upstream.secret import Secret, redacted
from overpaint.errors import ConfigurationError, EngineTimeout, OverpaintError, TryLater, UpstreamError
from overpaint.settings import Settings

BAD = {
    "no TOML": ("[one", "can't be read"),
    "nothing": ("", "names no upstream"),
    "a row outside": ('url = "http://x"', "outside of every table"),
    "no url": ('[one]\nmodel = "m"', "url"),
    "no model": ('[one]\nurl = "http://x"', "model"),
    "a key in clear": ('[one]\nurl = "http://x"\nmodel = "m"\nkey = "sk-very-secret"', "never the key itself"),
    "a key in clear in a list": ('[one]\nurl = "http://x"\nmodel = "m"\nkey = ["sk-very-secret"]', "never the key itself"),
    "a key in the url": ('[one]\nurl = "http://me:sk-very-secret@x"\nmodel = "m"', "without user"),
    "a query": ('[one]\nurl = "http://x/v1?key=sk-very-secret"\nmodel = "m"', "without user, query"),
    "another scheme": ('[one]\nurl = "ftp://x"\nmodel = "m"', "http(s)"),
    "a name of ours": ('[local]\nurl = "http://x"\nmodel = "m"', "our own"),
    "a name with a space": ('["sk-very secret"]\nurl = "http://x"\nmodel = "m"', "small letters"),
    "a vendor nobody knows": ('[one]\nurl = "http://x"\nmodel = "m"\nvendor = "acme"', "vendor"),
    "a row nobody knows": ('[one]\nurl = "http://x"\nmodel = "m"\nseeds = true', "seeds"),
    "a size that is none": ('[one]\nurl = "http://x"\nmodel = "m"\nsizes = ["big"]', "1024x1536"),
    "a time that is none": ('[one]\nurl = "http://x"\nmodel = "m"\ntimeout = 0', "timeout"),
    "a model of two lines": ('[one]\nurl = "http://x"\nmodel = "a\\nb"', "model"),
}


@pytest.mark.parametrize(("text", "says"), BAD.values(), ids=BAD)
def test_what_can_not_be_used_is_named_and_never_shown(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "upstreams.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        read_upstreams(file)
    assert says in caught.value.message and str(file) in caught.value.message
    assert "very-secret" not in caught.value.message


def test_without_its_library_it_names_the_command() -> None:
    code = "import sys; sys.modules['httpx2'] = None; from overpaint.engines import open_engine; open_engine('upstream', None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install -e" in done.stderr.splitlines()[-1] and "[upstream]" in done.stderr.splitlines()[-1]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        read_upstreams(tmp_path / "nothing.toml")


def test_a_key_is_read_where_it_stands_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEIR_KEY", " sk-a ")
    assert Secret("env:THEIR_KEY").read() == "sk-a"
    place = tmp_path / "key"
    assert Secret(f"file:{place}").read() is None
    for content, key in ((b"sk-b\n", "sk-b"), (b"", None), (b"two words", None), (b"\xff", None), ("schlüssel".encode(), None)):
        place.write_bytes(content)
        assert Secret(f"file:{place}").read() == key


@pytest.mark.parametrize(
    "text",
    [
        "key sk-proj-abc123def",
        "Incorrect API key: sk-pro*****f123",
        "Bearer abc.def.ghi",
        "AIzaSyA1234567890abc",
        "mine is hunter22",
    ],
)
def test_what_looks_like_a_key_is_not_repeated(text: str) -> None:
    assert text.split()[-1] not in redacted(text, "hunter22")


def test_a_long_text_of_many_lines_becomes_a_short_one_of_one() -> None:
    shown = redacted("a\n\x1b[31mb\u202ec" + "d" * 1000, None)
    assert len(shown) == 301 and shown.isprintable()


PAUSES = {
    "a number": ({"retry-after": "7"}, 7),
    "a date that is past": ({"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"}, 1),
    "a century": ({"retry-after": "9" * 9}, MOST_COOL_SECONDS),
    "what it resets": ({"x-ratelimit-reset-requests": "1m30s", "x-ratelimit-reset-tokens": "250ms"}, 90),
    "nonsense": ({"retry-after": "soon"}, COOL_SECONDS),
    "nothing": ({}, COOL_SECONDS),
}


@pytest.mark.parametrize(("headers", "seconds"), PAUSES.values(), ids=PAUSES)
def test_a_pause_is_as_long_as_was_said(headers: dict[str, str], seconds: float) -> None:
    assert fault_of("one", 429, headers, b"", None).rest == pytest.approx(seconds, abs=2)


def test_a_pause_may_be_a_date() -> None:
    headers = {"retry-after": formatdate(time.time() + 30, usegmt=True)}
    assert fault_of("one", 429, headers, b"", None).rest == pytest.approx(30, abs=3)


# --- lines --------------------------------------------------------------------------------------------------------------------


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def lines(clock: Clock, *names: str, keys: int = 1, concurrency: int = 2) -> Lines:
    found = [Secret("env:THEIR_KEY")] * keys
    rows = {"url": "http://x", "model": "m", "key": found, "concurrency": concurrency}
    return Lines([Upstream(name=name, **rows) for name in names], clock)


def patience(seconds: float = 5.0) -> Patience:
    return Patience(Flag(), Flag(), time.monotonic() + seconds)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEIR_KEY", "sk-theirs")


def test_the_first_is_asked_until_it_is_full_then_the_next_then_one_waits() -> None:
    found = lines(Clock(), "a", "b", concurrency=1)
    first, second = found.take((), patience()), found.take((), patience())
    assert [first.upstream.name, second.upstream.name] == ["a", "b"]
    with pytest.raises(EngineTimeout):
        found.take((), patience(0.2))
    found.give_back(second)
    assert found.take((), patience()).upstream.name == "b"


def test_of_one_order_the_least_busy_is_asked_and_a_higher_one_when_they_are_full() -> None:
    rows = {"url": "http://x", "model": "m"}
    named_so = [("paid", 2, 9), ("a", 1, 2), ("b", 1, 4)]
    found = Lines([Upstream(name=name, order=order, concurrency=most, **rows) for name, order, most in named_so], Clock())
    asked = [found.take((), patience()).upstream.name for _ in range(7)]
    assert asked == ["a", "b", "b", "a", "b", "b", "paid"]


def test_keys_take_turns_by_their_load() -> None:
    found = lines(Clock(), "a", keys=3, concurrency=9)
    assert sorted(found.take((), patience()).number for _ in range(6)) == [0, 0, 1, 1, 2, 2]


def test_a_resting_key_is_left_alone_as_long_as_it_rests() -> None:
    clock = Clock()
    found = lines(clock, "a")
    found.give_back(found.take((), patience()), rest=30)
    with pytest.raises(TryLater) as caught:
        found.take((), patience())
    assert caught.value.retry_after == 30
    clock.now += 31
    assert found.take((), patience())


def test_a_parked_key_stays_so_until_it_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    found = lines(clock, "a")
    found.give_back(found.take((), patience()), parked=True)
    clock.now += 10_000
    with pytest.raises(UpstreamError) as caught:
        found.take((), patience())
    assert caught.value.code == "upstream_auth"
    monkeypatch.setenv("THEIR_KEY", "sk-new")
    assert found.take((), patience()).key == "sk-new"


def test_an_open_circuit_lets_one_try_after_its_pause() -> None:
    clock = Clock()
    found = lines(clock, "a")
    for _ in range(FAILURES):
        found.give_back(found.take((), patience()), broken=True)
    with pytest.raises(TryLater):
        found.take((), patience())
    clock.now += OPEN_SECONDS + 1
    probe = found.take((), patience())
    with pytest.raises(OverpaintError):  # only the one
        found.take((), patience())
    found.give_back(probe, broken=True)
    with pytest.raises(TryLater):  # open again at once
        found.take((), patience())
    clock.now += OPEN_SECONDS + 1
    found.give_back(found.take((), patience()), broken=False)
    assert found.take((), patience()) and found.take((), patience())


def test_a_line_does_not_show_its_key() -> None:
    assert "sk-theirs" not in repr(lines(Clock(), "a").take((), patience()))


# --- events -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_events_are_read_however_they_are_cut(size: int, end: bytes) -> None:
    text = end.join(
        [b": a ping", b"", b"event: one", b"data: {1", b"data:  2}", b"id: 7", b"", b"", b"data:3", b"", b"data: cut"]
    )
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert list(data_of(pieces)) == [b"{1\n 2}", b"3"]


# --- doctor -------------------------------------------------------------------------------------------------------------------


def looked(config: Settings) -> doctor.Finding:
    return dict(doctor.CHECKS)["upstreams"](config)


def test_the_doctor_names_each_upstream_and_what_it_lacks(tmp_path: Path) -> None:
    assert "no picture leaves" in looked(Settings(data_dir=tmp_path)).found
    file = named(tmp_path, "http://10.0.0.7:8000/v1", "sk-very-secret")
    asked = Settings(data_dir=tmp_path, upstreams=file, engine="local upstream")
    found = looked(asked)
    assert found.found == "second (gpt-image-2 at 10.0.0.7:8000)" and not found.cure
    assert "OVERPAINT_ENGINE" in looked(Settings(data_dir=tmp_path, upstreams=file)).cure
    assert "OVERPAINT_UPSTREAMS" in looked(Settings(data_dir=tmp_path, engine="local upstream")).cure
    (tmp_path / "second-key").unlink()
    assert "second: file:" in looked(asked).cure
