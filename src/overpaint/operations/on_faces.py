"""One face after the other, as retouching does it: a close-up of each that is meant, and what is to be added to it."""

from __future__ import annotations

from collections.abc import Callable

from overpaint.imaging.portraits.close_up import Change, CloseUp, NoFace, TooSmall, close_up, faces_meant, put_back
from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs


def each_face(inputs: Inputs, context: Context, change: Callable[[CloseUp], Change | None], lacking: str = "no_face") -> Image:
    """The picture with `change` added to each face that the mask means; every other byte stays, alpha too.

    `change` gives None for a face that has not what is to be retouched. Raises CannotDo where no face is large enough, and
    `lacking` where none has it.
    """
    try:
        meant = faces_meant(inputs.faces, inputs.mask)
    except NoFace:
        raise CannotDo("no_face") from None
    except TooSmall:
        raise CannotDo("face_too_small") from None
    rgb = inputs.image.rgb.copy()
    done = 0
    for face in meant:
        context.check()
        view = close_up(rgb, face)
        if (added := change(view)) is not None:
            put_back(rgb, view, added)
            done += 1
    if not done:
        raise CannotDo(lacking)
    return inputs.image.with_rgb(rgb)
