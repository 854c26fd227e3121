"""Numbers with their units: shares, factors, sizes, ratios, angles, edges."""

from __future__ import annotations

import re
from dataclasses import dataclass

from overpaint.instructions.lexicon.lists import alternatives, pattern, word_numbers
from overpaint.instructions.words import Span, chosen

_DIGITS = r"\d{1,12}(?:\.\d{1,3})?(?:e\d{1,2})?"
"""A number as large as anybody writes: what is too much is refused by those who know the limit, not misread here."""

_PIXELS = alternatives("amounts.pixels")
_PERCENT = alternatives("amounts.percent")
_RATIO = re.compile(rf"(?<![\d.])(\d{{1,2}}(?:\.\d+)?)\s?{alternatives('amounts.ratio')}\s?(\d{{1,2}}(?:\.\d+)?)(?![\d.])")
_SIZE = re.compile(rf"(?<!\d)(\d{{2,12}})\s?{_PIXELS}?\s?{alternatives('amounts.by')}\s?(\d{{2,12}})(?!\d)\s?({_PIXELS})?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LENGTH = re.compile(rf"\d\s?({alternatives('amounts.length')})")
_LEAST_PIXELS = 100
"""Sides from which `1000x800` is a size in pixels, where nobody says so; `16x9` is a shape."""

_SIDE = re.compile(rf"(?<!\d)(\d{{1,12}})\s?{_PIXELS}")
_FACTOR = re.compile(rf"(?<![\d.])({_DIGITS})\s?{alternatives('amounts.times')}|\bx\s?(\d{{1,2}}(?:\.\d)?)(?![\d.])")
_SHARE = re.compile(rf"(?<![\d.])({_DIGITS})\s?{_PERCENT}|{alternatives('amounts.hundredths')}\s?(\d{{1,12}})")
_FRACTION = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_ANGLE = re.compile(rf"(?<![\d.])([-+]?{_DIGITS})\s?{alternatives('amounts.degrees')}")
_STOPS = re.compile(rf"(?<![\d.])([-+]?{_DIGITS})\s?{alternatives('amounts.stops')}")
_NUMBER = re.compile(rf"(?<![\d.])([-+]?{_DIGITS})(?![\d.])")

_LEFT = pattern("amounts.left")
_TENS = word_numbers("amounts.tens")
_WORDED_SHARE = re.compile(rf"\b({'|'.join(_TENS)})\s?{_PERCENT}")
_WORDED_STOPS = word_numbers("amounts.worded_stops")
PARTS = word_numbers("amounts.parts")
"""Parts of a side in words, longer ones first where one holds another."""


def _between(span: Span, begin: int, finish: int) -> str:
    if begin >= finish or begin >= len(span):
        return ""
    return span.text.working[span.starts[begin] : span.ends[min(finish, len(span)) - 1]]


def _float(match: re.Match[str] | None) -> float | None:
    return float(next(group for group in match.groups() if group)) if match else None


def percent_after(span: Span, begin: int, finish: int) -> float | None:
    """`20 %` between two units as 0.2; None without one."""
    text = _between(span, begin, finish)
    share = _float(_SHARE.search(text))
    if share is None and (worded := _WORDED_SHARE.search(text)):
        share = float(_TENS[worded[1]])
    return None if share is None else share / 100


def percent_left(span: Span, begin: int, finish: int) -> bool:
    """Whether a share is of what is left: `to 80 %`, `降到原来的80%`."""
    return _LEFT.search(_between(span, begin, finish)) is not None


def part_in(span: Span) -> float | None:
    """`the bottom third`, `右边三分之一` as a share of a side; None without one."""
    text = working(span)
    return next((round(share, 4) for words, share in PARTS.items() if words in text), None)


def stops_in(span: Span, begin: int, finish: int) -> float | None:
    """`1.5 stops` between two units; None without."""
    text = _between(span, begin, finish)
    value = _float(_STOPS.search(text))
    if value is None:
        value = next((stops for words, stops in _WORDED_STOPS.items() if words in text), None)
    return None if value is None else abs(value)


def working(span: Span) -> str:
    return _between(span, 0, len(span))


def number_in(span: Span) -> int | None:
    """A count that a phrase begins with, in digits or words."""
    if span and span.words[0].isdecimal() and len(span.words[0]) <= 3:
        return int(span.words[0])
    word = span.starts_with("number") if span else None
    return int(word.key) if word else None


def angle_in(span: Span) -> float | None:
    """Degrees named in a clause; a bare number counts where an angle is asked for."""
    text = working(span)
    value = _float(_ANGLE.search(text))
    if value is None and (named := _NAMED_ANGLE.search(text)):
        return _ANGLES[named[1]]
    if value is None and (spelled := _SPELLED_ANGLE.search(text)):
        return _spelled_number(spelled[1])
    if value is None:
        value = _float(_NUMBER.search(text))
    return value


def _spelled_number(written: str) -> float | None:
    """`九十` as 90, `一百八十` as 180; None for what is no number."""
    hundreds, _, rest = written.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    digits = [_DIGIT.get(piece.strip("零"), None if piece.strip("零") else 0) for piece in (hundreds, tens, ones)]
    if None in digits:
        return None
    hundred, tenth, one = (float(digit or 0) for digit in digits)
    return 100 * (hundred or ("百" in written)) + 10 * (tenth or bool(ten)) + one


_DIGIT = word_numbers("amounts.digits") | {"": 0}
_ANGLES = word_numbers("amounts.angles")
_NAMED_ANGLE = re.compile(rf"\b({'|'.join(sorted(_ANGLES, key=len, reverse=True))})\s{alternatives('amounts.spelled_degrees')}\b")
_SPELLED_ANGLE = pattern("amounts.spelled_angle")


def ratio_in(span: Span) -> tuple[float, float] | None:
    """`16:9` as (16, 9); also words such as `square`."""
    match = _RATIO.search(working(span))
    if match:
        width, height = float(match[1]), float(match[2])
        return (width, height) if width and height else None
    shapes = chosen(span.of("shape"))
    shape = next(reversed(shapes) if span.lexicon.language == "zh" else iter(shapes), None)  # `横图裁成竖的`
    if shape is None:
        return None
    left, right = shape.key.split(":")
    return float(left), float(right)


def ratios_in(span: Span) -> int:
    """How many different ratios a clause names in figures."""
    return len({match[0] for match in _RATIO.finditer(working(span))})


@dataclass(frozen=True, slots=True)
class Size:
    """A size asked for: both sides, one side, or a factor. What isn't said is None."""

    width: int | None = None
    height: int | None = None
    longest: int | None = None
    factor: float | None = None


def pixels_in(span: Span) -> Size | None:
    """Both sides of a size in pixels, or one with its name (`800 px wide`); None for a ratio, a factor, or a length alone."""
    text = _THOUSANDS.sub("", working(span))
    both = _SIZE.search(text)
    if both:
        meant = both[3] or min(int(both[1]), int(both[2])) >= _LEAST_PIXELS
        return Size(width=int(both[1]), height=int(both[2])) if meant else None
    sides = [(int(match[1]), match.start()) for match in _SIDE.finditer(text)]
    named = [hit.key for hit in span.of("dimension")]
    if len(sides) == 2 and sorted(named) == ["height", "width"]:
        return Size(**{name: value for name, (value, _) in zip(named, sides, strict=True)})
    if len(sides) == 1 and len(set(named)) == 1:
        return Size(**{named[0]: sides[0][0]})
    return None


def pixels_of(span: Span) -> int | None:
    """`20 px`: one length in pixels; None without one."""
    match = _SIDE.search(working(span))
    return int(match[1]) if match else None


def length_unit_in(span: Span) -> str:
    """`cm` of `10x15 cm`: a length on paper; empty without one."""
    match = _LENGTH.search(working(span))
    return match[1] if match else ""


def size_in(span: Span) -> Size | None:
    """`800x600`, `1200 pixels wide`, `50 %`, `2x`, `half`, `double`; None where no size is named."""
    named = pixels_in(span)
    if named:
        return named
    text = _THOUSANDS.sub("", working(span))
    both = _SIZE.search(text)
    if both:
        return Size(width=int(both[1]), height=int(both[2]))
    side = _SIDE.search(text)
    if side:
        return _one_side(int(side[1]), span)
    factor = factor_in(span)
    return None if factor is None else Size(factor=factor)


def _one_side(pixels: int, span: Span) -> Size:
    if span.has("dimension", "width"):
        return Size(width=pixels)
    if span.has("dimension", "height"):
        return Size(height=pixels)
    return Size(longest=pixels)


def factor_in(span: Span) -> float | None:
    """The factor of a resize: `2x`, `by half`, `4/3`, `to 50 %`, `by 20 %` (relative)."""
    text = working(span)
    match = _FACTOR.search(text)
    if match:
        return _float(match)
    fraction = _FRACTION.search(text)
    if fraction and int(fraction[2]):
        return int(fraction[1]) / int(fraction[2])
    share = _float(_SHARE.search(text))
    if share is not None:
        return share / 100
    word = next(iter(span.of("factor")), None)
    return float(word.key) if word else None
