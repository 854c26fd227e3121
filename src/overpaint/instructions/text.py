"""A prompt made ready for reading: one character stays one character, so every word can be quoted back as it was written.

Quoted strings become single private-use characters here. Nothing downstream can split, correct or translate what stands between
quotation marks; `Text.original` puts them back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from overpaint.instructions.lexicon.files import read_text
from overpaint.instructions.lexicon.lists import pattern, word_list
from overpaint.instructions.units import CJK

FIRST_QUOTE = 0xE000
"""Code point that stands for the first quoted string; private use, so no prompt needs it for itself."""

LAST_QUOTE = 0xF8FF
MAX_QUOTE = 300
"""Characters a quoted string may have; an unclosed mark must not swallow the rest of a letter."""

MAX_MARKS = 1000
"""Quotation marks that are looked at; a prompt with more of them quotes nothing."""

_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "‘": "’", "'": "'", "`": "`", "”": "”", "《": "》"}
_LOOSE = {"'", "‘", "’", "`"}
"""Marks that are apostrophes too: they quote only where a word neither ends nor begins."""

_WRAPPINGS = 3
"""Marks around a whole prompt that are taken off: one inside another is rare, more is play."""

_STOPS = ".。!！?？"

_MARK = re.compile("[" + "".join(_PAIRS) + "]")
_APOSTROPHES = 8
"""Apostrophes looked past inside one quoted string: a bound, so that a row of marks stays linear."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN = {**_WIDE, 0x3000: 0x20, 0xA0: 0x20, 0x2019: 0x27, 0x2018: 0x27, 0x2010: 0x2D, 0x2011: 0x2D, 0x200B: 0x20, 0xFEFF: 0x20}
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@cache
def simplified() -> dict[int, int]:
    """Traditional characters and the simplified ones they are read as."""
    lines = read_text("zh", "traditional.txt").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    return {ord(a): ord(b) for above, below in zip(rows[::2], rows[1::2], strict=True) for a, b in zip(above, below, strict=True)}


@cache
def traditional() -> frozenset[str]:
    """Characters that only traditional Chinese has."""
    return frozenset(map(chr, simplified()))


@cache
def _plain_and_simplified() -> dict[int, int]:
    return {**simplified(), **_PLAIN}


@cache
def _spoken() -> tuple[re.Pattern[str], dict[str, str]]:
    """Phrases of Cantonese and slips of the pen, and what each is read as, character for character."""
    rows = [line for line in read_text("zh", "spoken.txt").splitlines() if not line.startswith("#")]
    read_as = dict(line.split("=") for line in rows)
    return re.compile("|".join(sorted(read_as, key=len, reverse=True))), read_as


@dataclass(frozen=True)
class Text:
    """`working`: lower case, half width, quotes replaced. `source`: the same, as written. `quotes`: what stood between marks.

    `freely`: clauses may be read as sayings, too. `asked`: the clauses that were looked for among the rows of `asks`.
    `known`: what is kept of its pieces while it is read.
    """

    working: str
    source: str
    quotes: tuple[str, ...]
    wrapped: tuple[str, ...]
    freely: bool = False
    asked: list[Any] = field(default_factory=list, compare=False, repr=False)
    known: list[dict[Any, Any]] = field(default_factory=list, compare=False, repr=False)

    def original(self, start: int, end: int) -> str:
        """The words between two positions as they were written, quotes and their marks included."""
        return self._restore(self.source[start:end], self.wrapped).strip()

    def plain(self, working: str) -> str:
        """A piece of working text with quotes put back, without their marks."""
        return self._restore(working, self.quotes)

    def forget(self) -> None:
        """Once it is read. Pieces and what is known of them hold each other; the collector, which alone finds such rings, would
        stop the whole process for that every now and then.
        """
        self.asked.clear()
        for kept in self.known:
            kept.clear()

    @staticmethod
    def _restore(piece: str, quotes: tuple[str, ...]) -> str:
        return _PRIVATE.sub(lambda match: quotes[ord(match.group()) - FIRST_QUOTE], piece)


def is_quote(character: str) -> bool:
    """Whether a character of working text stands for a quoted string."""
    return len(character) == 1 and FIRST_QUOTE <= ord(character) <= LAST_QUOTE


_ARROW = re.compile("(?<![-=])[-=]{1,3}>")


_CODE = re.compile(r"[(\[（](#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?)[)\]）]")
"""A colour code in brackets, which says the same as the words before it."""


def prepare(prompt: str, *, freely: bool = False) -> Text:
    """Hide quotes, fold case and width, make `->` an arrow. Linear in the prompt; never raises."""
    bare = _CODE.sub(lambda code: f" {code[1]} ", _PRIVATE.sub(" ", prompt))
    source, quotes, wrapped = _hide_quotes(_unwrapped(bare))
    source = source if quotes or source.isascii() else _hide_wording(source, quotes, wrapped)
    return Text(_itemised(_fold(_ARROW.sub(_arrow, source))), source, tuple(quotes), tuple(wrapped), freely)


_ITEM = re.compile(r"(?:^|(?<=[\s;。,，:!?]))([1-9])[.、)][ \t]?(?!\d)")


def _itemised(working: str) -> str:
    """A numbered list (`1. …  2. …`) as one request a line: the numbers say nothing else."""
    items = list(_ITEM.finditer(working))
    if len(items) < _FEWEST_ITEMS or [int(item[1]) for item in items] != list(range(1, len(items) + 1)):
        return working
    return _ITEM.sub(lambda item: "。" + " " * (len(item[0]) - 1), working)


_FEWEST_ITEMS = 2


def _unwrapped(prompt: str) -> str:
    """A prompt that stands between quotation marks as a whole, without them: somebody quotes what they ask for."""
    for _ in range(_WRAPPINGS):
        inside = prompt.strip().rstrip(_STOPS).rstrip()
        closing = _PAIRS.get(inside[:1])
        inner = inside[1:-1].strip()
        if not inner or inside[-1] != closing or _breaks(inner, inside[0], closing):
            break
        prompt = inner
    return prompt


def _breaks(inner: str, opening: str, closing: str) -> bool:
    """Whether a mark inside ends the quotation early: `"A" and "B"`; an apostrophe does not."""
    for at, character in enumerate(inner):
        apostrophe = character in _LOOSE and _is_word(inner, at - 1) and _is_word(inner, at + 1)
        if character in (opening, closing) and not apostrophe:
            return True
    return False


def _arrow(written: re.Match[str]) -> str:
    return " " * (len(written.group()) - 1) + "→"


def _fold(source: str) -> str:
    plain = source.translate(_PLAIN) if source.isascii() else _as_written(source.translate(_plain_and_simplified()))
    if not source.isascii():
        for pause in _LISTED.finditer(source):  # `1:1，800x800`: two numbers, not one of thousands
            plain = plain[: pause.start()] + "，" + plain[pause.end() :]
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


_LISTED = re.compile(r"(?<=\d)，(?=\d)")


def _as_written(simple: str) -> str:
    """Simplified Chinese as it is written with care: no dialect, and a comma where a space stands for one."""
    pattern, read_as = _spoken()
    read = pattern.sub(lambda match: read_as[match[0]], simple)
    return _PAUSE.sub(lambda pause: _paused(read, pause), read)


_OPEN, _BOUND = "".join(word_list("text.open")), "".join(word_list("text.bound"))
_PAUSE = re.compile(rf"(?<=[{CJK}][{CJK}])(?<![{_OPEN}]) +(?=[{CJK}]{{2}})(?![{_BOUND}])")
"""A space between two Chinese phrases, where neither is left open by its last word or bound by its first."""

_SAYS = pattern("text.says")
"""Characters of what says something: a phrase without any only names what the next one speaks of (`法令纹 淡一点`)."""

_LONGEST_PHRASE = 40


def _paused(read: str, pause: re.Match[str]) -> str:
    """The space as it is read: its first character a comma, where the phrase before it says something."""
    before = read[max(0, pause.start() - _LONGEST_PHRASE) : pause.start()]
    return "，" + pause[0][1:] if _SAYS.search(_BREAK.split(before)[-1]) else pause[0]


_BREAK = re.compile(r"[\s，,。；;！!？?]")


def _hide_quotes(prompt: str) -> tuple[str, list[str], list[str]]:
    pieces: list[str] = []
    quotes: list[str] = []
    wrapped: list[str] = []
    copied = at = seen = 0
    while seen < MAX_MARKS and (mark := _MARK.search(prompt, at)):
        seen += 1
        end = _quote_end(prompt, mark.start())
        if end is None:
            at = mark.end()
            continue
        pieces += prompt[copied : mark.start()], chr(FIRST_QUOTE + len(quotes))
        quotes.append(prompt[mark.end() : end])
        wrapped.append(prompt[mark.start() : end + 1])
        copied = at = end + 1
    pieces.append(prompt[copied:])
    return "".join(pieces), quotes, wrapped


def _quote_end(prompt: str, at: int) -> int | None:
    """Position of the mark that closes the one at `at`; None where none opens."""
    closing = _PAIRS.get(prompt[at])
    if closing is None:
        return None
    loose = prompt[at] in _LOOSE
    if loose and _is_word(prompt, at - 1):
        return None
    limit = min(len(prompt), at + MAX_QUOTE)
    end = prompt.find(closing, at + 1, limit)
    for _ in range(_APOSTROPHES if loose else 0):
        if end == -1 or not _is_word(prompt, end + 1):
            break
        end = prompt.find(closing, end + 1, limit)
    if end <= at + 1 or (loose and _is_word(prompt, end + 1)):
        return None
    return end if prompt[at + 1 : end].strip() else None


_WORDED = pattern("text.worded")
"""Where Chinese says what is to be written without quotation marks: `配字：…`, `加红色大字 …`."""

_LOOKS = pattern("text.looks")
"""How such a wording does not begin: what stands there says how the letters look, or what else is to be done."""


_AFTERWARDS = pattern("text.afterwards")


def _hide_wording(source: str, quotes: list[str], wrapped: list[str]) -> str:
    """The same with a wording as if it had been quoted."""
    found = _WORDED.search(source)
    if found is None or _LOOKS.match(found["wording"]):
        return source
    begin = found.start("wording")
    end = begin + len(_AFTERWARDS.split(found["wording"])[0])
    quotes.append(source[begin:end].strip())
    wrapped.append(source[begin:end])
    return source[:begin] + chr(FIRST_QUOTE) + source[end:]


def _is_word(prompt: str, at: int) -> bool:
    return 0 <= at < len(prompt) and prompt[at].isascii() and prompt[at].isalnum()
