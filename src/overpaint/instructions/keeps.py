"""What a prompt asks to keep, as places: they are taken out of every step's mask, so what can't be found is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from overpaint.instructions import keep
from overpaint.instructions.catalogue import GEOMETRY, Catalogue
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.named_things import nouns_in, whole_phrase
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.words import Span, chosen
from overpaint.plans import TEXT, Minus, Named, Pick, Side, Step, Where, Whole, kinds_in

_SUBJECT = Named(kind="subject")

_PARTS = ("face", "skin", "hair", "eye", "teeth", "lips", "body", "limb", "clothes", "tattoo")
"""Parts of a person. Where only the background changes, keeping all of the person keeps them too."""

_SHOWN = ("skin", "hair", "clothes")

OWNING = word_list("common.owning")

PLACES = (*_PARTS, "subject", "person", "animal", "background", "sky", "cloud", "text", "logo", "watermark", "object", "plate")
"""Things that stand somewhere in a picture. Every other kind (pose, style, size, the rest) is no place that could be left out."""

_ANEW = ("background_replace", "background_remove", "object_remove")
"""Families after which a cast shadow lies on nothing, or nothing casts it."""


_NAMING = ("scene", "backdrop", "scene_detail", "material", "dimension", "portrait_more")
"""Kinds of words that name a thing as well as what they were listed for: `the flag` is a thing, not only a wall's looks."""
_BEFORE_OBJECTS = word_set("keeps.before_objects")


@dataclass(frozen=True)
class Constraint:
    """One clause that says what is to stay. `likely`: by the ranker's judgement, no word for it was met.

    `barred`: it says what must not be done, and what it names is to stay.
    """

    words: Span
    grammar: Grammar
    likely: bool = False
    barred: bool = False


@dataclass(frozen=True)
class Kept:
    """What becomes of the constraints: places that no step touches, phrases that no finder here finds, clauses nothing holds."""

    places: tuple[Where, ...] = ()
    lost: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()


def kept_places(constraints: Iterable[Constraint], steps: Sequence[Step], catalogue: Catalogue) -> Kept:
    """Each constraint is held as a place, lost, held by the nature of the steps, or told to be unheld."""
    outside = all(_is_background(step.where) for step in steps)
    places: list[Where] = []
    lost: list[str] = []
    unheld: list[str] = []
    for constraint in constraints:
        span = constraint.words
        if not (span.has("held") or keep.left_out(span) or span.has("wished") or constraint.likely or constraint.barred):
            continue
        if constraint.grammar.head_last and any(word in "".join(span.words) for word in _ELSEWHERE):
            continue  # `牙齿白一点，脸上其他地方别动`: so it is with every step that has its place
        found, missed = ([], []) if span.has("wished") else _held(constraint, outside, catalogue)
        if missed and constraint.grammar.head_last and _is_out_of_reach(constraint, steps):
            missed = []
        if {kind for step in steps for kind in kinds_in(step.where)} and all(kinds_in(step.where) <= _STAMPED for step in steps):
            found = [place for place in found if kinds_in(place) != {TEXT}]  # a watermark is told from other writing
            missed = [] if {hit.key for hit in span.of("thing")} == {TEXT} else missed
        if constraint.grammar.head_last and span.has("blemish") and any(step.operation in _ON_SKIN for step in steps):
            missed.append(span.plain)  # `祛斑，痣留着`: which spot is which isn't told
        cropped = constraint.grammar.head_last and any(step.operation == "crop" for step in steps)
        cut = any(hit.key not in ("edge", "image", "size") for hit in span.of("thing"))
        if cropped and constraint.barred and span.has("verb", "crop") and (found or cut):
            missed.append(span.plain)  # `裁成竖版，不要裁到人`: what a crop cuts off isn't known before
        if constraint.barred and constraint.grammar.head_last and _is_another_deed(span, steps):
            found, missed = [], []  # `不要瘦脸，去痘印`, `不要把背景弄模糊，调亮`
        if constraint.barred:  # `the background in grey, but don't remove the background`: another deed to the same place
            found = [place for place in found if not all(kinds_in(place) == kinds_in(step.where) for step in steps)]
        missed += [*_cast_shadow(span, steps, catalogue), *_taken_by_effect(span, steps)]
        if constraint.grammar.head_last:  # `去掉路人，人物不变`: the main one stays anyway
            found = [place for place in found if not _is_spared(place, steps)]
        if any(step.operation == "object_remove" for step in steps) and _is_at_odds(found, keep.left_out(span), steps):
            missed.append(span.plain)
        if keep.left_out(span) and any(step.operation == "extract" for step in steps):
            missed.append(span.plain)  # `cut out the chair, not the table`: what is kept would stay in
        spared = any(isinstance(step.where, Minus) for step in steps)  # `all faces except the one on the left`
        light = any(span.of("property", "tone_attribute", "tone_more", "wished"))
        if keep.left_out(span) and not (found or missed or spared or light):
            missed.append(span.plain)  # `darken the sky but not the clouds`
        if constraint.likely:  # `the table she leans on stays`: what was listed as a place to go to
            missed += [span.part(hit.start, hit.end).plain for hit in chosen(span.of("scene"))]
        places += found
        lost += missed
        if not (found or missed or constraint.barred) and _may_be_touched(span, steps, catalogue):
            unheld.append(span.plain)
    return Kept(tuple(dict.fromkeys(places)), tuple(dict.fromkeys(lost)), tuple(dict.fromkeys(unheld)))


def places_apart(constraints: Iterable[Constraint], catalogue: Catalogue) -> tuple[list[Where], bool]:
    """The places of all that constraints name, each once, and whether one of them names what can't be found."""
    held = [_held(one, False, catalogue) for one in constraints if not one.barred or one.words.has("held")]
    return list(dict.fromkeys(place for places, _ in held for place in places)), any(lost for _, lost in held)


_COMPLEXION = word_list("keeps.complexion")
_REFLECTION = word_list("keeps.reflection")
_ELSEWHERE = word_list("keeps.elsewhere")


def _held(constraint: Constraint, outside: bool, catalogue: Catalogue) -> tuple[list[Where], list[str]]:
    """(the places that a constraint names, the phrases of its things that can't be found). `outside`: only backgrounds change."""
    places: list[Where] = []
    lost: list[str] = []
    for noun in _things(constraint, catalogue):
        if constraint.grammar.head_last and noun.heads("property", "form"):  # `字体不变`
            continue
        place = where_of(noun, catalogue)
        if constraint.words.has("side") and not isinstance(place, Pick | Side):
            place = None
        if outside and place is not None and noun.heads("thing", "person", "animal", *_SHOWN):
            place = _SUBJECT  # the step's own edge: another finder's would leave a rim of the old background
        if place is None and outside and noun.heads("thing", *_PARTS):
            place = _SUBJECT
        if place is None and (not noun.heads("thing") or noun.heads("thing", *PLACES)):
            lost.append(noun.span.plain)
        elif place is not None and not isinstance(place, Whole):
            places.append(Named(kind=place.kind) if isinstance(place, Named) else place)
    return places, lost


def _is_another_deed(span: Span, steps: Sequence[Step]) -> bool:
    """Whether what a Chinese constraint forbids is a deed that none of the steps does."""
    deeds = {hit.key for hit in span.of("verb")} | ({"blur"} if span.has("blurred") else set())
    known = deeds & _DONE_BY.keys()
    made = {step.operation for step in steps}
    return bool(known) and deeds <= known | _BESIDE and made.isdisjoint({one for deed in known for one in _DONE_BY[deed]})


_DONE_BY = {
    "blur": ("background_blur", "motion_blur", "zoom_blur", "tilt_shift", "soft_glow", "face_hide"),
    "sharpen": ("sharpen",),
    "denoise": ("denoise", "dehaze"),
    "crop": ("crop",),
    "rotate": ("rotate", "straighten"),
    "flip": ("flip",),
    "retouch": ("skin_smooth",),
    "remove": ("object_remove", "text_remove", "background_remove", "background_replace", "extract", "product_shot"),
}
_BESIDE = frozenset(["make", "become", "adjust", "improve", "change"])


def _is_out_of_reach(constraint: Constraint, steps: Sequence[Step]) -> bool:
    """Whether what can't be found is nothing that any step touches: steps on writing, on faces, on the sky, each of those alone.

    A colour that is not to turn stays with steps that change no colour.
    """
    span = constraint.words
    touched = {kind for step in steps for kind in kinds_in(step.where)}
    apart = touched and not any(isinstance(step.where, Whole) for step in steps)
    named = {hit.key for hit in span.of("thing")}
    for kinds, beside in _APART:
        if apart and touched <= kinds and named.isdisjoint(beside) and not span.has("blemish"):
            return True
    skin = any(word in "".join(span.words) for word in _COMPLEXION) and all(step.operation in _SKIN_AS_IT_IS for step in steps)
    if skin or any(word in "".join(span.words) for word in _SHAPED):
        return True
    turned = any(word in "".join(span.words) for word in _TURNING)
    coloured = any(step.operation not in _COLOURLESS for step in steps)
    return turned and not coloured


_STAMPED = frozenset(["watermark", "date_stamp"])
_WRITTEN = frozenset(["text", "watermark", "logo", "date_stamp", "plate"])
_OF_FACES = frozenset(["face", "skin", "hair", "eye", "teeth", "lips"])
_APART = (
    (_WRITTEN, _WRITTEN),
    (_OF_FACES, _OF_FACES | {"person", "subject", "expression", "body", "tattoo", "limb", "retouch"}),
    (frozenset(["sky"]), frozenset(["sky", "cloud", "background", "weather", "behind"])),
)
"""Kinds that steps keep to, and kinds of things that may be among them."""

_ON_SKIN = ("blemish_remove", "wrinkle_reduce", "skin_smooth", "eye_rest")
_SKIN_AS_IT_IS = frozenset(["blemish_remove", "eye_rest", "eye_brighten", "teeth_whiten", "red_eye_remove", "wrinkle_reduce"])
"""Operations after which the skin has the colour it had."""

_SHAPED = word_list("keeps.shaped")
"""What no operation does unasked; a size that squeezes is refused elsewhere."""

_TURNING = word_list("keeps.turning")
_COLOURLESS = frozenset(
    [
        "brightness",
        "contrast",
        "exposure",
        "gamma",
        "shadows_highlights",
        "sharpen",
        "denoise",
        "crop",
        "resize",
        "rotate",
        "flip",
    ]
)
"""Operations after which every hue is what it was."""


def _is_spared(place: Where, steps: Iterable[Step]) -> bool:
    """Whether what is to stay is left out by the removal itself."""
    taken = [step.where for step in steps if step.operation == "object_remove"]
    spared = {kind for where in taken if isinstance(where, Minus) for kind in kinds_in(where.without)}
    return bool(spared) and isinstance(place, Named) and place.kind in spared | {"subject"}


def _is_at_odds(found: Sequence[Where], left_out: Span | None, steps: Iterable[Step]) -> bool:
    """`every balloon other than the silver ones`, where those can't be told; `the people, but the statue is no person`."""
    if left_out:
        return not found
    taken = {kind for step in steps for kind in kinds_in(step.where)}
    return any(taken & kinds_in(place) for place in found)


def _cast_shadow(span: Span, steps: Iterable[Step], catalogue: Catalogue) -> list[str]:
    """`a white background, keep the shadow`: what lies on the old ground goes with it."""
    replaced = any(catalogue.operations[step.operation].family in _ANEW for step in steps)
    mirrored = [hit for hit in span.of("effect") if "".join(span.words[hit.start : hit.end]) in _REFLECTION]
    shadows = [*(hit for hit in span.of("degradation") if hit.key == "shadow"), *mirrored]
    return [span.part(hit.start, hit.end).plain for hit in shadows] if replaced else []


def _taken_by_effect(span: Span, steps: Iterable[Step]) -> list[str]:
    """`a pencil sketch, keep the colours`, `remove the pimple but leave the mole`: what a step takes from all it is done to."""
    done = {step.operation for step in steps}
    lost = [hit for hit in span.of("blemish") if done & {"blemish_remove", "skin_smooth"}]
    colours = [hit for hit in span.of("property", "colour_word") if span.words[hit.start] in _COLOURS and done & _WITHOUT_COLOUR]
    return [span.part(hit.start, hit.end).plain for hit in [*lost, *colours]]


_COLOURS = word_list("keeps.colours")
_WITHOUT_COLOUR = frozenset(["pencil_sketch", "ink_drawing", "grayscale", "sepia", "blueprint", "halftone"])


def _may_be_touched(span: Span, steps: Iterable[Step], catalogue: Catalogue) -> bool:
    """Whether the steps could change what a constraint speaks of: form only with the canvas, light and colour with the pixels."""
    moves = {catalogue.operations[step.operation].family == GEOMETRY for step in steps}
    light = span.has("property", "light") or any(map(span.has, ("tone_attribute", "tone_more", "wished")))
    light = light or span.has("thing", "skin", "scene", "style")
    form = span.has("property", "form") or span.has("thing", "size", "pose")
    return (light and False in moves) or (form and True in moves)


def _is_background(where: Where) -> bool:
    return isinstance(where, Named) and where.kind == "background"


def _things(constraint: Constraint, catalogue: Catalogue) -> list[Noun]:
    """What a constraint names: known things, and words that are nothing else (`the rose`)."""
    span, grammar = keep.left_out(constraint.words) or constraint.words, constraint.grammar
    nouns = [(first, last) for first, last in nouns_in(span, catalogue) if not _owns_another(span, last)]
    taken = {at for first, last in nouns for at in range(first, last)}
    hits = [hit for hit in chosen(span.of("thing")) if not _owns_another(span, hit.end) and hit.start not in taken]
    named = {hit.end for hit in span.of("determiner")}
    sure = [hit for hit in span.hits if not (hit.cls == "verb" and hit.start in named)]  # `the sign` is no verb
    sure = [hit for hit in sure if hit.cls not in _NAMING]  # among them `keep_filler`: `nothing else should change`
    known = {at for hit in sure for at in range(hit.start, hit.end)} | taken
    if grammar.head_last:
        known |= _no_names(span)
    found = nouns + [(hit.start, hit.end) for hit in hits if hit.key not in ("behind", "image")]
    start = None
    for at in range(len(span) + 1):
        unknown = at < len(span) and at not in known and span.words[at][0].isalpha()
        if unknown and start is None:
            start = at
        if not unknown and start is not None:
            found.append((start, at))
            start = None
    return [Noun(span.part(*whole_phrase(span, first, last)), grammar) for first, last in sorted(found)]


def _no_names(span: Span) -> set[int]:
    """Where characters stand that name nothing: beside the thing that a Chinese constraint names, and small words in there."""
    marks = sorted((hit.start, hit.end) for hit in span.of("negation", "keep", "held", "stay"))
    every = set(range(len(span)))
    if not marks:
        return {at for at in every if span.words[at] in _SMALL}
    before = {at for at in range(marks[0][0]) if span.words[at] not in _SMALL}
    if before:
        return every - before
    verbs = [hit.start for hit in span.of("verb", "tone_more", "tone_fault") if hit.start >= marks[0][1]]
    carried = any(word in _BEFORE_OBJECTS for word in span.words[marks[0][1] : marks[0][1] + 1])
    end = verbs[0] if carried and verbs else len(span)
    named = {at for at in range(marks[0][1], end) if span.words[at] not in _SMALL}
    return every - named


_SMALL = word_set("keeps.small")


def _owns_another(span: Span, end: int) -> bool:
    """`her face`, `the person's pose`, `人物的姿势`: what is kept is the face, the pose."""
    after = end + 1 if end < len(span) and span.words[end] in OWNING else end
    return any(hit.start == after for hit in span.of("thing", "property"))
