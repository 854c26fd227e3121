"""Lines of writing as instances, and which of them are of a kind: by their characters, their place or their size."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from overpaint.imaging.lettering.marks import Flags, marks_of
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Box, Image, Mask, Size
from overpaint.regions.base import FinderContext, Found, Instance
from overpaint.regions.detection.text_lines import text_lines
from overpaint.regions.outlining.looking import on_grey

_RIM = 0.14
"""Of a line's height: by how much its region is larger than the frame that was found."""

_EDGE = 0.14
"""Of the picture's sides: what lies within is near the rim, where stamps and watermarks stand."""

_STAMP_HEIGHT = 0.08
"""Of the picture's height: stamps are not written larger."""

_TITLE = 0.8
"""Of the highest line's height: what is as high is the title's second line."""

_FEW, _SURE = 2, 0.9
"""Windows read as `日`, a lighter as `ii`: so few characters need at least this score. Of five such readings of things in 27
photographs the surest had 0.87."""

_DATE = re.compile(
    r"(?<!\d)(?:['’`]?\d{2,4}\s?[./:\-年 ]\s?\d{1,2}\s?[./:\-月 ]\s?['’`]?\d{1,4}日?"
    r"|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}\s?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s?['’]?\d{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s?\d{1,2}(?:,?\s?\d{4})?)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+?\d[\d\s().\-]{5,}\d)")
_PRICE = re.compile(r"[$£€¥￥]\s?\d|\d\s?(?:[$£€¥￥]|元|円|USD|EUR|GBP)")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|\w\.(?:com|net|org|co\b|io|cn|de|uk|jp|fr|eu|info|shop)\b", re.IGNORECASE)
_OWNED = re.compile(
    r"©|\(c\)|copyright|^@|all rights|shutterstock|getty|istock|alamy|adobe|dreamstime|depositphotos|123rf|watermark|sample"
    r"|preview|photograph(?:y|er)|版权|水印|样张|视觉中国|https?:|www\.|\w\.(?:com|net|cn|org)\b",
    re.IGNORECASE,
)
_BY_CHARACTERS = {"date_stamp": _DATE, "phone_number": _PHONE, "price": _PRICE, "web_address": _ADDRESS}


def written(image: Image, context: FinderContext) -> Found:
    """The lines of the context's kind. Raises EngineUnavailable without the weight files."""
    rgb = on_grey(image)
    lines = [line for line in text_lines(rgb, context.weights) if len(line.text.strip()) > _FEW or line.score >= _SURE]
    context.check()
    chosen = _of_kind(lines, context.kind, image.size)
    written = np.logical_or.reduce([line.plane(rgb.shape[:2], _RIM) > 0 for line in lines] or [np.zeros(rgb.shape[:2], bool)])
    marks = {line: marks_of(rgb, line, written) for line in chosen} if context.kind == "watermark" else {}
    instances = tuple(_instance(line, image.size, marks.get(line)) for line in chosen)
    return Found(image.size, instances, told_apart="by finder", route="by looks")


def _of_kind(lines: Sequence[Line], kind: str, size: Size) -> Sequence[Line]:
    if kind == "title":
        highest = max((line.height for line in lines), default=0.0)
        return [line for line in lines if line.height >= _TITLE * highest]
    if kind == "watermark":
        owned = [line for line in lines if _OWNED.search(line.text)]
        return owned or [line for line in lines if _is_stamp(line, size) and not _DATE.search(line.text)]
    if kind in _BY_CHARACTERS:
        known = [line for line in lines if _BY_CHARACTERS[kind].search(line.text)]
        stamps = [line for line in known if _is_stamp(line, size)] if kind == "date_stamp" else []
        return stamps or known
    return lines


def _is_stamp(line: Line, size: Size) -> bool:
    """Whether it is small and near the picture's upper or lower rim."""
    rows = [y for _, y in line.corners]
    near = min(rows) > (1 - _EDGE) * size[1] or max(rows) < _EDGE * size[1]
    return near and line.height <= _STAMP_HEIGHT * size[1]


def _instance(line: Line, size: Size, marks: Flags | None) -> Instance:
    """`marks`: (H, W), what belongs to the line without being written; None for nothing."""
    plane = line.plane(size[::-1], _RIM)
    if marks is not None and marks.any():
        return Instance.of(Mask(np.maximum(plane, marks.astype(np.float32))), line.score, line.text)
    box: Box = line.box(size[::-1], 2 * _RIM)
    top, left, bottom, right = box
    return Instance(plane[top:bottom, left:right], box, size, line.score, line.text)
