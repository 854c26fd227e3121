"""What one request means beside another: who is cropped out and gets a new background is cut out, not removed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from overpaint.instructions.acts.changing import VISTAS
from overpaint.instructions.acts.removing import ALL_BUT, CROP_OUT
from overpaint.instructions.adjustments import scan
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import VAGUE, Reading
from overpaint.instructions.slots import WHOLE

_ALONE = ("object_add", "object_replace", "pose_action", "other")
"""Families that become combining pictures where the clause speaks of another picture."""


def in_company(readings: list[Reading]) -> list[Reading]:
    """What one request means beside another: who is cropped out and gets a new background is cut out, not removed."""
    readings = _padded(_rebuilt(readings))
    if any(one.family == "restore" for one in readings):  # `blurry, please sharpen`: what it is, not what is asked
        readings = [one for one in readings if not _told_blurred(one)]
    if any(one.family != "object_remove" for one in readings):  # `no people` beside another request says what must not come in
        readings = [one for one in readings if not (one.family == "object_remove" and one.clause.words[0] in _ABSENT)]
    backdrop = any(one.family in ("background_replace", "background_remove") for one in readings)
    if any(one.family in ("tone", "restore") and one.what != VAGUE for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.rule.startswith("adjust") and one.target == WHOLE)]
    if any(one.family == "object_remove" for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.clause.has("tidy"))]
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


_MORE = ("more", "更", "点")
_ABSENT = ("no", "without", "无", "無", "没", "沒")


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
    return told or (one.rule == "blur: <blur>" and one.target == WHOLE)


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
        again = after.region is not None and (
            after.region.starts_with("pronoun") or Noun(after.region, after.grammar).heads("scene", *VISTAS)
        )
        if before.family == "background_remove" and after.family in _ANEW and again:
            anew = replace(after, family="background_replace", target=before.target, what="scene", doable="yes")
            return [anew if one is after else one for one in readings if one is not before]
    return readings


def _beside(one: Reading, backdrop: bool) -> Reading:
    if one.what == CROP_OUT and backdrop:
        return replace(one, family="extract")
    return replace(one, family="compose") if one.family in _ALONE and one.clause.has("reference") else one
