"""How light turns inside a cloud.

Light that has bounced many times is summed as octaves of ever weaker, ever more even scattering (M. Wrenninge, "Oz: The Great and
Volumetric", 2013).
"""

from __future__ import annotations

import math

from overpaint.imaging.compiled import kernel

Phases = tuple[float, float, float]
_DIFFUSE = 0.11


@kernel
def _henyey_greenstein(cosine: float, g: float) -> float:
    """Phase function, per steradian: how much light turns by an angle with this cosine; `g` > 0 = forwards."""
    spread = 1.0 + g * g - 2.0 * g * cosine
    return (1.0 - g * g) / (4.0 * math.pi * spread * math.sqrt(spread))


@kernel
def octave_phases(cosine: float) -> Phases:
    """Phase functions of three octaves of scattering by an angle with this cosine."""
    return (
        0.7 * _henyey_greenstein(cosine, 0.8) + 0.3 * _henyey_greenstein(cosine, -0.15),
        0.7 * _henyey_greenstein(cosine, 0.4) + 0.3 * _henyey_greenstein(cosine, -0.075),
        0.7 * _henyey_greenstein(cosine, 0.2) + 0.3 * _henyey_greenstein(cosine, -0.04),
    )


@kernel
def scattered(shade: float, phases: Phases) -> float:
    """Share of sunlight scattered to the eye, per steradian, behind the optical depth `shade`: octaves of 1, 1/2 and 1/4.

    What has diffused through a thick cloud falls off as one over the depth, not exponentially: it keeps undersides grey.
    """
    last = math.exp(-0.25 * shade)
    second = last * last
    diffuse = _DIFFUSE / (1.0 + 0.1 * shade)
    return second * second * phases[0] + 0.5 * second * phases[1] + (0.25 * last + diffuse) * phases[2]
