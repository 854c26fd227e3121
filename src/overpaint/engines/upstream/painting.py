"""Pixels before a call and after it: what is sent is a fitted copy, what comes back is forced to its size and its place.

What an upstream can't do is done here: outside the mask the answer has the original's pixels, whatever came back; a size that it
does not make is met by fitting; of a big picture with a small mask only the part around it is sent, so that it comes back sharp.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from overpaint.canvas import Picture
from overpaint.canvas.finishing import answer, preview
from overpaint.canvas.handoff import Handoff
from overpaint.canvas.opening import Canvas
from overpaint.canvas.redrawing import in_its_place, open_unseen, without_redrawing
from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.duty import Compose, Composed, Prepare, Prepared, Sheet
from overpaint.engines.upstream.passing import keeps
from overpaint.engines.upstream.telling import seeded, who
from overpaint.engines.upstream.vendors import VENDORS
from overpaint.errors import InvalidImage, UpstreamError
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.fitting import fit_image
from overpaint.imaging.geometry import crop
from overpaint.imaging.part import part_around
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image, Mask, Size
from overpaint.imaging.wire import mask_to_alpha
from overpaint.plans import Note

_PNG = OutputFormat("png")
# How far an answer's aspect may be off, as a logarithm: rounding to whole blocks of 8 or 16 pixels.
_SAME_SHAPE = 0.03
# From this factor on, what came back looks soft where it is enlarged, and the answer says so.
_ENLARGED = 1.2


def prepared(job: Prepare) -> Prepared:
    """Open, fit, cut out what is to be sent. Raises InvalidImage, Refusal."""
    work, upstream = job.work, job.upstream
    canvas, images = open_unseen(work.request, work.plan, work.given)
    vendor = VENDORS[upstream.vendor]
    window = part_around(canvas.image.size, canvas.mask, vendor.frame(canvas.image.size, upstream))
    seen = crop(images[0], window)
    size = vendor.frame(seen.size, upstream)
    fitted = fit_image(seen, size, "extend")
    mask = None
    if canvas.mask is not None and upstream.mask in vendor.masks:
        top, left, bottom, right = window
        mask = _wire_mask(fitted.apply_to_mask(Mask(canvas.mask.values[top:bottom, left:right])), fitted.image, upstream)
    first = (fitted, *(fit_image(crop(image, window), size, "extend") for image in images[1:]))
    keep = keeps(job)
    kept = Handoff.of(canvas, images, canvas.notes) if keep or canvas.mask is not None or not work.last else None
    return Prepared(
        first=tuple(encode(one.image, _PNG) for one in first),
        others=tuple(encode(_bounded(decode(file), size), _PNG) for file in work.request.images[1:]),
        mask=mask,
        sheet=Sheet(size, fitted.placed, window, canvas.image.size, canvas.notes, kept, keep),
    )


def composed(job: Compose, max_pixels: int) -> Composed:
    """The answers. Raises UpstreamError for files that are no pictures, or of another shape than a mask can stand."""
    request, plan, sheet = job.work.request, job.work.plan, job.sheet
    kept = sheet.kept.opened() if sheet.kept else None
    if kept is None and sheet.keep:  # it was sent as it came
        kept = open_unseen(request, plan, job.work.given)
    pictures: list[Picture] = []
    made: list[Image] = []
    notes: list[Note] = []
    for number, file in enumerate(job.files):
        index = job.index + number
        came = _decoded(file, job.upstream, max_pixels)
        image, notes = _restored(came, sheet, job.upstream, masked=kept is not None and kept[0].mask is not None)
        # Where nothing is kept of it, the canvas is what was painted.
        canvas, images = kept or (Canvas(image, None, sheet.notes), (image,))
        image = in_its_place(image, images[min(index, len(images) - 1)] if kept else image, canvas, sheet.window)
        if job.partial:  # whoever looks on need not wait for what takes longer than painting one
            return Composed((Picture(preview(image, canvas, request), image.size, None, ""),))
        if sheet.keep:
            bound = job.work.given.bound if job.work.given else None
            image, told_of_it = without_redrawing(images[min(index, len(images) - 1)], image, bound)
            notes = [*notes, *told_of_it]
        if not job.work.last:
            made.append(image)
            continue
        told = job.told[number] if number < len(job.told) else ""
        notes = [*notes, *who(job.upstream, job.work.words, told)]
        if request.background == "transparent" and not image.has_alpha:
            notes.append(Note("not_transparent"))
        seed = request.seed + index if seeded(job.upstream) else None
        pictures.append(answer(image, canvas, request, plan, notes, seed))
    if job.work.last or kept is None:
        return Composed(tuple(pictures))
    handoff = Handoff.of(kept[0], tuple(made), (*sheet.notes, *notes, *who(job.upstream, job.work.words, "")))
    return Composed(handoff=replace(handoff, seeded=seeded(job.upstream)))


def _wire_mask(mask: Mask, image: Image, upstream: Upstream) -> bytes:
    """PNG in the upstream's own polarity. With alpha the colours are the picture's: some upstreams look at them too."""
    keep = mask_to_alpha(mask)
    if upstream.mask == "alpha":
        return encode(Image(np.dstack([image.pixels[..., :3], keep])), _PNG)
    grey = keep if upstream.mask == "black" else 255 - keep
    return encode(Image(np.dstack([grey, grey, grey])), _PNG)


def _bounded(image: Image, size: Size) -> Image:
    """Scaled down to at most the pixels of `size`."""
    scale = math.sqrt(size[0] * size[1] / (image.width * image.height))
    return image if scale >= 1 else resize(image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))


def _decoded(file: bytes, upstream: Upstream, max_pixels: int) -> Image:
    try:
        return decode(open_image(file, name="its picture", max_pixels=max_pixels))
    except InvalidImage as error:
        fault = error.message.partition(". ")[0]
        raise UpstreamError(f"The upstream {upstream.name} answered with what can't be used: {fault}.") from None


def _restored(image: Image, sheet: Sheet, upstream: Upstream, *, masked: bool) -> tuple[Image, list[Note]]:
    """What came back, of exactly the window's size, or of the canvas's where it has another shape than was asked for."""
    (width, height), size = image.size, sheet.size
    top, left, bottom, right = sheet.window
    window = (right - left, bottom - top)
    if abs(math.log(width * size[1] / (height * size[0]))) > _SAME_SHAPE:
        if masked:
            sizes = f"{width}x{height} where {size[0]}x{size[1]} was asked for"
            raise UpstreamError(f"The upstream {upstream.name} answered with another shape ({sizes}), so the mask can't hold.")
        fitted = fit_image(image, sheet.canvas, "auto")
        return fitted.image, [fitted.note] if fitted.note else []
    near = [round(edge * scale) for edge, scale in zip(sheet.placed, (height / size[1], width / size[0]) * 2, strict=True)]
    box = (near[0], near[1], max(near[0] + 1, min(near[2], height)), max(near[1] + 1, min(near[3], width)))
    shown = crop(image, box)
    enlarged = window[0] > _ENLARGED * shown.width
    notes = [Note("came_smaller", {"before": _words(shown.size), "after": _words(window)})] if enlarged else []
    return resize(shown, window), notes


def _words(size: Size) -> str:
    return f"{size[0]}x{size[1]}"
