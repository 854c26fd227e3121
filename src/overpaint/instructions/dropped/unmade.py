"""What a Chinese prompt says beside what its steps do: a second deed, a size on paper, another shape, another place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from overpaint.instructions.catalogue import GEOMETRY
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.lexicon.lists import pattern, word_list, word_set
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import Step

_BY_OTHERS = ("denoise", "sharpen", "colourise", "unback")
"""Verbs of deeds that no change of light and colour does."""

_AS_BEFORE = word_list("unmade.as_before")
"""Words by which light or colour is that of something else."""

_UNWANTED = word_list("unmade.unwanted")
_INCHES = pattern("unmade.inches")
_SHAPED = pattern("unmade.shaped")
_CENTRED = pattern("unmade.centred")
_SHARE = pattern("unmade.share")
_FILLED = pattern("unmade.filled")
_SIDES = pattern("unmade.sides")
_PUT = pattern("unmade.put")
_CUT_OFF = word_list("unmade.cut_off")


def beside_light(span: Span) -> Iterator[Span]:
    """`去雾加对比`, `亮度调到和原来一样`: of a request for other light or colour."""
    if span.lexicon.language == "zh":
        yield from (span.part(hit.start, hit.end) for hit in span.of("verb") if hit.key in _BY_OTHERS)
        yield from (span for word in _AS_BEFORE if word in "".join(span.words))


def no_ground(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`换成绿树`: a green thing, no green ground; `窗外换成蓝天`: what is seen in a frame, not what is behind somebody."""
    if span.lexicon.language != "zh":
        return
    text = "".join(span.words)
    yield from (span for frame in _FRAMES if frame in text)
    plain = any(step.params.get("scene") == "solid" for step in steps)
    colours = colour_hits(span) if plain else []
    for end in {max(other.end for other in colours if other.start <= hit.start < other.end) for hit in colours}:
        named = any(hit.start == end and hit.key != "background" for hit in span.of("scene_detail", "thing"))
        if named and span.words[end] not in _AFTER_A_COLOUR:
            yield span.part(end - 1, end + 1)


_FRAMES = word_list("unmade.frames")
_AFTER_A_COLOUR = word_set("unmade.after_a_colour")
"""Characters that may follow the colour of a plain ground."""


def not_wanted(span: Span) -> bool:
    """`暗角不要`: whether an effect that is named is to go."""
    return span.lexicon.language == "zh" and any(word in "".join(span.words) for word in _UNWANTED)


def unmade(sentence: Span, readings: Iterable[Reading], steps: Sequence[Step]) -> str | None:
    """A photograph's size on paper (`两寸`), a shape that nothing is cut to, somebody who is to be elsewhere: in no request."""
    text = "".join(sentence.words)
    framed = any(step.family == GEOMETRY or step.operation == "id_photo" for step in steps)
    if not framed and (inches := _INCHES.search(text)):
        return inches[0]
    made = {step.operation for step in steps}
    if "extend" in made and (cut := next((word for word in _CUT_OFF if word in text), None)):
        return cut  # `把头顶的空白裁掉` is no more room
    if made & {"crop", "resize"} and (centred := _CENTRED.search(text)):
        return centred[0]
    if made & {"crop", "resize", "extend"} and (share := _SHARE.search(text)):
        return share[0]
    if made & {"crop", "resize", "rotate"} and (filled := _FILLED.search(text)):
        return filled[0]
    if made & {"border", "pad"} and (sides := _SIDES.search(text)):
        return sides[0]
    requests = ["".join(one.clause.words) for one in readings]
    found = (match[0] for pattern in (_SHAPED, _PUT) if (match := pattern.search(text)))
    return next((words for words in found if not any(words in request for request in requests)), None)
