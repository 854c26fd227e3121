"""Chinese prompts as people type them, against all that is installed: what runs does exactly what is asked, else nothing runs."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, refusal_of

RUNS = {
    "去掉左上角的水印": ["text_remove on left of top of watermark"],
    "右下角的日期删掉，左上角的留着": ["text_remove on right of bottom of date_stamp"],
    "不许瘦脸不许大眼,去掉痘印即可": ["blemish_remove on face"],
    "牙齿白一点，脸别白": ["teeth_whiten on face"],
    "用黑条遮住他的眼睛": ["face_hide on main face"],
    "只给脸打码，其他不要动": ["face_hide on face"],
    "这张脸太黑，提亮一点": ["brightness on face"],
    "光线暗，调亮点，别把宝宝脸调白了，自然肤色就行": ["brightness on whole", "keep face"],
    "背景虚化，但是前面的花不要虚": ["background_blur on background", "keep flower"],
    "不要把背景弄模糊，只要调亮": ["brightness on whole"],
    "我只想去掉水印而已，名字留下": ["text_remove on watermark"],
    "天空过曝的地方拉回来，暗部稍微打亮，人物不要动": [
        "shadows_highlights on sky",
        "shadows_highlights on (whole without person)",
        "keep person",
    ],
    "上下各裁10%": ["crop on whole"],
}

REFUSED = [
    "黑白的，但那把红雨伞要是彩色",
    "整体变成蓝色调，唯独灯笼还是红的",
    "头像用，切成圆形，背景透明",
    "需要一张竖版9:16的，上下扩出去",
    "改成竖版9:16，两边不要裁到人",
    "裁成正方形，主体居中",
    "resize 到 1920x1080，不够的地方用模糊的边填",
    "整张图往左转了三度左右，纠一下",
    "把图压缩到1M以内",
    "转成png",
    "背景换成星空，要有流星",
    "把后面那个人弄走",
    "加个标题，内容你定",
    "可以磨皮，但鼻子旁边的痣不能磨没",
    "祛斑，但是痣留着",
    "只要背景透明 商品的倒影别给我删",
    "去雾加对比",
    "亮度调到和原来一样",
    "加黑边，上下",
    "去掉法令纹，别的皱纹留着",
    "天太灰，蓝一点",
]


@pytest.mark.parametrize("prompt", RUNS)
def test_runs_as_asked(prompt: str) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [f"{step.operation} on {step.where}" for step in plan.steps] + [f"keep {place}" for place in plan.keep] == RUNS[prompt]


@pytest.mark.parametrize("prompt", REFUSED)
def test_is_refused_rather_than_half_done(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None
