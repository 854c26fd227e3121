"""The main subject: the person, animal or thing that stands out. See `salience` for the network and the edge."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.regions.base import Finder, FinderContext, Found

FINDER = Finder(
    __name__,
    kinds={"subject": {"en": "the subject", "zh": "主体", "zh-Hant": "主體"}},
    summary="The person, animal or thing that the picture is about; several if they stand out together.",
    weights=("u2netp", "yolox_nano", "face_detection", "selfie_segmentation", "pose_landmark"),
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing, with confidence 0, when nothing stands out or no matte of it holds; a cut-out's own alpha. Several are told apart
    by gaps between them.

    Raises EngineUnavailable when a weight file is missing.
    """
    from overpaint.imaging.cutout import own_matte
    from overpaint.regions.salience import find_salient

    if context.cut_out:
        return Found.of(Mask(own_matte(image)), told_apart="by gaps")
    found = find_salient(image, context.weights, context.check)
    if found.fault is not None:
        return Found(image.size, confidence=0.0, told_apart="by gaps", unclear=found.fault)
    return Found.of(Mask(found.alpha), found.confidence, found.note, told_apart="by gaps")
