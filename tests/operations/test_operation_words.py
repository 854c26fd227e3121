"""The words beside each operation: whole in every language, and true: they lead to it, and it can be told."""

from __future__ import annotations

import string

import pytest
from declared_params import identifier

from overpaint.instructions import compile_prompt, describe, refusal_of
from overpaint.instructions.messages import LANGUAGES
from overpaint.operations import OPERATIONS, Operation
from overpaint.plans import SentPicture, Step

READ = ("en", "zh")
"""Languages that prompts are read in; answers are given in `LANGUAGES`."""

SPOKEN = [pytest.param(operation, language, id=f"{operation.name}-{language}") for operation in OPERATIONS for language in READ]


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("operation", OPERATIONS, ids=identifier)
def test_it_has_words_in_every_language(operation: Operation) -> None:
    assert set(operation.words) == set(LANGUAGES)
    for language in LANGUAGES:
        done = operation.words[language].done
        assert {case: blanks(line) for case, line in done.items()} == {
            case: blanks(line) for case, line in operation.words["en"].done.items()
        }
        assert set(operation.words[language].parameters) == set(operation.words["en"].parameters)


@pytest.mark.parametrize(("operation", "language"), SPOKEN)
def test_its_example_leads_to_it_and_to_nothing_else(operation: Operation, language: str) -> None:
    plan = compile_prompt(operation.words[language].example, images=1 + operation.reads[0])
    assert refusal_of(plan) is None
    made = [step.operation for step in plan.steps]
    assert made[1 if operation.never_alone else 0 :] == [operation.name]
    assert plan.language == language


@pytest.mark.parametrize("operation", OPERATIONS, ids=identifier)
def test_whatever_it_did_has_a_sentence(operation: Operation) -> None:
    for params in ({}, operation.shown, operation.neutral or {}):
        pictures = tuple(SentPicture(number=2 + at) for at in range(operation.reads[0]))
        step = Step(operation=operation.name, version=operation.version, params=dict(params), pictures=pictures)
        for language in LANGUAGES:
            told = describe([step], language)
            assert operation.name not in told.split("(")[0] or operation.name in " ".join(operation.words[language].done.values())
            assert "{" not in told and told


def test_no_two_operations_claim_the_same_phrase() -> None:
    claimed: dict[tuple[str, str, str], str] = {}
    for operation in OPERATIONS:
        for language in READ:
            words = operation.words[language]
            tables = {"called": words.called, "more": words.more, "less": words.less, "whole": {"": words.whole}}
            for table, rows in tables.items():
                for phrase in (phrase for phrases in rows.values() for phrase in phrases):
                    other = claimed.setdefault((language, table, phrase), operation.name)
                    assert other == operation.name, f"{other} and {operation.name} both claim {phrase!r} ({language}, {table})"
