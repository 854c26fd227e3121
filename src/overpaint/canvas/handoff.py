"""A picture on its way from one engine to the next: lossless, and small enough to pass between processes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from overpaint.canvas.opening import Canvas
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Edges, Image, Mask
from overpaint.plans import Note, Where
from overpaint.regions.base import Found

_MASK_CODES = 65535


@dataclass(frozen=True)
class Bound:
    """Where an edit belongs: on what is at `where`, or near it. `bits`: one a pixel of the canvas, (H, W), row by row."""

    where: Where
    bits: bytes
    shape: tuple[int, int]

    @classmethod
    def of(cls, where: Where, mask: Mask) -> Bound:
        """`mask`: 0 = it can't be here."""
        return cls(where, np.packbits(mask.values > 0).tobytes(), (mask.size[1], mask.size[0]))

    @property
    def mask(self) -> Mask:
        bits = np.unpackbits(np.frombuffer(self.bits, np.uint8), count=self.shape[0] * self.shape[1])
        return Mask(bits.reshape(self.shape).astype(np.float32))


@dataclass(frozen=True)
class Handoff:
    """`pictures`: PNG of what was made so far, one for all answers or one each. `canvas`: PNG of the picture as it was fitted.

    `mask`: (H, W) of the request's mask on the canvas in steps of 1/65535, with its shape. `notes`: what was told so far.
    `subject`: what was found of the subject before fitting. `edges`: what layout steps will add. `seeded`: the request's seed
    would give the same pictures again. `bound`: what was looked for for the next part.
    """

    pictures: tuple[bytes, ...]
    canvas: bytes
    mask: tuple[bytes, tuple[int, int]] | None = None
    notes: tuple[Note, ...] = ()
    subject: Found | None = None
    cut_out: bool = False
    edges: tuple[Edges, ...] = ()
    seeded: bool = True
    bound: Bound | None = None

    @classmethod
    def of(cls, canvas: Canvas, images: tuple[Image, ...], notes: tuple[Note, ...]) -> Handoff:
        """What the next engine needs of this one's work."""
        fitted = encode(canvas.image, OutputFormat("png"))
        return cls(
            pictures=tuple(fitted if image is canvas.image else encode(image, OutputFormat("png")) for image in images),
            canvas=fitted,
            mask=None if canvas.mask is None else _packed(canvas.mask),
            notes=notes,
            subject=canvas.subject,
            cut_out=canvas.cut_out,
            edges=canvas.edges,
        )

    def opened(self) -> tuple[Canvas, tuple[Image, ...]]:
        """The canvas as it was, and the pictures made so far."""
        mask = None if self.mask is None else _unpacked(self.mask)
        canvas = Canvas(_decoded(self.canvas), mask, self.notes, self.subject, self.cut_out, self.edges)
        return canvas, tuple(canvas.image if data == self.canvas else _decoded(data) for data in self.pictures)


def _packed(mask: Mask) -> tuple[bytes, tuple[int, int]]:
    codes = np.rint(mask.values * np.float32(_MASK_CODES)).astype(np.uint16)
    return codes.tobytes(), (mask.size[1], mask.size[0])


def _unpacked(packed: tuple[bytes, tuple[int, int]]) -> Mask:
    data, shape = packed
    return Mask(np.frombuffer(data, np.uint16).reshape(shape).astype(np.float32) / np.float32(_MASK_CODES))


def _decoded(data: bytes) -> Image:
    return decode(open_image(data, name="image", max_pixels=1 << 30))
