"""Plate numbers by GA 36: province, letter of the authority, serial. The serial depends on the type of plate.

An ordinary serial has five signs, at most two of them letters. A new-energy number has six: for small vehicles a letter
and five signs, for large ones five digits and a letter; the letter says whether the drive is electric alone. I and O
never occur. Not here: plates of embassies, of the police and of temporary entry, which other registers give.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tongban.core.errors import BadInput
from tongban.law.text import Text

FIELD = "plate"

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
ELECTRIC, HYBRID = "DABCE", "FGHJK"  # the letters of a new-energy serial; the first is given until it is used up
_SIGN = "[0-9A-HJ-NP-Z]"
_FIVE = rf"(?!(?:[0-9]*[A-Z]){{3}}){_SIGN}{{5}}"  # not three letters
_FOUR = rf"(?!(?:[0-9]*[A-Z]){{3}}){_SIGN}{{4}}"
_ENERGY = f"[{ELECTRIC}{HYBRID}]"
_SERIALS: Mapping[str, str] = {
    "01": _FIVE, "02": _FIVE, "07": _FIVE, "08": _FIVE, "13": _FIVE,
    "15": f"{_FOUR}挂", "16": f"{_FOUR}学", "23": f"{_FOUR}警", "26": f"{_FOUR}港", "27": f"{_FOUR}澳",
    "51": f"[0-9]{{5}}{_ENERGY}", "52": f"{_ENERGY}{_SIGN}[0-9]{{4}}",
}  # fmt: skip
TYPES: Mapping[str, Text] = {
    "01": Text(zh="大型汽车号牌", en="large vehicle"),
    "02": Text(zh="小型汽车号牌", en="small car"),
    "07": Text(zh="普通摩托车号牌", en="motorcycle"),
    "08": Text(zh="轻便摩托车号牌", en="moped"),
    "13": Text(zh="低速车号牌", en="low-speed vehicle"),
    "15": Text(zh="挂车号牌", en="trailer"),
    "16": Text(zh="教练汽车号牌", en="training car"),
    "23": Text(zh="警用汽车号牌", en="police car"),
    "26": Text(zh="香港入出境车号牌", en="Hong Kong cross-border car"),
    "27": Text(zh="澳门入出境车号牌", en="Macau cross-border car"),
    "51": Text(zh="大型新能源汽车号牌", en="large new-energy vehicle"),
    "52": Text(zh="小型新能源汽车号牌", en="small new-energy car"),
}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Plate:
    """A checked number with its type (号牌种类, two digits)."""

    type: str
    number: str

    @property
    def printed(self) -> str:
        """As it stands on the plate: a dot after the authority's letter."""
        return f"{self.number[:2]}·{self.number[2:]}"


def parse(plate_type: str, typed: str) -> Plate:
    """Check a number as typed: small letters, full width, spaces, hyphens and the dot are taken as meant. Raises
    BadInput."""
    number = as_typed(typed)
    serial = _SERIALS.get(plate_type)
    if serial is None:
        raise BadInput(FIELD, Text(zh="没有这种号牌。", en="There is no such type of plate."), code="plate.type")
    if not re.fullmatch(rf"[{PROVINCES}][A-HJ-NP-Z]{serial}", number):
        raise BadInput(
            FIELD,
            Text(
                zh="号牌号码不对：应为省份简称、一个字母和序号，例如沪A12345；序号没有I和O。",
                en="This is no plate number: a province, a letter and a serial such as 沪A12345, without I and O.",
            ),
            code="plate.form",
        )
    return Plate(plate_type, number)


def as_typed(typed: str) -> str:
    """A number as it is kept, whatever its form: without spaces, hyphens and the dot, in half width and capitals."""
    return re.sub(r"[\s·•.-]", "", str(typed)[:40].translate(_HALF_WIDTH)).upper()


def types_of(typed: str) -> tuple[str, ...]:
    """The types of plate that a number can belong to, by its form; none where it is no number."""

    def fits(plate_type: str) -> bool:
        try:
            parse(plate_type, typed)
        except BadInput:
            return False
        return True

    return tuple(one for one in _SERIALS if fits(one))


def agrees_with(plate: Plate, fuel: str) -> bool:
    """Whether a new-energy number says the right drive (fuel C: electric alone); an ordinary one says nothing of it."""
    letters = {"51": plate.number[-1], "52": plate.number[2]}
    letter = letters.get(plate.type)
    return letter is None or (letter in ELECTRIC) == (fuel == "C")
