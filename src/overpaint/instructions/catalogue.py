"""What can be done here, read from the registered operations, scenes and finders: a new one turns refusals into plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, get_args, get_origin

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from overpaint.operations.words import Words
    from overpaint.regions import Finder

GEOMETRY = "geometry"
LAYOUT = "layout"
"""Kinds of operations that change the canvas; the first is a family too."""


class Declared(Protocol):
    """What the compiler reads of an operation's declaration."""

    @property
    def family(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def params(self) -> type[BaseModel]: ...

    @property
    def needs_backdrop(self) -> bool: ...

    @property
    def of_place(self) -> bool: ...

    @property
    def reads(self) -> tuple[int, int]: ...

    @property
    def neutral(self) -> Mapping[str, Any] | None: ...

    @property
    def words(self) -> Mapping[str, Words]: ...


@dataclass(frozen=True)
class NounMeaning:
    """`kind`: what a noun names. `many`: whether it means several; None where that is not said (汽车). `told_apart`: whether
    there can be several; not so a sky.
    """

    kind: str
    many: bool | None
    told_apart: bool


@dataclass(frozen=True)
class Catalogue:
    """Operations, parameters of scenes, regions: kinds, and what each is called by language.

    `nouns`: what finders know by words beside the lexicon's, by the words in lower case.
    `writings`: kinds of region that are written words.
    `open_families`: taken for served in any case.
    `pictures`: file names of the user's own backgrounds. `images`: how many pictures came with the request.
    """

    operations: Mapping[str, Declared]
    scenes: Mapping[str, type[BaseModel]]
    regions: Mapping[str, Mapping[str, str]]
    open_families: frozenset[str] = field(default=frozenset())
    pictures: tuple[str, ...] = ()
    images: int = 1
    nouns: Mapping[tuple[str, ...], NounMeaning] = field(default_factory=dict)
    writings: frozenset[str] = frozenset()

    def with_pictures(self, files: Iterable[str]) -> Catalogue:
        """The same with backgrounds of the user's own, by their file names."""
        return replace(self, pictures=tuple(files))

    def with_images(self, images: int) -> Catalogue:
        """The same for a request with so many pictures, made once for each number: what is known of a catalogue is kept."""
        if images not in self._by_images:
            self._by_images[images] = replace(self, images=images)
        return self._by_images[images]

    @cached_property
    def _by_images(self) -> dict[int, Catalogue]:
        return {self.images: self}

    def serves(self, family: str) -> bool:
        """Whether some operation does edits of this family."""
        return family in self.open_families or family in self.families

    def assuming(self, families: Iterable[str]) -> Catalogue:
        """The same with these families taken for served, scenes and regions included: for measuring what is understood."""
        return replace(self, open_families=frozenset(families))

    def assumes(self, family: str) -> bool:
        """Whether a family counts as served though no operation is there (for measuring what is understood)."""
        return family in self.open_families

    @cached_property
    def longest_noun(self) -> int:
        """Units of the longest of `nouns`."""
        return max(map(len, self.nouns), default=0)

    @cached_property
    def sliders(self) -> Mapping[str, tuple[str, str]]:
        """Slider → (operation, parameter): a word for a parameter moves that one, every other the operation's first."""
        found: dict[str, tuple[str, str]] = {}
        for name, operation in self.operations.items():
            fields = operation.params.model_fields
            for slider in dict.fromkeys(slider for words in operation.words.values() for slider in words.sliders):
                found[slider] = (name, slider if slider in fields else next(iter(fields), ""))
        return found

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Families with at least one operation, in the order of the operations."""
        return tuple(dict.fromkeys(operation.family for operation in self.operations.values()))


@cache
def installed() -> Catalogue:
    """What is registered. Imported here and not at the head, so that importing the compiler stays cheap."""
    from overpaint.operations import OPERATIONS
    from overpaint.regions import FINDERS, WRITINGS
    from overpaint.scenes import SCENES
    from overpaint.scenes.base import name_of as scene_name

    return Catalogue(
        MappingProxyType({operation.name: operation for operation in OPERATIONS}),
        MappingProxyType({scene_name(scene): scene.Params for scene in SCENES}),
        MappingProxyType({kind: called for finder in FINDERS for kind, called in finder.kinds.items()}),
        nouns=MappingProxyType(nouns_of(FINDERS)),
        writings=WRITINGS,
    )


def nouns_of(finders: Iterable[Finder]) -> dict[tuple[str, ...], NounMeaning]:
    """The nouns of every finder, English ones in the plural too. The first finder that has a word keeps it."""
    from overpaint.instructions.lexicon import read
    from overpaint.instructions.lexicon.inflection import plurals
    from overpaint.instructions.units import tokenise

    irregular = read("en", "language.toml")["irregular_nouns"]
    found: dict[tuple[str, ...], NounMeaning] = {}
    for finder in finders:
        for kind, noun in finder.nouns.items():
            several = [plural for word in noun.en for plural in plurals(word, irregular) if plural != word]
            unsaid = False if noun.one else None
            for words, many in ((noun.many, True), (noun.en, False), (noun.zh, unsaid), (several, True)):
                for word in words:
                    found.setdefault(tokenise(word).words, NounMeaning(kind, many, noun.told_apart))
    return found


def rating(scene: str, params: Mapping[str, Any]) -> str:
    """How an installed scene holds up with these parameters, a word of `scenes.base.Rating`; empty for one that is not here."""
    from overpaint.scenes import SCENES
    from overpaint.scenes.base import name_of

    found = next((one for one in SCENES if name_of(one) == scene), None)
    try:
        return "" if found is None else found.rating(found.Params.model_validate(params))
    except ValidationError:
        return ""


def choices(params: type[BaseModel], name: str) -> tuple[Any, ...]:
    """The words a parameter may take, for a `Literal` one (optional or not); else empty."""
    annotation = params.model_fields[name].annotation
    rows = [annotation, *get_args(annotation)]
    return tuple(
        word for row in rows if get_origin(row) is not None and "Literal" in str(get_origin(row)) for word in get_args(row)
    )


def useful_range(params: type[BaseModel], name: str) -> tuple[float, float]:
    """The range a parameter says is useful; (0, 1) where it says none."""
    useful = _declared(params, name, "useful")
    return (float(useful[0]), float(useful[1])) if isinstance(useful, list) else (0.0, 1.0)


def role_of(params: type[BaseModel], name: str) -> str:
    """What kind of thing a parameter is, a word of `operations.base.Role`; empty where it says none."""
    return str(_declared(params, name, "role") or "")


def strengths_of(params: type[BaseModel], name: str) -> tuple[float, float] | None:
    """The values for "a little" and "a lot"; None where a parameter says none."""
    weak, strong = _declared(params, name, "weak"), _declared(params, name, "strong")
    return None if weak is None or strong is None else (float(weak), float(strong))


def _declared(params: type[BaseModel], name: str, key: str) -> Any:
    extra = params.model_fields[name].json_schema_extra
    return extra.get(key) if isinstance(extra, dict) else None


def valid_range(params: type[BaseModel], name: str) -> tuple[float, float]:
    """The range a parameter enforces, from its own declaration."""
    low, high = float("-inf"), float("inf")
    for rule in params.model_fields[name].metadata:
        low = max(low, float(getattr(rule, "ge", low)))
        high = min(high, float(getattr(rule, "le", high)))
    return low, high
