"""The words by which finders' kinds are named, read from the data file beside a finder: `thing.toml` beside `thing.py`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Noun:
    """One kind of thing. `boxes`: the detector's classes that are it. `heat`: ImageNet's, by number.

    `en`, `zh`: words for one, the first is its name; `many`: words that always mean several. `hant`: its name in traditional
    characters. `told_apart`: whether there can be several; not so a sky. `one`: its Chinese words mean
    one unless they say more; most mean however many there are.
    """

    boxes: tuple[str, ...]
    heat: tuple[int, ...]
    en: tuple[str, ...]
    zh: tuple[str, ...]
    many: tuple[str, ...]
    hant: str
    told_apart: bool = True
    one: bool = False

    @property
    def called(self) -> dict[str, str]:
        """What it is called in each language."""
        return {"en": f"the {self.en[0]}", "zh": self.zh[0], "zh-Hant": self.hant}


def read_nouns(finder: str) -> dict[str, Noun]:
    """The kinds of the finder at that path, by kind. Raises KeyError for one without words."""
    rows = tomllib.loads(Path(finder).with_suffix(".toml").read_text("utf-8"))
    return {
        kind: Noun(
            boxes=tuple(row.get("boxes", ())),
            heat=tuple(row.get("heat", ())),
            en=tuple(row["en"]),
            zh=tuple(row["zh"]),
            many=tuple(row.get("many", ())),
            hant=row.get("hant", row["zh"][0]),
            told_apart=row.get("told_apart", True),
            one=row.get("one", False),
        )
        for kind, row in rows.items()
    }
