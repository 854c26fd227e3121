"""Files that go through as they came, but for their metadata: where nothing has to be done to a pixel, none is decoded.

It spares a call two processes, two copies of the picture through pipes, and decoding and encoding it twice.
"""

from __future__ import annotations

from overpaint.canvas.finishing import answered_as_it_came
from overpaint.canvas.opening import opens_as_it_came
from overpaint.canvas.redrawing import to_be_kept
from overpaint.engines.upstream.duty import Compose, Composed, Prepare, Prepared, Sheet
from overpaint.engines.upstream.telling import seeded, who
from overpaint.engines.upstream.vendors import VENDORS
from overpaint.errors import InvalidImage
from overpaint.imaging.codec.bare import bare
from overpaint.imaging.codec.header import ImageFile
from overpaint.imaging.codec.opening import open_image


def sent_as_it_came(job: Prepare) -> Prepared | None:
    """The request's files, where they are what would be made of them; None where they are not. Raises InvalidImage."""
    request, vendor = job.work.request, VENDORS[job.upstream.vendor]
    size = request.images[0].header.size
    if job.work.given is not None or not opens_as_it_came(request, job.work.plan) or vendor.frame(size, job.upstream) != size:
        return None
    if not job.work.last or any(_area(file) > size[0] * size[1] for file in request.images[1:]):
        return None
    files = [bare(file) if file.header.format in vendor.takes else None for file in request.images]
    made = tuple(file for file in files if file is not None)
    if len(made) < len(files):
        return None
    whole = (0, 0, size[1], size[0])
    return Prepared(made[:1], made[1:], None, Sheet(size, whole, whole, size, (), None, keep=keeps(job)))


def answered(job: Compose, max_pixels: int) -> Composed | None:
    """Its files as the answers, where they are what was asked for; None where they are not, or may not be."""
    request, sheet = job.work.request, job.sheet
    plain = job.work.last and not job.partial and not sheet.keep and sheet.kept is None and not sheet.notes
    if not plain or sheet.size != sheet.canvas or request.background != "auto" or request.output.format != "png":
        return None
    pictures = []
    for number, file in enumerate(job.files):
        data = _usable(file, sheet, max_pixels)
        if data is None:
            return None
        index = job.index + number
        notes = who(job.upstream, job.work.words, job.told[number] if number < len(job.told) else "")
        seed = request.seed + index if seeded(job.upstream) else None
        pictures.append(answered_as_it_came(data, sheet.canvas, job.work.plan, notes, seed))
    return Composed(tuple(pictures))


def keeps(job: Prepare) -> bool:
    """Whether what is only redrawn is to be brought back."""
    return job.upstream.keep and to_be_kept(job.work.request, over_all=job.work.over_all)


def _usable(file: bytes, sheet: Sheet, max_pixels: int) -> bytes | None:
    try:
        opened = open_image(file, name="its picture", max_pixels=max_pixels)
        return bare(opened) if opened.header.format == "png" and opened.header.size == sheet.canvas else None
    except InvalidImage:  # whoever decodes it says what is wrong with it
        return None


def _area(file: ImageFile) -> int:
    return file.header.size[0] * file.header.size[1]
