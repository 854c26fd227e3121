"""For engines that hand the picture to a model, which redraws all of what it is shown: what that begins with, and ends with."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from overpaint.canvas.handoff import Bound, Handoff
from overpaint.canvas.opening import Canvas, open_canvas
from overpaint.canvas.request import EditRequest
from overpaint.imaging.around import grown
from overpaint.imaging.geometry import crop
from overpaint.imaging.part import put_back
from overpaint.imaging.redrawn import keep_unchanged
from overpaint.imaging.retoning import in_its_tone
from overpaint.imaging.values import Box, Image, Mask
from overpaint.plans import Note, Plan, Where
from overpaint.regions.base import Found

# How far from a thing what is changed of it may reach, as a share of the thing's extent, and at least and most of the picture's
# shorter side.
_REACH, _LEAST_REACH, _MOST_REACH = 0.35, 0.03, 0.2
# From this value of its mask on a pixel belongs to the thing.
_IN = 0.5
# Beyond this share of the picture a bound leaves nothing to tell it by.
_MOST = 0.85


def open_unseen(request: EditRequest, plan: Plan, given: Handoff | None) -> tuple[Canvas, tuple[Image, ...]]:
    """The canvas, and the pictures made so far, by an engine without eyes. Raises InvalidImage, Refusal."""
    if given is not None:
        return given.opened()
    canvas = open_canvas(request, plan, _everything)
    return replace(canvas, subject=None), (canvas.image,)


def to_be_kept(request: EditRequest, *, over_all: bool) -> bool:
    """Whether what is only redrawn is to be brought back: under a mask it is anyway; all may change if that is asked."""
    return request.mask is None and not over_all and request.background != "transparent"


def bound_around(where: Where, mask: Mask) -> Bound | None:
    """Where an edit of what is at `mask` may reach: a hat stands above its head. None where that is nearly all of the picture."""
    rows, columns = np.flatnonzero(mask.values.max(axis=1) >= _IN), np.flatnonzero(mask.values.max(axis=0) >= _IN)
    if not rows.size:
        return None
    extent = math.sqrt(float(rows[-1] - rows[0] + 1) * float(columns[-1] - columns[0] + 1))
    reach = float(np.clip(_REACH * extent, _LEAST_REACH * min(mask.size), _MOST_REACH * min(mask.size)))
    room = Mask(grown(mask.values, reach))
    return Bound.of(where, room) if float((room.values > 0).mean()) <= _MOST else None


def without_redrawing(before: Image, after: Image, bound: Bound | None = None) -> tuple[Image, tuple[Note, ...]]:
    """`after` with the pixels of `before` where it only redrew them, and outside of the bound; and what to say of that."""
    kept = keep_unchanged(before, after, None if bound is None else bound.mask)
    if kept.changed is None:
        return kept.image, (Note(f"redrawn_{kept.why}"),)
    notes = [Note("rest_kept", {"share": max(1, round(100 * float((kept.changed.values > 0).mean())))})]
    if bound is not None and not kept.found:
        notes.append(Note("change_unclear", {"region": bound.where}))
    if bound is not None and kept.beyond:
        notes.append(Note("taken_back", {"region": bound.where}))
    return kept.image, tuple(notes)


def in_its_place(part: Image, before: Image, canvas: Canvas, box: Box) -> Image:
    """What a model made of a part of the canvas, in `before`, a picture of the canvas's size: under a mask in its tone."""
    top, left, bottom, right = box
    if canvas.mask is not None:
        part = in_its_tone(part, crop(canvas.image, box), Mask(canvas.mask.values[top:bottom, left:right]))
    return part if part.size == before.size else put_back(part, before, box)


def _everything(image: Image, kind: str) -> Found:
    """What matters in a picture is the model's to see: fitting takes all of it to matter."""
    return Found.of(Mask.whole(image.size)) if kind == "subject" else Found(image.size)
