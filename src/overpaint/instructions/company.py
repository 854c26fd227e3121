"""What one request means beside another: who is cropped out and gets a new background is cut out, not removed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from overpaint.instructions.acts.changing import VISTAS
from overpaint.instructions.acts.removing import ALL_BUT, CROP_OUT
from overpaint.instructions.adjustments import hue_slider, is_grey, is_told, scan
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.idle import without_idle
from overpaint.instructions.lexicon.lists import pattern, phrase_list, word_list
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import FAULT, VAGUE, Reading
from overpaint.instructions.slots import WHOLE

_ALONE = ("object_add", "object_replace", "pose_action", "other")
"""Families that become combining pictures where the clause speaks of another picture."""


def in_company(readings: list[Reading]) -> list[Reading]:
    """What one request means beside another: who is cropped out and gets a new background is cut out, not removed."""
    readings = without_idle(_padded(_rebuilt(readings)))
    if any(one.family == "restore" for one in readings):  # `blurry, please sharpen`: what it is, not what is asked
        readings = [one for one in readings if not _told_blurred(one)]
    readings = [one for at, one in enumerate(readings) if not _told_faulty(one, readings[at + 1 :])]
    if any(one.family != "object_remove" for one in readings):  # `no people` beside another request says what must not come in
        readings = [one for one in readings if not (one.family == "object_remove" and one.clause.words[0] in _ABSENT)]
    backdrop = any(one.family in ("background_replace", "background_remove") for one in readings)
    if any(one.family in ("tone", "restore") and one.what != VAGUE for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.rule.startswith("adjust") and one.target == WHOLE)]
    if any(one.family == "object_remove" for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.clause.has("tidy"))]
    if any(one.family in _GROUNDS and not one.weak for one in readings):  # `背景是海边，换成雪山`: what it is now
        anew = any(one.family == "background_replace" and not one.weak for one in readings)
        readings = [one for one in readings if not (_tells_of_ground(one) or (anew and _is_clear_now(one)))]
    readings = _of_the_same(_told_before(readings))
    vague = [one for one in readings if one.what == VAGUE and one.target == WHOLE]
    readings = [one for one in readings if one not in vague[1:]]  # `retouch it a bit, make it nice`: one wish, said twice
    if any(one.family == "background_blur" for one in readings):
        readings = [one for one in readings if not _is_left_sharp(one)]
    if backdrop:
        readings = [one for one in readings if not (one.family == "object_remove" and _leaves(one))]
    if any(one.family in ("background_remove", "extract") for one in readings):
        readings = [one for one in readings if one.what != ALL_BUT]
    if any(one.family == "extract" for one in readings):
        readings = [one for one in readings if not (one.family == "background_remove" and _again(one))]
    readings = [_beside(one, backdrop) for one in readings]
    if any(one.family == "compose" for one in readings):
        readings = [one for one in readings if not (one.family == "object_remove" and one.clause.has("reference"))]
    return readings


def _is_left_sharp(one: Reading) -> bool:
    """`sharp subject`, beside a blurred background: so it is already; `sharper subject` asks."""
    told = one.weak and one.family == "restore" and one.clause.has("thing", "subject")
    return told and not any(word.endswith("er") or word in _MORE for word in one.clause.words)


_GROUNDS = ("background_replace", "background_remove", "background_blur")


def _tells_of_ground(one: Reading) -> bool:
    """`背景太乱`, `背景是衣柜`: a mere phrase that says what a background is."""
    return one.family == "background_replace" and one.weak and one.grammar.head_last and one.clause.has("copula", "is")


def _is_clear_now(one: Reading) -> bool:
    """`透明底` before `换成白底`."""
    return one.family == "background_remove" and one.weak and one.grammar.head_last


def _told_before(readings: list[Reading]) -> list[Reading]:
    """Readings without what is only told before the cure is asked for: `光线暗，调亮点` asks for nothing darker."""
    told = {id(one): one for at, one in enumerate(readings) if _tells_of_light(one) and _cured(one, readings[at + 1 :])}
    placed = next((one for one in told.values() if one.target != WHOLE), None)
    left = [one for one in readings if id(one) not in told]
    if placed is None:
        return left
    return [  # `天空太亮了，暗一点`: there
        replace(one, target=placed.target, region=placed.region)
        if one.family == "tone" and one.target == WHOLE and one.region is None
        else one
        for one in left
    ]


def _of_the_same(readings: list[Reading]) -> list[Reading]:
    """`南瓜调亮、更橙`: a bare look right after a change of one thing is that thing's."""
    found: list[Reading] = []
    for one in readings:
        before = found[-1] if found else None
        whole = before is not None and one.clause.words[:2] in _ITS_COLOUR and before.target in ("subject", "person", "face")
        if (
            before
            and _only_says_how(one)
            and not whole
            and before.family == "tone"
            and before.target != WHOLE
            and _next_to(before, one)
        ):
            one = replace(one, target=before.target, region=before.region)
        found.append(one)
    return found


def _only_says_how(one: Reading) -> bool:
    """`更橙一些`, of nothing that is named."""
    whole = one.family == "tone" and one.target == WHOLE and one.region is None and one.grammar.head_last
    span = one.clause.part(2) if one.clause.words[:2] in _ITS_COLOUR else one.clause
    said = {at for hit in span.of(*_SAYING_HOW) for at in range(hit.start, hit.end)}
    named = len(said) < len(span) - 1  # `草地更亮` beside the sky is the meadow's
    return whole and 0 < len(span) <= _BARE and not named and not any(span.of("verb", "tone_attribute", "thing"))


_ITS_COLOUR = phrase_list("company.its_colour")
_SAYING_HOW = ("tone_more", "tone_fault", "tone_whole", "tone_vague", "colour", "degree", "direction", "quality_more")
_BARE = 5
"""Units of the longest Chinese clause that only says how: `更橙一些`."""


def _next_to(before: Reading, after: Reading) -> bool:
    between = before.clause.text.working[before.clause.ends[-1] : after.clause.starts[0]]
    return between.strip() in ("，", ",", "、", "")


def _tells_of_light(one: Reading) -> bool:
    plain = one.family == "tone" and one.grammar.head_last and one.rule.startswith("bare")
    regretted = one.clause.has("tone_fault") or one.clause.has("direction", "too")
    measured = one.clause.has("degree") and not regretted
    return plain and one.what != FAULT and not (measured or one.clause.has("direction", "up", "down"))


def _cured(one: Reading, after: list[Reading]) -> bool:
    """Whether a later request turns the same sliders the other way."""
    told = _sliders(one)
    asked: dict[str, bool] = {}
    for row in after:
        if row.family == "tone" and row.target in (one.target, WHOLE):
            asked |= _sliders(row)
    told_so = any(is_told(one.clause, hit) for hit in one.clause.of("tone_more"))
    mended = told_so or one.clause.has("tone_fault") or one.clause.has("direction", "too")  # a fault is scanned as its cure
    return bool(told) and all(slider in asked and (asked[slider] == up) is mended for slider, up in told.items())


def _sliders(one: Reading) -> dict[str, bool]:
    """Which sliders a request turns, and whether up; a colour counts as the slider it lies on."""
    span = one.content or one.clause
    found = {a.slider: a.strength > 0 for a in scan(span) if a.directed}
    if not found and (hued := colour_hits(span)) and not is_grey(hued[0].key):
        slider, sign = hue_slider(hued[0].key)
        down = span.has("direction", "down", "too") or span.has("verb", "remove", "decrease")
        found = {slider: (sign > 0) is not down}
    return found


_MORE = word_list("company.more")
_ABSENT = word_list("company.absent")


def named_edits(readings: list[Reading]) -> list[Reading]:
    """Edits named by a word of an operation's own (`posterize it`) belong to that operation's family, not to light and colour."""
    found: list[Reading] = []
    for one in readings:
        sliders = scan(one.content or one.clause) if one.family == "tone" else []
        families = dict.fromkeys(one.grammar.lexicon.family_of(a.slider) for a in sliders)
        others = [family for family in families if family != "tone"]
        if not others or any(a.directed for a in sliders if one.grammar.lexicon.family_of(a.slider) == "tone"):
            found.append(one)
        found += [replace(one, family=family, what="", value=one.value) for family in others]
    return found


def _padded(readings: list[Reading]) -> list[Reading]:
    """`add white bars to make it square`: the shape says what the bars bring it to; nothing is cut."""
    for pad, shape in pairwise(readings):
        if (
            pad.what == "pad"
            and shape.family == "geometry"
            and shape.clause.has("shape")
            and not shape.clause.has("verb", "crop")
        ):
            whole = pad.clause.joined(shape.clause)
            return [replace(pad, clause=whole) if row is pad else row for row in readings if row is not shape]
    return readings


def _told_blurred(one: Reading) -> bool:
    """`模糊`, `图片太模糊了`: what a picture is, where nothing says what is to be blurred."""
    about = one.clause.starts_with("thing")
    told = one.rule.startswith("blur: {target} ") and about is not None and about.key == "image"
    return told or (one.rule == "blur: <blur>" and one.target == WHOLE) or bool(_OUT_OF_FOCUS.fullmatch(one.clause.plain))


_OUT_OF_FOCUS = pattern("company.out_of_focus")


def _told_faulty(one: Reading, after: list[Reading]) -> bool:
    """`噪点太多，降一下噪`: a fault that is told before its cure is asked for."""
    if one.family != "restore" or not one.grammar.head_last or any(hit.key == "denoise" for hit in one.clause.of("verb")):
        return False
    faults = {hit.key for hit in one.clause.of("degradation")}
    told = faults <= _CURED and bool(faults) and not one.clause.has("verb")
    return told and any(row.family == "restore" and row.clause.has("verb", "denoise") for row in after)


_CURED = frozenset(["noise", "haze"])


_ANEW = ("object_replace", "recolor", "tone", "background_replace", "object_add")


def _leaves(one: Reading) -> bool:
    """`take us out of the kitchen`, beside a new place: nobody is to vanish."""
    return _again(one) and one.clause.has("scene") and "{place}" in one.rule


def _again(one: Reading) -> bool:
    """Whether a request is about what was spoken of before: `make it a png`."""
    return one.region is not None and one.region.starts_with("pronoun") is not None


def _rebuilt(readings: list[Reading]) -> list[Reading]:
    """`remove the background and replace it with a beach`: one new background."""
    for before, after in pairwise(readings):
        again = (
            after.region is not None
            and (after.region.starts_with("pronoun") or Noun(after.region, after.grammar).heads("scene", *VISTAS))
        ) or (after.grammar.head_last and after.region is None and after.clause.starts_with("verb") is not None)
        if before.family == "background_remove" and after.family in _ANEW and again:
            anew = replace(after, family="background_replace", target=before.target, what="scene", doable="yes")
            return [anew if one is after else one for one in readings if one is not before]
    return readings


def _beside(one: Reading, backdrop: bool) -> Reading:
    if one.what == CROP_OUT and backdrop:
        return replace(one, family="extract")
    return replace(one, family="compose") if one.family in _ALONE and one.clause.has("reference") else one
