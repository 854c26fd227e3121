"""Words on a picture: what is quoted, to the letter, how it looks and where it stands. Every word is accounted for here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.letter_words import BOX, COLOUR, FILLER, MASK, OUTLINE, QUOTE, SIDE, UNKNOWN, Token, tokens
from overpaint.instructions.lexicon import channels_of
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import Named, Sent, Step, Where, Whole, kinds_in

FAMILY = "text_add"
OPERATION = "text_add"

_GROUNDS = frozenset(["sky", "background"])
"""Places that letters can be laid over flat; on a wall or a shirt they would have to follow its shape."""

_BLACK, _WHITE = "#000000", "#ffffff"
_MARKED = {"size": 0.04, "opacity": 0.6, "place": "bottom_right"}
"""How a watermark looks where nobody says."""

_MEME = {"font": "poster", "colour": _WHITE, "outline": _BLACK}
_CAPTIONED = word_list("lettering.captioned")
_NO_WORDING = ("pronoun", "possessive", "indefinite", "determiner", "reference")
"""Classes of words that begin a description of what to write: `my name`, `a funny caption`."""
_AFTER_WORDING = word_set("lettering.after_wording")


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step for each quoted text. Refused where nothing says what to write, or words are left that say what can't be done."""
    if OPERATION not in catalogue.operations:
        return Built() if catalogue.assumes(FAMILY) else Built(reason="unsupported", nearest=FAMILY)
    clause = reading.clause
    pieces = _pieces(tokens(clause)) or _unquoted(reading)
    if not pieces:
        return Built(reason="which_words", nearest=FAMILY)
    unknown = [token for piece in pieces for token in piece.around if token.kind == UNKNOWN]
    where = _ground(clause, unknown, reading, catalogue) if unknown else Whole()
    if where is None:
        words = clause.part(unknown[0].start, unknown[-1].end).original
        return Built(reason="left_over", nearest=FAMILY, facts={"words": words})
    if any(token.kind == MASK for piece in pieces for token in piece.around):
        where = Sent()
    looks = [_looks(piece) for piece in pieces]
    if any(look is None for look in looks):
        return Built(reason="which_colour", nearest=FAMILY)
    shared = _shared([look for look in looks if look is not None], clause)
    joined = _one_block(pieces, shared)
    return Built(tuple(step(reading, catalogue, OPERATION, params, where) for params in joined))


def inside_the_mask(built: Built) -> Built:
    """The same where the request has a mask: it says where to write."""
    moved = (one.model_copy(update={"where": Sent()}) if isinstance(one.where, Whole) else one for one in built.steps)
    return Built(tuple(moved), built.notes, built.reason, built.nearest, built.facts)


def over_backgrounds(steps: Sequence[Step]) -> list[Step]:
    """`write “SALE” and blur the background`: letters are no part of a background, so they come after its last change."""
    last = max((at for at, one in enumerate(steps) if one.family.startswith("background")), default=-1)
    written = [one for one in steps[:last] if one.operation == OPERATION] if last >= 0 else []
    before = [one for one in steps[: last + 1] if one not in written]
    return [*before, *written, *steps[last + 1 :]]


@dataclass
class _Piece:
    """One text with the words that belong to it."""

    text: str
    around: list[Token] = field(default_factory=list)


def _pieces(row: Sequence[Token]) -> list[_Piece]:
    """Each quote with what is said after it, or before it where the places stand there (`top: “A”, bottom: “B”`)."""
    quotes = [at for at, token in enumerate(row) if token.kind == QUOTE]
    if not quotes:
        return []
    before = any(token.kind == SIDE for token in row[: quotes[0]])
    after = any(token.kind == SIDE for token in row[quotes[-1] :])
    ends = [0, *quotes, len(row)]
    between = [list(row[start:end]) for start, end in pairwise(ends)]
    pieces = [_Piece(str(row[at].value)) for at in quotes]
    for number, tokens_there in enumerate(between):
        leads = before and not after
        at = number if leads else number - 1
        pieces[min(max(at, 0), len(pieces) - 1)].around += [token for token in tokens_there if token.kind != QUOTE]
    return pieces


def _unquoted(reading: Reading) -> list[_Piece]:
    """`write Happy New Year across the sky`: words that are not quoted, up to the first that say how or where.

    Only where they are plainly the wording: after the verb to write, or spelled with capitals or digits.
    """
    clause, region = reading.clause, reading.region
    if not region:
        return []
    row = tokens(clause)
    begin = next((token.start for token in row if token.kind == UNKNOWN), len(clause))
    first = clause.starts.index(region.starts[0]) if region.starts[0] in clause.starts else begin
    begin = max(begin, first) if first < len(clause) else begin
    worded = {token.start for token in row if token.kind == FILLER and token.start >= begin and _stops(clause, token)}
    others = {token.start for token in row if token.kind not in (FILLER, UNKNOWN) and token.start >= begin}
    end = min(worded | others, default=len(clause))
    if end <= begin:
        return []
    wording = clause.part(begin, end)
    if any(word in wording.plain for word in _UP_TO_US):
        return []
    told = clause.part(0, end)
    described = any(hit.end > 0 and hit.start >= max(0, begin - 1) for hit in told.of(*_NO_WORDING[:3]))
    spelled = wording.original[:1].isupper() or not wording.original[:1].isascii() or any(c.isdigit() for c in wording.original)
    writes = not _WRITING.isdisjoint(clause.words[:begin]) or any(
        word in "".join(clause.words[:begin]) for word in _WRITING_ANYWHERE
    )
    adds = clause.starts_with("verb") is not None and clause.words[0] not in _NOUNS_TOO
    if (
        described
        or wording.has("thing", "text", "watermark")
        or not (writes or (spelled and (adds or reading.grammar.head_last)))
    ):
        return []
    return [_Piece(wording.original, [token for token in row if not begin <= token.start < end])]


_UP_TO_US = word_list("lettering.up_to_us")
"""`加个标题，内容你定`: words that leave the wording to somebody else."""

_WRITING_ANYWHERE = word_list("lettering.writing_anywhere")
_WRITING = word_set("lettering.writing")
_NOUNS_TOO = word_list("lettering.nouns_too")
"""Verbs that begin a phrase as nouns: `caption at the top stays`."""


def _stops(clause: Span, token: Token) -> bool:
    return clause.words[token.start] in _AFTER_WORDING


def _ground(clause: Span, unknown: Sequence[Token], reading: Reading, catalogue: Catalogue) -> Where | None:
    """What the words name that are no look: the sky, the background; None for anything else."""
    if unknown[-1].end - unknown[0].start > len(unknown):
        return None
    where = where_of(Noun(clause.part(unknown[0].start, unknown[-1].end), reading.grammar), catalogue)
    return where if isinstance(where, Named) and kinds_in(where) <= _GROUNDS else None


def _looks(piece: _Piece) -> dict[str, Any] | None:
    """Parameters that the words around a text name; None where they name two colours for the letters."""
    said = [token for token in piece.around if token.kind not in (FILLER, UNKNOWN)]
    params: dict[str, Any] = {"text": piece.text}
    sides = [str(token.value) for token in said if token.kind == SIDE]
    if sides:
        params["place"] = _place(sides)
    for token in said:
        if token.kind in ("size", "font", "bold", "italic", "shadow", "opacity"):
            params.setdefault(token.kind, token.value)
    return params if _coloured(params, said) else None


def _place(sides: Sequence[str]) -> str:
    """`upper` and `right` are one corner."""
    joined = "_".join(sides)
    down = next((side for side in ("top", "bottom") if side in joined), "")
    across = next((side for side in ("left", "right") if side in joined), "")
    return "_".join(filter(None, (down, across))) or "centre"


def _coloured(params: dict[str, Any], said: Sequence[Token]) -> bool:
    """Fill in whose colour each colour is; False where two are the letters'."""
    for number, token in enumerate(said):
        before, after = said[number - 1] if number else None, said[number + 1] if number + 1 < len(said) else None
        if token.kind in (OUTLINE, BOX):
            params.setdefault(token.kind, token.value)
        if token.kind != COLOUR:
            continue
        if after is not None and after.kind in (OUTLINE, BOX) and not after.value and after.start - token.end <= 1:
            params[after.kind] = token.value
        elif before is not None and before.kind in (OUTLINE, BOX) and not params.get(before.kind):
            params[before.kind] = token.value
        elif "colour" in params:
            return False
        else:
            params["colour"] = token.value
    for kind in (OUTLINE, BOX):
        if kind in params:
            colour = params.get("colour", "")
            params[kind] = params[kind] or (_opposite(colour) if colour else _BLACK)
            if kind == OUTLINE:
                params.setdefault("colour", _opposite(params[kind]))
    return True


def _opposite(colour: str) -> str:
    red, green, blue = channels_of(colour)
    light = 0.3 * red + 0.59 * green + 0.11 * blue > 120
    return _BLACK if light else _WHITE


def _shared(looks: list[dict[str, Any]], clause: Span) -> list[dict[str, Any]]:
    """`“A” at the top, “B” at the bottom in white`: what is said of one alone is meant for both, its place as well."""
    every: dict[str, Any] = {}
    for look in looks:
        every = {**{name: value for name, value in look.items() if name != "text"}, **every}
    if not _CAPTIONED_WORDS.isdisjoint(clause.words) or any(word in "".join(clause.words) for word in _CAPTIONED[2:]):
        every = {**_MEME, **every}
    if clause.has("thing", "watermark"):
        every = {**_MARKED, **every}
    return [{**every, **look} for look in looks]


_CAPTIONED_WORDS = frozenset(_CAPTIONED[:2])


def _one_block(pieces: Sequence[_Piece], looks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Texts of one place are lines of one block."""
    blocks: list[dict[str, Any]] = []
    for _, look in zip(pieces, looks, strict=True):
        same = next((block for block in blocks if block.get("place") == look.get("place")), None)
        if same is None:
            blocks.append(dict(look))
        else:
            same["text"] = f"{same['text']}\n{look['text']}"
    return blocks
