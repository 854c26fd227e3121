"""Rules of the house that no tool checks: the message of each failure says what to do."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import overpaint

ROOT = Path(overpaint.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))
HEAVY = ("torch", "ray", "sqlalchemy", "numba", "cv2", "onnxruntime", "PIL", "fastapi", "scipy", "typer")
# Calls that block: in `async def` they would stop every other request.
BLOCKING = {
    ("time", "sleep"), ("subprocess", "run"), ("subprocess", "check_output"), ("os", "system"),
    ("requests", "get"), ("requests", "post"), ("urllib", "urlopen"), ("socket", "create_connection"),
}  # fmt: skip
BLOCKING_NAMES = {"open", "input"}
BLOCKING_METHODS = {
    "read_bytes",
    "read_text",
    "write_bytes",
    "write_text",
    "unlink",
    "mkdir",
    "acquire",
    "authenticate",
    "record_usage",
}
MAX_LINES = 400
BANNED_WORDS = {"utils", "helpers", "common", "misc", "core", "manager", "handler", "processor", "service"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT.parent))


def _async_functions(tree: ast.AST) -> list[ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)]


def _own_calls(function: ast.AsyncFunctionDef) -> list[ast.Call]:
    """Calls made by the function itself: not by functions or lambdas defined in it. Awaited ones don't block."""
    calls: list[ast.Call] = []
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            stack.extend([*node.value.args, *(k.value for k in node.value.keywords)])
            continue
        if isinstance(node, ast.Call):
            calls.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return calls


def _blocks(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name):
            return name in BLOCKING_NAMES
        case ast.Attribute(value=ast.Name(id=module), attr=name) if (module, name) in BLOCKING:
            return True
        case ast.Attribute(attr=name):
            return name in BLOCKING_METHODS
    return False


def test_the_blocking_rule_sees_a_blocking_call():
    tree = ast.parse("async def f():\n    time.sleep(1)\n    await to_thread(lambda: open('x'))\n    await lock.acquire()\n")
    assert [call.lineno for call in _own_calls(_async_functions(tree)[0]) if _blocks(call)] == [2]


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_blocking_call_in_async_def(path):
    found = [
        f"{_name(path)}:{call.lineno}"
        for function in _async_functions(ast.parse(path.read_text()))
        for call in _own_calls(function)
        if _blocks(call)
    ]
    assert not found, f"{found} would stop the event loop: hand it to anyio.to_thread.run_sync"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_is_short_and_says_what_it_is(path):
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= MAX_LINES, f"{_name(path)} has {lines} lines: split it by duty, a file may have {MAX_LINES}"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{_name(path)} needs a docstring at its head: its duty in a sentence"


def test_the_median_file_is_short():
    lengths = sorted(path.read_text().count("\n") for path in SOURCES)
    median = lengths[len(lengths) // 2]
    assert median <= 150, f"the median file has {median} lines: the house wants 150 at most"


def test_no_room_has_a_name_that_says_nothing():
    named = [_name(p) for p in SOURCES if BANNED_WORDS & set(p.stem.lower().split("_"))]
    assert not named, f"{named}: name the file for what it does"


def test_import_overpaint_is_light():
    code = "import sys, overpaint; print(','.join(m for m in sys.modules if '.' not in m))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip().split(",")
    )
    assert not loaded & set(HEAVY), f"import overpaint loads {loaded & set(HEAVY)}: import it where it is used"


def test_the_prompt_compiler_needs_no_pixels():
    code = "import sys, overpaint.instructions; print(','.join(m for m in sys.modules if '.' not in m))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip().split(",")
    )
    heavy = loaded & (set(HEAVY) - {"scipy"})
    assert not heavy, f"import overpaint.instructions loads {heavy}: a plan is text"


def test_what_is_exported_exists():
    for name in overpaint.__all__:
        assert getattr(overpaint, name) is not None


def _public_modules():
    rooms = ("imaging", "imaging.codec", "instructions", "operations", "regions", "scenes", "weights", "engines", "accounts")
    return [f"overpaint.{room}" for room in rooms]


@pytest.mark.parametrize("name", _public_modules())
def test_a_room_lists_its_exports(name):
    from importlib import import_module

    module = import_module(name)
    for export in getattr(module, "__all__", []):
        assert hasattr(module, export), f"{name}.__all__ names {export}, which is not there"
