"""`overpaint plan`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from overpaint.cli import plan as command
from overpaint.errors import InvalidRequest, Refusal
from overpaint.plans import Plan

APP = typer.Typer()
APP.command()(command.plan)


def run(*arguments: str, stdin: str = "") -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(APP, list(arguments), input=stdin)
    return result.exit_code, result.output, result.exception


def test_a_plan_is_shown_in_words() -> None:
    code, output, _ = run("make it brighter and crop it to a square")
    assert code == 0
    assert "1. brightness(degree=0.5) on whole" in output
    assert "Cropped to 1:1." in output


def test_json_is_a_plan_that_can_be_replayed() -> None:
    code, output, _ = run("make it brighter", "--json")
    assert code == 0
    assert Plan.model_validate_json(output).steps[0].operation == "brightness"


def test_explain_names_rule_and_slots() -> None:
    _, output, _ = run("make the background darker", "--explain")
    assert "family tone" in output and "target “background”" in output


def test_a_refused_instruction_raises_the_refusal() -> None:
    _, _, error = run("add a dragon")
    assert isinstance(error, Refusal)
    assert run("add a dragon", "--json")[0] == 3


def test_partial_runs_what_it_can() -> None:
    code, output, _ = run("make it brighter and add a dragon", "--partial")
    assert code == 0
    assert "brightness" in output and "Left out" in output


def test_pictures_of_the_request_and_of_the_folder_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "My_Garden.jpg").write_bytes(b"")
    monkeypatch.setenv("OVERPAINT_BACKGROUNDS_DIR", str(tmp_path))
    assert "background_replace(My_Garden.jpg)" in run("change the background to my garden")[1]
    assert "background_replace(picture 2)" in run("put him in the second picture", "--images", "2")[1]
    assert isinstance(run("put him in the second picture")[2], Refusal)


def test_batch_answers_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"text": "make it brighter"}\n\n{"text": "add a dragon", "lang": "en"}\n', "utf-8")
    code, output, _ = run("--batch", str(file))
    rows = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [row["families"] for row in rows] == [["tone"], ["object_add"]]
    assert rows[0]["steps"][0]["operation"] == "brightness" and rows[0]["refusals"] == []
    assert rows[1]["refusals"][0]["code"] == "unsupported_edit"


def test_batch_takes_a_line_separator_inside_a_text_for_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"text": "make it\u2028brighter"}\r\n{"text": "sepia"}\n', "utf-8")
    code, output, _ = run("--batch", str(file))
    assert code == 0
    assert [json.loads(line)["families"] for line in output.split("\n") if line] == [["tone"], ["tone"]]


def test_batch_reads_standard_input() -> None:
    code, output, _ = run("--batch", "-", stdin='{"text": "sepia"}\n')
    assert code == 0
    assert json.loads(output)["text"] == "sepia"


@pytest.mark.parametrize("line", ["no json", '{"words": "sepia"}', "[1]"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text(f'{{"text": "sepia"}}\n{line}\n', "utf-8")
    _, _, error = run("--batch", str(file))
    assert isinstance(error, InvalidRequest)
    assert "line 2" in error.message


def test_one_of_instruction_and_batch_is_needed() -> None:
    assert isinstance(run()[2], InvalidRequest)
    assert isinstance(run("sepia", "--batch", "-")[2], InvalidRequest)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    _, _, error = run("--batch", str(tmp_path / "missing.jsonl"))
    assert isinstance(error, InvalidRequest) and "missing.jsonl" in error.message
