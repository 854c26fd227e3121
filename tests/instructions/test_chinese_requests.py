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
    # what must stay clear, who is left, what it is for
    "背景虚化，只留鼓和懒人沙发清楚": ["background_blur on background"],
    "把这只猫的背景模糊掉，猫要清楚": ["background_blur on background"],
    "把人去掉，只要风景": ["object_remove on person"],
    "帮我去掉背景里的路人，人物保持不变": ["object_remove on (person without largest person)"],
    "做成油画效果，但人脸要认得出": ["oil_painting on whole"],
    "裁成3:4，小红书用": ["crop on whole"],
    "上面裁掉一点，天空太多了": ["crop on whole"],
    # a complaint before its cure, of the same thing
    "太暗了看不清，把文字弄清楚": ["brightness on whole", "sharpen on text"],
    "天空太白了，加点蓝": ["sky_colour on sky"],
    "牙齿有点黄，变白点": ["teeth_whiten on face"],
    "嘴唇颜色太淡，加点红": ["lipstick on face"],
    "黑眼圈重，去一下": ["eye_rest on face"],
    "图里的金毛很可爱，就是背景太乱，能虚化背景吗": ["background_blur on background"],
    "客厅那张太暗，调亮": ["brightness on whole"],
    "我这张照片是在室内拍的，光线不太好，脸有点暗，帮我把脸提亮一点，背景不用动": ["brightness on face"],
    # something that gets in, and goes
    "右边多了个人，去掉": ["object_remove on rightmost person"],
    "左边那个垃圾桶挡住了，P掉": ["object_remove on leftmost trash_can"],
    "把右上角的logo去掉": ["text_remove on right of top of watermark"],
    # a second clause about the same thing
    "把南瓜调亮一点，颜色更橙一些": ["brightness on pumpkin", "temperature on pumpkin"],
    "花的颜色更鲜艳一些，叶子不变": ["vibrance on flower", "keep vegetation"],
    "换成纯色，米白色就行": ["background_replace on background"],
    "去掉背景，换成渐变色，从白到蓝": ["background_replace on background"],
    "照片歪了还有点暗 帮我弄正弄亮": ["horizon_level on whole", "brightness on whole"],
    # formal, and in lists
    "请将图片的亮度提高20%，对比度提高10%，并进行锐化": ["brightness on whole", "contrast on whole", "sharpen on whole"],
    "背景去掉，替换为纯白色，并对产品进行适度锐化": ["background_replace on background", "sharpen on subject"],
    "1、背景换成白色；2、裁成正方形；3、亮一点": ["background_replace on background", "crop on whole", "brightness on whole"],
    "做成白底图，1:1，800x800": ["background_replace on background", "crop on whole", "resize on whole"],
    "上面裁10%，下面裁5%": ["crop on whole", "crop on whole"],
    "把这张横图裁成竖的": ["crop on whole"],
}

REFUSED = [
    "把背景里的人都去掉，只留我和我老公",
    "把多余的人去掉，就留中间两个",
    "黑白，但是红伞留红色",
    "客厅那张太暗，调亮，墙面白一点",
    "转白底，个标签不要剪走",
    "后面那片铁皮屋换成绿树",
    "加点暗角和颗粒",
    "截图里的手机号和头像打码",
    "改成1200x800，不许拉伸变形",
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
