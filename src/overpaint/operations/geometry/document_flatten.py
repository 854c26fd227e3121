"""Lay a photographed sheet flat: its corners found, the rest cut away, seen from straight above; lit as a scanner does if wished.

`imaging.documents` names the sources. Without four sides that stand out from the table nothing is guessed.

Limits: flat sheets with four corners in the picture; a curled page or a book's fold stays curved.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", may_refuse=True)


class Params(Parameters):
    look: Literal["photo", "scan", "page"] = parameter(
        "photo",
        "photo: laid flat only; scan: its light evened out too; page: that alone, for a sheet that fills the picture.",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, CannotDo where no sheet is found."""
    from overpaint.imaging import documents

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("document_flatten changes the canvas: it can't run under a mask")
    if params.look != "page":
        corners = documents.sheet_in(image.rgb)
        if corners is None:
            raise CannotDo("no_sheet")
        image = Image(documents.laid_flat(image.pixels, corners))
    return image if params.look == "photo" else image.with_rgb(documents.scanned(image.rgb))
