"""What each operation is shown on in its page. One that has no row here is shown on the astronaut, by its own example."""

from __future__ import annotations

from dataclasses import dataclass

from overpaint.operations import Operation

FACE = (0.04, 0.26, 0.42, 0.64)
EYES = (0.14, 0.34, 0.28, 0.54)


@dataclass(frozen=True)
class Shown:
    """`photo`: a sample's name, or several joined by `+`. `prompt`: what is asked for; empty, the operation's own example.

    `part`: (top, left, bottom, right) as shares of the picture, where only a part of it is looked at.
    """

    photo: str = "astronaut"
    prompt: str = ""
    part: tuple[float, float, float, float] | None = None


SHOWN = {
    "brightness": Shown("rocket"),
    "exposure": Shown("rocket", "increase the exposure by 1 stop"),
    "contrast": Shown("coffee"),
    "gamma": Shown("rocket"),
    "shadows_highlights": Shown("mountains", "lift the shadows a lot"),
    "saturation": Shown("coffee"),
    "vibrance": Shown("chelsea", "make it more vibrant"),
    "temperature": Shown("chelsea"),
    "tint": Shown("chelsea", "add a magenta tint"),
    "white_balance": Shown("amber"),
    "neutral_point": Shown("amber", "the wall is white"),
    "levels": Shown("faded", "auto levels"),
    "curve": Shown("coffee"),
    "clarity": Shown("mountains", "clarity +60"),
    "low_light": Shown("dim"),
    "auto_enhance": Shown("faded"),
    "grayscale": Shown("chelsea"),
    "sepia": Shown("chelsea"),
    "split_tone": Shown("coffee"),
    "gradient_map": Shown("chelsea"),
    "invert": Shown("coffee"),
    "vignette": Shown("chelsea"),
    "vignette_correct": Shown("astronaut", "the corners are dark, fix it"),
    "posterize": Shown("astronaut"),
    "pencil_sketch": Shown("astronaut"),
    "ink_drawing": Shown("chelsea"),
    "watercolour": Shown("coffee"),
    "oil_painting": Shown("chelsea"),
    "pixel_art": Shown("chelsea"),
    "mosaic": Shown("coffee"),
    "low_poly": Shown("chelsea"),
    "glitch": Shown("coffee"),
    "vaporwave": Shown("chelsea"),
    "ascii_art": Shown("chelsea"),
    "crop": Shown("chelsea"),
    "crop_to": Shown("astronaut", "zoom in on her face"),
    "extend": Shown("mountains"),
    "rotate": Shown("coffee"),
    "straighten": Shown("tilted", "straighten it by 5 degrees"),
    "horizon_level": Shown("tilted"),
    "perspective_upright": Shown("leaning"),
    "document_flatten": Shown("sheet on a table"),
    "lens_correct": Shown("bulging"),
    "flip": Shown("coffee"),
    "resize": Shown("coffee", "resize it to 300x200"),
    "upscale": Shown("small", "upscale it 4x"),
    "background_replace": Shown("astronaut", "change the background to a sunset over the ocean"),
    "background_remove": Shown("coffee"),
    "object_remove": Shown("rocket", "remove the rocket"),
    "extract": Shown("chelsea", "cut out the cat"),
    "product_shot": Shown("coffee"),
    "sharpen": Shown("soft"),
    "denoise": Shown("noisy"),
    "dehaze": Shown("hazy"),
    "deblur": Shown("soft"),
    "deblock": Shown("blocky"),
    "demoire": Shown("screen"),
    "old_photo_restore": Shown("old print"),
    "scratch_remove": Shown("scratched"),
    "fading_remove": Shown("faded"),
    "yellowing_remove": Shown("yellowed"),
    "stain_remove": Shown("stained"),
    "recolor": Shown("rocket", "make the rocket red"),
    "text_add": Shown("rocket"),
    "film_grain": Shown("chelsea", "add strong film grain"),
    "soft_glow": Shown("chelsea"),
    "drop_shadow": Shown("coffee", "remove the background and add a drop shadow"),
    "outline": Shown("coffee", "put a thick white outline around the subject"),
    "outer_glow": Shown("astronaut", "put a cyan glow around the subject"),
    "sticker": Shown("coffee"),
    "tilt_shift": Shown("skyline"),
    "zoom_blur": Shown("coffee"),
    "bokeh_lights": Shown("rocket"),
    "conceal": Shown("sign"),
    "border": Shown("chelsea"),
    "rounded_corners": Shown("coffee"),
    "reflection": Shown("chelsea"),
    "pad": Shown("coffee", "pad it to a square with dark green"),
    "face_hide": Shown("astronaut"),
    "blemish_remove": Shown("spotted", part=FACE),
    "skin_smooth": Shown("portrait", "smooth the skin a lot", FACE),
    "wrinkle_reduce": Shown("portrait", "reduce the wrinkles a lot", FACE),
    "teeth_whiten": Shown("sallow", part=(0.22, 0.34, 0.36, 0.54)),
    "redness_reduce": Shown("sallow", part=FACE),
    "shine_reduce": Shown("shining", part=FACE),
    "lipstick": Shown("portrait", part=FACE),
    "blush": Shown("portrait", part=FACE),
    "id_photo": Shown("portrait"),
    "eye_rest": Shown("sallow", part=EYES),
    "eye_brighten": Shown("sallow", "brighten her eyes a lot", EYES),
    "red_eye_remove": Shown("flash", part=EYES),
    "text_change": Shown("sign"),
    "text_remove": Shown("sign"),
    "night": Shown("skyline"),
    "sky_colour": Shown("skyline"),
    "sky_replace": Shown("skyline"),
    "low_sun": Shown("skyline"),
    "overcast": Shown("skyline"),
    "fog": Shown("skyline"),
    "rain": Shown("skyline"),
    "snowfall": Shown("grey mountains"),
    "autumn": Shown("forest"),
    "spring": Shown("forest"),
    "greener_grass": Shown("meadow"),
    "collage": Shown("astronaut+coffee+chelsea+rocket", "make a collage of these with thin white borders"),
    "overlay": Shown("coffee+badge"),
    "subject_insert": Shown("sea+astronaut"),
    "look_match": Shown("chelsea+coffee"),
    "before_after": Shown("chelsea", "make it black and white and show before and after"),
}  # fmt: skip


def shown(operation: Operation) -> Shown:
    """On what, and by which prompt, this operation is shown."""
    row = SHOWN.get(operation.name, Shown())
    return Shown(row.photo, row.prompt or operation.words["en"].example, row.part)
