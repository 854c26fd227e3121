"""Which font draws which letter: the style that is asked for where it has the letter, else the next one that does."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from PIL import ImageFont

FindFile = Callable[[str], Path]
"""Where a file of the weights' table lies; its fonts are `weights.FONTS`."""

Kind = Literal["sans", "serif", "handwritten", "poster"]

_WEIGHTS = {"sans": (500, 800), "serif": (500, 800), "handwritten": (550, 700)}
"""Plain and bold, on the fonts' own scale: a little over regular, since letters on a photograph look thinner than on paper."""

_SET_IN: tuple[tuple[str, bool, tuple[int, ...]], ...] = (
    ("sans", False, (350, 450, 550, 650, 750, 850)),
    ("sans", True, (450, 600, 750, 850)),
    ("serif", False, (350, 500, 650, 800)),
    ("serif", True, (400, 600, 800)),
    ("poster", False, (0,)),
    ("handwritten", False, (450, 650)),
)
"""Kind, whether italic, and weights."""

_HEAVY = 600
_GROWN = (0.0, 0.012, 0.025, 0.04)
"""Weights of Chinese letters: by how much of the size they are grown."""

_BOLDER = 0.028
"""Of the size: by how much letters grow on each side where a font has no bold ones."""

_OWN_ITALIC = ("sans", "serif")
_IDEOGRAPHIC = "“”‘’…—·"
"""Signs that Chinese text sets as wide as its characters."""

_INVISIBLE = ("\ufe0e", "\ufe0f", "\u200d")
_EMOJI = "\ufe0f"
_FIRST_PICTOGRAPH = 0x1F000
_JAPANESE, _KOREAN, _SIMPLIFIED, _TRADITIONAL = 0, 1, 2, 3
"""Faces in the collection's order: the same characters as each country writes them."""

_NO_CHARACTER = "\U0010ffff"
_SAMPLE = 24
"""Pixels at which a letter is compared with the box that stands for a missing one."""


class NoLetter(Exception):
    """No font here has this letter."""


@dataclass(frozen=True)
class Style:
    kind: Kind = "sans"
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Face:
    """One font file as it is used: `index` in a collection, `axes` but the optical size, which follows the size in pixels.

    `bolder`: by how much of the size its letters are grown. `slanted`: whether they have to be leant over.
    """

    path: Path
    index: int = 0
    weight: int = 0
    bolder: float = 0.0
    slanted: bool = False

    def font(self, size: float) -> ImageFont.FreeTypeFont:
        """For a size in pixels of the em."""
        return _loaded(self, round(size, 1))


@dataclass(frozen=True)
class Run:
    """Letters of one face that stand beside each other."""

    text: str
    face: Face

    def width(self, size: float) -> float:
        """Pixels from its start to the start of what follows."""
        return float(self.face.font(size).getlength(self.text)) + 2 * self.face.bolder * size


Chain = tuple[Face, ...]
"""Faces to ask for each letter in turn: the one that is wanted, the one for Latin letters, the Chinese one, the emoji."""


def runs_of(text: str, style: Style, find: FindFile) -> tuple[Run, ...]:
    """One line of text by faces. Raises NoLetter, and what `find` raises for a file that is not there."""
    return runs_in(text, _chain(text, style, find))


def runs_in(text: str, chain: Chain) -> tuple[Run, ...]:
    """One line of text by these faces. Raises NoLetter."""
    wide = any(_is_ideograph(letter) for letter in text)
    rows: list[tuple[str, Face]] = []
    for cluster in clusters(text):
        if cluster.isspace() and rows:
            rows.append((cluster, rows[-1][1]))
            continue
        rows.append((cluster, _face(cluster, chain, ideographic=wide and cluster in _IDEOGRAPHIC)))
    return tuple(Run("".join(cluster for cluster, _ in row), face) for face, row in groupby(rows, key=lambda row: row[1]))


def chains(text: str, find: FindFile) -> list[Chain]:
    """What letters that are already there may be set in: every kind, in several weights. Raises what `find` raises."""
    own = [(f"font_{kind}{'_italic' * italic}", weight) for kind, italic, weights in _SET_IN for weight in weights]
    fallen = Face(find("font_emoji"))
    if any(_is_ideograph(letter) for letter in text):
        sans = Face(find("font_sans"), 0, _WEIGHTS["sans"][0])
        chinese = [Face(find("font_cjk"), _country(text), 0, grown) for grown in _GROWN]
        return [(face, sans, face, fallen) for face in chinese]
    found = [Face(find(file), 0, weight) for file, weight in own]
    return [(face, face, Face(find("font_cjk"), _country(text), 0, _BOLDER * (face.weight >= _HEAVY)), fallen) for face in found]


def clusters(text: str) -> Iterator[str]:
    """Letters with what belongs to them: accents, the parts of one emoji, the two halves of a flag."""
    cluster = ""
    for letter in text:
        joined = cluster and (cluster[-1] == "\u200d" or letter in _INVISIBLE or unicodedata.combining(letter))
        joined = joined or (cluster and "\U0001f3fb" <= letter <= "\U0001f3ff")
        flag = len(cluster) == 1 and _is_flag_half(cluster) and _is_flag_half(letter)
        if cluster and not (joined or flag):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _is_ideograph(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or "\u3040" <= letter <= "\u30ff" or (letter >= "\U00020000" and letter < "\U00030000")


def _chain(text: str, style: Style, find: FindFile) -> tuple[Face, ...]:
    """The faces to ask, first the one that is wanted; of the emoji, last."""
    light, heavy = _WEIGHTS.get(style.kind, (0, 0))
    file = f"font_{style.kind}" + ("_italic" if style.italic and style.kind in _OWN_ITALIC else "")
    bolder = _BOLDER if style.bold else 0.0
    lean = style.italic and style.kind not in _OWN_ITALIC
    wanted = Face(find(file), 0, heavy if style.bold else light, 0.0, lean)
    weight = _WEIGHTS["sans"][style.bold or style.kind == "poster"]
    sans = Face(find("font_sans_italic" if style.italic else "font_sans"), 0, weight)
    heavier = 2 * _BOLDER if style.kind == "poster" else bolder
    chinese = Face(find("font_cjk"), _country(text), 0, heavier, style.italic)
    return wanted, sans, chinese, Face(find("font_emoji"), 0, 0, 0.0, slanted=False)


def _face(cluster: str, chain: tuple[Face, ...], *, ideographic: bool) -> Face:
    *_, chinese, emoji = chain
    picture = _EMOJI in cluster or ord(cluster[0]) >= _FIRST_PICTOGRAPH
    order = (emoji, *chain) if picture else (chinese, *chain) if ideographic else chain
    letters = [letter for letter in cluster if letter not in _INVISIBLE]
    for face in order:
        if all(_has(face.path, face.index, letter) for letter in letters):
            return face
    raise NoLetter(cluster)


def _country(text: str) -> int:
    if any("\u3040" <= letter <= "\u30ff" for letter in text):
        return _JAPANESE
    if any("\uac00" <= letter <= "\ud7af" for letter in text):
        return _KOREAN
    return _TRADITIONAL if not _encodes(text, "gb2312") and _encodes(text, "big5") else _SIMPLIFIED


def _encodes(text: str, code: str) -> bool:
    """Whether the ideographs of a text are in a national set: those of Taiwan's that China's lacks are traditional."""
    try:
        "".join(letter for letter in text if _is_ideograph(letter)).encode(code)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _has(path: Path, index: int, letter: str) -> bool:
    """Whether a font draws something else for a letter than for one that cannot be."""
    return letter.isspace() or _shape(path, index, letter) != _shape(path, index, _NO_CHARACTER)


def _shape(path: Path, index: int, letter: str) -> bytes:
    mask, offset = _basic(path, index).getmask2(letter)
    return bytes(mask) + repr((mask.size, offset)).encode()


@cache
def _basic(path: Path, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, _SAMPLE, index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _loaded(face: Face, size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.path, size, face.index)
    if face.weight:
        font.set_variation_by_axes([_axis(axis, face.weight, size) for axis in font.get_variation_axes()])
    return font


def _axis(axis: ImageFont.Axis, weight: int, size: float) -> float:
    """A value on an axis of a variable font: its weight, or the optical size, in points as a browser counts them."""
    named = axis["name"]
    wanted = weight if b"eight" in (named if isinstance(named, bytes) else str(named).encode()) else 0.75 * size
    return min(max(float(wanted), float(axis["minimum"] or 0)), float(axis["maximum"] or 0))
