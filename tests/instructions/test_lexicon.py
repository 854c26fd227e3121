"""The data of a language: complete, free of dead words, and the same keys in every language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import overpaint.instructions.lexicon as lexicon_package
from overpaint.instructions.acts import ACTS
from overpaint.instructions.families import BUILDERS, FAMILIES
from overpaint.instructions.forms import Slot, Verb, forms_of
from overpaint.instructions.grammar import grammar_of
from overpaint.instructions.lexicon import load
from overpaint.instructions.lexicon.inflection import plurals, verb_forms
from overpaint.instructions.lexicon.lists import pattern, phrase_list, word_list, word_meanings, word_numbers, word_set
from overpaint.instructions.lexicon.typos import one_slip

FOLDER = Path(lexicon_package.__file__).parent
LANGUAGES = ("en", "zh")
SLOTS = {"target", "value", "place", "source", "both", "keep"}


def _tables(language: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in sorted((FOLDER / language).glob("*.toml")):
        for table, keys in tomllib.loads(path.read_text("utf-8")).items():
            if path.name not in (
                "language.toml",
                "forms.toml",
                "messages.toml",
                "retouching.toml",
                "asks.toml",
                "tales.toml",
                "plainer.toml",
                "compounds.toml",
                "lettering.toml",
                "lists.toml",
                "patterns.toml",
            ):
                yield path.name, table, keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_name_acts_verbs_and_slots_that_exist(language: str) -> None:
    verbs = {entry.key for entries in load(language).phrases.values() for entry in entries if entry.cls == "verb"}
    for form in forms_of(language).all:
        assert form.act in ACTS, form.written
        assert {e.cls for e in form.elements if isinstance(e, Verb)} <= verbs, form.written
        assert {e.name for e in form.elements if isinstance(e, Slot)} <= SLOTS, form.written
        assert not any(
            isinstance(a, Slot) and isinstance(b, Slot) for a, b in zip(form.elements, form.elements[1:], strict=False)
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_lists_of_phrases_without_repetition(language: str) -> None:
    for name, table, keys in _tables(language):
        for key, phrases in keys.items():
            assert isinstance(phrases, list), f"{language}/{name} [{table}] {key}"
            assert all(isinstance(phrase, str) and phrase.strip() for phrase in phrases), f"{language}/{name} [{table}] {key}"
            twice = {phrase for phrase in phrases if phrases.count(phrase) > 1}
            assert not twice, f"{language}/{name} [{table}] {key}: {twice}"


def _listed(language: str, file: str) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / language / file).read_text("utf-8"))
    return tables


@pytest.mark.parametrize("file", ["lists.toml", "patterns.toml"])
def test_lists_have_the_same_tables_and_are_all_read(file: str) -> None:
    code = "".join(path.read_text("utf-8") for path in FOLDER.parent.rglob("*.py"))
    tables = {language: _listed(language, file) for language in LANGUAGES}
    assert list(tables["en"]) == list(tables["zh"]) == sorted(tables["en"])
    known = {f"{table}.{key}" for rows in tables.values() for table, keys in rows.items() for key in keys}
    parts = {f"{table}.{name}" for rows in tables.values() for table, keys in rows.items() for name in _parts(keys)}
    assert known - parts <= set(re.findall(r"[\"']([a-z_]+\.[a-z_]+)[\"']", code))


def _parts(keys: dict[str, Any]) -> Iterator[str]:
    """Names that patterns of a table are made of."""
    for written in keys.values():
        yield from re.findall(r"\{([a-z_]+)\}", written) if isinstance(written, str) else ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_have_no_word_twice(language: str) -> None:
    for table, keys in _listed(language, "lists.toml").items():
        for key, words in keys.items():
            assert len(words) == len(set(words)), f"{language} {table}.{key}"
            assert all(isinstance(word, str) and word for word in words), f"{language} {table}.{key}"


def test_letters_have_the_same_words_in_every_language() -> None:
    tables = [_listed(language, "lettering.toml") for language in LANGUAGES]
    assert len({tuple((table, *keys) for table, keys in rows.items()) for rows in tables}) == 1


def test_lists_of_all_languages_are_one() -> None:
    assert {"and", "和"} <= word_set("removal.joints") == set(word_list("removal.joints"))
    assert ("脸",) in phrase_list("retouching.parts")
    assert pattern("compiler.file_size").search("under 200 KB")
    assert pattern("idle.must_be_clear").fullmatch("文字要能看清")  # a part of a pattern is filled in
    assert word_numbers("amounts.parts")["a third"] == word_numbers("amounts.parts")["三分之一"] == 1 / 3
    assert word_meanings("widening.by_word") == {"left": "left", "right": "right", "左": "left", "右": "right"}
    with pytest.raises(KeyError):
        word_set("removal.nothing")


def test_languages_have_the_same_tables() -> None:
    only = {"list", "possessive", "floating"}  # words that stand in one language only
    english = {table for _, table, _ in _tables("en")}
    chinese = {table for _, table, _ in _tables("zh")}
    assert english ^ chinese <= only


@pytest.mark.parametrize("language", ["zh", "zh-Hant"])
def test_messages_are_complete_and_keep_their_blanks(language: str) -> None:
    ours = tomllib.loads((FOLDER / language / "messages.toml").read_text("utf-8"))
    english = tomllib.loads((FOLDER / "en" / "messages.toml").read_text("utf-8"))
    assert {table: set(rows) for table, rows in ours.items()} == {table: set(rows) for table, rows in english.items()}
    for table, rows in english.items():
        for key, sentence in rows.items():
            assert set(re.findall(r"{(\w+)}", ours[table][key])) <= set(re.findall(r"{(\w+)}", sentence)), f"{table}.{key}"


def test_every_family_has_its_words_and_its_place() -> None:
    messages = tomllib.loads((FOLDER / "en" / "messages.toml").read_text("utf-8"))
    assert set(FAMILIES) == set(messages["family"])
    assert set(BUILDERS) <= set(FAMILIES)


def test_chinese_words_are_written_simplified() -> None:
    from overpaint.instructions.text import traditional

    for name, table, keys in _tables("zh"):
        for key, phrases in keys.items():
            wrong = [phrase for phrase in phrases if not traditional().isdisjoint(phrase)]
            assert not wrong, f"zh/{name} [{table}] {key}: {wrong} would never be found"


def test_verbs_and_nouns_are_inflected() -> None:
    assert verb_forms("take out", {"take": ["taking", "took", "taken"]}) == [
        ("take out", "base"),
        ("takes out", "s"),
        ("taking out", "ing"),
        ("took out", "ed"),
        ("taken out", "ed"),
    ]
    assert ("cropped", "ed") in verb_forms("crop", {})
    assert ("changing", "ing") in verb_forms("change", {})
    assert plurals("double chin", {}) == ["double chin", "double chins"]
    assert plurals("woman", {"woman": "women"}) == ["woman", "women"]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("backgruond", "background"),
        ("brigthness", "brightness"),
        ("remov", "remove"),
        ("incrase", "increase"),
        ("contrasst", "contrast"),
    ],
)
def test_one_slip_is_forgiven(slip: str, meant: str) -> None:
    assert grammar_of("en").spelled((slip,)) == (meant,)


@pytest.mark.parametrize("word", ["remote", "passed", "bright", "house", "faster", "content", "cloud", "charge", "paint"])
def test_real_words_are_left_alone(word: str) -> None:
    assert grammar_of("en").spelled((word,)) == (word,)


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [("crop", "corp", True), ("crop", "crops", True), ("crop", "cro", True), ("crop", "drop", True), ("crop", "drip", False)],
)
def test_one_slip_is_one_edit(a: str, b: str, near: bool) -> None:
    assert one_slip(a, b) is near
