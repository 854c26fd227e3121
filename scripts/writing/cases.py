"""Sixty requests about writing, and what has to be read in the answer."""

from __future__ import annotations

from dataclasses import dataclass

from writing.grounds import Line


@dataclass(frozen=True)
class Case:
    """`there`: has to be read afterwards, `gone`: must not be; both without spaces. `tilt`: degrees clockwise."""

    ground: str
    lines: tuple[Line, ...]
    prompt: str
    there: tuple[str, ...]
    gone: tuple[str, ...] = ()
    tilt: float = 0.0


OPEN = (("OPEN", "serif", 130), ("Monday to Friday", "sans", 52))
BAKERY = (("Harbour Bakery", "serif", 84), ("since 1962", "serif_italic", 56))
PARKING = (("PRIVATE", "sans", 104), ("Parking 20 min", "strange", 66))
ZH_OPEN = (("营业中", "cjk", 140), ("周一至周五", "cjk", 60))
ZH_TEA = (("清香茶馆", "cjk", 110), ("二楼 201 室", "cjk", 60))
JAM = (("Apricot Jam", "serif", 76), ("net 340 g", "sans", 50))
HONEY = (("WILD HONEY", "poster", 96), ("Best before 2025", "strange", 46))
ZH_SAUCE = (("老干酱", "cjk", 110), ("净含量 280 克", "cjk", 48))
CONCERT = (("SUMMER NIGHTS", "poster", 104), ("Saturday 20:30", "sans", 62))
SALE = (("BIG SALE", "strange", 120), ("20% off", "sans", 70))
ZH_SHOW = (("城市之夜", "cjk", 120), ("八月十五日", "cjk", 64))
SETTINGS = (("Settings", "sans", 38), ("Wi-Fi: Home", "sans", 34), ("Battery 82%", "sans", 34), ("Cancel", "sans", 34))
ORDER = (
    ("Order 4711", "strange", 38),
    ("Delivery on Tuesday", "strange", 34),
    ("Total 59.90", "strange", 34),
    ("Pay now", "strange", 34),
)
ZH_APP = (("设置", "cjk", 38), ("无线网络", "cjk", 34), ("电量 82%", "cjk", 34), ("取消", "cjk", 34))

CHANGES = (
    Case("sign", OPEN, "change “OPEN” to “CLOSED”", ("CLOSED", "MondaytoFriday"), ("OPEN",)),
    Case("sign", OPEN, "change “Friday” to “Sunday”", ("OPEN", "MondaytoSunday"), ("Friday",), 8),
    Case("sign", BAKERY, "replace “Bakery” with “Coffee”", ("HarbourCoffee", "since1962"), ("Bakery",)),
    Case("sign", BAKERY, "change “1962” to “1985”", ("HarbourBakery", "since1985"), ("1962",), -10),
    Case("sign", PARKING, "change “20 min” to “45 min”", ("PRIVATE", "Parking45min"), ("20min",)),
    Case("sign", ZH_OPEN, "把“营业中”改成“已打烊”", ("已打烊", "周一至周五"), ("营业中",)),
    Case("sign", ZH_TEA, "把“清香”改成“竹林”", ("竹林茶馆",), ("清香",), 7),
    Case("sign", ZH_TEA, "把“201”改成“305”", ("清香茶馆", "305"), ("201",)),
    Case("label", JAM, "change “Apricot” to “Cherry”", ("CherryJam",), ("Apricot",)),
    Case("label", JAM, "change “340” to “500”", ("ApricotJam", "net500g"), ("340",), 5),
    Case("label", HONEY, "change “2025” to “2027”", ("WILDHONEY", "Bestbefore2027"), ("2025",)),
    Case("label", ZH_SAUCE, "把“280”改成“500”", ("老干酱", "500"), ("280",)),
    Case("poster", CONCERT, "change “SUMMER” to “WINTER”", ("WINTERNIGHTS", "Saturday20:30"), ("SUMMER",)),
    Case("poster", CONCERT, "change “Saturday” to “Sunday”", ("SUMMERNIGHTS", "Sunday20:30"), ("Saturday",), 6),
    Case("poster", SALE, "change “20%” to “50%”", ("BIGSALE", "50%off"), ("20%",)),
    Case("poster", ZH_SHOW, "把“八月十五日”改成“九月三十日”", ("城市之夜", "九月三十日"), ("八月十五日",)),
    Case(
        "screenshot",
        SETTINGS,
        "change “Battery 82%” to “Battery 15%”",
        ("Settings", "Wi-Fi:Home", "Battery15%"),
        ("82",),
    ),
    Case("screenshot", SETTINGS, "change “Cancel” to “Save”", ("Settings", "Battery82%", "Save"), ("Cancel",)),
    Case("screenshot", ORDER, "change “Tuesday” to “Friday”", ("Order4711", "DeliveryonFriday", "Paynow"), ("Tuesday",)),
    Case("screenshot", ORDER, "change “59.90” to “19.90”", ("DeliveryonTuesday", "Total19.90"), ("59.90",)),
    Case("screenshot", ZH_APP, "把“无线网络”改成“蓝牙设备”", ("设置", "蓝牙设备", "取消"), ("无线网络",)),
    Case("screenshot", ZH_APP, "把“取消”改成“保存”", ("设置", "无线网络", "保存"), ("取消",)),
)

ADDITIONS = (
    Case("coffee", (), "write “FRESH COFFEE” in big white letters at the top", ("FRESHCOFFEE",)),
    Case("coffee", (), "add the text “Good morning” at the bottom", ("Goodmorning",)),
    Case("coffee", (), "在图片顶部加上“早安咖啡”", ("早安咖啡",)),
    Case("rocket", (), "write “LAUNCH DAY” in yellow at the top", ("LAUNCHDAY",)),
    Case("rocket", (), "add “T minus 10” in small letters in the bottom right corner", ("Tminus10",)),
    Case("rocket", (), "在右下角加上“发射现场”", ("发射现场",)),
    Case("astronaut", (), "write “Happy Birthday!” in handwriting in the middle", ("HappyBirthday!",)),
    Case("astronaut", (), "add a caption “Ready for space” at the bottom", ("Readyforspace",)),
    Case("astronaut", (), "add “SALE 50%” in red with a white outline on the left", ("SALE50%",)),
    Case("chelsea", (), "add a meme caption: top “ONE DOES NOT”, bottom “WAKE THE CAT”", ("ONEDOESNOT", "WAKETHECAT")),
    Case("chelsea", (), "write “meow” in pink letters at the bottom", ("meow",)),
    Case("chelsea", (), "在底部加上黄色的“小猫咪”", ("小猫咪",)),
    Case("poster", (), "write “CITY LIGHTS” in huge white letters at the top", ("CITY", "LIGHTS")),
    Case("poster", (), "add “Tickets from 12 Euro” in serif at the bottom", ("Ticketsfrom12Euro",)),
    Case("poster", ZH_SHOW, "在底部加上白色的“免费入场”", ("城市之夜", "八月十五日", "免费入场")),
    Case("sign", OPEN, "write “Welcome” at the bottom", ("OPEN", "MondaytoFriday", "Welcome")),
    Case("label", JAM, "write “ORGANIC” at the top", ("ApricotJam", "ORGANIC")),
    Case("screenshot", SETTINGS, "write “DRAFT” in red in the middle", ("Settings", "DRAFT")),
)

REMOVALS = (
    Case("sign", OPEN, "remove the text “Monday to Friday”", ("OPEN",), ("Monday", "Friday")),
    Case("sign", OPEN, "remove “OPEN”", ("MondaytoFriday",), ("OPEN",), 9),
    Case("sign", BAKERY, "remove all the text", (), ("Harbour", "since", "1962")),
    Case("sign", ZH_OPEN, "去掉“周一至周五”", ("营业中",), ("周一", "周五")),
    Case("sign", PARKING, "erase the text", (), ("PRIVATE", "Parking"), -7),
    Case("label", JAM, "remove “net 340 g”", ("ApricotJam",), ("net", "340")),
    Case("label", HONEY, "remove “Best before 2025”", ("WILDHONEY",), ("before", "2025")),
    Case("label", ZH_SAUCE, "去掉所有文字", (), ("老干酱", "净含量", "280")),
    Case("poster", CONCERT, "remove “Saturday 20:30”", ("SUMMERNIGHTS",), ("Saturday", "20:30")),
    Case("poster", SALE, "remove the text", (), ("BIG", "SALE", "off")),
    Case("poster", ZH_SHOW, "去除文字", (), ("城市之夜", "八月"), 5),
    Case("screenshot", SETTINGS, "remove “Wi-Fi: Home”", ("Settings", "Battery82%", "Cancel"), ("Wi-Fi", "Home")),
    Case("screenshot", ORDER, "remove “Total 59.90”", ("Order4711", "DeliveryonTuesday", "Paynow"), ("Total", "59.90")),
    Case("screenshot", ZH_APP, "去掉“电量 82%”", ("设置", "无线网络", "取消"), ("电量", "82%")),
    Case("coffee", (("© Jane Doe 2024", "sans", 54),), "remove the text", (), ("Jane", "Doe", "2024")),
    Case("rocket", (("PHOTO: PRESS OFFICE", "strange", 56),), "remove the text", (), ("PHOTO", "PRESS", "OFFICE")),
    Case("astronaut", (("SAMPLE", "poster", 120),), "remove “SAMPLE”", (), ("SAMPLE",)),
    Case("chelsea", (("我的小猫", "cjk", 80),), "去掉文字", (), ("我的小猫",)),
    Case("chelsea", (("good night", "handwritten", 90),), "remove the text", (), ("good", "night")),
    Case("coffee", (("CAFE", "serif", 110),), "remove “CAFE”", (), ("CAFE",), 12),
)

CASES = (*CHANGES, *ADDITIONS, *REMOVALS)
