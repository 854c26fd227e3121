"""A picture's own alpha beside a subject's matte: when it is that matte, and how the two count together, once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from overpaint.imaging.values import Image, Plane

# Below this share of fully transparent pixels alpha is a rim or a hole, and says nothing about what the picture shows.
_CLEARED = 0.01
# What fills its smallest rectangle to this share and reaches all four borders is a turned picture, not a thing cut out of one.
_RECTANGLE = 0.98
# Alphas this close are the same: a float's rounding on the way through a mask, far less than one code of 255.
_SAME = 1e-4


def is_cut_out(image: Image) -> bool:
    """Whether the picture's alpha says where its subject is: a good part is clear, the rest no turned frame."""
    import cv2

    alpha = image.alpha
    if alpha is None:
        return False
    seen = np.count_nonzero(alpha)
    if seen == 0 or alpha.size - seen < _CLEARED * alpha.size:
        return False
    left, top, width, height = cv2.boundingRect((alpha > 0).view(np.uint8))
    if (left, top, width, height) != (0, 0, *image.size):
        return True
    across, down = cv2.minAreaRect(cv2.findNonZero((alpha > 0).view(np.uint8)))[1]
    return bool(seen < _RECTANGLE * (across + 1) * (down + 1))


def own_matte(image: Image) -> Plane:
    """(H, W) float32 in [0, 1]: the picture's own alpha, 1 for an opaque picture."""
    if image.alpha is None:
        return np.ones((image.height, image.width), np.float32)
    return np.asarray(image.alpha * np.float32(1 / 255), np.float32)


def count_once(image: Image, subject: Plane) -> tuple[Plane, Plane]:
    """A subject's share of each pixel, (H, W) in [0, 1], against the alpha the picture has already.

    → `kept`: the alpha that is left, never more than either, so that what was cut out before isn't cut again; and `matte`: the
    subject's share of what there is to see of the pixel, which is what its colour is a mixture of. Both are `subject` for an
    opaque picture. Raises ValueError when the sizes differ.
    """
    if subject.shape != image.pixels.shape[:2]:
        raise ValueError(f"sizes differ: image {image.size}, subject {subject.shape[::-1]}")
    if image.alpha is None:
        return subject, subject
    own = own_matte(image)
    kept = np.minimum(subject, own)
    matte = kept / np.maximum(own, np.float32(_SAME))
    matte[(own > 0) & (kept >= own - np.float32(_SAME))] = 1.0
    return kept, np.asarray(matte, np.float32)


def cut_out(image: Image, subject: Plane, check: Callable[[], None]) -> Image:
    """An RGBA picture: `subject`, (H, W) in [0, 1], is what is left, with its own colours at soft edges.

    Alpha is never more than the picture had. Where the subject is not at all, pixels are black and clear: nothing of what was
    there stays in the file. Raises ValueError if sizes differ.
    """
    import cv2

    from overpaint.imaging.foreground import clean_edge

    kept, matte = count_once(image, subject)
    cut = cv2.cvtColor(clean_edge(image, matte), cv2.COLOR_RGB2RGBA)
    check()
    cut[..., 3] = cv2.convertScaleAbs(kept, alpha=255)
    cut.view(np.uint32)[(cut[..., 3] == 0) & (subject < 1)] = 0
    return Image(np.asarray(cut, np.uint8))
