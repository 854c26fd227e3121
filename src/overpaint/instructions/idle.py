"""Clauses that ask nothing beside another one, as Chinese has them: what must stay clear, who alone is left, a heading."""

from __future__ import annotations

from collections.abc import Sequence

from overpaint.instructions.acts.removing import ALL_BUT
from overpaint.instructions.asks import ASKED, asked
from overpaint.instructions.lexicon.lists import pattern, word_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span

_MUST_BE_CLEAR = pattern("idle.must_be_clear")
_ALONE_CLEAR = pattern("idle.alone_clear")
_LEFT_AS_IT_IS = ("background_blur", "background_replace", "background_remove", "extract", "style", "restore", "geometry")
"""Families beside which `文字要清楚` says how the picture shall still be; beside others it may ask for sharpening."""

_AIM = pattern("idle.aim")
_USED = pattern("idle.used")
_IN_GENERAL = pattern("idle.in_general")
_SKIN_AS_IT_IS = pattern("idle.skin_as_it_is")
_TOO_MUCH_OF_IT = pattern("idle.too_much_of_it")
_NO_GOOD_LIGHT = pattern("idle.no_good_light")

_MIST = word_set("idle.mist")
_HEADING = pattern("idle.heading")
_EDIT_IT = pattern("idle.edit_it")
_EDIT_THIS = pattern("idle.edit_this")


def must_stay_clear(clause: Span, before: Sequence[Reading]) -> bool:
    """`图变清晰，文字要能看清`: how something shall still be after the request before."""
    if clause.lexicon.language != "zh" or not before or before[-1].family not in _LEFT_AS_IT_IS:
        return False
    return _says_clear(clause)


def only_aims(clause: Span, before: Sequence[Reading]) -> bool:
    """`…，使人物更加突出`, `…，小红书用`: what the request before is to bring about, or what it is for."""
    if clause.lexicon.language != "zh" or not before:
        return False
    text = "".join(clause.words)
    if before[-1].family == "geometry" and _TOO_MUCH_OF_IT.fullmatch(text):  # `上面裁掉一点，天空太多了`
        return True
    return any(pattern.fullmatch(text) for pattern in (_AIM, _USED, _IN_GENERAL, _SKIN_AS_IT_IS))


def is_bare_cure(clause: Span, before: Sequence[Reading]) -> bool:
    """`黑眼圈重，去一下`: a fault asks for its cure by itself."""
    if clause.lexicon.language != "zh" or not before or before[-1].what != ASKED or not _CURE.fullmatch("".join(clause.words)):
        return False
    found = asked(before[-1].clause)
    return found is not None and found.edit.fault


_CURE = pattern("idle.cure")


def _says_clear(clause: Span) -> bool:
    text = "".join(clause.words)
    return bool(_MUST_BE_CLEAR.fullmatch(text) or _ALONE_CLEAR.fullmatch(text))


def is_heading(clause: Span) -> bool:
    """`请对照片进行后期处理：…`: says in general what the list after the colon says one by one."""
    if clause.lexicon.language != "zh" or clause.quotes:
        return False
    said = clause.part(0, len(clause) - 1) if clause.words[-1] == ":" else clause
    after = clause.text.working[said.ends[-1] :].lstrip() if said else ""
    return after[:1] == ":" and bool(after[1:].strip()) and bool(_HEADING.fullmatch("".join(said.words)))


def without_idle(readings: list[Reading]) -> list[Reading]:
    """Readings of Chinese clauses that ask something beside the others."""
    if len(readings) < 2 or not readings[0].grammar.head_last:
        return readings
    readings = [one for one in readings if not (_only_greets(one) and one is readings[0])] or readings
    if any(one.family == "background_blur" for one in readings):  # `人要清楚，背景虚化`: so they are already
        readings = [one for one in readings if one.family not in ("restore", "object_remove") or not _says_clear(one.clause)]
    if any(one.family == "restore" and not _MIST.isdisjoint(one.clause.words) for one in readings):  # `雾蒙蒙的，去雾`
        told = [one for one in readings if one.family == "time_season_weather" and not _MIST.isdisjoint(one.clause.words)]
        readings = [one for one in readings if one not in told or one.clause.has("verb")]
    light = [one for one in readings if one.family == "tone" and _NO_GOOD_LIGHT.fullmatch("".join(one.clause.words))]
    if any(one.family == "tone" and one not in light for one in readings):  # `光线不太好，把脸提亮`
        readings = [one for one in readings if one not in light]
    return [one for one in readings if not (one.what == ALL_BUT and any(_leaves_it(other, one) for other in readings))]


def _only_greets(one: Reading) -> bool:
    """`帮我P一下，背景路人去掉`: not that anything unnamed be removed; `修一下這張`."""
    text = "".join(one.grammar.strip(one.clause).words)
    return bool((one.family == "object_remove" and _EDIT_IT.fullmatch(text)) or _EDIT_THIS.fullmatch(text))


_SOMEBODY = ("person", "animal", "subject", "face")


def _leaves_it(removal: Reading, kept: Reading) -> bool:
    """`把人去掉，只要风景`: what goes is named, and what is left is nobody of them."""
    if removal.family not in ("object_remove", "text_remove") or removal.what == ALL_BUT or removal.region is None:
        return False
    gone, left = Noun(removal.region, removal.grammar), Noun(kept.region or kept.clause, kept.grammar)
    named = removal.family == "text_remove" or gone.heads("thing", *_SOMEBODY)
    known = left.heads("thing") or left.heads("scene") or left.words in _SCENERY
    apart = not any(hit.key in _SOMEBODY for hit in left.span.of("thing")) and not left.span.has("pronoun")
    return named and known and apart and gone.words != left.words


_SCENERY = word_list("idle.scenery")
