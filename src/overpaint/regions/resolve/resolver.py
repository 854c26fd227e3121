"""The places of one picture. Each kind of region is found once, when a place first needs it; each place is composed once.

Every part of a composed place must be there: an edit that says "the man and the dog" is not done to the man alone, and "all but
the sky" means nothing where no sky is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from overpaint.imaging.values import Image, Mask, Quality
from overpaint.plans import TEXT, Both, Coloured, Minus, Named, Note, Pick, Sent, Side, Text, Union, Where, Whole, kinds_in
from overpaint.regions import WRITINGS, find_finder
from overpaint.regions.base import Finder, FinderContext, Found, Reason, Unresolved
from overpaint.regions.resolve.compose import (
    A_RIM,
    of_colour,
    on_side,
    picked,
    saying,
    shared,
    things_of,
    things_or_all,
    together,
)
from overpaint.regions.resolve.order import alike
from overpaint.weights import WeightStore

_AS_SURE = 0.9
"""Of the best score: an instance with at least this much is as good an answer."""

_PLAIN = 0.6
"""Score from which on a thing's colour tells so much that it may be what a finder should have seen, if it is the only one."""

_REMEMBERED = 16
"""Places whose masks are kept. A plan has few; one made to exhaust memory may have thousands."""


@dataclass
class Resolver:
    """`mask`: the request's own. `cut_out`: the picture's own alpha is its subject's matte. `known`: kinds found before.

    `notes`: what to tell the user of what was found. `finder_of`: the finder of a kind; raises ValueError where there is none.
    """

    image: Image
    weights: WeightStore
    mask: Mask | None = None
    cut_out: bool = False
    known: Mapping[str, Found] = field(default_factory=dict)
    quality: Quality = "medium"
    check: Callable[[], None] = lambda: None
    finder_of: Callable[[str], Finder] = find_finder
    notes: list[Note] = field(default_factory=list)
    _kinds: dict[str, Found] = field(default_factory=dict)
    _places: dict[str, Found] = field(default_factory=dict)

    def resolve(self, where: Where, *, single: bool = False) -> Mask:
        """Where a place is. Raises Unresolved when it is nowhere, or `single` is asked for and several things are it as well."""
        found = self.place(where)
        if not single or found.told_apart == "never":
            return found.mask
        things = things_of(found)
        good = [thing for thing in things if thing.score >= _AS_SURE * max(one.score for one in things)]
        if len(good) > 1:
            raise Unresolved(where, "ambiguous_target", len(good), tuple(thing.box for thing in good))
        return good[0].mask

    def several(self, where: Where) -> int:
        """How many things a place means together (`the birds`, `the cars on the left`); 0 for one, for stuff and for writing.

        Raises Unresolved.
        """
        kinds = kinds_in(where)
        if not isinstance(where, Named | Coloured | Side) or not kinds or not WRITINGS.isdisjoint(kinds):
            return 0
        found = self.place(where)
        return len(found.instances) if found.told_apart == "by finder" and len(found.instances) > 1 else 0

    def step_mask(self, where: Where, keep: tuple[Where, ...]) -> Mask:
        """Where a step takes effect: its place without what the plan keeps.

        Raises Unresolved when the picture lacks one of the places, or what is kept leaves nothing of the step's.
        """
        mask, kept = self.resolve(where), self.kept(keep)
        if kept is None:
            return mask
        left = Mask(np.minimum(mask.values, np.float32(1.0) - kept.values))
        if left.values.max() <= A_RIM:
            raise Unresolved(where, "all_kept")
        return left

    def kept(self, keep: tuple[Where, ...]) -> Mask | None:
        """What no step may change, 1 = keep; None where the plan keeps nothing. Raises Unresolved."""
        if not keep:
            return None
        for place in keep:
            self.tell(Note("kept", {"region": place}))
        masks = [self.resolve(place) for place in keep]
        return masks[0] if len(masks) == 1 else Mask(np.maximum.reduce([mask.values for mask in masks]))

    def find(self, kind: str) -> Found:
        """What the kind's finder finds, before the request's mask is asked. Raises Unresolved for a kind that nothing finds.

        What fitting has found on the whole picture tells more than a crop of it, so it counts where it is known.
        """
        if kind not in self._kinds:
            before = self.known.get(kind)
            self._kinds[kind] = self._look(kind) if before is None or before.is_empty else before
        return self._kinds[kind]

    def _look(self, kind: str, colour: str = "") -> Found:
        try:
            finder = self.finder_of(kind)
        except ValueError:
            raise Unresolved(Named(kind=kind), "no_finder") from None
        if finder.complement_of:
            return self.find(finder.complement_of).complement()
        self.check()
        return finder.find(self.image, FinderContext(self.weights, kind, self.cut_out, self.quality, self.check, colour))

    def place(self, where: Where) -> Found:
        """What was found of a place: its things, how sure, by which route. Raises Unresolved when it is nowhere."""
        key = where.model_dump_json()
        if key not in self._places:
            found = self._compose(where)
            if len(self._places) >= _REMEMBERED:
                del self._places[next(iter(self._places))]
            self._places[key] = found
        return self._places[key]

    def _compose(self, where: Where) -> Found:
        match where:
            case Whole():
                return Found.of(Mask.whole(self.image.size))
            case Sent():
                return self._sent(where)
            case Named():
                return self._named(where)
            case Side():
                return _there(where, "not_on_that_side", on_side(self.place(where.of), where.side))
            case Pick():
                things = things_or_all(self.place(where.of))
                if where.which in ("main", "only") and len(several := alike(things.instances, where.which)) > 1:
                    raise Unresolved(where.of, "ambiguous_target", len(several), tuple(thing.box for thing in several))
                return _there(where, "too_few", picked(things, where.which), len(things.instances))
            case Coloured():
                return self._coloured(where)
            case Text():
                return self._written(where, saying(self.find(TEXT), where.content))
            case Union():
                return together([self.place(part) for part in where.parts])
            case Both():
                first, *others = [self.place(part) for part in where.parts]
                return _there(where, "no_overlap", shared(first, [other.mask for other in others]))
            case Minus():
                without = self.place(where.without).mask.inverted()
                return _there(where, "nothing_left", shared(self.place(where.of), [without]))

    def _coloured(self, where: Coloured) -> Found:
        """The things of that colour; where a finder of things does not find the kind at all, what the colour alone tells."""
        of = where.of
        if not isinstance(of, Named):
            return _there(where, "no_such_colour", of_colour(self.place(of), self.image, where.colour))
        finder = self._finder(of.kind)
        kind = of.kind if finder is None or finder.by_colour else finder.else_by_colour
        if finder is None or not (finder.by_colour or (kind and self.mask is None and self._is_nowhere(of))):
            whole = of_colour(self.place(of), self.image, where.colour)
            if not whole.is_empty or finder is None or not finder.coloured_parts or self.mask is not None:
                return _there(where, "no_such_colour", whole)
            found = _there(where, "no_such_colour", self._look(of.kind, where.colour))
            self.tell(Note("found_by_colour", {"region": where}))
            return found
        found = _there(where, "target_not_found", self._look(kind, where.colour))
        plain = len(found.instances) == 1 and found.instances[0].score >= _PLAIN
        if not (finder.by_colour or plain):
            raise Unresolved(where, "target_not_found")
        self.tell(Note("found_by_colour", {"region": where}))
        return found

    def _is_nowhere(self, where: Named) -> bool:
        found = self.find(where.kind)
        return found.is_empty and found.unclear is None

    def _finder(self, kind: str) -> Finder | None:
        try:
            return self.finder_of(kind)
        except ValueError:
            return None

    def _sent(self, where: Sent) -> Found:
        """Raises ValueError for a mask of another size than the picture's."""
        if self.mask is None or self.mask.is_empty:
            raise Unresolved(where, "no_mask")
        if self.mask.size != self.image.size:
            raise ValueError(f"sizes differ: image {self.image.size}, mask {self.mask.size}")
        return Found.of(self.mask)

    def _named(self, where: Named) -> Found:
        """What its finder finds; where that is nothing, the request's mask is taken at its word."""
        found = self.find(where.kind)
        if found.is_empty and self.mask is not None:
            self.tell(Note("mask_taken", {"region": Named(kind=where.kind)}))
            return Found.of(self.mask)
        if not found.is_empty and found.note:
            self.tell(found.note)
        if where.kind in WRITINGS:
            return self._written(where, found)
        return _there(where, found.unclear or "target_not_found", found)

    def _written(self, where: Where, found: Found) -> Found:
        """Raises Unresolved, with what is written instead, where this is not."""
        if not found.is_empty:
            return found
        said = tuple(one.words for one in self.find(TEXT).instances)
        raise Unresolved(where, "not_written" if said else "nothing_written", said=said)

    def tell(self, note: Note) -> None:
        """Add a note for the user, once."""
        if note not in self.notes:
            self.notes.append(note)


def _there(where: Where, reason: Reason, found: Found, count: int = 0) -> Found:
    if found.is_empty:
        raise Unresolved(where, reason, count)
    return found
