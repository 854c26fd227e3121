"""For engines that hand the picture to a model, which redraws all of what it is shown: what that begins with, and ends with."""

from __future__ import annotations

from dataclasses import replace

from overpaint.canvas.handoff import Handoff
from overpaint.canvas.opening import Canvas, open_canvas
from overpaint.canvas.request import EditRequest
from overpaint.imaging.geometry import crop
from overpaint.imaging.part import put_back
from overpaint.imaging.redrawn import keep_unchanged
from overpaint.imaging.retoning import in_its_tone
from overpaint.imaging.values import Box, Image, Mask
from overpaint.plans import Note, Plan
from overpaint.regions.base import Found


def open_unseen(request: EditRequest, plan: Plan, given: Handoff | None) -> tuple[Canvas, tuple[Image, ...]]:
    """The canvas, and the pictures made so far, by an engine without eyes. Raises InvalidImage, Refusal."""
    if given is not None:
        return given.opened()
    canvas = open_canvas(request, plan, _everything)
    return replace(canvas, subject=None), (canvas.image,)


def to_be_kept(request: EditRequest, *, over_all: bool) -> bool:
    """Whether what is only redrawn is to be brought back: under a mask it is anyway; all may change if that is asked."""
    return request.mask is None and not over_all and request.background != "transparent"


def without_redrawing(before: Image, after: Image) -> tuple[Image, Note]:
    """`after` with the pixels of `before` where it only redrew them, and what to say of that."""
    kept = keep_unchanged(before, after)
    if kept.changed is None:
        return kept.image, Note(f"redrawn_{kept.why}")
    return kept.image, Note("rest_kept", {"share": max(1, round(100 * float((kept.changed.values > 0).mean())))})


def in_its_place(part: Image, before: Image, canvas: Canvas, box: Box) -> Image:
    """What a model made of a part of the canvas, in `before`, a picture of the canvas's size: under a mask in its tone."""
    top, left, bottom, right = box
    if canvas.mask is not None:
        part = in_its_tone(part, crop(canvas.image, box), Mask(canvas.mask.values[top:bottom, left:right]))
    return part if part.size == before.size else put_back(part, before, box)


def _everything(image: Image, kind: str) -> Found:
    """What matters in a picture is the model's to see: fitting takes all of it to matter."""
    return Found.of(Mask.whole(image.size)) if kind == "subject" else Found(image.size)
