"""Whatever is declared is documented: an undocumented command, route, scene, finder, weight, code or setting fails here."""

import re
from pathlib import Path

import pytest

from overpaint import errors
from overpaint.cli.run import COMMANDS, GROUPS
from overpaint.operations import OPERATIONS
from overpaint.operations.base import name_of as operation_name
from overpaint.regions import FINDERS
from overpaint.regions.base import name_of as finder_name
from overpaint.scenes import SCENES
from overpaint.scenes.base import name_of as scene_name
from overpaint.settings import Settings
from overpaint.weights import TABLE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text()


DECLARED = [
    *(("operations.md", operation_name(o)) for o in OPERATIONS),
    *(("scenes.md", scene_name(s)) for s in SCENES),
    *(("regions.md", finder_name(f)) for f in FINDERS),
    *(("errors.md", code) for code in errors.CODES),
    *(("settings.md", f"OVERPAINT_{name.upper()}") for name in Settings.model_fields),
    *(("weights.md", weight.name) for weight in TABLE),
    *(("cli.md", f"overpaint {name}") for name, _ in (*COMMANDS, *GROUPS)),
    *(("api.md", path) for path in ("/v1/images/edits", "/v1/edits/plan", "/v1/models", "/healthz", "/readyz", "/openapi.json")),
]


@pytest.mark.parametrize(("name", "declared"), DECLARED, ids=lambda value: value)
def test_declared_is_documented(name, declared):
    assert declared in page(name), f"docs/{name} does not name {declared}: say what it does there"


def test_every_code_that_is_raised_is_in_the_table():
    source = "\n".join(p.read_text() for p in (ROOT / "src").rglob("*.py"))
    raised = set(re.findall(r'code="([a-z_]+)"', source)) - {"cancelled", "configuration"}
    assert raised <= set(errors.CODES), f"{raised - set(errors.CODES)}: give it a row in errors.CODES"


def test_nobody_is_told_to_install_from_an_index_that_lacks_us():
    texts = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "src").rglob("*.py")]
    wrong = [str(path) for path in texts if re.search(r"install +['\"]?overpaint", path.read_text())]
    assert not wrong, f'{wrong}: say .venv/bin/python -m pip install -e ".[extra]"'


def test_every_page_is_reachable_from_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert all(
        f"docs/{p.name}" in readme or f"({p.name})" in "".join(q.read_text() for q in DOCS.glob("*.md"))
        for p in DOCS.glob("*.md")
    )
