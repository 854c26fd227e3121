"""The four rooms there are: where furniture, windows and lamps go in each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from overpaint.scenes.buildings.room import (
    BOOKS,
    BOTTLES,
    CLOTH,
    METAL,
    SCREEN,
    SHADE,
    WOOD,
    Room,
    block,
    build_room,
    chair,
    hanging_lamp,
    open_window,
    pictures,
    plant,
    shelf,
    sofa,
    standing_lamp,
    table,
)

_DAY = 7.0  # candelas a square metre of window, where a white sheet before it is about 1
_OAK, _WALNUT, _BIRCH = (0.36, 0.22, 0.11), (0.13, 0.07, 0.04), (0.55, 0.42, 0.28)
_WALLS = ((0.66, 0.64, 0.6), (0.6, 0.55, 0.47), (0.42, 0.46, 0.44), (0.36, 0.42, 0.48), (0.62, 0.5, 0.42))
_SOFAS = ((0.30, 0.29, 0.28), (0.09, 0.12, 0.18), (0.42, 0.33, 0.23), (0.07, 0.12, 0.09), (0.5, 0.46, 0.4), (0.3, 0.1, 0.05))


def living_room(random: np.random.Generator, night: bool) -> Room:
    wall, wood = _WALLS[random.integers(len(_WALLS))], (_OAK, _WALNUT, _BIRCH)[random.integers(3)]
    side = int(random.choice((-1, 1)))
    size = random.uniform(4.4, 5.6), random.uniform(4.8, 6.6), 2.7
    room = build_room(random, size, wall, ("planks", wood), side)
    left, right, back = room.low[0], room.high[0], room.high[1]
    open_window(room, 0, side, (1.0, back - 0.9), (0.5, 2.35), 0.0 if night else _DAY)
    if random.random() < 0.65:
        begin = left + 0.5 if side < 0 else right - 2.3
        open_window(room, 1, 1, (begin, begin + 1.8), (0.6, 2.3), 0.0 if night else _DAY)
    else:
        pictures(room, random, (left + 0.8, right - 0.8), 1.35)
    sofa(room, random, random.uniform(-0.9, 0.9), back - 0.75, random.uniform(1.8, 2.4), _SOFAS[random.integers(len(_SOFAS))])
    table(room, random.uniform(-0.6, 0.6), back - 2.0, (1.1, 0.6, 0.4), wood)
    far = left + 0.35 if side > 0 else right - 0.35
    standing_lamp(room, far - 0.4 * side * -1, back - 0.6, 3.2 if night else 0.0)
    begin = back - random.uniform(3.2, 3.8)
    shelf(room, BOOKS, (far - 0.3, begin, 0), (far + 0.3, begin + random.uniform(1.4, 2.2), random.uniform(1.5, 2.2)), wood)
    plant(room, random, (right - 0.5) if side > 0 else (left + 0.5), back - 0.5, random.uniform(1.2, 1.8))
    block(room, CLOTH, (0, back - 2.0, 0), (3.0, 2.0, 0.012), np.array((0.5, 0.44, 0.38)) * random.uniform(0.4, 1.1))
    if night:
        x, y = random.uniform(left + 0.6, right - 0.6), back - 0.3
        block(room, SHADE, (x, y, 0.62), (0.28, 0.28, 0.22), (2.4, 1.5, 0.8))
        block(room, WOOD, (x, y, 0), (0.45, 0.4, 0.55), wood)
        room.globe((x, y - 0.2, 0.75), (1.0, 0.66, 0.36), 1.6, 0.1)
    return room


def office(random: np.random.Generator, night: bool) -> Room:
    wall = ((0.68, 0.68, 0.67), (0.55, 0.58, 0.6), (0.36, 0.42, 0.46))[random.integers(3)]
    floor = ("carpet", np.array((0.13, 0.14, 0.155)) * random.uniform(0.7, 1.6)) if random.random() < 0.6 else ("planks", _BIRCH)
    side = int(random.choice((-1, 1)))
    room = build_room(random, (random.uniform(8.0, 11.0), random.uniform(9.0, 13.0), 2.85), wall, floor, side)
    left, right, back = room.low[0], room.high[0], room.high[1]
    open_window(room, 0, side, (0.5, back - 0.4), (0.75, 2.7), 0.0 if night else _DAY)
    if random.random() < 0.6:
        open_window(room, 1, 1, (left + 0.4, right - 0.4), (0.75, 2.7), 0.0 if night else _DAY)
    else:
        shelf(room, BOOKS, (left + 0.5, back - 0.35, 0), (left + 0.5 + random.uniform(2, 4), back, 1.9), (0.5, 0.5, 0.5))
    desk = ((0.66, 0.65, 0.63), _BIRCH, _OAK)[random.integers(3)]
    for y in np.arange(4.9, back - 0.8, random.uniform(1.9, 2.6)):  # what stands nearer a lens blurs too little
        for x in np.arange(left + 1.4, right - 1.0, random.uniform(2.2, 2.8)):
            _desk(room, random, float(x) + random.uniform(-0.1, 0.1), float(y), desk)
    plant(room, random, random.uniform(left + 0.6, right - 0.6), back - 0.7, 1.7)
    for y in np.arange(1.5, back, 2.4):
        for x in np.arange(left + 1.2, right - 0.6, 2.4):
            block(room, SHADE, (float(x), float(y), room.high[2] - 0.04), (1.2, 0.16, 0.04), (1.7, 1.75, 1.8))
            if len(room.lamps) < 24:
                room.lamp((float(x), float(y), room.high[2] - 0.06), (1.0, 0.97, 0.92), 1.0 if night else 0.35, (0, 0, -1), 0.3)
    return room


def _desk(room: Room, random: np.random.Generator, x: float, y: float, colour: tuple[float, float, float]) -> None:
    block(room, WOOD, (x, y, 0.7), (1.5, 0.75, 0.035), colour)
    for across in (-0.7, 0.7):
        block(room, METAL, (x + across, y, 0), (0.05, 0.6, 0.7), (0.2, 0.2, 0.2))
    screen = np.array((0.35, 0.5, 0.75)) * random.uniform(0.1, 1.0) if random.random() < 0.7 else (0.01, 0.01, 0.012)
    block(room, METAL, (x, y + 0.12, 0.735), (0.06, 0.06, 0.2), (0.05, 0.05, 0.05))
    block(room, METAL, (x, y + 0.13, 0.88), (0.62, 0.03, 0.37), (0.02, 0.02, 0.02))
    block(room, SCREEN, (x, y + 0.105, 0.895), (0.59, 0.02, 0.34), screen)
    seat = ((0.03, 0.03, 0.035), (0.12, 0.13, 0.15), (0.05, 0.09, 0.15))[random.integers(3)]
    aside = x + random.uniform(-0.3, 0.3)
    block(room, CLOTH, (aside, y - 0.55, 0.42), (0.48, 0.46, 0.08), seat)
    block(room, CLOTH, (aside, y - 0.8, 0.58), (0.44, 0.06, 0.42), seat)
    block(room, METAL, (aside, y - 0.6, 0.08), (0.05, 0.05, 0.34), (0.03, 0.03, 0.03))
    block(room, METAL, (aside, y - 0.6, 0.03), (0.5, 0.06, 0.04), (0.03, 0.03, 0.03))


def cafe(random: np.random.Generator, night: bool) -> Room:
    wall = ((0.22, 0.12, 0.08), (0.30, 0.27, 0.23), (0.07, 0.11, 0.10), (0.5, 0.44, 0.36))[random.integers(4)]
    wood = (_OAK, _WALNUT)[random.integers(2)]
    side = int(random.choice((-1, 1)))
    size = random.uniform(5.5, 7.0), random.uniform(6.5, 8.5), 3.3
    room = build_room(random, size, wall, ("planks", np.array(wood) * 0.7), side)
    left, right, back = room.low[0], room.high[0], room.high[1]
    open_window(room, 0, side, (0.6, back - 0.6), (0.8, 2.9), 0.0 if night else _DAY)
    counter = (left + 1.6, right - 0.2) if side < 0 else (left + 0.2, right - 1.6)
    room.add(WOOD, 0.0, (counter[0], back - 1.7, 0), (counter[1], back - 1.1, 1.05), wood)
    room.add(WOOD, 0.0, (counter[0] - 0.05, back - 1.78, 1.05), (counter[1] + 0.05, back - 1.05, 1.1), np.array(wood) * 1.5)
    middle, half = 0.5 * (counter[0] + counter[1]), random.uniform(0.8, 1.5)
    shelf(room, BOTTLES, (middle - half, back - 0.28, 1.2), (middle + half, back, random.uniform(2.4, 2.9)), wood)
    for x in np.arange(counter[0] + 0.5, counter[1] - 0.3, random.uniform(0.7, 1.1)):
        hanging_lamp(room, random, (float(x), back - 1.4, random.uniform(1.95, 2.05)), 1.3 if night else 0.75)
        if random.random() < 0.5:
            block(room, METAL, (float(x) + 0.3, back - 1.4, 1.1), (0.3, 0.3, random.uniform(0.15, 0.45)), (0.3, 0.3, 0.3))
    for y in np.arange(2.6, back - 2.2, 1.5):
        for x in (left + 1.0, right - 1.0, *((random.uniform(-1.5, 1.5),) if y > 3.6 else ())):
            x = float(x) + random.uniform(-0.2, 0.2)
            table(room, x, float(y), (0.7, 0.7, 0.74), wood)
            chair(room, x - 0.62, float(y), (0.08, 0.06, 0.05))
            chair(room, x + 0.62, float(y), (0.08, 0.06, 0.05))
            if random.random() < 0.75:
                hanging_lamp(room, random, (x, float(y), random.uniform(1.85, 2.3)), 1.0 if night else 0.5)
    if random.random() < 0.6:
        plant(room, random, left + 0.5 if side > 0 else right - 0.5, back - 2.2, 1.9)
    return room


def library(random: np.random.Generator, night: bool) -> Room:
    wood = (_OAK, _WALNUT, (0.22, 0.10, 0.05))[random.integers(3)]
    high = random.uniform(3.2, 4.2)
    size = random.uniform(6.0, 8.0), random.uniform(9.0, 13.0), high
    room = build_room(random, size, (0.5, 0.44, 0.36), ("planks", wood), int(random.choice((-1, 1))))
    left, right, back = room.low[0], room.high[0], room.high[1]
    tall = random.uniform(2.5, high - 0.2)
    bays = np.arange(2.2, back, random.uniform(2.2, 3.2))
    for y in bays:
        for face, front in ((left, 0.5), (right, -0.5)):
            low, far = sorted((face, face + front))
            shelf(room, BOOKS, (low, float(y), 0), (far, float(y) + 1.8, tall), wood)
            if random.random() < 0.5:
                low, far = sorted((face + front, face + 3.2 * front))
                shelf(room, BOOKS, (low, float(y) + 1.75, 0), (far, float(y) + 2.05, tall * 0.8), wood)
    centre = 0.5 * (left + right)
    open_window(room, 1, 1, (centre - 1.1, centre + 1.1), (1.0, high - 0.4), 0.0 if night else 1.6 * _DAY)
    shelf(room, BOOKS, (left, back - 0.35, 0), (centre - 1.3, back, tall), wood)
    shelf(room, BOOKS, (centre + 1.3, back - 0.35, 0), (right, back, tall), wood)
    for y in np.arange(random.uniform(4.4, 5.6), back - 1.0, 2.6):
        table(room, centre, float(y), (1.5, 0.9, 0.75), np.array(wood) * 1.2)
        block(room, SHADE, (centre + random.uniform(-0.4, 0.4), float(y), 1.05), (0.34, 0.18, 0.12), (0.03, 0.16, 0.07))
        hanging_lamp(room, random, (centre, float(y) + 1.2, high - random.uniform(0.8, 1.1)), 2.6 if night else 1.2)
    return room


ROOMS: dict[str, Callable[[np.random.Generator, bool], Room]] = {
    "room": living_room,
    "office": office,
    "cafe": cafe,
    "library": library,
}
