"""Every sentence the code says exists, every sentence that exists is said, and no refusal speaks the code's own words."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from case_files import CATALOGUE, cases

import overpaint
from overpaint.instructions import compile_prompt, refusal_of, say, tell
from overpaint.instructions.catalogue import choices, installed
from overpaint.instructions.families import FAMILIES
from overpaint.instructions.messages import sentences, word
from overpaint.instructions.tongues import NAMED
from overpaint.plans import Order, Sides

SOURCE = Path(overpaint.__file__).parent
LANGUAGES = ("en", "zh", "zh-Hant")

MADE_OF = {"reason": "refusal", "nearest": "nearest", "notes": "note"}
"""Fields of `Built` that name sentences, and the tables they are in."""


def _strings(node: ast.AST) -> Iterator[str]:
    yield from (leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _says_note(call: ast.Call) -> bool:
    return _name(call) == "Note" or (isinstance(call.func, ast.Attribute) and call.func.attr == "tell")


@cache
def _named() -> dict[str, frozenset[str]]:
    """Keys written out in the source, by table."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCE.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            name, args = _name(call), call.args
            if name in ("say", "has", "word") and len(args) >= 3 and isinstance(args[1], ast.Constant):
                found[str(args[1].value)].update(_keys(args[2]))
            if name == "Note" and args:
                found["note"].update(_keys(args[0]))
            for keyword in call.keywords:
                if name == "Built" and keyword.arg in MADE_OF:
                    found[MADE_OF[keyword.arg]].update(_keys(keyword.value))
    return {table: frozenset(keys) for table, keys in found.items()}


def _keys(node: ast.expr) -> set[str]:
    """Keys that an expression may stand for, as far as it writes them out: no test of a condition, no part of a longer one."""
    if isinstance(node, ast.IfExp):
        return _keys(node.body) | _keys(node.orelse)
    if isinstance(node, ast.Tuple):
        return {key for element in node.elts for key in _keys(element)}
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_asked_for_is_there(language: str) -> None:
    there = sentences(language)
    named = {table: set(keys) - set(there[table]) for table, keys in _named().items()}
    assert not {table: keys for table, keys in named.items() if keys}
    assert set(FAMILIES) <= set(there["family"])
    assert _computed("place") <= set(there["place"])
    assert set(installed().scenes) <= set(there["scene"])
    assert set(NAMED) == set(there["language"])


def _computed(table: str) -> set[str]:
    """Keys that are made from the names of what is installed."""
    catalogue = installed()
    rows: list[tuple[str, str, Any]] = [
        (scene, name, value)
        for scene, params in catalogue.scenes.items()
        for name in params.model_fields
        for value in choices(params, name)
    ]
    general = {f"{name}_{value}" for _, name, value in rows}
    return {
        "family": set(FAMILIES),
        "nearest": set(FAMILIES),
        "language": set(NAMED),
        "place": {*get_args(Sides), *(which.replace(" ", "_") for which in get_args(Order))},
        "scene": {*catalogue.scenes, *(f"{scene}_{value}" for scene, _, value in rows)},
        "scene_example": set(catalogue.scenes),
        "detail": general | {f"{scene}_{key}" for scene in catalogue.scenes for key in general},
        "step": {"other"},  # said of an operation without a sentence
    }.get(table, set())


@cache
def _loose() -> frozenset[str]:
    """Whatever the source writes out: for keys that go through a variable."""
    return frozenset(text for path in SOURCE.rglob("*.py") for text in _strings(ast.parse(path.read_text("utf-8"))))


@cache
def _composed() -> tuple[re.Pattern[str], ...]:
    """Keys of notes that the source composes, `Note(f"cropped{around}")` or `context.tell(f"cast_{hue}")`, by pattern."""
    nodes = [node for path in SOURCE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    made = [node.args[0] for node in nodes if isinstance(node, ast.Call) and _says_note(node) and node.args]
    return tuple(
        re.compile("".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in key.values))
        for key in made
        if isinstance(key, ast.JoinedStr)
    )


def test_no_sentence_is_dead() -> None:
    for table, keys in sentences("en").items():
        spoken = _named().get(table, frozenset()) | _computed(table)
        if table in ("refusal", "note", "nearest"):  # handed on by name: `Unpainted("scene")`, `done = "extended"`
            spoken |= _loose()
        dead = {key for key in set(keys) - spoken if not (table == "note" and any(one.fullmatch(key) for one in _composed()))}
        assert not dead, f"[{table}] of messages.toml has sentences that nobody says: {sorted(dead)}"


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_sentences_have_the_same_blanks_in_every_language(language: str) -> None:
    def blanks(sentence: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    there = sentences(language)
    for table, rows in sentences("en").items():
        assert {key: blanks(line) for key, line in rows.items()} == {key: blanks(line) for key, line in there[table].items()}, (
            table
        )


@pytest.mark.parametrize(("table", "key"), [("refusal", "no such sentence"), ("note", ""), ("nearest", "Any")])
def test_a_sentence_that_is_not_there_is_a_defect(table: str, key: str) -> None:
    with pytest.raises(KeyError, match=rf"zh/messages.toml has no sentence \[{table}\] {key}"):
        say("zh", table, key)


def test_a_table_that_is_not_there_and_a_blank_without_a_fact_are_defects() -> None:
    with pytest.raises(KeyError, match="no such table"):
        say("en", "no such table", "any")
    with pytest.raises(KeyError, match="clause"):
        say("en", "note", "skipped")


def test_a_note_that_nobody_can_say_is_a_defect() -> None:
    from overpaint.plans import Note

    with pytest.raises(KeyError, match="no sentence"):
        tell("en", Note("no such note"))


def test_a_word_may_be_missing_where_a_default_is_stated() -> None:
    assert word("en", "place", "whole") == "the picture"
    assert word("en", "place", "left hand", default="left hand") == "left hand"
    assert word("en", "place", "left hand") == ""


INTERNAL = re.compile(
    r"\b(operations?|engines?|regions?|finders?|plans?|steps?|clauses?|famil(?:y|ies)|catalogue|parameters?|reading)\b|引擎|算子|擎"
)
CODE_NAME = re.compile(r"\b[a-z]+_[a-z_]+\b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_use_no_word_of_the_code(language: str) -> None:
    for table in ("refusal", "nearest"):
        for key, sentence in sentences(language)[table].items():
            assert not INTERNAL.search(re.sub(r"{\w+}", "", sentence)), f"[{table}] {key}: {sentence}"


def test_no_refusal_of_a_case_names_a_thing_of_the_code() -> None:
    for case in cases():
        refusal = refusal_of(compile_prompt(case.prompt, catalogue=CATALOGUE))
        if refusal is not None and not CODE_NAME.search(case.prompt):
            assert not CODE_NAME.search(refusal.message), refusal.message
