"""The last word on an answer: pixels outside the mask are the input's own, `background` is what was asked for; then the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from overpaint.canvas.opening import Canvas
from overpaint.canvas.request import EditRequest, Picture
from overpaint.imaging.blend import blend
from overpaint.imaging.codec import encode
from overpaint.imaging.geometry import flatten
from overpaint.imaging.values import Image, Size
from overpaint.instructions import describe, say, tell
from overpaint.plans import Note, Plan, each_once

_EXACT = ("masked", "kept", "rest_kept")
"""Notes that say which pixels stay as they are, which holds to the bit only until a file format rounds them."""


def finish(image: Image, canvas: Canvas, request: EditRequest) -> tuple[Image, tuple[Note, ...]]:
    """The answer's pixels, and what to add to the words that describe it."""
    if canvas.mask is not None:
        image = blend(canvas.image, image, canvas.mask)
    keeps_alpha = request.background != "opaque" and request.output.format != "jpeg"
    if not image.has_alpha or keeps_alpha:
        return image, ()
    return flatten(image), (Note("flattened_jpeg" if request.output.format == "jpeg" else "flattened_opaque"),)


def answer(image: Image, canvas: Canvas, request: EditRequest, plan: Plan, notes: Sequence[Note], seed: int | None) -> Picture:
    """One answer: finished, described in the language of the prompt, encoded. `notes`: what was found on the way."""
    final, added = finish(image, canvas, request)
    told = each_once((*canvas.notes, *notes, *added))  # each part of a plan may have met the same thing
    if request.output.format != "png" and any(note.key in _EXACT for note in told):
        told = (*told, Note("lossy", {"format": request.output.format.upper()}))
    return Picture(encode(final, request.output), final.size, seed, _words(plan, told))


def answered_as_it_came(data: bytes, size: Size, plan: Plan, notes: Sequence[Note], seed: int | None) -> Picture:
    """An answer whose file is what somebody else made, for a request with nothing to be done to it."""
    return Picture(data, size, seed, _words(plan, each_once(tuple(notes))))


def _words(plan: Plan, told: Sequence[Note]) -> str:
    """A plan without steps is of an engine that took the prompt unread: what it did stands in its notes alone."""
    if plan.steps:
        return describe(plan, notes=told)
    return say(plan.language, "punctuation", "between").join(tell(plan.language, note) for note in told)


def preview(image: Image, canvas: Canvas, request: EditRequest) -> bytes:
    """What the answer would be if the work ended here, encoded as it will be."""
    return encode(finish(image, canvas, request)[0], request.output)


def told_if_alike(pictures: Sequence[Picture], language: str) -> tuple[Picture, ...]:
    """Several answers that are one and the same say so: not every edit leaves something to chance."""
    if len({picture.data for picture in pictures}) > 1 or len(pictures) == 1:
        return tuple(pictures)
    return telling_too(pictures, Note("alike", {"count": len(pictures)}), language)


def telling_too(pictures: Sequence[Picture], note: Note, language: str) -> tuple[Picture, ...]:
    """The same answers, their words with one sentence more."""
    more = say(language, "punctuation", "between") + tell(language, note)
    return tuple(replace(picture, revised_prompt=picture.revised_prompt + more) for picture in pictures)
