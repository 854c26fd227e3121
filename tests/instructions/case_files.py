"""The compiler's cases: text files of prompts and what each must compile to. See tests/cases/README.md for their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from overpaint.instructions import compile_prompt
from overpaint.instructions.catalogue import installed
from overpaint.instructions.families import FAMILIES
from overpaint.instructions.understanding import understand

FOLDER = Path(__file__).parents[1] / "cases"

CATALOGUE = replace(
    installed(),
    operations={
        name: one
        for name, one in installed().operations.items()
        if name not in ("object_remove", "extract", "recolor")
        and one.family not in ("portrait", "time_season_weather", "compose")
    },
    regions={kind: installed().regions[kind] for kind in ("subject", "background")},
    nouns={},
)
"""What is installed, with these finders alone: what a prompt compiles to must not change here when another finder comes. What is
taken out lives by finders: `test_removals.py`, `test_retouching.py`.
"""


@dataclass(frozen=True)
class Case:
    """One prompt with the lines expected of it, and where it stands."""

    prompt: str
    expected: tuple[str, ...]
    place: str


def cases(folder: Path = FOLDER, pattern: str = "*.txt") -> Iterator[Case]:
    """Every case of every file that fits, in order. `\\n` in a prompt is a line break."""
    for path in sorted(folder.glob(pattern)):
        prompt, lines, place = "", [], ""
        for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
            if line.startswith(">"):
                prompt, lines, place = line[1:].strip(), [], f"{path.name}:{number}"
            elif line.strip() and not line.startswith("#"):
                lines.append(line.strip())
            elif prompt and not line.strip():
                yield Case(prompt.replace("\\n", "\n"), tuple(lines), place)
                prompt = ""


def compiled(prompt: str) -> list[str]:
    """What a prompt compiles to, in lines: each request, the steps of the served ones, what is kept, what is refused."""
    understood = understand(prompt)
    plan = compile_prompt(prompt, catalogue=CATALOGUE.assuming(FAMILIES))
    lines = [f"{one.family}: {one.target} -> {one.value}".removesuffix(" -> ") for one in understood.readings]
    for step in plan.steps:
        params = ", ".join(f"{name}={value}" for name, value in step.params.items())
        where = "" if str(step.where) == "whole" else f" on {step.where}"
        lines.append(f"= {step.operation}({params}){where}")
    lines += [f"keep {kept}" for kept in understood.keep]
    lines += [f"forbid {forbidden}" for forbidden in understood.forbidden]
    lines += [f"refused {refusal.family or refusal.code}" for refusal in plan.refusals]
    return lines


def agrees(expected: tuple[str, ...], got: list[str]) -> bool:
    """Line by line; an expected request without `:` is content with any target and value, a step needs its scene installed."""
    wanted = [line for line in expected if _installed(line)]
    return len(wanted) == len(got) and all(_line(want, have) for want, have in zip(wanted, got, strict=True))


def _installed(line: str) -> bool:
    named = re.search(r"\(scene=(\w+)", line)
    return named is None or named[1] in CATALOGUE.scenes


def _line(want: str, have: str) -> bool:
    return want == have or (want in FAMILIES and have.split(":")[0] == want)


def side_by_side(case: Case, got: list[str]) -> str:
    """A failing case for people to read."""
    rows = max(len(case.expected), len(got))
    left = [*case.expected, *[""] * (rows - len(case.expected))]
    right = [*got, *[""] * (rows - len(got))]
    width = max([len(line) for line in left] + [8])
    table = "\n".join(f"  {a:<{width}} {' ' if a == b else '|'} {b}" for a, b in zip(left, right, strict=True))
    return f"\n{case.place}\n> {case.prompt}\n  {'expected':<{width}}   actual\n{table}"
