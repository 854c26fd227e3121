"""Cut one thing out: everything else becomes transparent.

The canvas stays as large as it was, so that the thing lies where it lay. Edges get the thing's own colours, and what is fully
transparent is black, as in `background_remove`.

Limits: edges are as good as the mask: fine hair and twigs are thinned, and things that touch may be cut off together.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters

OPERATION = Operation(__name__, version=1, kind="composite", family="extract", makes_alpha=True, relights=True)


class Params(Parameters):
    """None: the mask says what stays and how softly."""


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the thing, to stay. An RGBA picture; the same one where the mask is empty, which names nothing."""
    from overpaint.imaging.cutout import cut_out

    return inputs.image if inputs.mask.is_empty else cut_out(inputs.image, inputs.mask.values, context.check)
