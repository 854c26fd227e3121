"""`The rest` beside what is to stay: everything but that, not what is behind somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.keeps import Constraint, places_apart
from overpaint.plans import Minus, Named, Step, Union, Where, Whole, kinds_in

_BEHIND = "background"
_SOMEBODY = ("subject", "person", _BEHIND)
"""Kinds apart from which the rest is the background."""


def all_but_kept(
    steps: list[Step], rest: Collection[Step], constraints: Iterable[Constraint], catalogue: Catalogue
) -> list[Step]:
    """`keep the umbrella in colour, desaturate the rest`: the steps, those of `rest` on all but what the constraints name.

    Where that is a thing that can't be found, they are on the whole picture: `kept_places` tells that it is lost.
    """
    named, lost = places_apart(constraints, catalogue) if rest else ([], False)
    people = [place for place in named if not kinds_in(place).isdisjoint(_SOMEBODY)]
    apart = tuple(place for place in named if place not in people)
    if not (apart or lost):
        return steps
    without = apart[0] if len(apart) == 1 else Union(parts=apart) if apart else None

    def all_but(where: Where) -> Where:
        if not (isinstance(where, Named) and where.kind == _BEHIND):
            return _not_only_behind(where)
        of: Where = where if people else Whole()
        return of if without is None else Minus(of=of, without=without)

    return [step.model_copy(update={"where": all_but(step.where)}) if step in rest else step for step in steps]


def _not_only_behind(where: Where) -> Where:
    """The whole picture for its background, and that without a thing for the background without it."""
    if isinstance(where, Minus) and kinds_in(where.without).isdisjoint(("subject", "person")):
        return where.model_copy(update={"of": _not_only_behind(where.of)})
    return Whole() if isinstance(where, Named) and where.kind == _BEHIND else where
