"""Where several pictures lie on one sheet: rows of one height, columns of one width, or equal cells.

Rows are found as photo albums are filled: pictures stay in their order, each row is as high as its pictures need to be as wide as
the sheet, and of all ways to break them into rows the one is taken whose height comes nearest to the sheet's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil, sqrt
from typing import Literal, TypeAlias

from overpaint.imaging.values import Box, Size

Arrangement: TypeAlias = Literal["row", "column", "grid", "collage"]

_LEAST_KEPT = 0.6
"""What a cell shows of a picture at least; where a sheet would need more to be cut away, it stays empty at its rims."""

_MOST_PIXELS, _LONGEST = 6_000_000, 3840
_WIDEST_CELL = 1.5
_ROWS_TRIED = 6
"""Rows of a collage: with more, and up to 16 pictures, none is large enough to see."""


@dataclass(frozen=True)
class Sheet:
    """`cells`: where each picture lies, in their order, whole pixels, inside a sheet of `size` (width, height)."""

    size: Size
    cells: tuple[Box, ...]


def natural_size(kind: Arrangement, sizes: Sequence[Size], columns: int, gap: float) -> Size:
    """The size of a sheet on which nothing is cut, and its middle picture neither enlarged nor reduced. At most 6 megapixels.

    `sizes`: of the pictures, (width, height). `columns`: of a grid, 0 for as many as look best. `gap`: share of the shorter side.
    """
    aspects = [width / height for width, height in sizes]
    ratio = _natural_ratio(kind, aspects, columns)
    wide: Size = (round(1000 * ratio), 1000)
    scales = []
    for (width, height), (top, left, bottom, right) in zip(sizes, lay_out(kind, sizes, wide, columns, gap).cells, strict=True):
        scales.append(min(width / max(1, right - left), height / max(1, bottom - top)))
    scale = sorted(scales)[len(scales) // 2]
    scale = min(scale, _LONGEST / max(wide), sqrt(_MOST_PIXELS / (wide[0] * wide[1])))
    return max(1, round(wide[0] * scale)), max(1, round(wide[1] * scale))


def _natural_ratio(kind: Arrangement, aspects: Sequence[float], columns: int) -> float:
    """Width by height at which nothing has to be cut; a collage's as near to a usual picture's as can be."""
    if kind == "grid":
        across = columns or _columns_of(len(aspects), 1.0, _cell_aspect(aspects))
        return _cell_aspect(aspects) * across / ceil(len(aspects) / across)
    if kind == "row":
        return sum(aspects)
    if kind == "column":
        return 1 / sum(1 / aspect for aspect in aspects)
    heights = [sum(1 / sum(row) for row in rows) for rows in _broken(list(aspects))]
    return min((1 / height for height in heights), key=lambda ratio: abs(_as_log(ratio / _WIDEST_CELL)))


def _as_log(ratio: float) -> float:
    return max(ratio, 1 / ratio)


def lay_out(kind: Arrangement, sizes: Sequence[Size], size: Size, columns: int, gap: float) -> Sheet:
    """Cells for pictures of `sizes` on a sheet of `size`, with `gap` (share of its shorter side) between them.

    Raises ValueError without pictures.
    """
    if not sizes:
        raise ValueError("there is nothing to lay out")
    between = round(gap * min(size))
    aspects = [width / height for width, height in sizes]
    if kind == "grid":
        return Sheet(size, _equal_cells(aspects, size, columns, between))
    if kind == "row":
        return Sheet(size, _in_rows([aspects], size, between)[1])
    if kind == "column":
        return Sheet(size, _in_rows([[aspect] for aspect in aspects], size, between)[1])
    tall = [_in_rows(rows, size, between) for rows in _broken(aspects)]
    turned = [_in_rows(rows, size[::-1], between) for rows in _broken([1 / aspect for aspect in aspects])]
    ways = [*tall, *((cut * _TURNED, tuple(_turned(box) for box in cells)) for cut, cells in turned)]
    return Sheet(size, min(ways, key=lambda way: way[0] * _unequal(way[1]))[1])


_TURNED = 1.02
"""Rows are read before columns: of two ways that are as good, the former."""


def _turned(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _unequal(cells: Sequence[Box]) -> float:
    """How much larger the largest cell is than the smallest, softened: a little variety is what makes a collage."""
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in cells]
    return float((max(areas) / max(1, min(areas))) ** 0.2)


def _broken(aspects: list[float]) -> Iterator[list[list[float]]]:
    """Ways to break pictures into rows that are about as full as each other."""
    count = len(aspects)
    for rows in range(1, min(count, _ROWS_TRIED) + 1):
        if count <= _FEW:
            cuts = list(combinations(range(1, count), rows - 1))
        else:
            cuts = [tuple(round(at * count / rows) for at in range(1, rows))]
        for cut in cuts:
            ends = [0, *cut, count]
            broken = [aspects[first:last] for first, last in pairwise(ends)]
            if min(map(len, broken)):
                yield broken


_FEW = 8
"""Pictures of which every way to break them is tried."""


def _in_rows(rows: Sequence[Sequence[float]], size: Size, between: int) -> tuple[float, tuple[Box, ...]]:
    """How much has to be cut (1 nothing), and the cells of rows of pictures with these aspects."""
    width, height = size
    natural = [(width - between * (len(row) - 1)) / sum(row) for row in rows]
    room = height - between * (len(rows) - 1)
    stretch = room / sum(natural)
    cut = max(stretch, 1 / stretch)
    high = min(stretch, 1 / _LEAST_KEPT)
    across = 1.0 if stretch >= _LEAST_KEPT else stretch / _LEAST_KEPT
    heights = [one * high for one in natural]
    top = (height - sum(heights) - between * (len(rows) - 1)) / 2
    cells: list[Box] = []
    for row, tall in zip(rows, heights, strict=True):
        wide = (width - between * (len(row) - 1)) * across
        left = (width - wide - between * (len(row) - 1)) / 2
        for aspect in row:
            right = left + wide * aspect / sum(row)
            cells.append((round(top), round(left), max(round(top) + 1, round(top + tall)), max(round(left) + 1, round(right))))
            left = right + between
        top += tall + between
    return cut, tuple(cells)


def _cell_aspect(aspects: Sequence[float]) -> float:
    """Of a grid's cells: the middle one of the pictures', within what a cell may be."""
    return min(_WIDEST_CELL, max(1 / _WIDEST_CELL, sorted(aspects)[len(aspects) // 2]))


def _columns_of(count: int, sheet: float, cell: float) -> int:
    """Columns by which cells on a sheet of that aspect come nearest to theirs, with few places left empty."""

    def badness(columns: int) -> float:
        rows = ceil(count / columns)
        return _as_log(sheet * rows / columns / cell) * (1 + 0.6 * (columns * rows - count) / count)

    return min(range(1, count + 1), key=badness)


def _equal_cells(aspects: Sequence[float], size: Size, columns: int, between: int) -> tuple[Box, ...]:
    """Rows of equal cells; a last row that is not full stands in the middle."""
    count, wanted = len(aspects), _cell_aspect(aspects)
    columns = min(count, columns) if columns else _columns_of(count, size[0] / size[1], wanted)
    rows = ceil(count / columns)
    wide, tall = (size[0] - between * (columns - 1)) / columns, (size[1] - between * (rows - 1)) / rows
    wide, tall = min(wide, tall * wanted / _LEAST_KEPT), min(tall, wide / wanted / _LEAST_KEPT)
    top = (size[1] - rows * tall - between * (rows - 1)) / 2
    cells: list[Box] = []
    for number in range(count):
        row, column = divmod(number, columns)
        in_row = min(columns, count - row * columns)
        left = (size[0] - in_row * wide - between * (in_row - 1)) / 2 + column * (wide + between)
        y = top + row * (tall + between)
        cells.append((round(y), round(left), max(round(y) + 1, round(y + tall)), max(round(left) + 1, round(left + wide))))
    return tuple(cells)
