"""How a model is held: as it is, layer after layer on the accelerator, or in four bits. And whether an edit finds room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from overpaint.errors import EngineUnavailable

Holding: TypeAlias = Literal["full", "offload", "nf4"]
"""`full`: all of it on the device. `offload`: in the machine's memory, its layers on the device in turn. `nf4`: in four bits."""

# What stays free: the driver's, other programs', and what an edit takes besides, before it was measured: of the families here 2.5
# to 4.5 GB for a megapixel (docs/diffusion.md).
_SPARE, _FIRST_EDIT = 0.05, 4_600_000_000
# Bytes of four-bit weights to one of bfloat16, with their scales and the layers that stay as they are.
_FOUR_BITS = 0.32


@dataclass(frozen=True)
class Room:
    """Bytes that are free. `device`: on the accelerator; 0 for none. `machine`: in the machine's own memory."""

    device: int
    machine: int


def holding_for(weights: int, room: Room, wanted: Literal["auto", "full", "offload", "nf4"], *, four_bits: bool) -> Holding:
    """How to hold a model; what is `wanted`, if it is not `auto`. `weights`: bytes in bfloat16. `four_bits`: it has a library.

    Raises EngineUnavailable where it finds no room in any way.
    """
    if wanted != "auto":
        return wanted
    by_the_machine = weights <= room.machine * (1 - _SPARE)
    if not room.device:
        if by_the_machine:
            return "full"
        raise _no_room(weights, room)
    usable = room.device * (1 - _SPARE) - _FIRST_EDIT
    if weights <= usable:
        return "full"
    if usable >= 0 and by_the_machine:
        return "offload"
    if four_bits and weights * _FOUR_BITS <= usable:
        return "nf4"
    raise _no_room(weights, room)


@dataclass(frozen=True)
class Line:
    """What an edit takes besides the weights: `base` bytes, and `a_megapixel` of the frame and of each picture looked at."""

    base: int
    a_megapixel: int

    def bytes(self, megapixels: float) -> int:
        """Of an edit with so many in all."""
        return round(self.base + self.a_megapixel * megapixels)


def line_through(small: tuple[float, int], large: tuple[float, int]) -> Line:
    """From two edits: (megapixels in all, bytes at their highest besides the weights). Of one size, it has no slope."""
    wider = large[0] - small[0]
    slope = max(0.0, (large[1] - small[1]) / wider) if wider > 0 else 0.0
    return Line(max(0, round(max(large[1], small[1]) - slope * large[0])), round(slope))


def _no_room(weights: int, room: Room) -> EngineUnavailable:
    where = f"{room.device / 1e9:.1f} GB of the accelerator are free" if room.device else f"{room.machine / 1e9:.1f} GB are free"
    message = (
        f"The model takes {weights / 1e9:.1f} GB and {where}. Free some, name a smaller one in OVERPAINT_DIFFUSION_MODEL, "
        "or install bitsandbytes and set OVERPAINT_DIFFUSION_MEMORY=nf4."
    )
    return EngineUnavailable(message)
