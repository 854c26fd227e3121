"""`make help` lists every command with what it does."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECLARED = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", "-s", "--no-print-directory", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def test_help_says_what_every_target_does():
    listed = dict(re.findall(r"^  make (\S+) +(\S.*)$", make("help"), re.MULTILINE))
    assert DECLARED is not None
    assert set(listed) == set(DECLARED[1].split())


def test_make_alone_starts_nothing():
    assert make() == make("help")
