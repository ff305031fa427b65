"""Numbers of identity documents by GB 11643: 18 characters, or the 15 digits given before 1999.

18: region (6), birth (8), order (3, odd for men), check character (ISO 7064 MOD 11-2). 15: the year has two
digits (19..) and there is no check character. Residence permits of Hong Kong, Macao and Taiwan residents
(81, 82, 83) have the same structure; so, as far as published, has the newer permanent-resident card of
foreigners (first digit 9), whose region is the province in its second and third digit. Passports and older
foreigners' cards are not numbers of this kind.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from tongban.core import clock, regions
from tongban.core.errors import BadInput
from tongban.law.text import Text

FIELD = "identity_number"
OLDEST_YEAR = 1880  # nobody alive was born before; what claims it is a mistake in typing

_FOLDED = str.maketrans(
    "０１２３４５６７８９ｘＸx　－", "0123456789XXX -"
)  # what a Chinese keyboard types in full width
_SHAPE = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_PERMITS = ("810000", "820000", "830000")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A checked number, always in its 18-character form."""

    number: str
    region: str  # GB/T 2260 code as in the number; the region may have ended since
    born: date
    sex: str  # "M" | "F"
    kind: str  # "resident" | "resident_15" (given with 15 digits) | "permit" (HK, Macao, Taiwan) | "foreigner"

    def __str__(self) -> str:
        """Hide the number: it must not slip into a log."""
        return f"IdentityNumber({self.kind}, {self.born.year})"

    __repr__ = __str__


def parse(number: str) -> IdentityNumber:
    """Check a number as typed: spaces, hyphens, full width and a small x are taken as meant.

    Raises BadInput that says what is wrong: the form, the region, the birth date or the check character.
    """
    typed = re.sub(r"[\s-]", "", str(number)[:100].translate(_FOLDED))
    if not _SHAPE.fullmatch(typed):
        raise _bad(
            "form",
            zh="身份证号码应为18位：17位数字，最后一位是数字或X（旧号码为15位数字）。",
            en="An identity number has 18 characters: 17 digits, then a digit or X (older ones: 15).",
        )
    full = typed if len(typed) == 18 else _upgraded(typed)
    region, kind = _region(full, old=len(typed) == 15)
    born = _born(full)
    if full[-1] != ric.calc_check_digit(full):
        raise _bad(
            "check",
            zh="身份证号码的校验位不符，请逐位核对。",
            en="The check character does not match. Compare the number digit by digit.",
        )
    return IdentityNumber(full, region, born, "M" if int(full[16]) % 2 else "F", kind)


def _upgraded(old: str) -> str:
    """The 18-character form of a 15-digit number: the century 19 and a check character are added."""
    longer = f"{old[:6]}19{old[6:]}"
    return longer + ric.calc_check_digit(longer + "0")


def _region(number: str, *, old: bool) -> tuple[str, str]:
    region = number[:6]
    if number[0] == "9":
        region, kind = f"{number[1:3]}0000", "foreigner"
    elif region in _PERMITS:
        kind = "permit"
    else:
        kind = "resident_15" if old else "resident"
    if not regions.is_province(region[:2]):
        raise _bad(
            "region",
            zh="身份证号码的前六位不是行政区划代码，请核对。",
            en="The first six digits are not the code of a region. Check them.",
        )
    return region, kind


def _born(number: str) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = None
    if born is None or born.year < OLDEST_YEAR:
        raise _bad(
            "birth",
            zh="身份证号码中的出生日期不存在，请核对第7至14位。",
            en="The date of birth in the number does not exist. Check digits 7 to 14.",
        )
    if born > max(clock.today(), clock.day_of(clock.now())):
        raise _bad(
            "future",
            zh="身份证号码中的出生日期在今天之后，请核对第7至14位。",
            en="The date of birth in the number lies in the future. Check digits 7 to 14.",
        )
    return born


def _bad(what: str, *, zh: str, en: str) -> BadInput:
    return BadInput(FIELD, Text(zh=zh, en=en), code=f"identity_number.{what}")
