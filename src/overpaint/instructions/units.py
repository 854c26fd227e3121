"""Words of a working text with their places. A Chinese character is a unit of its own; elsewhere a word or a number is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNIT = re.compile(
    rf"\s+|(?<=[^\W_])-(?=[^\W\d_])|rgb\s?[:：]?\s?\(?\s?\d{{1,3}}(?:\s?[,，]\s?|\s)\d{{1,3}}(?:\s?[,，]\s?|\s)\d{{1,3}}(?:\s?\))?|#[0-9a-f]{{3,8}}\b|\d+(?:[.,]\d+)?|[{CJK}]|[^\W\d_{CJK}\ue000-\uf8ff]+|'(?:s|d|ll|re|ve|m|t)\b|[\ue000-\uf8ff]|.",
    re.DOTALL,
)
_CJK = re.compile(rf"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Units:
    """`words[i]` stands at `starts[i]:ends[i]` of the working text."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def part(self, start: int, end: int) -> Units:
        return Units(self.words[start:end], self.starts[start:end], self.ends[start:end])


def tokenise(working: str) -> Units:
    """Cut a text into units. Linear: every character is looked at once."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for word in _UNIT.findall(working):
        end = at + len(word)
        if not (word.isspace() or (word == "-" and _joins(working, at))):
            words.append(word)
            starts.append(at)
            ends.append(end)
        at = end
    return Units(tuple(words), tuple(starts), tuple(ends))


def _joins(working: str, at: int) -> bool:
    """Whether a hyphen only joins two words: `see-through` is read as `see through`, `-5` is a number."""
    return 0 < at < len(working) - 1 and working[at - 1].isalnum() and working[at + 1].isalpha()


def language_of(words: Sequence[str]) -> str:
    """`zh` for units with Chinese characters, else `en`."""
    return "zh" if any(_CJK.search(word) for word in words) else "en"
