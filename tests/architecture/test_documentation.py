"""Whatever is declared is documented: an undocumented command, route, scene, finder, weight, code or setting fails here."""

import ast
import re
from pathlib import Path

import pytest

from overpaint import errors
from overpaint.cli.run import COMMANDS, GROUPS
from overpaint.operations import OPERATIONS
from overpaint.regions import FINDERS
from overpaint.scenes import SCENES
from overpaint.scenes.base import name_of as scene_name
from overpaint.settings import Settings
from overpaint.web.api.errors import TABLE
from overpaint.weights import TABLE as WEIGHTS
from web.declared_routes import ROUTES, is_open

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text()


DECLARED = [
    *(("operations.md", o.name) for o in OPERATIONS),
    *(("scene-parameters.md", scene_name(s)) for s in SCENES),
    *(("regions.md", kind) for finder in FINDERS for kind in finder.kinds),
    *(("errors.md", code) for code in errors.CODES),
    *(("settings.md", f"OVERPAINT_{name.upper()}") for name in Settings.model_fields),
    *(("weights.md", weight.name) for weight in WEIGHTS),
    *(("commands.md", f"overpaint {name}") for name, _ in (*COMMANDS, *GROUPS)),
]


@pytest.mark.parametrize(("name", "declared"), DECLARED, ids=lambda value: value)
def test_declared_is_documented(name, declared):
    assert declared in page(name), f"docs/{name} does not name {declared}: say what it does there"


def test_every_route_is_on_the_page_of_routes():
    rows = set(re.findall(r"^\| `([A-Z]+) (/[^`]*)` \| (yes|no) \| \S", page("routes.md"), re.MULTILINE))
    assert rows == {(method, path, "no" if is_open(method, path) else "yes") for method, path in ROUTES}, "run scripts/docs"


def test_every_route_that_a_page_names_exists():
    for path in (*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "ARCHITECTURE.md"):
        named = set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^` ]*)`", path.read_text()))
        assert named <= set(ROUTES), f"{path.name} names {named - set(ROUTES)}: there is no such route"


ERRORS = {cls.__name__: cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.OverpaintError)}


def raised_codes() -> set[str]:
    """Every code that some call in the source gives to an error, by name (`code="…"`) or as the default of the error's class.

    A code that stands in a table, a type or a text is raised by nobody.
    """
    codes = set()
    for source in (ROOT / "src").rglob("*.py"):
        for call in ast.walk(ast.parse(source.read_text())):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            given = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
            codes |= {value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)}
            if name in ERRORS and not given:
                codes.add(ERRORS[name].default_code)
    return codes


def test_codes_are_those_that_are_raised():
    raised = raised_codes()
    assert raised <= set(errors.CODES), f"{raised - set(errors.CODES)}: give it a row in errors.CODES"
    assert set(errors.CODES) <= raised, f"{set(errors.CODES) - raised}: nothing raises it: take its row out of errors.CODES"


def test_statuses_and_types_are_those_that_are_sent():
    answered = {(row.status, row.type) for error, row in TABLE.items() if error is not errors.Cancelled}
    answered.add((405, "invalid_request_error"))
    table = page("api.md").partition("\n## Errors\n")[2].partition("\n## ")[0]
    documented = {(int(status), type) for status, type in re.findall(r"^\| (\d{3}) \| `(\w+)` \|", table, re.MULTILINE)}
    assert documented == answered, "docs/api.md, Errors: one row for each status and type of web/api/errors.TABLE"


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
