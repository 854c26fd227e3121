"""Pictures are kept where the operator wants it, in files of its own, until their days are over; otherwise never."""

from __future__ import annotations

import logging
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from overpaint.accounts import Accounts, UsageRecord

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def opened(tmp_path: Path, *, keeps: bool = True) -> Accounts:
    accounts = Accounts(f"sqlite:///{tmp_path / 'db' / 'a.db'}", pictures=tmp_path / "kept", keeps_pictures=keeps)
    accounts.migrate()
    accounts.ensure_groups()
    return accounts


def record(accounts: Accounts, tmp_path: Path, time: datetime = NOON) -> UsageRecord:
    (tmp_path / "upload").write_bytes(b"first")
    names = (*(f"out-{number}.png" for number in (10, 2, 1)), "mask.png", "in-1.jpeg")
    files = tuple((name, tmp_path / "upload" if name.startswith("in") else name.encode()) for name in names)
    key_id = accounts.issue()[1].id
    return UsageRecord(key_id, "req_1", "echo", 1, 1, 1, "auto", 1, "finished", time=time, files=files)


def test_what_is_kept_comes_back_in_order_and_is_private(tmp_path: Path) -> None:
    with opened(tmp_path) as accounts:
        one = record(accounts, tmp_path)
        accounts.record_usage(one)
        kept = accounts.pictures(one.uid)
    assert [path.name for path in kept] == ["in-1.jpeg", "mask.png", "out-1.png", "out-2.png", "out-10.png"]
    assert [path.read_bytes() for path in kept[:2]] == [b"first", b"mask.png"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (tmp_path / "kept", kept[0].parent)} == {0o700}


def test_nothing_is_kept_unasked(tmp_path: Path) -> None:
    with opened(tmp_path, keeps=False) as accounts:
        one = record(accounts, tmp_path)
        accounts.record_usage(one)
        assert accounts.pictures(one.uid) == ()
        assert accounts.prune(pictures_before=NOON).pictures == 0
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("uid", ["../../etc", "*", "", "a" * 31, "A" * 32])
def test_what_is_no_record_has_none(tmp_path: Path, uid: str) -> None:
    with opened(tmp_path) as accounts:
        accounts.record_usage(record(accounts, tmp_path))
        assert accounts.pictures(uid) == ()


def test_whole_days_go_when_they_are_over(tmp_path: Path) -> None:
    with opened(tmp_path) as accounts:
        records = [record(accounts, tmp_path, NOON.replace(day=day)) for day in (20, 20, 21)]
        for one in records:
            accounts.record_usage(one)
        (tmp_path / "kept" / "notes").mkdir()
        assert accounts.prune(pictures_before=NOON.replace(day=20)).pictures == 0
        assert accounts.prune(pictures_before=NOON.replace(day=21)).pictures == 2
        assert [bool(accounts.pictures(one.uid)) for one in records] == [False, False, True]
    assert (tmp_path / "kept" / "notes").is_dir(), "what is not ours stays"


def test_a_disk_that_takes_nothing_fails_no_edit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "kept").write_bytes(b"a file where the folder would be")
    with opened(tmp_path) as accounts:
        one = record(accounts, tmp_path)
        accounts.record_usage(one)
        assert accounts.usage() == (one,)
    assert [entry.levelno for entry in caplog.records if "not kept" in entry.getMessage()] == [logging.WARNING]
