"""FFDNet: a network that takes noise out of a colour picture, as much as it is told there is at each place.

Zhang, Zuo and Zhang, "FFDNet: Toward a fast and flexible solution for CNN based image denoising", 2018. The file holds its
tensors as torch wrote them; the graph around them is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane
from overpaint.weights.onnx_graph import constant, floats_in, node, output, whole_model
from overpaint.weights.torch_file import tensors_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHT = "ffdnet"

Colours: TypeAlias = NDArray[np.float32]
"""(H, W, 3) float32 sRGB codes, 0 to 255, not rounded."""

Network: TypeAlias = Callable[[Colours, Plane], Colours]
"""A picture, and (H, W) float32: standard deviation of its noise at each place, in codes → the picture without that noise."""

_TILE, _MARGIN = 640, 26
"""Side of the pieces a picture is worked on in, and what of each is thrown away: the network sees 25 pixels far."""

_HALF = 2
_OPERATORS = 13


def graph_of(file: bytes) -> bytes:
    """The ONNX model with the tensors of that file. Inputs `x` (1, 3, H, W), sides even, in [0, 1], and `sigma` (1, 1, H/2, W/2).

    Raises ValueError for a file of another kind.
    """
    tensors = tensors_of(file)
    layers = sorted({int(name.split(".")[1]) for name in tensors})
    gather = np.zeros((12, 3, _HALF, _HALF), np.float32)
    for at in range(12):  # PixelUnshuffle: SpaceToDepth has the channels in another order
        gather[at, at // 4, at % 4 // 2, at % 2] = 1
    parts = [
        floats_in("x", (1, 3, "height", "width")),
        floats_in("sigma", (1, 1, "rows", "columns")),
        constant("gather", gather),
        node("Conv", ["x", "gather"], "quarters", strides=(_HALF, _HALF), kernel_shape=(_HALF, _HALF)),
        node("Concat", ["quarters", "sigma"], "begun", axis=1),
    ]
    last = "begun"
    for number in layers:
        weight, bias, answer = f"weight{number}", f"bias{number}", f"layer{number}"
        parts += [constant(weight, tensors[f"model.{number}.weight"]), constant(bias, tensors[f"model.{number}.bias"])]
        parts.append(node("Conv", [last, weight, bias], answer, kernel_shape=(3, 3), pads=(1, 1, 1, 1)))
        if number != layers[-1]:
            parts.append(node("Relu", [answer], f"{answer}up"))
            answer = f"{answer}up"
        last = answer
    parts += [node("DepthToSpace", [last], "y", blocksize=_HALF, mode="CRD"), output("y")]
    return whole_model("ffdnet", parts, _OPERATORS)


def network_in(session: InferenceSession, check: Callable[[], None]) -> Network:
    """The network of a session that was made of `graph_of`. `check` is called between the pieces of a large picture."""

    def clean(picture: Colours, sigma: Plane) -> Colours:
        answer = np.empty_like(picture)
        for inner, outer, part in _pieces(*picture.shape[:2]):
            check()
            answer[inner] = _run(session, picture[outer], sigma[outer])[part]
        return answer

    return clean


def _run(session: InferenceSession, piece: Colours, sigma: Plane) -> Colours:
    height, width = piece.shape[:2]
    even = cv2.copyMakeBorder(piece, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    level = cv2.resize(sigma, (even.shape[1] // _HALF, even.shape[0] // _HALF), interpolation=cv2.INTER_AREA)
    batch = np.ascontiguousarray(even.transpose(2, 0, 1)[None] / np.float32(255))
    (answer,) = session.run(["y"], {"x": batch, "sigma": level[None, None] / np.float32(255)})
    return np.asarray(answer[0].transpose(1, 2, 0)[:height, :width] * np.float32(255), np.float32)


Part = tuple[slice, slice]


def _pieces(height: int, width: int) -> Iterator[tuple[Part, Part, Part]]:
    """(place of a piece's answer, what the network looks at for it, the answer within that)."""
    step = _TILE - 2 * _MARGIN
    for top in _starts(height, step):
        for left in _starts(width, step):
            bottom = height if height <= _TILE else min(top + step, height)
            right = width if width <= _TILE else min(left + step, width)
            above, before = max(0, top - _MARGIN), max(0, left - _MARGIN)
            outer = slice(above, min(height, bottom + _MARGIN)), slice(before, min(width, right + _MARGIN))
            part = slice(top - above, bottom - above), slice(left - before, right - before)
            yield (slice(top, bottom), slice(left, right)), outer, part


def _starts(side: int, step: int) -> range:
    """Where pieces begin; a picture hardly larger than one piece is one."""
    return range(1) if side <= _TILE else range(0, side, step)
