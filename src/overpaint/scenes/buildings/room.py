"""A room as a box of walls with windows, and the furniture that stands in it. The camera is at (0, 0), looking along +y."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from overpaint.scenes.buildings.solids import BOX, ELLIPSOID
from overpaint.scenes.buildings.stage import Array, Colour, Place, Stage

WALL, FLOOR, CEILING, WOOD, CLOTH, BOOKS, BOTTLES, SCREEN, SHADE, METAL, LEAVES, PICTURE = range(12)
_THICK = 3.0
WARM = (1.0, 0.66, 0.36)
DAY = (1.0, 1.04, 1.1)


@dataclass(eq=False)
class Room(Stage):
    """`low`, `high`: corners of the inner box. `windows`: axis (0: side wall, 1: back wall), the wall's coordinate, along
    from, to, up from, to. `lamps`: rows of `solids.shine` that light the room. `floor`: "planks", "carpet" or "stone"."""

    low: Place = (-3.0, -2.0, 0.0)
    high: Place = (3.0, 6.0, 2.7)
    windows: list[tuple[int, float, float, float, float, float]] = field(default_factory=list)
    lamps: list[tuple[float, ...]] = field(default_factory=list)
    floor: str = "planks"

    @property
    def lamp_rows(self) -> Array:
        return np.array(self.lamps, np.float32).reshape(-1, 10)

    def lamp(self, place: Place, colour: Colour, candelas: float, facing: Place = (0.0, 0.0, 0.0), size: float = 0.05) -> None:
        self.lamps.append((*place, *facing, *(float(part) * candelas for part in colour), size))

    def globe(self, place: Place, colour: Colour, candelas: float, radius: float) -> None:
        """A lamp of some size, whose shadows are soft: four in place of one."""
        for x, y, z in ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)):
            self.lamp((place[0] + x * radius, place[1] + y * radius, place[2] + z * radius), colour, candelas / 4)


def build_room(
    random: np.random.Generator, size: tuple[float, float, float], wall: Colour, floor: tuple[str, Colour], near: int
) -> Room:
    """`size`: how wide, deep and high. `floor`: what it is made of and its colour. `near`: the side, -1 or 1, that is nearer."""
    wide, deep, high = size
    left = -wide * (0.5 + near * random.uniform(0.06, 0.16))
    room = Room(low=(left, -2.0, 0.0), high=(left + wide, deep, high), floor=floor[0])
    (x0, y0, z0), (x1, y1, z1) = room.low, room.high
    white = (0.72, 0.71, 0.69)
    room.add(FLOOR, BOX, (x0 - _THICK, y0 - _THICK, z0 - _THICK), (x1 + _THICK, y1 + _THICK, z0), floor[1])
    room.add(CEILING, BOX, (x0 - _THICK, y0 - _THICK, z1), (x1 + _THICK, y1 + _THICK, z1 + _THICK), white)
    room.add(WALL, BOX, (x0 - _THICK, y0 - _THICK, z0), (x0, y1 + _THICK, z1), wall)
    room.add(WALL, BOX, (x1, y0 - _THICK, z0), (x1 + _THICK, y1 + _THICK, z1), wall)
    room.add(WALL, BOX, (x0 - _THICK, y1, z0), (x1 + _THICK, y1 + _THICK, z1), wall)
    return room


def open_window(room: Room, axis: int, side: int, along: tuple[float, float], up: tuple[float, float], day: float) -> None:
    """A window in the back wall (axis 1) or the left or right one (axis 0, side -1 or 1). `day`: candelas a square metre."""
    wall = room.high[1] if axis == 1 else (room.low[0] if side < 0 else room.high[0])
    room.windows.append((axis, wall, *along, *up))
    bars = max(2, round((along[1] - along[0]) / 1.3) + 1)
    for place in np.linspace(*along, bars):
        _bar(room, axis, wall, (place - 0.035, place + 0.035), up)
    for height in (up[0], up[1]):
        _bar(room, axis, wall, along, (height - 0.04, height + 0.04))
    if day <= 0:
        return
    inward: Place = (0.0, -1.0, 0.0) if axis == 1 else (float(-side), 0.0, 0.0)
    across, tall = np.linspace(*along, 4)[:3] + (along[1] - along[0]) / 6, np.linspace(*up, 3)[:2] + (up[1] - up[0]) / 4
    area = (along[1] - along[0]) * (up[1] - up[0]) / 6.0
    for place in across:
        for height in tall:
            point = (place, wall - 0.05, height) if axis == 1 else (wall - side * 0.05, place, height)
            room.lamp(point, DAY, day * area, inward, area)


def _bar(room: Room, axis: int, wall: float, along: tuple[float, float], up: tuple[float, float]) -> None:
    low, high = (along[0], wall - 0.05, up[0]), (along[1], wall + 0.02, up[1])
    if axis == 0:
        low, high = (wall - 0.05, along[0], up[0]), (wall + 0.05, along[1], up[1])
    room.add(METAL, BOX, low, high, (0.5, 0.5, 0.5))


def block(room: Room, kind: int, middle: Place, size: Place, colour: Colour, shape: float = BOX) -> None:
    """A solid by the middle of its underside and its size."""
    x, y, z = middle
    low = (x - size[0] / 2, y - size[1] / 2, z)
    room.add(kind, shape, low, (low[0] + size[0], low[1] + size[1], z + size[2]), colour)


def sofa(room: Room, random: np.random.Generator, x: float, y: float, wide: float, colour: Colour) -> None:
    """With its back towards +y."""
    block(room, CLOTH, (x, y, 0.12), (wide, 0.9, 0.3), colour)
    block(room, CLOTH, (x, y + 0.36, 0.2), (wide, 0.22, 0.62), colour)
    for side in (-1, 1):
        block(room, CLOTH, (x + side * (wide / 2 - 0.1), y, 0.12), (0.2, 0.9, 0.48), colour)
    seats = 2 if wide < 1.9 else 3
    for seat in range(seats):
        middle = x + ((seat + 0.5) / seats - 0.5) * (wide - 0.4)
        block(room, CLOTH, (middle, y - 0.05, 0.34), ((wide - 0.42) / seats, 0.72, 0.22), colour, ELLIPSOID)
        if random.random() < 0.7:
            shade = random.uniform(0.08, 0.5) * np.array((1.0, random.uniform(0.75, 1.0), random.uniform(0.5, 0.95)))
            block(room, CLOTH, (middle + random.uniform(-0.1, 0.1), y + 0.16, 0.42), (0.46, 0.24, 0.44), shade, ELLIPSOID)


def table(room: Room, x: float, y: float, size: Place, colour: Colour) -> None:
    block(room, WOOD, (x, y, size[2] - 0.045), (size[0], size[1], 0.045), colour)
    for across in (-0.45, 0.45):
        for ahead in (-0.42, 0.42):
            block(room, WOOD, (x + across * size[0], y + ahead * size[1], 0), (0.05, 0.05, size[2] - 0.045), colour)


def chair(room: Room, x: float, y: float, colour: Colour) -> None:
    block(room, WOOD, (x, y, 0.43), (0.42, 0.42, 0.05), colour)
    block(room, WOOD, (x, y + 0.2, 0.46), (0.42, 0.05, 0.42), colour)
    for across in (-0.18, 0.18):
        for ahead in (-0.18, 0.18):
            block(room, METAL, (x + across, y + ahead, 0), (0.04, 0.04, 0.43), np.asarray(colour) * 0.6)


def plant(room: Room, random: np.random.Generator, x: float, y: float, high: float) -> None:
    block(room, CLOTH, (x, y, 0), (0.34, 0.34, 0.36), (0.5, 0.47, 0.42))
    green = np.array((0.035, 0.062, 0.026)) * random.uniform(0.8, 1.5)
    for _ in range(26):
        # Leaves hang outwards from a stem: small and flat, wider apart the higher they are.
        up = random.uniform(0.35, 0.95)
        turn, out = random.uniform(0.0, 6.3), random.uniform(0.03, 0.30) * (0.6 + 0.6 * up)
        size = (random.uniform(0.07, 0.2), random.uniform(0.07, 0.2), random.uniform(0.1, 0.34))
        place = (x + out * np.cos(turn), y + out * np.sin(turn), 0.3 + up * (high - 0.6))
        block(room, LEAVES, place, size, green * random.uniform(0.5, 1.6), ELLIPSOID)
    block(room, WOOD, (x, y, 0.3), (0.03, 0.03, 0.7 * high - 0.3), (0.08, 0.06, 0.04))


def hanging_lamp(room: Room, random: np.random.Generator, place: Place, lit: float, colour: Colour = WARM) -> None:
    """A globe or a shade on a cord; `lit`: candelas, 0 when it is off."""
    x, y, z = place
    block(room, METAL, (x, y, z + 0.14), (0.012, 0.012, room.high[2] - z - 0.14), (0.02, 0.02, 0.02))
    block(room, METAL, (x, y, z + 0.06), (0.26, 0.26, 0.16), (0.03, 0.03, 0.03), ELLIPSOID)
    if lit > 0:
        room.shine((x, y, z), colour, 0.12 * lit * random.uniform(0.6, 1.2), 0.05)
        room.lamp((x, y, z - 0.02), colour, lit * 0.8)


def standing_lamp(room: Room, x: float, y: float, lit: float) -> None:
    block(room, METAL, (x, y, 0), (0.03, 0.03, 1.35), (0.05, 0.045, 0.04))
    block(room, SHADE, (x, y, 1.35), (0.4, 0.4, 0.32), np.array(WARM) * (2.6 if lit > 0 else 0.3))
    if lit > 0:
        for up in (1.25, 1.76):
            room.globe((x, y, up), WARM, lit, 0.14)


def shelf(room: Room, kind: int, low: Place, high: Place, colour: Colour) -> None:
    """A case full of books or bottles, whose wares `wares` paints on its faces."""
    room.add(kind, BOX, low, high, colour)


def pictures(room: Room, random: np.random.Generator, x: tuple[float, float], up: float) -> None:
    """Framed pictures on the back wall."""
    place = x[0] + random.uniform(0.1, 0.5)
    while place < x[1] - 0.4:
        wide, tall = random.uniform(0.42, 0.9), random.uniform(0.45, 0.8)
        block(room, METAL, (place + wide / 2, room.high[1] - 0.02, up), (wide, 0.04, tall), (0.04, 0.035, 0.03))
        block(
            room, PICTURE, (place + wide / 2, room.high[1] - 0.03, up + 0.03), (wide - 0.06, 0.04, tall - 0.06), (0.72, 0.7, 0.66)
        )
        # A print in its mount: a sky over land, or two fields of colour.
        shade = random.uniform(0.1, 0.5) * np.array((1.0, random.uniform(0.85, 1.05), random.uniform(0.75, 1.1)))
        inner, low = (wide - 0.24, tall - 0.26), random.uniform(0.3, 0.65)
        for begin, share, tone in ((0.0, low, 0.5), (low, 1.0 - low, 1.25)):
            foot = up + 0.13 + begin * inner[1]
            block(room, PICTURE, (place + wide / 2, room.high[1] - 0.04, foot), (inner[0], 0.04, share * inner[1]), tone * shade)
        place += wide + random.uniform(0.12, 0.6)
