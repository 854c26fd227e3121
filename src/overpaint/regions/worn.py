"""What persons show: bare skin, hair, clothes. Each person's is learnt from their own face (`outlining.by_parts`).

Fails closed: where one of the persons who count has a face that is small, hidden or seen from the side, or their parts look
alike, the kind is unclear as a whole, for an edit of some of the skin is none of the skin. Where nobody has a face and all
that is seen is of the colour of skin, such as a hand, all of it is.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.plans import Named, Note
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

_BY_COLOUR = 0.5
"""How sure it is of a hand or a foot without a face: it may be a glove of the colour."""


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where nobody is, or a part can't be told. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.bare import is_bare
    from overpaint.regions.outlining.by_face import meshes
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.outlining.parted import part_of
    from overpaint.regions.outlining.persons import large_persons

    rgb = on_grey(image)
    persons = large_persons(image, rgb, context)
    faces = meshes(rgb, context.weights) if persons else ()
    if context.kind == "bare_skin" and len(persons) == 1 and not faces and is_bare(rgb, persons[0]):
        note = Note("found_by_colour", {"region": Named(kind=context.kind)})
        return Found(image.size, tuple(persons), _BY_COLOUR, note, told_apart="by finder", route="by colour")
    found = []
    for one in persons:
        context.check()
        part = part_of(rgb, one, faces, context.kind)
        if part is None:
            return Found(image.size, unclear="unclear_part", told_apart="by finder")
        found.append(part)
    return Found(image.size, tuple(found), told_apart="by finder", route="by box")
