"""Unified social credit codes of organisations by GB 32100: 18 characters with a check character.

The first character names the registering authority, the second the kind, the next six the region (GB/T 2260).
"""

import re
from dataclasses import dataclass

from stdnum.cn import uscc

from tongban.core.errors import BadInput
from tongban.law.text import Text

FIELD = "organisation_number"

_LETTERS = "0-9A-HJ-NPQRTUWXY"  # without I, O, S, V, Z
_SHAPE = re.compile(rf"[1-9ANY][1-9][0-9]{{6}}[{_LETTERS}]{{10}}")
_AUTHORITIES = {
    "1": Text(zh="机构编制", en="public institutions"),
    "2": Text(zh="外交", en="foreign affairs"),
    "3": Text(zh="司法行政", en="justice"),
    "4": Text(zh="文化", en="culture"),
    "5": Text(zh="民政", en="civil affairs"),
    "6": Text(zh="旅游", en="tourism"),
    "7": Text(zh="宗教", en="religious affairs"),
    "8": Text(zh="工会", en="trade unions"),
    "9": Text(zh="市场监管", en="market regulation"),
    "A": Text(zh="军队", en="armed forces"),
    "N": Text(zh="农业", en="agriculture"),
    "Y": Text(zh="其他", en="other"),
}


@dataclass(frozen=True, slots=True)
class OrganisationNumber:
    """A checked code."""

    number: str
    authority: Text  # who registered it
    region: str


def parse(number: str) -> OrganisationNumber:
    """Check a code as typed: spaces, hyphens, full width and small letters are taken as meant. Raises
    BadInput.
    """
    typed = re.sub(r"[\s-]", "", _half_width(str(number)[:100])).upper()
    if not _SHAPE.fullmatch(typed):
        raise _bad(
            "form",
            zh="统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）。",
            en="A unified social credit code has 18 digits or letters (without I, O, S, V, Z).",
        )
    if uscc.calc_check_digit(typed[:-1]) != typed[-1]:
        raise _bad(
            "check",
            zh="统一社会信用代码的校验位不符，请逐位核对。",
            en="The check character does not match. Compare the code character by character.",
        )
    return OrganisationNumber(typed, _AUTHORITIES[typed[0]], typed[2:8])


def _half_width(text: str) -> str:
    """Fold full-width ASCII (U+FF01 to U+FF5E) and the wide space."""
    return "".join(
        chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else " " if letter == "　" else letter for letter in text
    )


def _bad(what: str, *, zh: str, en: str) -> BadInput:
    return BadInput(FIELD, Text(zh=zh, en=en), code=f"organisation_number.{what}")
