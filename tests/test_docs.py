"""The generated pages say what the declarations say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from overpaint.operations import OPERATIONS, Operation

ROOT = Path(__file__).parents[1]
GENERATED = runpy.run_path(str(ROOT / "scripts" / "docs"))["pages"]()


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == GENERATED[name], "run scripts/docs"


MOST_BYTES = 20_000


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_is_shown_with_a_picture_and_its_limits(operation: Operation) -> None:
    picture = ROOT / "docs" / "operations" / "pictures" / f"{operation.name}.webp"
    assert picture.exists(), f"run scripts/illustrate {operation.name}, and look at what it wrote"
    assert 1_000 < picture.stat().st_size <= MOST_BYTES
    limits = operation.doc.split("\n\n")[-1]
    assert limits.startswith("Limits: ") and len(limits) > 40, "let the docstring end with a paragraph on its limits"


def test_no_picture_is_left_of_an_operation_that_is_gone() -> None:
    pictures = {picture.stem for picture in (ROOT / "docs" / "operations" / "pictures").iterdir()}
    assert pictures == {operation.name for operation in OPERATIONS}


def test_check_fails_for_a_page_that_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "docs"))
    monkeypatch.setitem(script["main"].__globals__, "PAGES", tmp_path)
    monkeypatch.setattr("sys.argv", ["docs"])
    assert script["main"]() == 0
    monkeypatch.setattr("sys.argv", ["docs", "--check"])
    assert script["main"]() == 0
    page = tmp_path / "settings.md"
    page.write_text(page.read_text(encoding="utf-8") + "by hand", encoding="utf-8")
    assert script["main"]() == 1
    assert page.read_text(encoding="utf-8").endswith("by hand")
