"""What a licence says, and how it is said in ISO/IEC 18013-5 and in the national namespace.

`LicenceClaims` is handed in finished: this module reads no register and computes no law. Elements that the
international namespace has no place for stand in `cn.dl.1`, so that nothing of the Chinese licence is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tongban.documents.mdoc.cbor import full_date
from tongban.law.facts import HeldClass, Postponement

MDL = "org.iso.18013.5.1.mDL"
ISO = "org.iso.18013.5.1"
NATIONAL = "cn.dl.1"
COUNTRY = "CN"
UN_SIGN = "CHN"
AGES = (16, 18, 20, 21, 22, 60, 63, 70)
SEXES = {"male": 1, "female": 2}  # ISO 5218
JPEG_START = b"\xff\xd8\xff"

# Category and restriction codes of ISO/IEC 18013 for a Chinese class; a class that is not here is known
# in China only. 78: automatic. S01: mass in kg. CN: not beyond what the Chinese class itself covers.
_CATEGORIES: Mapping[str, tuple[str, tuple[dict[str, str], ...]]] = {
    "A1": ("D", ()),
    "A2": ("CE", ()),
    "A3": ("D", ({"code": "CN", "sign": "=", "value": "A3"},)),
    "B1": ("D1", ()),
    "B2": ("C", ()),
    "C1": ("B", ()),
    "C2": ("B", ({"code": "78"},)),
    "C5": ("B", ({"code": "78"}, {"code": "CN", "sign": "=", "value": "C5"})),
    "C6": ("BE", ({"code": "S01", "sign": "<=", "value": "4500"},)),
    "D": ("A", ()),
    "E": ("A", ({"code": "CN", "sign": "=", "value": "E"},)),
    "F": ("AM", ()),
}
_VISION_CORRECTED = {"code": "01"}
# GB/T 2260 province to ISO 3166-2:CN
_PROVINCES = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL",
    "31": "SH", "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA",
    "42": "HB", "43": "HN", "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ",
    "53": "YN", "54": "XZ", "61": "SN", "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW",
    "81": "HK", "82": "MO",
}  # fmt: skip

Elements = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class LicenceClaims:
    """The facts of one licence on `stated_on`, the day of the law. Raises ValueError where they cannot be.

    `family_name`, `given_name`: in Latin letters (Pinyin or passport). `card_serial`: the card's core number,
    which changes with every card. `administrative_number`: the number of the identity document.
    `expiry_on` None: long-term (长期). `letters`: status letters without A. `region`: GB/T 2260.
    """

    family_name: str
    given_name: str
    family_name_national: str
    given_name_national: str
    birth_on: date
    sex: str  # "male" | "female"
    nationality: str  # alpha-2
    administrative_number: str
    card_serial: str
    file_number: str
    issue_on: date
    expiry_on: date | None
    first_issue_on: date
    stated_on: date
    classes: tuple[HeldClass, ...]
    portrait: bytes  # JPEG
    issuing_authority: str
    region: str
    resident_address: str = ""
    letters: frozenset[str] = frozenset()
    postponements: tuple[Postponement, ...] = ()
    points: int = 0
    vision_corrected: bool = False
    remarks: str = ""

    @property
    def doc_type(self) -> str:
        return MDL

    def elements(self, technical_end_on: date) -> Elements:
        """Every element by namespace; a long-term licence expires when its credential does."""
        return elements(self, technical_end_on=technical_end_on)

    def __post_init__(self) -> None:
        if not self.portrait.startswith(JPEG_START):
            raise ValueError("The portrait is not a JPEG.")
        if self.sex not in SEXES:
            raise ValueError(f"Not a sex of ISO 5218: {self.sex!r}")
        empty = [name for name in ("family_name", "card_serial", "issuing_authority") if not getattr(self, name)]
        if empty:
            raise ValueError(f"A licence needs {', '.join(empty)}.")


def elements(claims: LicenceClaims, *, technical_end_on: date) -> Elements:
    """Return every element by namespace; a long-term licence expires when its credential does."""
    return {ISO: _iso(claims, technical_end_on), NATIONAL: _national(claims)}


def jurisdiction(region: str) -> str:
    """Return ISO 3166-2 of a GB/T 2260 region ("440300" gives "CN-GD"), empty where there is none."""
    province = _PROVINCES.get(region[:2])
    return f"{COUNTRY}-{province}" if province else ""


def class_rows(classes: tuple[HeldClass, ...]) -> list[dict[str, Any]]:
    """Return the Chinese classes with the day each was first held."""
    return [{"code": held.code, "since": full_date(held.since)} for held in classes]


def postponement_rows(postponements: tuple[Postponement, ...]) -> list[dict[str, Any]]:
    """Return the postponed duties with both days."""
    return [
        {
            "duty": one.duty,
            "original_due_on": full_date(one.original_due_on),
            "until": full_date(one.until),
        }
        for one in postponements
    ]


def letters_text(letters: frozenset[str]) -> str:
    """Return the status as the licence prints it: the letters in order, "A" where there is none."""
    return "".join(sorted(letters)) or "A"


def _iso(claims: LicenceClaims, technical_end_on: date) -> dict[str, Any]:
    expiry = claims.expiry_on or technical_end_on
    optional = {
        "family_name_national_character": claims.family_name_national,
        "given_name_national_character": claims.given_name_national,
        "resident_address": claims.resident_address,
        "resident_country": COUNTRY if claims.resident_address else "",
        "issuing_jurisdiction": jurisdiction(claims.region),
    }
    return {
        "family_name": claims.family_name,
        "given_name": claims.given_name or "-",
        "birth_date": full_date(claims.birth_on),
        "issue_date": full_date(claims.issue_on),
        "expiry_date": full_date(expiry),
        "issuing_country": COUNTRY,
        "issuing_authority": claims.issuing_authority,
        "document_number": claims.card_serial,
        "administrative_number": claims.administrative_number,
        "portrait": claims.portrait,
        "driving_privileges": _privileges(claims, expiry),
        "un_distinguishing_sign": UN_SIGN,
        "sex": SEXES[claims.sex],
        "nationality": claims.nationality,
        **{name: value for name, value in optional.items() if value},
        **{f"age_over_{years}": _has_reached(claims, years) for years in AGES},
    }


def _national(claims: LicenceClaims) -> dict[str, Any]:
    return {
        "status_letters": letters_text(claims.letters),
        "points": claims.points,
        "first_issue_date": full_date(claims.first_issue_on),
        "long_term": claims.expiry_on is None,
        "classes": class_rows(claims.classes),
        "postponements": postponement_rows(claims.postponements),
        "file_number": claims.file_number,
        "card_core_no": claims.card_serial,
        "stated_on": full_date(claims.stated_on),
        "remarks": claims.remarks,
    }


def _privileges(claims: LicenceClaims, expiry: date) -> list[dict[str, Any]]:
    rows = []
    for held in claims.classes:
        if held.code not in _CATEGORIES:
            continue
        category, codes = _CATEGORIES[held.code]
        all_codes = [*codes, _VISION_CORRECTED] if claims.vision_corrected else list(codes)
        row = {
            "vehicle_category_code": category,
            "issue_date": full_date(held.since),
            "expiry_date": full_date(expiry),
        }
        rows.append({**row, "codes": all_codes} if all_codes else row)
    return rows


def _has_reached(claims: LicenceClaims, years: int) -> bool:
    """An age is reached on the birthday; of 29 February on 1 March in a common year."""
    born, on = claims.birth_on, claims.stated_on
    try:
        birthday = born.replace(year=born.year + years)
    except ValueError:
        birthday = born.replace(year=born.year + years, day=28) + timedelta(days=1)
    return birthday <= on
