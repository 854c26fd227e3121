from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import pytest
import typer
from alembic import command
from alembic.config import Config
from pydantic import Field
from sqlalchemy import text
from typer.testing import CliRunner

import overpaint
from overpaint.accounts import Accounts, Group
from overpaint.accounts.database import Database
from overpaint.accounts.limits import Limit, Limits, option_of, valid
from overpaint.accounts.schema import MIGRATIONS
from overpaint.cli import groups
from overpaint.cli.groups import limit_options
from overpaint.errors import ConfigurationError, InvalidRequest


class WithOneMore(Limits):
    """What a further limit takes: one field."""

    max_dragons: Annotated[int, Limit("most dragons", caps="dragons")] = Field(
        2, ge=1, le=16, description="The most dragons one request may send."
    )


def test_a_further_limit_is_checked_by_its_declaration_alone() -> None:
    [excess] = WithOneMore(max_n=4).exceeded({"mask": False, "n": 4, "dragons": 3})
    assert (excess.param, excess.wish, excess.limit, excess.option) == ("dragons", "dragons=3", "up to 2", "--max-dragons 3")
    assert list(WithOneMore(max_dragons=3).exceeded({"mask": False, "n": 1, "dragons": 3})) == []
    with pytest.raises(KeyError, match="dragons"):
        list(WithOneMore().exceeded({"mask": False, "n": 1}))


def test_a_further_limit_is_an_option_by_its_declaration_alone() -> None:
    taken: dict[str, object] = {}

    def set_it(**limits: object) -> None:
        taken.update(limits)

    app = typer.Typer()
    app.command()(limit_options(set_it, WithOneMore))
    assert CliRunner().invoke(app, ["--max-dragons", "5", "--no-allow-mask"]).exit_code == 0
    assert taken == {"allow_mask": False, "max_n": None, "allow_upstream": None, "max_dragons": 5}
    assert CliRunner().invoke(app, ["--max-dragons", "17"]).exit_code == 2
    assert "The most dragons one request may send." in CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output


def test_what_is_stored_without_a_further_limit_gets_its_default() -> None:
    assert WithOneMore.stored("press", {"allow_mask": True, "max_n": 3}) == WithOneMore(allow_mask=True, max_n=3, max_dragons=2)


@pytest.mark.parametrize("values", [{"max_dragons": 5}, {"max_n": 11}, {"max_n": "3"}, {"allow_mask": 1}])
def test_limits_of_another_version_are_never_passed_over(values: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=f"group 'press'.*{next(iter(values))}"):
        Limits.stored("press", values)


@pytest.mark.parametrize("changes", [{"max_n": 0}, {"max_n": 10**30}, {"max_n": True}, {"allow_mask": "yes"}, {"max_m": 1}])
def test_a_change_that_cannot_be_names_the_limit(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest, match=next(iter(changes))) as caught:
        Limits().changed(changes)
    assert caught.value.param == next(iter(changes))


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_is_kept_by_somebody(name: str) -> None:
    if Limits.declared()[name].caps is not None:
        return  # `authorise` asks every such limit, and fails where the request's field is not among what it is told
    sources = (path.read_text() for path in Path(overpaint.__file__).parent.rglob("*.py") if path.name != "limits.py")
    assert any(name in source for source in sources), f"{name} has no `caps`, and nothing reads it"


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_is_an_option_and_has_words(name: str) -> None:
    assert option_of(name) in CliRunner().invoke(groups.app, ["set", "--help"], env={"COLUMNS": "200"}).output
    assert Limits.declared()[name].heading
    assert Limits.model_fields[name].description
    assert re.fullmatch(r"yes or no|\d+ to \d+", valid(Limits, name))


def test_the_first_version_s_groups_keep_their_limits(url: str) -> None:
    """From the very first schema, with groups, a key and a record in it, to the newest."""
    database = Database(url)
    database.prepare()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with database.alone() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        rows = [("default", False, 1, ""), ("direct", True, 10, ""), ("press", True, 3, "Press office"), ("shut", False, 7, "")]
        for name, allow_mask, max_n, description in rows:
            connection.execute(
                text("INSERT INTO key_groups VALUES (:name, :allow_mask, :max_n, :description)"),
                {"name": name, "allow_mask": allow_mask, "max_n": max_n, "description": description},
            )
        connection.execute(
            text(
                "INSERT INTO api_keys (id, digest, prefix, name, group_name, created)"
                " VALUES (1, 'd', 'sk-abcd', 'ada', 'press', '2026-11-22')"
            )
        )
    database.close()
    with Accounts(url) as accounts:
        accounts.migrate()
        stored = accounts.keys()
        assert accounts.groups() == (
            Group("default", Limits()),
            Group("direct", Limits(allow_mask=True, max_n=10)),
            Group("press", Limits(allow_mask=True, max_n=3), "Press office"),
            Group("shut", Limits(max_n=7)),
        )
        assert [(key.name, key.group) for key in stored] == [("ada", "press")]
        assert accounts.set_group("press", {"max_n": 4}).limits == Limits(allow_mask=True, max_n=4)
