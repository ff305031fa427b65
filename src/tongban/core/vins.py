"""Vehicle identification numbers by GB 16735 (ISO 3779): 17 digits and capitals, without I, O and Q.

The ninth character checks the others where the maker follows that part of the standard; makers elsewhere need not. So
a wrong one is refused for a vehicle made in China (the number begins with L) and only reported for any other. Older
vehicles carry a frame number instead, which has no form: `parse` does not take it.
"""

import re
from dataclasses import dataclass

from tongban.core.errors import BadInput
from tongban.law.text import Text

FIELD = "vin"

_SHAPE = re.compile(r"[0-9A-HJ-NPR-Z]{13}[0-9]{4}")  # the last four are digits
_LETTERS = {letter: value for row in ("ABCDEFGH", "JKLMN", "P", "R") for value, letter in enumerate(row, start=1)}
_VALUES = _LETTERS | {"P": 7, "R": 9} | {letter: value for value, letter in enumerate("STUVWXYZ", start=2)}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Vin:
    """A checked number. `checks`: its ninth character is the one that the others ask for."""

    number: str
    domestic: bool
    checks: bool


def parse(typed: str) -> Vin:
    """Check a number as typed: small letters, full width, spaces and hyphens are taken as meant. Raises BadInput."""
    number = re.sub(r"[\s-]", "", str(typed)[:60].translate(_HALF_WIDTH)).upper()
    if not _SHAPE.fullmatch(number):
        raise BadInput(
            FIELD,
            Text(
                zh="车辆识别代号应为17位数字或大写字母，没有I、O、Q，最后四位是数字。请照合格证或行驶证逐位核对。",
                en="A VIN has 17 digits or letters, never I, O or Q, and ends with four digits. Compare it with the "
                "certificate or the vehicle licence.",
            ),
            code="vin.form",
        )
    vin = Vin(number, number.startswith("L"), check_character(number) == number[8])
    if vin.domestic and not vin.checks:
        raise BadInput(
            FIELD,
            Text(
                zh="车辆识别代号的校验位不符，可能有一位写错了。请照合格证或行驶证逐位核对。",
                en="The check character of this VIN does not match: one character may be wrong. Compare it with the "
                "certificate or the vehicle licence.",
            ),
            code="vin.check",
        )
    return vin


def check_character(number: str) -> str:
    """The ninth character that the other sixteen ask for."""
    values = (int(one) if one.isdigit() else _VALUES[one] for one in number)
    rest = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)
