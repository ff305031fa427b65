"""What people type: folded to one form, or refused with a sentence that says how it should look."""

import re
import unicodedata

from tongban.core import identity
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.people.types import IdentityKind

LONGEST_NAME = 60
LONGEST_ADDRESS = 200
LONGEST_NUMBER = 30
_MOBILE = re.compile(r"1[3-9]\d{9}")
_OTHER_NUMBER = re.compile(r"[A-Z0-9\u4e00-\u9fff()-]{4,30}")
_NAME_MARKS = frozenset(" ·•-'’.")
_NUMBERED_AS_RESIDENTS = frozenset({IdentityKind.RESIDENT, IdentityKind.FOREIGN_RESIDENT})
_FULL_LENGTHS = (15, 18)


def clean_name(text: str) -> str:
    """Return a name with single spaces. Raises BadInput for what no register writes: digits, emoji, 61
    characters."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    letters = all(character in _NAME_MARKS or unicodedata.category(character)[0] in "LM" for character in name)
    if not name or len(name) > LONGEST_NAME or not letters:
        raise BadInput(
            "name",
            Text(
                zh=f"请填写与身份证件一致的姓名，最多{LONGEST_NAME}个字。",
                en=f"Enter the name as in the identity document, at most {LONGEST_NAME} characters.",
            ),
        )
    return name


def clean_address(text: str) -> str:
    """Return an address on one line. Raises BadInput for control characters and more than 200 characters."""
    address = " ".join(unicodedata.normalize("NFC", text).split())
    if len(address) > LONGEST_ADDRESS or any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in address):
        raise BadInput(
            "address",
            Text(
                zh=f"地址最多{LONGEST_ADDRESS}个字，不能含控制字符。",
                en=f"An address has at most {LONGEST_ADDRESS} characters and no control characters.",
            ),
        )
    return address


def clean_phone(text: str) -> str:
    """Return a mainland mobile number as 11 digits; full-width digits, spaces and +86 are folded. Raises
    BadInput."""
    number = find_phone(text)
    if number is None:
        raise BadInput(
            "phone",
            Text(zh="请填写11位中国大陆手机号码。", en="Enter a mainland mobile number of 11 digits."),
        )
    return number


def find_phone(text: str) -> str | None:
    """Return the mobile number that was typed, or None."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:LONGEST_NUMBER])).removeprefix("+86")
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else None


def clean_number(text: str, kind: IdentityKind) -> str:
    """Return the number of an identity document in the form under which it is found. Raises BadInput.

    Numbers built like a resident's (GB 11643) are checked; 15 digits are carried to 18. Others are upper case
    without spaces, led by the kind of document, since two countries may give out the same passport number.
    """
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[: LONGEST_NUMBER * 2])).upper()
    if kind in _NUMBERED_AS_RESIDENTS or _looks_like_resident(folded):
        return identity.parse(folded).number
    if not _OTHER_NUMBER.fullmatch(folded):
        raise BadInput(
            "identity_number",
            Text(zh="证件号码的格式不正确。", en="This is not how the number of such a document looks."),
        )
    return f"{kind.value} {folded}"


def _looks_like_resident(folded: str) -> bool:
    return len(folded) in _FULL_LENGTHS and folded[:-1].isdigit()


def fold_digits(text: str) -> str:
    """Return a typed code without spaces, full-width digits folded."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:LONGEST_NUMBER]))
