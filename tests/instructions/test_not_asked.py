"""Sentences in which a request stands that nobody makes, and those beside them that ask."""

import pytest

from overpaint.instructions import compile_prompt
from overpaint.instructions.refusals import refusal_of


@pytest.mark.parametrize(
    "prompt",
    [
        "Is the background blurred?",
        "How do I make a photo black and white?",
        "My wife wants it in black and white but I don't. Increase the contrast instead.",
        "I took this at night",
        "it was snowing when we took this",
        "It's a pencil sketch I made",
        "I like the grain",
        "I printed it in black and white",
        "the background is black",
        "the colours are great, the light was perfect",
        "the grain can stay, the vignette has to go",
        "I want the colour taken out of the background, not the background taken out",
        "Rotate it so the fingers point up",
        "Crop it square with my elbow in the middle",
        "move the lighter",
        "Less blur in the background.",
        "Blur the background less than the foreground.",
        "Remove the frame around the picture.",
        'Put "SALE" in the corner in small white letters.',
        "Make the sky bluer and the grass less green.",
        "Smooth her skin but keep the freckles.",
        "这张照片变成黑白会好看吗？",
        "这是一张黑白照片",
        "背景是白色的",
        "我喜欢颗粒感",
        "照片泛黄是正常的",
        "裁成正方形，算了，还是裁成4:3吧。",
        "调暗20%，不，10%就够了。",
        "不要比现在更亮，只要更清晰。",
        "照片很暗，但我就喜欢这样，只把地平线摆正。",
        "背景换成星空，要有流星",
        "what happens if you increase the contrast?",
        "what does it do if I raise the contrast?",
        "if the photo were darker I would ask you to brighten it",
        "if it were blurry I would sharpen it",
        "had it been darker I would have brightened it",
        "isn't the sky too bright?",
        "if I were a pro I'd sharpen this",
        "what if I cropped it to a square?",
        "no more contrast please",
        "领导要求裁成方形，我拒绝了",
        "oh sure, make it even darker, that will help",
        "stop darkening the sky",
        "he asked me to blur the background but I refused",
        "not too dark please",
        "lighten the mood of this photo",
        "tone it down a bit",
        "你为什么把背景模糊了？",
        "你怎么把照片调暗了？",
        "这张照片是不是太暗了？",
        "他让我去掉水印，我没同意",
        "客户让我模糊背景，我拒绝了",
        "不要太亮",
    ],
)
def test_nothing_runs_that_nobody_asked_for(prompt):
    assert refusal_of(compile_prompt(prompt)) is not None


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("Is it possible to make it brighter?", ["brightness on whole"]),
        ("Is there any way to remove the noise?", ["denoise on whole"]),
        ("Could this be in black and white?", ["grayscale on whole"]),
        ("We took this at night, brighten it", ["brightness on whole"]),
        ("my sketch, make it darker", ["brightness on whole"]),
        ("I like it, but make it warmer", ["temperature on whole"]),
        ("make the dogs a little brighter, they're too dark", ["brightness on dog"]),
        ("Keep the red umbrella in color and desaturate the rest.", ["saturation on (whole without main #e0191b umbrella)"]),
        ("plain white background for my shop listing", ["background_replace on background"]),
        ("照片很暗", ["brightness on whole"]),
        ("天空太亮，暗一点", ["brightness on sky"]),
        ("把南瓜调亮一点，更橙一些", ["brightness on pumpkin", "temperature on pumpkin"]),
        ("雾很大", ["dehaze on whole"]),
        ("这张能去掉水印吗？", ["text_remove on watermark"]),
        ("if it were possible, I would like it brighter", ["brightness on whole"]),
        ("what about a brighter sky?", ["brightness on sky"]),
        ("not so bright please", ["brightness on whole"]),
        ("怎么这么暗，调亮一点", ["brightness on whole"]),
        ("老板让我把背景换成白色", ["background_replace on background"]),
        ("是不是太暗了，帮我提亮", ["brightness on whole"]),
    ],
)
def test_what_is_asked_runs_beside_it(prompt, steps):
    assert [f"{step.operation} on {step.where}" for step in compile_prompt(prompt).steps] == steps
