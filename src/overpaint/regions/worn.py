"""What persons show: bare skin, hair, clothes. Each person's is learnt from their own face (`outlining.by_parts`).

Fails closed: where one of the persons who count has a face that is small, hidden or seen from the side, or their parts look
alike, the kind is unclear as a whole, for an edit of some of the skin is none of the skin.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import SEGMENTER, Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="What persons show whose faces are seen from the front: bare skin, hair, clothes; each person's is told apart.",
    weights=(
        "u2netp",
        "yolox_nano",
        "face_detection",
        "face_landmark",
        "selfie_segmentation",
        "pose_landmark",
        *SEGMENTER,
    ),
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where nobody is, or a part can't be told. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.by_face import meshes
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.outlining.parted import part_of
    from overpaint.regions.outlining.persons import large_persons

    rgb = on_grey(image)
    persons = large_persons(image, rgb, context)
    faces = meshes(rgb, context.weights) if persons else ()
    found = []
    for one in persons:
        context.check()
        part = part_of(rgb, one, faces, context.kind)
        if part is None:
            return Found(image.size, unclear="unclear_part", told_apart="by finder")
        found.append(part)
    return Found(image.size, tuple(found), told_apart="by finder", route="by box")
