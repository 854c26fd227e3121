"""Labelled requests: `tests/cases/*.txt`, which also say what each compiles to, and `tests/requests/**/*.txt`, labels alone.

> a prompt                      ⏎ stands for a line break
  family: target -> value       one line a request, in the order asked
  keep: …, forbid: …            what is to stay, what must not be
  nothing                       nothing is asked
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from overpaint.instructions.families import FAMILIES

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "cases", ROOT / "tests" / "requests")

_LABEL = re.compile(r"([a-z_]+)(?::\s*(.*))?$")


@dataclass(frozen=True)
class Asked:
    """One labelled request."""

    family: str
    target: str = ""
    value: str = ""


@dataclass(frozen=True)
class Text:
    """A prompt with what it asks, in order, and the words for what is to stay (`kept`) and for what must not be (`forbidden`)."""

    prompt: str
    asked: tuple[Asked, ...]
    kept: tuple[str, ...]
    forbidden: tuple[str, ...]
    source: str


def texts() -> list[Text]:
    """Every labelled text of the repository."""
    paths = sorted(path for folder in FOLDERS for path in folder.rglob("*.txt"))
    return [text for path in paths for text in read(path)]


def read(path: Path) -> Iterator[Text]:
    """The texts of one file."""
    source = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
    prompt, lines = "", []
    for line in [*path.read_text("utf-8").splitlines(), "> "]:
        if line.startswith(">"):
            if prompt:
                yield _text(prompt, lines, source)
            prompt, lines = line[1:].strip().replace("\\n", "\n").replace("⏎", "\n"), []
        elif line.startswith("  "):
            lines.append(line.strip())


def text_hash() -> str:
    """A digest of every labelled text: what the shipped weights say they were learned from."""
    digest = hashlib.sha256()
    for text in texts():
        digest.update(repr((text.prompt, text.asked, text.kept, text.forbidden)).encode())
    return digest.hexdigest()[:32]


def _text(prompt: str, lines: list[str], source: str) -> Text:
    asked: list[Asked] = []
    for line in lines:
        found = _LABEL.match(line)
        if found and found[1] in FAMILIES:
            target, _, value = (found[2] or "").partition("->")
            asked.append(Asked(found[1], target.strip(), value.strip()))
    kept, forbidden = ([line.partition(":")[2].strip() for line in lines if line.startswith(word)] for word in ("keep", "forbid"))
    return Text(prompt, tuple(asked), tuple(kept), tuple(forbidden), source)
