"""Regions by GB/T 2260 code, with their history. Names and years come from python-stdnum's table.

A region that was merged or renamed is history, not an error: numbers given while it existed stay good. The
table knows years, not days: in a year of change the newer name is given. English names are those of `romanised`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from stdnum import numdb

from tongban.core.errors import NotFound
from tongban.core.romanised import romanised
from tongban.law.text import Text

PROVINCES = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia", "21": "Liaoning",
    "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui",
    "35": "Fujian", "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei", "43": "Hunan",
    "44": "Guangdong", "45": "Guangxi", "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou",
    "53": "Yunnan", "54": "Tibet", "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia",
    "65": "Xinjiang", "71": "Taiwan", "81": "Hong Kong", "82": "Macao",
}  # fmt: skip

# Codes of residence permits, not of the table: residents of Taiwan carry 83 there (GB/T 2260 itself has 71).
_TAIWAN_PERMIT = "83"
# Founded in 2021 and missing in the library's table; name and code as in the national statistics of 2023.
LATER = {
    "330113": "[2021-]临平区",
    "330114": "[2021-]钱塘区",
}
_GROUPS = ("市辖区", "县")  # not regions of their own: what lies directly below a municipality
_SPAN = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a region and the years in which it was in force; None is open."""

    name: str
    since: int | None
    until: int | None

    def holds(self, year: int) -> bool:
        """True where the name was in force in some part of the year."""
        return (self.since or 0) <= year <= (self.until or 9999)


def name(code: str, on: date | None = None) -> Text:
    """Return the region's own name ("浦东新区"), on a day or the latest one it had.

    A code that the table does not know below province level is answered with its province and the code
    itself. Raises NotFound where even the province is unknown.
    """
    province = _province(code)
    own = _latest(names(code), on)
    if code[2:] == "0000" or own in _GROUPS:
        return province
    if own is None:
        return Text(zh=f"{province.zh}{code}", en=f"{code}, {province.en}")
    return Text(zh=own, en=f"{romanised(own)}, {province.en}")


def full_name(code: str, on: date | None = None) -> Text:
    """Return the name with everything above it: "上海市浦东新区", "河北省石家庄市长安区"."""
    province = _province(code)
    parts = [province.zh]
    city = _latest(names(code[:4] + "00"), on)
    if city and code[2:4] != "00" and city not in _GROUPS:
        parts.append(city)
    if code[4:] != "00":
        parts.append(_latest(names(code), on) or code)
    return Text(zh="".join(parts), en=name(code, on).en)


def exists(code: str, on: date) -> bool:
    """True where a region of this code is in force in the year of that day."""
    return any(known.holds(on.year) for known in names(code))


def vanished_in(code: str) -> int | None:
    """Return the year in which the region ended, or None where it stands or was never known."""
    ends = [known.until for known in names(code)]
    return None if not ends or None in ends else max(end for end in ends if end is not None)


def is_province(prefix: str) -> bool:
    """True for the first two digits of any region or residence permit."""
    return prefix in PROVINCES or prefix == _TAIWAN_PERMIT


@cache
def names(code: str) -> tuple[Name, ...]:
    """Return every name the code has had, oldest first; empty where it is unknown."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return ()
    found = numdb.get("cn/loc").info(code)
    listed = "".join(part.get("county", "") for _, part in found[1:]) or LATER.get(code, "")
    return tuple(
        Name(match[3], int(match[1]) if match[1] else None, int(match[2]) if match[2] else None)
        for match in _SPAN.finditer(listed)
    )


def _province(code: str) -> Text:
    prefix = "71" if code[:2] == _TAIWAN_PERMIT else code[:2]
    if prefix not in PROVINCES:
        raise NotFound(Text(zh="没有这个行政区划代码。", en="There is no region of this code."))
    return Text(zh=names(f"{prefix}0000")[-1].name, en=PROVINCES[prefix])


def _latest(known: tuple[Name, ...], on: date | None) -> str | None:
    fitting = [entry for entry in known if on is None or entry.holds(on.year)]
    return fitting[-1].name if fitting else None
