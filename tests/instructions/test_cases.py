"""Every case of tests/cases: a prompt and the plan it must become."""

from __future__ import annotations

import pytest
from case_files import Case, agrees, cases, compiled, side_by_side

from overpaint.instructions.families import FAMILIES

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[case.place for case in CASES])
def test_case(case: Case) -> None:
    got = compiled(case.prompt)
    if not agrees(case.expected, got):
        pytest.fail(side_by_side(case, got), pytrace=False)


def test_there_are_many_cases_of_every_family_in_both_languages() -> None:
    assert len(CASES) >= 600
    chinese = [case for case in CASES if any("\u4e00" <= letter <= "\u9fff" for letter in case.prompt)]
    assert len(chinese) >= 150
    for group in (chinese, [case for case in CASES if case not in chinese]):
        named = {line.split(":")[0].removeprefix("refused ") for case in group for line in case.expected}
        assert set(FAMILIES) - named <= set(), f"no case for {set(FAMILIES) - named}"
    assert len({case.prompt for case in CASES}) == len(CASES)
