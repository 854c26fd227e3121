"""Every example that a page, a help text or an operation shows is read from there, and runs as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from overpaint.instructions import compile_prompt, refusal_of
from overpaint.operations import OPERATIONS
from overpaint.scenes import SCENES
from overpaint.scenes.words import read_words

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "src" / "overpaint").rglob("*.py")]

_SHOWN = (
    re.compile(r"-F prompt=\"([^\"]+)\""),
    re.compile(r"\bprompt=\"([^\"{]+)\""),
    re.compile(r"\boverpaint (?:edit|plan) [^\"\n`]*\"([^\"{…]+)\""),
    re.compile(r"\bedit\(\s*[\"\w.]+,\s*\"([^\"{]+)\""),
)
_PARTLY = "--partial"
_BLANKS = ("instruction", "text")
"""What stands for a prompt where none is shown."""


def _shown() -> Iterator[tuple[str, str, bool]]:
    """(page, prompt, whether it is shown with what skips the rest) of every example."""
    for page in PAGES:
        for line in page.read_text("utf-8").splitlines():
            for pattern in _SHOWN:
                for match in pattern.finditer(line):
                    if match[1] in _BLANKS:
                        continue
                    yield str(page.relative_to(ROOT)), match[1], _PARTLY in line


EXAMPLES = sorted(set(_shown()))


@pytest.mark.parametrize(("page", "prompt", "partly"), EXAMPLES)
def test_an_example_runs(page: str, prompt: str, partly: bool) -> None:
    plan = compile_prompt(prompt, images=2, partial=partly)
    refusal = refusal_of(plan)
    assert plan.steps and refusal is None, f"{page}: {refusal}"


def test_the_pages_have_examples() -> None:
    pages = {page for page, _, _ in EXAMPLES}
    assert {"README.md", "docs/api.md", "docs/cli.md", "docs/instructions.md", "src/overpaint/cli/edit.py"} <= pages


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__.rpartition(".")[2])
def test_a_scenes_example_paints_that_scene(scene) -> None:
    name = scene.__name__.rpartition(".")[2]
    for language, words in read_words(str(scene.__file__)).items():
        if not words.example or language == "zh-Hant":
            continue
        prompt = f"change the background to {words.example}" if language == "en" else f"把背景换成{words.example}"
        (step,) = compile_prompt(prompt).steps
        assert step.params["scene"] == name


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operations_example_runs_it(operation) -> None:
    for words in operation.words.values():
        if words.example:
            assert operation.name in [
                step.operation for step in compile_prompt(words.example, images=1 + operation.reads[0]).steps
            ]
