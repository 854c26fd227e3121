"""Steps that bring several pictures of the request onto one canvas."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from overpaint.canvas.request import EditRequest
from overpaint.errors import InvalidRequest
from overpaint.imaging.codec import ImageFile, decode
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image
from overpaint.plans import SentPicture, Step

_MOST_PIXELS = 6_000_000
"""Of each picture that is held while others are decoded: as many as the sheet they come on has at most."""


def sent_file(request: EditRequest, number: int) -> ImageFile:
    """The request's picture of that number, from 2 on. Raises InvalidRequest for one that it does not have."""
    if not 2 <= number <= len(request.images):
        raise InvalidRequest(f"The plan needs picture {number} of the request, which has {len(request.images)}.", param="image")
    return request.images[number - 1]


def gathered(request: EditRequest, step: Step, check: Callable[[], None] = lambda: None) -> tuple[Image, ...]:
    """The pictures that a step names, decoded one by one, none larger than a sheet. Raises InvalidImage, InvalidRequest."""
    found = []
    for picture in step.pictures:
        check()
        if isinstance(picture, SentPicture):
            found.append(within_sheet(decode(sent_file(request, picture.number))))
    return tuple(found)


def within_sheet(image: Image) -> Image:
    """The picture with no more pixels than a sheet has."""
    scale = sqrt(_MOST_PIXELS / (image.width * image.height))
    return image if scale >= 1 else resize(image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))
