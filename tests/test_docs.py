"""The generated pages say what the declarations say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GENERATED = runpy.run_path(str(ROOT / "scripts" / "docs"))["pages"]()


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == GENERATED[name], "run scripts/docs"


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
