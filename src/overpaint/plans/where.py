"""Where an edit takes effect, as words say it: named regions, and what sides, order, colour and sets make of them.

`Pick(of=Coloured(of=Named(kind="car"), colour="#ff0000"), which="leftmost")` is "the red car on the left".
`regions.resolve` turns a `Where` and a picture into a mask. `str()` of one is short and stable: for logs, tests and messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from overpaint.plans.frozen import Frozen

Sides: TypeAlias = Literal["left", "right", "top", "bottom", "centre"]
Order: TypeAlias = Literal[
    "largest", "smallest", "leftmost", "rightmost", "topmost", "bottommost", "most central", "main", "only"
]
"""`main`: the one that stands out from the others by its size; several alike are too many to choose from. `only`: the one there
is; another that is not much smaller is one too many."""

TEXT = "text"
"""The kind of region whose instances are written words."""


class Whole(Frozen):
    """Every pixel."""

    type: Literal["whole"] = "whole"

    def __str__(self) -> str:
        return "whole"


class Sent(Frozen):
    """The mask that came with the request."""

    type: Literal["sent"] = "sent"

    def __str__(self) -> str:
        return "mask"


class Named(Frozen):
    """What a finder finds. `kind`: a kind of region that some finder declares. `words`: the phrase it was read from."""

    type: Literal["named"] = "named"
    kind: Annotated[str, Field(min_length=1, max_length=64)]
    words: Annotated[str, Field(max_length=512)] = ""

    def __str__(self) -> str:
        return self.kind


class Side(Frozen):
    """The part of a region on one side: of the whole picture its half, of another region the part of it in that half."""

    type: Literal["side"] = "side"
    of: Where = Whole()
    side: Sides

    def __str__(self) -> str:
        return f"{self.side} of {self.of}"


class Pick(Frozen):
    """One instance of several: by order of size or place, or the n-th counted from the left (1 is the first, -1 the last)."""

    type: Literal["pick"] = "pick"
    of: Where
    which: Order | Annotated[int, Field(ge=1, le=99)] | Annotated[int, Field(ge=-99, le=-1)]

    def __str__(self) -> str:
        return f"{self.which} {self.of}" if isinstance(self.which, str) else f"{self.of} {self.which}"


class Coloured(Frozen):
    """The instances of that colour, or the parts of a region that has no instances. `colour`: `#rrggbb`, sRGB."""

    type: Literal["coloured"] = "coloured"
    of: Where
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]

    def __str__(self) -> str:
        return f"{self.colour} {self.of}"


class Text(Frozen):
    """Written words in the picture, by what they say."""

    type: Literal["text"] = "text"
    content: Annotated[str, Field(min_length=1, max_length=512)]

    def __str__(self) -> str:
        return f"“{self.content}”"


class Union(Frozen):
    """Any of these."""

    type: Literal["union"] = "union"
    parts: Annotated[tuple[Where, ...], Field(min_length=1, max_length=32)]

    def __str__(self) -> str:
        return f"({' or '.join(map(str, self.parts))})"


class Both(Frozen):
    """Where all of these overlap."""

    type: Literal["both"] = "both"
    parts: Annotated[tuple[Where, ...], Field(min_length=1, max_length=32)]

    def __str__(self) -> str:
        return f"({' and '.join(map(str, self.parts))})"


class Minus(Frozen):
    """A region without another."""

    type: Literal["minus"] = "minus"
    of: Where
    without: Where

    def __str__(self) -> str:
        return f"({self.of} without {self.without})"


Where: TypeAlias = Annotated[
    Whole | Sent | Named | Side | Pick | Coloured | Text | Union | Both | Minus, Field(discriminator="type")
]

for _composed in (Side, Pick, Coloured, Union, Both, Minus):
    _composed.model_rebuild()


def places_in(where: Where) -> Iterator[Where]:
    """A place and every place that it is made of, from left to right."""
    yield where
    match where:
        case Side() | Pick() | Coloured():
            yield from places_in(where.of)
        case Minus():
            yield from places_in(where.of)
            yield from places_in(where.without)
        case Union() | Both():
            for part in where.parts:
                yield from places_in(part)


def kinds_in(where: Where) -> frozenset[str]:
    """The kinds of region that must be found to know the place; written words are the kind `text`."""
    places = tuple(places_in(where))
    named = {place.kind for place in places if isinstance(place, Named)}
    return frozenset(named | {TEXT for place in places if isinstance(place, Text)})
