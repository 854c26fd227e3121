"""Words that say how letters shall look and where they stand, in both languages: what of a clause each stretch of units means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from overpaint.instructions.colours import colour_hits
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.text import is_quote
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span

QUOTE, COLOUR, SIDE, OUTLINE, BOX, MASK = "quote", "colour", "side", "outline", "box", "mask"
FILLER, UNKNOWN = "filler", "unknown"

_SHARES_OF = {"tiny": 0.04, "small": 0.06, "big": 0.17, "huge": 0.27}
"""Sizes by name, of the picture's height."""

_PHRASES: Mapping[tuple[str, Any], str] = {
    ("size", "tiny"): "tiny|very small|very little|teeny|fine print|很小的|很小|极小的|小小的",
    ("size", "small"): "small|smaller|little|小一点|小点|小一些|小的|小字|小号|小号的|小一点的|小",
    ("size", "big"): "big|large|larger|bigger|大一点|大点|大一些|大的|大字|大号|大号的|大",
    (
        "size",
        "huge",
    ): "huge|giant|enormous|massive|very big|very large|gigantic|really big|巨大的|巨大|超大的|超大|特大的|特大|很大的|很大",
    ("font", "serif"): "serif|with serifs|times|times new roman|georgia|衬线|衬线体",
    ("font", "sans"): "sans serif|sans-serif|sans|arial|simple|plain|clean|modern|黑体|无衬线|无衬线体",
    ("font", "handwritten"): "handwriting|handwritten|hand written|cursive|script|calligraphy|hand lettered|brush|手写体|手写",
    ("font", "poster"): "impact|poster|condensed|narrow|block|blocky|meme|meme style|表情包",
    ("bold", True): "bold|heavy|thick|加粗|粗体|粗的|粗一点|粗一些|粗点|粗些|粗",
    ("bold", False): "thin|light weight|regular|细体|细的",
    ("italic", True): "italic|italics|slanted|斜体|倾斜",
    ("shadow", True): "shadow|drop shadow|drop-shadow|shadows|阴影|投影",
    ("opacity", 0.5): "half transparent|semi transparent|semi-transparent|translucent|see through|半透明|半透明的",
    ("opacity", 0.35): "faint|subtle|very transparent|淡淡的|很淡的",
    (OUTLINE, ""): "outline|outlined|outlines|stroke|border|borders|edges|描边|轮廓|边框|勾边",
    (BOX, ""): "box|background|banner|bar|strip|label|backing|plate|底色|底|背景|横幅|底框|色块",
    (SIDE, "top_left"): "左上角|左上方|左上",
    (SIDE, "top_right"): "右上角|右上方|右上",
    (SIDE, "bottom_left"): "左下角|左下方|左下",
    (SIDE, "bottom_right"): "右下角|右下方|右下",
    (SIDE, "top"): "顶部|上方|上面|最上面|上边|顶端|上部|on top|upper third|top third",
    (SIDE, "bottom"): "底部|下方|下面|最下面|下边|底端|下部|lower third|bottom third|underneath",
    (SIDE, "left"): "左侧|左边|左面",
    (SIDE, "right"): "右侧|右边|右面",
    (SIDE, "centre"): "中间|正中间|中央|正中央|正中|中心|居中|centered|centred|center|centre|middle",
    (MASK, ""): "here|there|inside the mask|in the mask|in the marked area|这里|这儿|此处|遮罩里|蒙版里",
    (FILLER, ""): (
        "a|an|the|in|at|on|to|of|with|and|it|this|its|that|says|saying|say|reading|reads|read|which|for|me|as|into|is|across|along"
        "|over|,|.|:|;|-|please|text|texts|word|words|caption|captions|title|headline|heading|letters|letter|lettering|line"
        "|line of|lines|font|fonts|typeface|type|message|sentence|phrase|slogan|tagline|label|date|date stamp|phone number"
        "|website|url|signature|copyright notice|copyright|subtitle|subtitles|greeting|name|style|coloured|colored|color|colour"
        "|corner|corners|edge|side|hand|picture|image|photo|part|add|write|put|place|insert|type|print|caption|overlay|some|one|using"
        "|friendly|nice|cute|clean|clear|readable|legible|neat|pretty|elegant|like|be|should|can|you|could|want|i|we|would|so|superimpose|stamp|own|just|only|all|watermark|watermarks|logo|quote"
        "|的|字|文字|文案|标题|一行|一行字|行|个|一个|句|一句|段|一段|话|句话|写|写上|写着|加|加上|添加|加入|在|给|把|用|为|上|里|处|请|帮|我|帮我|图|图片|照片|画面|颜色|色|体"
        "|字体|内容|是|和|并|，|。|：|、|这|这张|一|些|字样|标语|打上|打|印上|放|放上|加个|水印|日期|大小|边|带|有|以|来|再|角|配|配上|配字|配文|两个字|三个字|四个字|五个字|六个字|八个字|几个字|这几个字|这四个字|这两个字|大字|加一行|加一句|“|”"
    ),
}

PIXELS = word_list("letter_words.pixels")
_SHARES = word_list("letter_words.shares")
_OPAQUE, _CLEAR = ("opacity", "opaque", "不透明度"), ("transparency", "transparent", "透明度", "透明")
_ARTICLES = word_list("letter_words.articles")
"""After these a word is a thing: `the sign`."""

_IMAGE_KEYS = ("image", "scene", "edge")


@dataclass(frozen=True)
class Token:
    """Units `start:end` of a clause: what they mean (`size`, `colour`, …) and the value."""

    start: int
    end: int
    kind: str
    value: Any = ""


def tokens(clause: Span) -> list[Token]:
    """A clause from left to right, each stretch as the longest phrase that is known."""
    found: list[Token] = []
    at = 0
    while at < len(clause):
        token = _token(clause, at)
        found.append(token)
        at = token.end
    return found


def only_looks(clause: Span) -> bool:
    """Whether a clause says nothing but how letters look or where they stand: `white, a bit smaller`, `with a black outline`."""
    kinds = {token.kind for token in tokens(clause)}
    return bool(kinds - {FILLER}) and kinds.isdisjoint({UNKNOWN, QUOTE})


def _token(clause: Span, at: int) -> Token:
    if is_quote(clause.words[at]):
        return Token(at, at + 1, QUOTE, clause.part(at, at + 1).quotes[0])
    candidates = [*_colours(clause, at), *_numbers(clause, at), *_phrases(clause, at), *_sides(clause, at), *_fillers(clause, at)]
    return max(candidates, key=lambda token: token.end, default=Token(at, at + 1, UNKNOWN))


def _colours(clause: Span, at: int) -> Iterator[Token]:
    for hit in colour_hits(clause):
        if hit.start == at:
            yield Token(at, hit.end, BOX if clause.words[hit.end - 1] == "底" else COLOUR, hit.key)  # `黑底白字`


def _numbers(clause: Span, at: int) -> Iterator[Token]:
    words = clause.words
    try:
        number = float(words[at])
    except ValueError:
        return
    after = words[at + 1 : at + 2]
    if after and after[0] in PIXELS:
        yield Token(at, at + 2, "size", max(number, 2.0))
    if after and after[0] in _SHARES:
        for end in range(at + 3, min(at + 6, len(words)) + 1):
            said = "".join(words[at + 2 : end])
            if said in _OPAQUE or said in _CLEAR:
                share = number / 100
                yield Token(at, end, "opacity", round(share if said in _OPAQUE else 1 - share, 3))


def _phrases(clause: Span, at: int) -> Iterator[Token]:
    table, longest = _table()
    for end in range(min(at + longest, len(clause)), at, -1):
        if (meaning := table.get(clause.words[at:end])) is not None:
            kind, value = meaning
            yield Token(at, end, kind, _SHARES_OF[value] if kind == "size" else value)
            return


def _sides(clause: Span, at: int) -> Iterator[Token]:
    for hit in clause.of("side"):
        if hit.start == at:
            yield Token(at, hit.end, SIDE, "centre" if hit.key == "center" else hit.key)


def _fillers(clause: Span, at: int) -> Iterator[Token]:
    for hit in clause.of("thing"):
        if hit.start == at and hit.key in _IMAGE_KEYS:
            yield Token(at, hit.end, FILLER)
    for hit in clause.of("verb"):
        if hit.start == at and hit.key in ("add", "write") and (at == 0 or clause.words[at - 1] not in _ARTICLES):
            yield Token(at, hit.end, FILLER)


@cache
def _table() -> tuple[dict[tuple[str, ...], tuple[str, Any]], int]:
    found: dict[tuple[str, ...], tuple[str, Any]] = {}
    for meaning, phrases in _PHRASES.items():
        for phrase in phrases.split("|"):
            found.setdefault(tokenise(phrase).words, meaning)
    return found, max(map(len, found))
