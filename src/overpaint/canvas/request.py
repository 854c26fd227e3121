"""What is asked for and what is answered: the values that stand at both ends of an edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from overpaint.imaging.codec import ImageFile, OutputFormat
from overpaint.imaging.fitting import Fit
from overpaint.imaging.values import Quality, Size
from overpaint.plans import Plan

Background = Literal["auto", "opaque", "transparent"]

QualityName = Literal["low", "medium", "high", "auto", "standard"]
QUALITIES: dict[str, Quality] = {"low": "low", "medium": "medium", "high": "high", "auto": "medium", "standard": "medium"}
"""How much work an answer is worth, by every name that clients send."""

MAX_PROMPT = 32_000
"""Characters of a prompt."""

MAX_IMAGES = 16
MAX_N = 10
"""Pictures of one request: given, and answered."""

MAX_PARTIALS = 3
"""Intermediate pictures of one answer."""


@dataclass(frozen=True)
class EditRequest:
    """One edit. `images`: 1 to 16 files whose headers were read and passed the limits; the first is the one edited.

    `mask`: a file of the first image's size with an alpha channel (alpha 0 = edit). `size`: (width, height) of the answer; `auto`
    keeps the first image's aspect at the nearest allowed size; `source` leaves the size as the edit leaves it. `seed`: answer i
    of `n` is made from `seed + i`; `seed_asked`: somebody chose it. `partial`: of a mixed prompt run what can be done, rather
    than refuse all of it. `partials`: how many intermediate pictures of each answer are wanted. `plan`: run this one as it is;
    the prompt is then only on record. `moderation`: how readily it is blocked where the operator has pictures looked at.
    """

    images: tuple[ImageFile, ...]
    prompt: str
    mask: ImageFile | None = None
    n: int = 1
    size: Size | Literal["auto", "source"] = "auto"
    seed: int = 0
    seed_asked: bool = False
    fit: Fit = "auto"
    quality: Quality = "medium"
    background: Background = "auto"
    output: OutputFormat = field(default_factory=OutputFormat)
    partial: bool = False
    partials: int = 0
    plan: Plan | None = None
    moderation: Literal["auto", "low"] = "auto"


@dataclass(frozen=True)
class Picture:
    """One answer: the encoded file, its size, the seed it was made from, and what was done in plain words.

    `seed`: None where nobody could make the same picture again.
    """

    data: bytes
    size: Size
    seed: int | None
    revised_prompt: str
