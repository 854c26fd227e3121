"""What several looks agree on: where one look left too much open, a mirrored one and a near one may say the same.

Boxes are no help here: what a detector half believes in is often named after a part, or after the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from overpaint.imaging.resize import resize_plane
from overpaint.imaging.values import Box, Plane
from overpaint.regions.salience.draft import Draft
from overpaint.regions.salience.looks import Looks, agreement, placed
from overpaint.regions.salience.outline import undrawn
from overpaint.regions.salience.tidying import doubt_of, tidy

_AGREED = 0.82
_UNDRAWN = 0.06
_MARGIN, _MOST = 0.2, 0.7
_LEAST = 0.004
_INKLING, _NEARER = 0.4, (0.5, 0.25)


def drafts(things: tuple[Box, ...], reach: float, looks: Looks) -> Iterator[Draft]:
    """Of looks that agree, all that any of them sees, then what they see on average, as far as the picture draws the outline.

    `things`: boxes, in pixels of the picture, of what is surely there, of which `reach` must be spanned.
    """
    if looks.fine or agreement(looks.whole, looks.mirrored) < _AGREED:
        return
    seen = [looks.on_canvas(looks.whole), looks.on_canvas(looks.mirrored)]
    belief = np.asarray((seen[0] + seen[1]) / 2, np.float32)
    around = _extent(belief)
    if around is None:
        return
    if (around[2] - around[0]) * (around[3] - around[1]) < _MOST * belief.size:
        seen.append(_from_near(around, looks))
        if agreement(belief, seen[2]) < _AGREED:
            return
        belief = np.asarray((2 * seen[2] + belief) / 3, np.float32)
    for proposed in (np.maximum.reduce(seen), belief):
        tidied = tidy(proposed, looks.rgb)
        if agreement(tidied, belief) > _AGREED and undrawn(tidied, looks.small) < _UNDRAWN:
            yield Draft(tidied, things=things, reach=reach, sure=False, firm=True)


def from_afar(things: tuple[Box, ...], reach: float, looks: Looks) -> Iterator[Draft]:
    """One draft or none: where the whole look only had an inkling of something small, two looks from near that agree on it.

    `things`, `reach` as above.
    """
    if looks.fine or doubt_of(looks.whole) < 1:
        return
    belief, seen = looks.on_canvas(looks.whole), []
    for margin in _NEARER:
        around = _extent(belief, _INKLING * float(belief.max()))
        if around is None:
            return
        belief = _from_near(around, looks, margin)
        seen.append(belief)
    tidied = tidy(np.asarray((seen[0] + seen[1]) / 2, np.float32), looks.rgb)
    if agreement(*seen) > _AGREED and undrawn(tidied, looks.small) < _UNDRAWN:
        yield Draft(tidied, things=things, reach=reach, sure=False, firm=True)


def _extent(belief: Plane, least: float = 0.5) -> Box | None:
    """The box, on the canvas, of what is believed in; None for a speck."""
    seen = belief > least
    if np.count_nonzero(seen) < _LEAST * seen.size:
        return None
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _from_near(around: Box, looks: Looks, margin: float = _MARGIN) -> Plane:
    """On the canvas: a look at the part around a box of the canvas; nothing elsewhere."""
    height, width = looks.rgb.shape[:2]
    part, answer = looks.look_closer(placed(around, width / looks.size[0], (width, height)), margin)
    top, left, bottom, right = looks.boxed(part)
    belief = np.zeros(looks.size[::-1], np.float32)
    belief[top:bottom, left:right] = np.clip(resize_plane(answer, (right - left, bottom - top)), 0.0, 1.0)
    return belief
