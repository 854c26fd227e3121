"""Light and colour words of a clause, read as adjustments: which slider, which way, how far.

`brighten`, `more contrast`, `too dark`, `less yellow`, `increase brightness and contrast a bit`: one scanner for every language,
working on lexicon hits only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from overpaint.instructions.amounts import percent_after, stops_in
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.words import Span, chosen

DEFAULT = 0.5
"""Strength without a degree word: the middle of what is useful."""

_COLOUR_WAYS = {"warm": ("temperature", 1), "cool": ("temperature", -1), "green": ("tint", -1), "magenta": ("tint", 1)}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`slider`: an operation's name, or a word for one. `strength` in [-1, 1]; `exact`: a share that was given."""

    slider: str
    strength: float = DEFAULT
    exact: float | None = None
    stops: float | None = None
    start: int = 0
    end: int = 0


def scan(span: Span) -> list[Adjustment]:
    """The adjustments a clause asks for, in order; empty where it asks for none."""
    sliders = chosen(span.of("tone_attribute", "tone_more", "tone_whole"))
    taken = {unit for hit in sliders for unit in range(hit.start, hit.end)}
    directions = [hit for hit in chosen(span.of("direction")) if not taken & set(range(hit.start, hit.end))]
    found: list[Adjustment] = []
    for index, hit in enumerate(sliders):
        begin = sliders[index - 1].end if index else 0
        finish = sliders[index + 1].start if index + 1 < len(sliders) else len(span)
        found.append(_adjustment(span, hit, directions, (begin, finish)))
    return found


def _adjustment(span: Span, hit: Hit, directions: list[Hit], window: tuple[int, int]) -> Adjustment:
    begin, finish = window
    if hit.cls == "tone_whole":
        share = percent_after(span, hit.start, finish)
        strength = degree(span, begin, finish, 1.0)
        return Adjustment(hit.key, strength, share, None, hit.start, hit.end)
    slider, sign = _slider(hit)
    sign *= _direction(directions, hit, window)
    share = percent_after(span, begin, finish)
    strength = sign * degree(span, begin, finish)
    exact = None if share is None else sign * share
    return Adjustment(slider, strength, exact, _signed(stops_in(span, begin, finish), sign), hit.start, hit.end)


def _signed(value: float | None, sign: int) -> float | None:
    return None if value is None else sign * value


def _slider(hit: Hit) -> tuple[str, int]:
    if hit.cls == "tone_more":
        return hit.key[:-1], -1 if hit.key.endswith("-") else 1
    return hit.key, 1


def _direction(directions: Iterable[Hit], hit: Hit, window: tuple[int, int]) -> int:
    """-1 where words turn a slider down: the nearest before it, else the one right after, else the last one before."""
    begin, finish = window
    rows = list(directions)
    near = [d for d in rows if begin <= d.start < hit.start]
    if hit.cls == "tone_more":
        return -1 if near and near[-1].key in ("too", "down") else 1
    after = [d for d in rows if hit.end <= d.start < finish and d.start - hit.end <= 1]
    earlier = [d for d in rows if d.start < begin]
    row = near[-1:] or after[:1] or earlier[-1:]
    return -1 if row and row[0].key in ("down", "too") else 1


def degree(span: Span, begin: int, finish: int, default: float = DEFAULT) -> float:
    """How far, by the degree words between two units: `a little` 0.25, `a lot` 0.75."""
    rows = [hit for hit in chosen(span.of("degree")) if begin <= hit.start < finish]
    return float(rows[-1].key) if rows else default


def directed(span: Span) -> bool:
    """Whether the clause says which way: a direction word, or an adjective that carries one."""
    return span.has("direction", "up", "down") or span.has("tone_more") or span.has("tone_whole")
