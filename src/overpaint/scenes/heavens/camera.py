"""Where the viewer stands and looks: level, along +y, with x to the right and z up; metres and radians."""

from __future__ import annotations

import math
from typing import NamedTuple

from overpaint.imaging.values import Size


class Camera(NamedTuple):
    """A level pinhole camera. `focal`: pixels. `centre`, `horizon`: column and row of the vanishing point. `eye`: metres
    above z = 0."""

    width: int
    height: int
    focal: float
    centre: float
    horizon: float
    eye: float


def look(size: Size, horizon: float, eye: float, zoom: float = 1.1) -> Camera:
    """A camera for a picture of (width, height). `horizon`: fraction from the top. `zoom`: focal length over the geometric
    mean side.

    The mean side keeps wide and tall pictures from turning into extreme wide-angle views.
    """
    width, height = size
    return Camera(width, height, zoom * math.sqrt(width * height), width / 2.0, horizon * height, eye)


def project(camera: Camera, azimuth: float, elevation: float) -> tuple[float, float] | None:
    """Pixel (x, y) of a direction, possibly outside the picture; None beside or behind the camera.

    `azimuth`: radians, 0 straight ahead, positive to the right. `elevation`: radians above the horizon.
    """
    if math.cos(azimuth) < 0.1:
        return None
    x = camera.centre + camera.focal * math.tan(azimuth)
    y = camera.horizon - camera.focal * math.tan(elevation) / math.cos(azimuth)
    return x, y


def azimuth_of(camera: Camera, column: float) -> float:
    """Azimuth in radians that the horizon has at a pixel column."""
    return math.atan2(column - camera.centre, camera.focal)
