"""Chinese clauses that ask nothing beside another one: what must stay clear, who alone is left, a heading, `帮我P一下`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from overpaint.instructions.acts.removing import ALL_BUT
from overpaint.instructions.asks import ASKED, asked
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span

_CLEAR = "(?:清楚|清晰|清晰可见|认得出来?|认出来?|认得|看得清楚?|看得见|看清楚?|看得到|可读|读得出来?|能辨认)"
_MUST_BE_CLEAR = re.compile(
    "(?:但|但是|不过|只是|就是)?.{1,10}?(?:也|都|还|仍|依然)*"
    f"(?:要|得|必须|应该|要能|得能|必须能|还能|仍能|能)(?:够|保持|还是|是)?(?:很|足够)?{_CLEAR}(?:的|可见|就行|就好|即可)?"
)
_ALONE_CLEAR = re.compile(f"(?:只|就|仅)(?:要|有|让|留|保留|剩)?.{{1,12}}(?:是|要)?{_CLEAR}(?:的|就行|就好|即可)?")

_LEFT_AS_IT_IS = ("background_blur", "background_replace", "background_remove", "extract", "style", "restore", "geometry")
"""Families beside which `文字要清楚` says how the picture shall still be; beside others it may ask for sharpening."""

_AIM = re.compile(
    "(?:从而|进而|以|来|这样)?(?:使|让|令|使得)?(?:得)?(?:人物|主体|产品|商品|主角|人|他|她|我|画面|整体|照片|图片|背景|整张图|视觉)?(?:的)?"
    "(?:光线|光影|色调|颜色|色彩|细节|层次|主题|效果|重点|风格|质感|光)?(?:和|跟|与)?(?:背景|环境|人物|主体|整体|画面)?(?:能|能够|可以|要|得|也要|才|就|更|更加|显得|看起来|看上去)*"
    "(?:突出|凸显|明显|醒目|有层次|有层次感|生动|协调|和谐|融合|匹配|统一|自然融合|衔接自然|更突出)(?:一点|一些|出来)?"
)
_USED = re.compile(
    "(?:发|做|当|放|传|上传)?(?:到|在)?(?:小红书|抖音|手机壁纸|壁纸|朋友圈|公众号|快手|淘宝|主图|封面|头像)(?:封面|主图)?(?:用|用的|使用)"
)
_IN_GENERAL = re.compile(
    "(?:要|看起来|显得|整体|感觉)?(?:更|更加|稍微|比较)?(?:有?气氛|有?氛围|有?氛围感|有意境|有感觉|有?情调|商务|正式|专业|高级|大气|简洁|简约|大方|得体|端庄|文艺|喜庆|活泼|年轻|低调|时尚|商业|精致|上档次|有档次|舒服|可爱|甜美|浪漫|俏皮)(?:一点|一些|点|些|感|一点点)?(?:的|的感觉|感)?"
)
_SKIN_AS_IT_IS = re.compile(
    "(?:皮肤|肤色|脸色|人脸|五官|表情)(?:要|保持|也要|得)?(?:自然|正常|真实)(?:一点|点|些|就行|就好|即可)?"
)
_TOO_MUCH_OF_IT = re.compile(".{1,6}(?:太|有点|留得太|占得太)(?:多|大|空|长|宽|高|满)(?:了)?")
_NO_GOOD_LIGHT = re.compile(
    "(?:当时|现场|室内|屋里|的)?(?:光线|灯光|光|采光|光照|天气|环境)(?:也|都|真的|比较|有点|实在)*(?:不太好|不好|不行|很差|太差|不够好|一般|差|不理想)"
)

_HEADING = re.compile(
    "(?:对|将|把|给|为|帮)?.{0,16}(?:进行|做|作|处理成|处理为|做成|修成|制作成|优化成|调整成|打造成|转化为|变成).{0,14}"
    "|(?:请|帮我|麻烦)?(?:优化|修复|处理|编辑|修改|美化|精修|调整|修|改)(?:一下|下)?(?:这张|这幅|该|此)?.{0,6}(?:图|照片|图片|相片|人像)"
    "|(?:修改|修图|后期|处理|具体|编辑|调整|优化)?(?:要求|需求|步骤|指令|任务|内容|说明|如下|目标|重点|注意|注意事项)(?:如下|是)?"
)
_EDIT_IT = re.compile("(?:p|ps|修|弄|处理|编辑|改|调)(?:一下|下|图|一下图|下图|修|个图|张图)*")


_EDIT_THIS = re.compile("(?:p|ps|修|弄|处理|编辑|改|调)(?:一下|下)?(?:这|那|这个)?(?:张|幅)(?:图|照片|图片|相)?")


def must_stay_clear(clause: Span, before: Sequence[Reading]) -> bool:
    """`图变清晰，文字要能看清`: how something shall still be after the request before."""
    if clause.lexicon.language != "zh" or not before or before[-1].family not in _LEFT_AS_IT_IS:
        return False
    return _says_clear(clause)


def only_aims(clause: Span, before: Sequence[Reading]) -> bool:
    """`…，使人物更加突出`, `…，小红书用`: what the request before is to bring about, or what it is for."""
    if clause.lexicon.language != "zh" or not before:
        return False
    text = "".join(clause.words)
    if before[-1].family == "geometry" and _TOO_MUCH_OF_IT.fullmatch(text):  # `上面裁掉一点，天空太多了`
        return True
    return any(pattern.fullmatch(text) for pattern in (_AIM, _USED, _IN_GENERAL, _SKIN_AS_IT_IS))


def is_bare_cure(clause: Span, before: Sequence[Reading]) -> bool:
    """`黑眼圈重，去一下`: a fault asks for its cure by itself."""
    if clause.lexicon.language != "zh" or not before or before[-1].what != ASKED or not _CURE.fullmatch("".join(clause.words)):
        return False
    found = asked(before[-1].clause)
    return found is not None and found.edit.fault


_CURE = re.compile(
    "(?:帮我|帮忙)?(?:去|去掉|去除|消|消掉|处理|处理掉|修|修复|修正|弄|搞|调|校|校正|解决|改善|改|救|恢复|还原|优化|美化|纠正|矫正|弄好|修好|调好|调成正常|调回正常|弄正常|调正常|弄回正常|恢复正常|较返正常)(?:一下|下|掉|好|回来)?"
)


def _says_clear(clause: Span) -> bool:
    text = "".join(clause.words)
    return bool(_MUST_BE_CLEAR.fullmatch(text) or _ALONE_CLEAR.fullmatch(text))


def is_heading(clause: Span) -> bool:
    """`请对照片进行后期处理：…`: says in general what the list after the colon says one by one."""
    if clause.lexicon.language != "zh" or clause.quotes:
        return False
    said = clause.part(0, len(clause) - 1) if clause.words[-1] == ":" else clause
    after = clause.text.working[said.ends[-1] :].lstrip() if said else ""
    return after[:1] == ":" and bool(after[1:].strip()) and bool(_HEADING.fullmatch("".join(said.words)))


def without_idle(readings: list[Reading]) -> list[Reading]:
    """Readings of Chinese clauses that ask something beside the others."""
    if len(readings) < 2 or not readings[0].grammar.head_last:
        return readings
    readings = [one for one in readings if not (_only_greets(one) and one is readings[0])] or readings
    if any(one.family == "background_blur" for one in readings):  # `人要清楚，背景虚化`: so they are already
        readings = [one for one in readings if one.family not in ("restore", "object_remove") or not _says_clear(one.clause)]
    if any(one.family == "restore" and "雾" in one.clause.words for one in readings):  # `雾蒙蒙的，去雾`
        told = [one for one in readings if one.family == "time_season_weather" and "雾" in one.clause.words]
        readings = [one for one in readings if one not in told or one.clause.has("verb")]
    light = [one for one in readings if one.family == "tone" and _NO_GOOD_LIGHT.fullmatch("".join(one.clause.words))]
    if any(one.family == "tone" and one not in light for one in readings):  # `光线不太好，把脸提亮`
        readings = [one for one in readings if one not in light]
    return [one for one in readings if not (one.what == ALL_BUT and any(_leaves_it(other, one) for other in readings))]


def _only_greets(one: Reading) -> bool:
    """`帮我P一下，背景路人去掉`: not that anything unnamed be removed; `修一下這張`."""
    text = "".join(one.grammar.strip(one.clause).words)
    return bool((one.family == "object_remove" and _EDIT_IT.fullmatch(text)) or _EDIT_THIS.fullmatch(text))


_SOMEBODY = ("person", "animal", "subject", "face")


def _leaves_it(removal: Reading, kept: Reading) -> bool:
    """`把人去掉，只要风景`: what goes is named, and what is left is nobody of them."""
    if removal.family not in ("object_remove", "text_remove") or removal.what == ALL_BUT or removal.region is None:
        return False
    gone, left = Noun(removal.region, removal.grammar), Noun(kept.region or kept.clause, kept.grammar)
    named = removal.family == "text_remove" or gone.heads("thing", *_SOMEBODY)
    known = left.heads("thing") or left.heads("scene") or left.words in _SCENERY
    apart = not any(hit.key in _SOMEBODY for hit in left.span.of("thing")) and not left.span.has("pronoun")
    return named and known and apart and gone.words != left.words


_SCENERY = ("建筑", "建筑物", "风景", "景色", "景", "背景", "图案", "房子", "楼", "花", "山", "海")
