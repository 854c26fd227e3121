"""Image + mask + parameters → image. One module is one operation; `OPERATIONS` lists them, nothing is found by magic.

An operation imports its kernels (and with them OpenCV: 0.2 s and 35 MB) inside `apply`, not at its head: the web process reads
declarations when it compiles prompts, but pixels are touched only in workers. A test holds this.
"""

from __future__ import annotations

from difflib import get_close_matches

from overpaint.operations.background import background_blur, background_remove, background_replace, extract, product_shot
from overpaint.operations.base import Context, Inputs, Operation, Parameters
from overpaint.operations.colour import grayscale, invert, recolor, saturation, sepia, temperature, tint, vibrance
from overpaint.operations.combining import before_after, collage, look_match, overlay, subject_insert
from overpaint.operations.detail import dehaze, denoise, sharpen
from overpaint.operations.effect import (
    bokeh_lights,
    drop_shadow,
    film_grain,
    motion_blur,
    outer_glow,
    outline,
    soft_glow,
    sticker,
    tilt_shift,
    zoom_blur,
)
from overpaint.operations.framing import border, pad, polaroid, reflection, rounded_corners
from overpaint.operations.geometry import crop, crop_to, extend, flip, resize, rotate, straighten
from overpaint.operations.light import auto_enhance, brightness, contrast, exposure, gamma, shadows_highlights, vignette
from overpaint.operations.outdoors import (
    autumn,
    fog,
    greener_grass,
    low_sun,
    night,
    overcast,
    rain,
    sky_colour,
    snowfall,
    spring,
)
from overpaint.operations.portrait import (
    blemish_remove,
    blush,
    eye_brighten,
    eye_rest,
    face_hide,
    lipstick,
    red_eye_remove,
    redness_reduce,
    shine_reduce,
    skin_smooth,
    teeth_whiten,
    wrinkle_reduce,
)
from overpaint.operations.removal import object_remove
from overpaint.operations.style import (
    ascii_art,
    blueprint,
    comic,
    glitch,
    grade,
    halftone,
    ink_drawing,
    low_poly,
    mosaic,
    oil_painting,
    pencil_sketch,
    pixel_art,
    posterize,
    stained_glass,
    vaporwave,
    watercolour,
)
from overpaint.operations.writing import text_add, text_change, text_remove

__all__ = ["OPERATIONS", "Context", "Inputs", "Operation", "Parameters", "find_operation"]

OPERATIONS: tuple[Operation, ...] = (
    brightness.OPERATION,
    exposure.OPERATION,
    contrast.OPERATION,
    gamma.OPERATION,
    shadows_highlights.OPERATION,
    saturation.OPERATION,
    vibrance.OPERATION,
    temperature.OPERATION,
    tint.OPERATION,
    auto_enhance.OPERATION,
    grayscale.OPERATION,
    sepia.OPERATION,
    invert.OPERATION,
    vignette.OPERATION,
    posterize.OPERATION,
    grade.OPERATION,
    pencil_sketch.OPERATION,
    ink_drawing.OPERATION,
    comic.OPERATION,
    watercolour.OPERATION,
    oil_painting.OPERATION,
    halftone.OPERATION,
    pixel_art.OPERATION,
    mosaic.OPERATION,
    stained_glass.OPERATION,
    low_poly.OPERATION,
    glitch.OPERATION,
    vaporwave.OPERATION,
    blueprint.OPERATION,
    ascii_art.OPERATION,
    crop.OPERATION,
    crop_to.OPERATION,
    extend.OPERATION,
    rotate.OPERATION,
    straighten.OPERATION,
    flip.OPERATION,
    resize.OPERATION,
    background_replace.OPERATION,
    background_remove.OPERATION,
    background_blur.OPERATION,
    object_remove.OPERATION,
    extract.OPERATION,
    product_shot.OPERATION,
    sharpen.OPERATION,
    denoise.OPERATION,
    dehaze.OPERATION,
    recolor.OPERATION,
    text_add.OPERATION,
    film_grain.OPERATION,
    soft_glow.OPERATION,
    drop_shadow.OPERATION,
    outline.OPERATION,
    outer_glow.OPERATION,
    sticker.OPERATION,
    tilt_shift.OPERATION,
    motion_blur.OPERATION,
    zoom_blur.OPERATION,
    bokeh_lights.OPERATION,
    border.OPERATION,
    polaroid.OPERATION,
    rounded_corners.OPERATION,
    reflection.OPERATION,
    pad.OPERATION,
    face_hide.OPERATION,
    blemish_remove.OPERATION,
    skin_smooth.OPERATION,
    wrinkle_reduce.OPERATION,
    teeth_whiten.OPERATION,
    eye_rest.OPERATION,
    eye_brighten.OPERATION,
    redness_reduce.OPERATION,
    shine_reduce.OPERATION,
    lipstick.OPERATION,
    blush.OPERATION,
    red_eye_remove.OPERATION,
    text_change.OPERATION,
    text_remove.OPERATION,
    night.OPERATION,
    sky_colour.OPERATION,
    low_sun.OPERATION,
    overcast.OPERATION,
    fog.OPERATION,
    rain.OPERATION,
    snowfall.OPERATION,
    autumn.OPERATION,
    spring.OPERATION,
    greener_grass.OPERATION,
    collage.OPERATION,
    overlay.OPERATION,
    subject_insert.OPERATION,
    look_match.OPERATION,
    before_after.OPERATION,
)

_BY_NAME = {operation.name: operation for operation in OPERATIONS}


def find_operation(name: str) -> Operation:
    """The operation of that name. Raises ValueError naming the nearest one."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, n=1, cutoff=0.0)
    raise ValueError(f"there is no operation {name!r}; the nearest is {near[0]!r}")
