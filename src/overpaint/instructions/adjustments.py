"""Light and colour words of a clause, read as adjustments: which slider, which way, how far.

`brighten`, `more contrast`, `too dark`, `less yellow`, `washed out`, `increase brightness and contrast a bit`: one scanner for
every language, working on lexicon hits only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from overpaint.instructions.amounts import percent_after, percent_left, stops_in
from overpaint.instructions.lexicon import Hit, channels_of
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.words import Span, chosen

DEFAULT = 0.5
"""Strength without a degree word: the middle of what is useful."""

TONAL = ("tone_attribute", "tone_more", "tone_whole", "tone_fault")

_HUED = frozenset(["tint", "colours", "white_balance", "light"])
"""Sliders that a colour word beside them makes into one between two colours: `the green cast`, `a blue tint`."""

_VERBS = {"remove": -1, "decrease": -1, "strip": -1, "increase": 1, "add": 1}
"""Verbs that say which way a slider goes."""
_VERY = word_set("adjustments.very")
_TOO = word_set("adjustments.too")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`slider`: an operation's name, or a word for one. `strength` in [-1, 1]; `exact`: a share that was given.

    `plain`: read from a word that only says how it is (`dark`), not what is wrong with it.
    `directed`: whether the words say which way; `the lighting` alone does not. `degreed`: whether they say how far.
    """

    slider: str
    strength: float = DEFAULT
    exact: float | None = None
    stops: float | None = None
    directed: bool = True
    degreed: bool = False
    plain: bool = False
    start: int = 0
    end: int = 0


def scan(span: Span) -> list[Adjustment]:
    """The adjustments a clause asks for, in order; empty where it asks for none."""
    ways = _ways(span)
    opening = any(hit.start == 0 and hit.form == "base" for hit in span.of("verb")) and len(span) > 1
    sliders = [hit for hit in chosen(span.of(*TONAL)) if not (_inside(hit, ways) or (opening and _is_verb(hit)))]
    sliders = [hit for hit in sliders if not _of_an_effect(span, hit)]
    taken = {unit for hit in sliders for unit in range(hit.start, hit.end)}
    ways = [way for way in ways if not taken & set(range(way.start, way.end))]
    colours = [hit for hit in chosen(span.of("colour")) if not taken & set(range(hit.start, hit.end))]
    found: list[Adjustment] = []
    for index, hit in enumerate(sliders):
        begin = sliders[index - 1].end if index else 0
        finish = sliders[index + 1].start if index + 1 < len(sliders) else len(span)
        found.append(_adjustment(span, hit, ways, colours, (begin, finish)))
    return _plain_colours(_of_tonal_parts(found) if span.lexicon.language == "zh" else found)


_PARTS_OF_TONES = ("shadows", "highlights")


def _of_tonal_parts(found: list[Adjustment]) -> list[Adjustment]:
    """`暗部打亮`: which tones, and beside it which way they go."""
    kept: list[Adjustment] = []
    for one in found:
        before = kept[-1] if kept else None
        if before and before.slider in _PARTS_OF_TONES and not before.directed and one.slider == "brightness" and one.directed:
            kept[-1] = replace(one, slider=before.slider, plain=False, start=before.start)
        else:
            kept.append(one)
    return kept


def _ways(span: Span) -> list[Hit]:
    """Words that say up or down, the clause's own verb among them."""
    verbs = [Hit(h.start, h.end, "direction", "up" if _VERBS[h.key] > 0 else "down") for h in span.of("verb") if h.key in _VERBS]
    listed = {hit.start for hit in span.of("direction")}
    return chosen([*span.of("direction"), *(verb for verb in verbs if verb.start not in listed)])


def _inside(hit: Hit, ways: Iterable[Hit]) -> bool:
    """`tone` in `tone down` is no slider."""
    return any(way.start <= hit.start and hit.end <= way.end and way.end - way.start > hit.end - hit.start for way in ways)


def _of_an_effect(span: Span, hit: Hit) -> bool:
    """`柔和的暗角`: how an effect shall be, not what else shall change."""
    joined = span.words[hit.end : hit.end + 1] == ("的",)
    return hit.cls == "tone_more" and joined and any(row.start == hit.end + 1 for row in span.of("tone_whole"))


def _is_verb(hit: Hit) -> bool:
    """`tone` at the head of a clause is what is done, not what it is done to."""
    return hit.start == 0 and hit.end == 1 and hit.cls == "tone_attribute"


def _plain_colours(found: list[Adjustment]) -> list[Adjustment]:
    """`warm up the colours`, `bright colours`: the word colours only says what is adjusted, and makes brightness vividness."""
    others = [a for a in found if a.slider != "colours"]
    if len(others) == len(found) or not others:
        return found
    bright = [
        a for a in others if a.slider == "brightness" and any(0 <= b.start - a.end <= 1 for b in found if b.slider == "colours")
    ]
    if bright:
        return [replace(a, slider="vibrance") if a in bright else a for a in others]
    return [a for a in found if a.slider != "colours" or (a.directed and not _beside(a, others))]


def _beside(colours: Adjustment, others: Iterable[Adjustment]) -> bool:
    return any(-2 <= other.start - colours.end <= 1 or -2 <= colours.start - other.end <= 1 for other in others)


def _adjustment(span: Span, hit: Hit, ways: list[Hit], colours: list[Hit], window: tuple[int, int]) -> Adjustment:
    begin, finish = window
    share = percent_after(span, hit.start if hit.cls == "tone_whole" else begin, finish)
    far = degree(span, begin, finish, 0.0)
    if hit.cls == "tone_whole":
        return Adjustment(hit.key, far or 1.0, share, degreed=bool(far or share), start=hit.start, end=hit.end)
    slider, sign = _slider(hit)
    way = 0 if hit.cls == "tone_fault" else _direction(ways, hit, window)
    if hit.cls == "tone_fault" and _wanted(span, hit):
        way = -1
    if span.lexicon.language == "zh" and hit.cls == "tone_more" and is_told(span, hit):
        way = -1
    if span.lexicon.language == "zh" and hit.cls == "tone_more" and any(d.start == hit.end and d.key == "down" for d in ways):
        way = -1  # `饱和低点`
    hue = next((c for c in colours if slider in _HUED and begin <= c.start < finish and _near(c, hit)), None)
    if hue:
        slider, sign = hue_slider(hue.key)
        way = way or (-1 if hit.key == "white_balance" else 0)  # a cast is a fault
    share = _relative(share, way, left=percent_left(span, begin, finish))
    if span.lexicon.language == "zh" and slider == "shadows" and way < 0 and _heavy(span, hit):
        way = 1  # `阴影太重` is to be lifted
    sign *= way or 1
    stops = stops_in(span, begin, finish)
    return Adjustment(
        slider=slider,
        strength=sign * (far or DEFAULT),
        exact=None if share is None else sign * share,
        stops=None if stops is None else sign * stops,
        directed=hit.cls != "tone_attribute" or way != 0 or hue is not None or share is not None,
        degreed=bool(far or share),
        plain=hit.cls == "tone_more" and way > 0,
        start=hit.start,
        end=hit.end,
    )


def is_told(span: Span, hit: Hit) -> bool:
    """`照片很暗`: how it is, which nobody wishes for; `要很暗`, `变得很暗` wish."""
    before = span.words[hit.start - 1] if hit.start else ""
    wished = span.has("verb") or span.has("become") or not _WISHING.isdisjoint(span.words)
    return before in _VERY and span.words[hit.start] in _ILL and not wished


_ILL = word_set("adjustments.ill")
_WISHING = word_set("adjustments.wishing")


def _heavy(span: Span, hit: Hit) -> bool:
    """Whether shadows are told to be too deep."""
    after = span.words[hit.end : hit.end + 3]
    return any(word in _DEEP for word in after) and any(word in _TOO for word in after)


_DEEP = word_set("adjustments.deep")


def _wanted(span: Span, fault: Hit) -> bool:
    """`dull the colours`, `颜色淡一点`: what elsewhere is a fault is what is asked for."""
    if any(hit.start == fault.start == 0 and hit.key == "spoil" for hit in span.of("verb")):
        return True
    after = any(hit.start == fault.end for hit in span.of("degree"))
    return span.lexicon.language == "zh" and after and not any(hit.end == fault.start for hit in span.of("direction", "degree"))


def _relative(share: float | None, way: int, *, left: bool) -> float | None:
    """`down to 80%` is 20 % less; None where nobody knows what a share is of (`set it to 20%`). `left`: of what there is."""
    if share is None or not (left or share > 1):
        return share
    if way < 0 and left:
        return 1 - share if share < 1 else None
    if way < 0 or not (left or way == 0):
        return share
    return share - 1 if share > 1 else None


def _near(colour: Hit, hit: Hit) -> bool:
    return 0 <= hit.start - colour.end <= 1 or 0 <= colour.start - hit.end <= 1


def hue_slider(colour: str) -> tuple[str, int]:
    """The slider between two colours on which a colour lies, and its side: yellow is warm, green is away from magenta."""
    red, green, blue = channels_of(colour)
    magenta = (red + blue) / 2 - green
    if abs(magenta) > abs(red - blue):
        return "tint", 1 if magenta > 0 else -1
    return "temperature", 1 if red > blue else -1


def is_grey(colour: str) -> bool:
    """Whether a colour, `#rrggbb`, has no hue: white, black or a grey."""
    channels = channels_of(colour)
    return max(channels) - min(channels) < _GREY


_GREY = 12


def _slider(hit: Hit) -> tuple[str, int]:
    if hit.cls in ("tone_more", "tone_fault"):
        return hit.key[:-1], -1 if hit.key.endswith("-") else 1
    return hit.key, 1


def _direction(ways: Iterable[Hit], hit: Hit, window: tuple[int, int]) -> int:
    """-1 down, 1 up, 0 unsaid: by the nearest way before a slider, else the one right after it, else an earlier one."""
    begin, finish = window
    rows = list(ways)
    near = [d for d in rows if begin <= d.start < hit.start]
    if hit.cls == "tone_more":
        return -1 if near and near[-1].key in ("too", "down") else 1
    after = [d for d in rows if hit.end <= d.start < finish and d.start - hit.end <= 1]
    earlier = [d for d in rows if d.start < begin]
    row = near[-1:] or after[:1] or earlier[-1:]
    if not row:
        return 0
    return -1 if row[0].key in ("down", "too") else 1


def degree(span: Span, begin: int, finish: int, default: float = DEFAULT) -> float:
    """How far, by the degree words between two units: `a little` 0.25, `a lot` 0.75; the last one counts.

    Chinese softens every request with a last `一点`: after `特别亮` it is manners, not measure; `多一点` is a little more.
    """
    grain = {at for hit in span.of("degradation") for at in range(hit.start, hit.end)}  # the last of `噪点` is no `a little`
    rows = [hit for hit in chosen(span.of("degree")) if begin <= hit.start < finish and hit.start not in grain]
    if span.lexicon.language == "zh":
        rows = [hit for hit in rows if float(hit.key) >= _STRONG and all(hit.end != other.start for other in rows)] or rows
    return float(rows[-1].key) if rows else default


_STRONG = 0.75
"""A degree that no later word of manners weakens."""
