from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from overpaint import settings
from overpaint.accounts import Accounts
from overpaint.accounts.limits import Limits
from overpaint.cli import groups, keys
from overpaint.cli.times import parse_expiry
from overpaint.errors import InvalidRequest, NotFound


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERPAINT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("OVERPAINT_DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def run(app: typer.Typer, *arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def run_json(app: typer.Typer, *arguments: str):
    return json.loads(run(app, *arguments, "--json"))


def test_issue_prints_a_key_that_works_and_nothing_else() -> None:
    secret = run(keys.app, "issue", "--name", "phone", "--group", "direct").strip()
    assert re.fullmatch(r"sk-\w{40}", secret)
    with Accounts(settings.load().resolved_database_url) as accounts:
        assert accounts.authenticate(secret).group.name == "direct"


def test_issue_in_json_tells_everything_once() -> None:
    answer = run_json(keys.app, "issue", "--expires", "30d")
    left = datetime.fromisoformat(answer["expires"]) - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)
    assert (answer["group"], answer["state"], answer["last_used"]) == ("default", "active", None)
    assert "key" not in run_json(keys.app, "list")[0]
    assert answer["key"] not in run(keys.app, "list")


def test_list_shows_names_and_states_as_they_are_typed() -> None:
    run(keys.app, "issue", "--name", "[red]ada[/red]")
    revoked = run_json(keys.app, "issue", "--name", "bob")
    said = run(keys.app, "revoke", revoked["prefix"])
    assert "(bob), is revoked" in said
    assert [key["state"] for key in run_json(keys.app, "list")] == ["active", "revoked"]
    listed = run(keys.app, "list")
    assert "[red]ada[/red]" in listed
    assert revoked["prefix"] in listed


def test_revoke_of_an_unknown_key_fails() -> None:
    with pytest.raises(NotFound, match="overpaint keys list"):
        run(keys.app, "revoke", "sk-none")


def test_issue_for_an_unknown_group_fails() -> None:
    with pytest.raises(InvalidRequest, match="default, direct"):
        run(keys.app, "issue", "--group", "nobody")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-01", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2027-01-01T18:30", datetime(2027, 1, 1, 18, 30, tzinfo=UTC)),
        ("2027-01-01T18:30+02:00", datetime(2027, 1, 1, 16, 30, tzinfo=UTC)),
    ],
)
def test_expiry_as_a_date(text: str, expected: datetime) -> None:
    assert parse_expiry(text) == expected


@pytest.mark.parametrize(("text", "span"), [("12h", timedelta(hours=12)), ("8w", timedelta(weeks=8))])
def test_expiry_as_a_span(text: str, span: timedelta) -> None:
    assert abs(parse_expiry(text) - datetime.now(UTC) - span) < timedelta(minutes=1)


@pytest.mark.parametrize("text", ["", "soon", "30", "30m", "-3d", "2027-13-01", "99999999d"])
def test_expiry_that_cannot_be_read(text: str) -> None:
    assert CliRunner().invoke(keys.app, ["issue", f"--expires={text}"]).exit_code == 2
    with pytest.raises(typer.BadParameter):
        parse_expiry(text)


def test_groups_are_listed_and_set() -> None:
    assert [group["name"] for group in run_json(groups.app, "list")] == ["default", "direct"]
    assert "Group default: masks yes, most answers 1" in run(groups.app, "set", "default", "--allow-mask")
    changed = run_json(groups.app, "set", "default", "--no-allow-mask", "--max-n", "3", "--description", "Trial")
    assert list(changed) == ["name", *Limits.model_fields, "description"]
    assert (changed["name"], changed["allow_mask"], changed["max_n"], changed["description"]) == ("default", False, 3, "Trial")
    assert "Trial" in run(groups.app, "list")


def test_the_commands_load_no_sqlalchemy_until_they_run() -> None:
    program = "import sys, overpaint.cli.keys, overpaint.cli.groups; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
