"""English names of regions: pinyin without tones, as maps of China have them, and the kind of region in English.

A city is called by its name alone (Nanjing), a district by name and kind (Xuanwu District). Names of other languages
than Chinese, and the few that pinyin software reads wrongly, stand in `OTHERWISE`. Not modelled: accents (Urumqi).
"""

import re
from functools import cache

from pypinyin import lazy_pinyin

OTHERWISE = {
    "六合": "Luhe", "乐陵": "Laoling", "单": "Shan", "浚": "Xun", "呼和浩特": "Hohhot", "包头": "Baotou",
    "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "兴安盟": "Hinggan League", "锡林郭勒": "Xilingol", "阿拉善": "Alxa", "哈尔滨": "Harbin",
    "齐齐哈尔": "Qiqihar", "拉萨": "Lhasa", "日喀则": "Xigaze", "昌都": "Qamdo", "林芝": "Nyingchi",
    "那曲": "Nagqu", "阿里": "Ngari", "甘孜": "Garze", "阿坝": "Aba", "迪庆": "Diqing", "玉树": "Yushu",
    "果洛": "Golog", "格尔木": "Golmud", "乌鲁木齐": "Urumqi", "克拉玛依": "Karamay", "吐鲁番": "Turpan",
    "哈密": "Hami", "阿克苏": "Aksu", "喀什": "Kashgar", "和田": "Hotan", "伊犁": "Ili", "塔城": "Tacheng",
    "阿勒泰": "Altay", "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "克孜勒苏": "Kizilsu",
    "石河子": "Shihezi", "省直辖县级行政单位": "directly administered",
    "省直辖行政单位": "directly administered", "自治区直辖县级行政单位": "directly administered",
}  # fmt: skip
# The first ending that fits says the kind.
KINDS = {
    "自治州": "Autonomous Prefecture", "自治县": "Autonomous County", "自治旗": "Autonomous Banner", "新区": "New Area",
    "地区": "Prefecture", "林区": "Forestry District", "矿区": "Mining District", "区": "District", "县": "County",
    "旗": "Banner", "盟": "League", "市": "", "省": "",
}  # fmt: skip
_PEOPLES = (
    "满|蒙古|回|朝鲜|畲|土家|苗|瑶|侗|壮|黎|仫佬|毛南|各|羌|彝|藏|布依|仡佬|水|傣|哈尼|纳西|拉祜|佤|布朗|白|景颇|傈僳|"
    "独龙|怒|普米|裕固|保安|东乡|撒拉|土|达斡尔"
)
_AUTONOMOUS = re.compile(rf"(.+?)(?:(?:{_PEOPLES})族|蒙古|哈萨克|锡伯|柯尔克孜|塔吉克)*族?(自治[州县旗])")


@cache
def romanised(name: str) -> str:
    """The English name of a region: "南京市" is "Nanjing", "玄武区" is "Xuanwu District"."""
    if name in OTHERWISE:
        return OTHERWISE[name]
    autonomous = _AUTONOMOUS.fullmatch(name)
    place, kind = autonomous.groups() if autonomous else _parted(name)
    return f"{spelt(place)} {KINDS.get(kind, '')}".strip()


def spelt(place: str) -> str:
    """The pinyin of a name as one word with a capital; an apostrophe stands before a vowel that begins a syllable."""
    if place in OTHERWISE:
        return OTHERWISE[place]
    first, *others = lazy_pinyin(place)
    return (first + "".join(f"'{one}" if one[0] in "aoe" else one for one in others)).capitalize()


def _parted(name: str) -> tuple[str, str]:
    """A name and its kind; of a name of two characters both are the name, unless it is a county."""
    for kind in KINDS:
        if name.endswith(kind) and (len(name) - len(kind) >= 2 or (kind in ("县", "区", "旗") and len(name) == 2)):
            return name.removesuffix(kind), kind
    return name, ""
