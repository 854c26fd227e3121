"""More picture beyond its borders: what is at the border goes on, more and more out of focus (`imaging.extension`).

Limits: nothing is invented: the new part is a soft continuation, good for plain grounds and as room for words, plainly seen
beside detail.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from overpaint.imaging.values import Edges, Image, Mask, Size
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="geometry", family="geometry", neutral={}, heeds_subject=True, may_refuse=True, shown={"left": 0.3}
)

_LONGEST = 16384
_Side = Annotated[float, Field(ge=0.01, le=_LONGEST)]

# Of a border that the subject covers: from here on the frame cuts it there, and a body that went on would be smeared.
_CUT = 0.05


class Params(Parameters):
    top: float = parameter(0.0, "How much more above.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share")
    left: float = parameter(
        0.0, "How much more on the left.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    bottom: float = parameter(
        0.0, "How much more below.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    right: float = parameter(
        0.0, "How much more on the right.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    unit: Literal["fraction", "pixel"] = parameter(
        "fraction", "What the four count in: a part of the height or width, or pixels."
    )
    aspect: tuple[_Side, _Side] | None = parameter(
        None, "Width and height of the shape to get, by as much on both sides; nothing is cut."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.aspect and any((self.top, self.left, self.bottom, self.right)):
            raise ValueError("give sides or a shape, not both")
        if self.unit == "fraction" and max(self.top, self.left, self.bottom, self.right) > _MOST:
            raise ValueError(f"a side can grow by {_MOST} times the picture at most")
        return self


# Times the picture's own side: what goes on for longer is nothing but a haze.
_MOST = 2.0


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The picture with more around it. `inputs.mask`: the subject, empty where none is known; it may not be cut where more comes.

    Raises CannotDo where the frame cuts the subject, Refusal for a picture that would be too large.
    """
    from overpaint.errors import Refusal
    from overpaint.imaging.extension import extend

    image = inputs.image
    more = _more(image.size, params)
    size = more.around(image.size)
    if max(size) > _LONGEST:
        raise Refusal(f"That would make the picture {size[0]}x{size[1]}; at most {_LONGEST} a side are possible.")
    if more == Edges():
        return image
    if _cuts(inputs.mask, more):
        raise CannotDo("cut_at_border")
    return extend(image, size, (more.top, more.left, more.top + image.height, more.left + image.width))


def _more(size: Size, params: Params) -> Edges:
    width, height = size
    if params.aspect:
        ratio = params.aspect[0] / params.aspect[1]
        across, down = max(0, round(height * ratio) - width), max(0, round(width / ratio) - height)
        across, down = (across, 0) if across >= down else (0, down)
        return Edges(down // 2, across - across // 2, down - down // 2, across // 2)
    tall, wide = (height, width) if params.unit == "fraction" else (1, 1)
    return Edges(round(params.top * tall), round(params.right * wide), round(params.bottom * tall), round(params.left * wide))


def _cuts(subject: Mask, more: Edges) -> bool:
    values = subject.values
    borders = ((more.top, values[0]), (more.right, values[:, -1]), (more.bottom, values[-1]), (more.left, values[:, 0]))
    return any(amount and float(np.mean(border)) > _CUT for amount, border in borders)
