"""What is asked of faces: which operation, which of the faces, how far; what says more is refused."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, refusal_of

HIDDEN = [
    ("blur the faces", "face", {"style": "blur"}),
    ("blur his face", "main face", {"style": "blur"}),
    ("blur my face a lot", "main face", {"style": "blur", "strength": 1.0}),
    ("blur out everyone's face", "face", {"style": "blur"}),
    ("blur the second face from the left", "face 2", {"style": "blur"}),
    ("blur the face of the man on the left", "leftmost face", {"style": "blur"}),
    ("pixelate his face", "main face", {"style": "pixelate"}),
    ("censor the face on the right", "rightmost face", {"style": "pixelate"}),
    ("hide the face with a black bar", "main face", {"style": "bar"}),
    ("put a black bar over her eyes", "main face", {"style": "eye_bar"}),
    ("anonymize the faces", "face", {"style": "blur"}),
    ("make the faces unrecognizable", "face", {"style": "blur"}),
    ("把脸打码", "face", {"style": "pixelate"}),
    ("给左边第二个人的脸打马赛克", "face 2", {"style": "pixelate"}),
    ("把所有人的脸模糊掉", "face", {"style": "blur"}),
    ("把他的脸用黑条遮住", "main face", {"style": "bar"}),
    ("给右边的人脸打码", "rightmost face", {"style": "pixelate"}),
    ("blur all faces except the one on the left", "(face without leftmost face)", {"style": "blur"}),
    ("把所有人的脸打码，除了左边的", "(face without leftmost face)", {"style": "pixelate"}),
]

RETOUCHED = [
    ("smooth the skin", "skin_smooth", "face", {}),
    ("smooth her skin a little", "skin_smooth", "main face", {"amount": 0.3}),
    ("make my skin a lot smoother", "skin_smooth", "main face", {"amount": 0.8}),
    ("smooth the skin of the woman on the left", "skin_smooth", "leftmost face", {}),
    ("retouch her skin", "skin_smooth", "main face", {"heal": True}),
    ("remove the pimples", "blemish_remove", "face", {}),
    ("remove the acne from his face", "blemish_remove", "main face", {}),
    ("remove the spots on my forehead", "blemish_remove", "main face", {}),
    ("磨皮", "skin_smooth", "face", {}),
    ("帮我轻微磨皮", "skin_smooth", "face", {"amount": 0.3}),
    ("让皮肤更光滑", "skin_smooth", "face", {}),
    ("美颜", "skin_smooth", "face", {"heal": True}),
    ("祛痘", "blemish_remove", "face", {}),
    ("whiten her teeth a bit", "teeth_whiten", "main face", {"amount": 0.3}),
    ("remove the yellow from my teeth", "teeth_whiten", "main face", {}),
    ("remove the dark circles under her eyes", "eye_rest", "main face", {}),
    ("get rid of the eye bags", "eye_rest", "face", {}),
    ("lighten the under-eye circles", "eye_rest", "face", {}),
    ("remove the wrinkles", "wrinkle_reduce", "face", {}),
    ("soften his wrinkles a little", "wrinkle_reduce", "main face", {"amount": 0.35}),
    ("去掉皱纹", "wrinkle_reduce", "face", {}),
    ("brighten the eyes", "eye_brighten", "face", {}),
    ("make her eyes pop", "eye_brighten", "main face", {}),
    ("reduce the redness of the skin", "redness_reduce", "face", {}),
    ("remove the shine from the forehead", "shine_reduce", "face", {}),
    ("get rid of the shiny spots on my nose", "shine_reduce", "main face", {}),
    ("add red lipstick", "lipstick", "face", {"colour": "#e0191b"}),
    ("give her red lipstick", "lipstick", "main face", {"colour": "#e0191b"}),
    ("make her lips pink", "lipstick", "main face", {"colour": "#ff8fc0"}),
    ("add blush", "blush", "face", {}),
    ("fix the red eyes", "red_eye_remove", "face", {}),
    ("美白牙齿", "teeth_whiten", "face", {}),
    ("去黑眼圈", "eye_rest", "face", {}),
    ("提亮眼睛", "eye_brighten", "face", {}),
    ("去红血丝", "redness_reduce", "face", {}),
    ("去油光", "shine_reduce", "face", {}),
    ("涂上红色口红", "lipstick", "face", {"colour": "#e0191b"}),
    ("嘴唇变成红色", "lipstick", "face", {"colour": "#e0191b"}),
    ("加点腮红", "blush", "face", {"amount": 0.25}),
    ("去红眼", "red_eye_remove", "face", {}),
    ("去掉脸上的痘痘", "blemish_remove", "face", {}),
]

REFUSED = [
    "pixelate the kids' faces",  # children are not told from others
    "blur the face and the license plate",
    "blur her hands",
    "smooth my legs",
    "slim my face and smooth my skin",
    "give him wrinkles",
    "make her look younger",
    "brighten the left eye",
    "blur every face but mine",
    "remove the mosaic from his face",
    "make her lips less red",
    "remove her lipstick",
    "make the eyes less bright",
    "make her eyes blue",
    "make his skin shiny",
    "give her acne",
    "smooth the skin except the forehead",
    "只给小孩的脸打码",
    "去掉脸上的马赛克",
    "去掉口红",
    "让她看起来更年轻",
]


@pytest.mark.parametrize(("prompt", "where", "params"), HIDDEN)
def test_faces_are_hidden(prompt: str, where: str, params: dict) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(step.operation, str(step.where), step.params) for step in plan.steps] == [("face_hide", where, params)]


@pytest.mark.parametrize(("prompt", "operation", "where", "params"), RETOUCHED)
def test_faces_are_retouched(prompt: str, operation: str, where: str, params: dict) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(step.operation, str(step.where), step.params) for step in plan.steps] == [(operation, where, params)]


@pytest.mark.parametrize("prompt", REFUSED)
def test_what_says_more_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


def test_the_background_is_blurred_and_the_face_kept() -> None:
    plan = compile_prompt("blur the background, keep the face sharp")
    assert [step.operation for step in plan.steps] == ["background_blur"]


def test_several_things_are_done_in_one_request() -> None:
    plan = compile_prompt("smooth the skin, whiten the teeth and brighten the eyes")
    assert [step.operation for step in plan.steps] == ["skin_smooth", "teeth_whiten", "eye_brighten"]
    assert [step.operation for step in compile_prompt("磨皮祛痘").steps] == ["blemish_remove", "skin_smooth"]


def test_who_is_not_told_from_others_is_told() -> None:
    """Of two faces about as large the picture decides; that a woman was not looked for is said."""
    (note,) = compile_prompt("blur the woman's face").notes
    assert note.key == "persons_alike"
