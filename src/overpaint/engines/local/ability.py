"""What the local engine can do, and what it costs: known from declarations alone, before a pixel is decoded."""

from __future__ import annotations

from overpaint.canvas import EditRequest
from overpaint.engines.base import Able
from overpaint.operations import OPERATIONS, find_operation
from overpaint.plans import Plan, Step, Where, kinds_in
from overpaint.regions import FACE_WEIGHTS, KINDS, weights_for
from overpaint.regions.base import SEGMENTER
from overpaint.weights import PULL, WeightStore, find_weight

_NAMES = frozenset(operation.name for operation in OPERATIONS)

# Bytes an edit takes per pixel of the largest picture it holds: float32 planes of three channels, some at a time.
_BYTES_A_PIXEL = 80
# The interpreter with its libraries and the networks, when a look at persons and things has used all of them.
_BYTES_ALWAYS = 700_000_000
# How well operations do what they are named for, by eye: better than a model's guess, short of a retoucher's hand.
_QUALITY = 0.8


def ability(step: Step, plan: Plan, request: EditRequest, weights: WeightStore) -> Able | None:
    """None for an operation or a region that is not here.

    Raises EngineUnavailable, naming the cure, for a weight file that a place or an operation needs.
    """
    kinds = frozenset(kind for where in (step.where, *plan.keep) for kind in kinds_in(where))
    if step.operation not in _NAMES or not kinds <= KINDS:
        return None
    operation = find_operation(step.operation)
    faces = FACE_WEIGHTS if operation.on_faces else ()
    for name in dict.fromkeys((*weights_for(sorted(kinds)), *operation.weights, *faces)):
        weights.path(name)
    return Able(_QUALITY, seconds=1.0, bytes=expected_bytes(request))


def finding(where: Where, request: EditRequest, weights: WeightStore) -> Able | None:
    """None for a region that is not here, or whose weight files are not."""
    kinds = kinds_in(where)
    if not kinds <= KINDS or not frozenset(weights_for(sorted(kinds))).isdisjoint(weights.missing()):
        return None
    return Able(_QUALITY, seconds=1.0, bytes=expected_bytes(request))


def pointing(request: EditRequest, weights: WeightStore) -> Able:
    """What it takes to outline what is pointed at. Raises EngineUnavailable, naming the cure, without the segmenter's files."""
    for name in SEGMENTER:
        weights.path(name)
    return Able(_QUALITY, seconds=1.0, bytes=expected_bytes(request))


def expected_bytes(request: EditRequest) -> int:
    """A rough upper bound of what one edit takes, from the sizes that headers and the request name."""
    largest = max(file.header.size[0] * file.header.size[1] for file in request.images)
    answer = request.size[0] * request.size[1] if isinstance(request.size, tuple) else 0
    return _BYTES_ALWAYS + _BYTES_A_PIXEL * max(largest, answer)


def missing_weights(weights: WeightStore) -> tuple[str, ...]:
    """Weight files that are missing or damaged, each with the command that brings it."""
    lacking = [find_weight(name) for name in weights.missing()]
    return tuple(f"weight file {weight.file} is {weights.state(weight)}: run `{PULL} {weight.name}`" for weight in lacking)
