"""Electronic documents of vehicles: the vehicle licence (电子行驶证), the inspection mark (检验标志电子凭证), the
licence of an e-bike (电动自行车电子行驶证), the temporary plate (临时行驶车号牌), and plate and
licence of a vehicle that enters for a time (临时入境机动车牌证). The learner permit (学习驾驶证明) is made as they are:
whoever learns shows it from a phone or on paper.

They are mdocs as the driving licence is one, with two differences. Nobody's face belongs to them: what is compared is
the plate. And they are bound to no phone: they may be shown on a screen, from a picture or printed, by whoever drives,
so the key they name is thrown away when they are made.

The code for showing carries a few elements of the document in the order that its kind says, the days as numbers. A
verifier builds the very IssuerSigned structure from them that was signed, as with the code of a licence. How long a
code is good stands in it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.documents.mdoc import cbor, codes, mso
from tongban.documents.mdoc.claims import COUNTRY, Elements
from tongban.documents.mdoc.keys import Signer
from tongban.law.text import Text

PREFIX = "TB2:"
_SEED_BYTES = 8
_FIELDS = 8
_DAY_ZERO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each
class Kind:
    """A kind of document. `labels` name what it may say, in order; `coded` is what its code carries, in order."""

    number: int
    name: str
    doc_type: str
    namespace: str
    title: Text
    labels: Mapping[str, Text]
    coded: tuple[str, ...]
    names: str  # the element that says what or whom it is about


_WORDS = {
    "name": Text(zh="姓名", en="Name"),
    "plate": Text(zh="号牌号码", en="Plate number"),
    "plate_type": Text(zh="号牌种类", en="Plate type"),
    "vehicle_type": Text(zh="车辆类型", en="Vehicle type"),
    "owner": Text(zh="所有人", en="Registered owner"),
    "address": Text(zh="住址", en="Address"),
    "use": Text(zh="使用性质", en="Use"),
    "model": Text(zh="品牌型号", en="Brand and model"),
    "vin": Text(zh="车辆识别代号", en="VIN"),
    "engine": Text(zh="发动机号码", en="Engine number"),
    "registered_date": Text(zh="注册日期", en="Registered on"),
    "issue_date": Text(zh="发证日期", en="Issued on"),
    "capacity": Text(zh="核定载人数", en="Capacity"),
    "inspected_date": Text(zh="检验有效期至", en="Inspection valid to"),
    "state_letters": Text(zh="状态", en="State"),
    "from_date": Text(zh="有效期自", en="Valid from"),
    "valid_date": Text(zh="有效期至", en="Valid until"),
    "document_number": Text(zh="编号", en="Number"),
    "issuing_authority": Text(zh="发证机关", en="Issued by"),
}
_GIVEN_BY = Text(zh="核发机关", en="Given by")


def _kind(number: int, name: str, short: str, title: Text, *, says: str, coded: str, **own: Text) -> Kind:
    """A kind that says these elements, in order, under the usual words or its `own`."""
    space, labels = f"cn.{short}.1", {element: own.get(element) or _WORDS[element] for element in says.split()}
    names = "plate" if "plate" in labels else "name"
    return Kind(number, name, f"{space}.{name}", space, title, labels, tuple(coded.split()), names)


LICENCE = _kind(
    1, "vehicle_licence", "vl", Text(zh="行驶证", en="vehicle licence"),
    says="plate plate_type vehicle_type owner address use model vin engine registered_date issue_date capacity"
    " inspected_date state_letters document_number issuing_authority",
    coded="plate plate_type vehicle_type owner use vin inspected_date state_letters document_number issuing_authority",
    document_number=Text(zh="证芯编号", en="Card serial number"),
)  # fmt: skip
MARK = _kind(
    2, "inspection_mark", "im", Text(zh="检验合格标志", en="inspection mark"),
    says="plate plate_type vehicle_type valid_date issue_date document_number issuing_authority",
    coded="plate plate_type vehicle_type valid_date issue_date document_number issuing_authority",
    valid_date=Text(zh="检验有效期至", en="Valid to"),
    issue_date=Text(zh="核发日期", en="Given on"),
    document_number=Text(zh="标志编号", en="Number of the mark"),
    issuing_authority=_GIVEN_BY,
)  # fmt: skip
BIKE = _kind(
    3, "bike_licence", "bl", Text(zh="电动自行车行驶证", en="e-bike licence"),
    says="plate plate_kind owner model code motor colour registered_date issue_date check_date document_number"
    " issuing_authority",
    coded="plate plate_kind owner code colour check_date document_number issuing_authority",
    plate_kind=Text(zh="号牌种类", en="Kind of plate"),
    code=Text(zh="整车编码", en="Code on the frame"),
    motor=Text(zh="电动机编号", en="Motor code"),
    colour=Text(zh="颜色", en="Colour"),
    registered_date=Text(zh="登记日期", en="Registered on"),
    check_date=Text(zh="下次检查不晚于", en="Next check by"),
    document_number=Text(zh="证件编号", en="Number of the licence"),
)  # fmt: skip
TEMPORARY = _kind(
    4, "temporary_plate", "tp", Text(zh="临时行驶车号牌", en="temporary plate"),
    says="plate area vehicle_type model vin from_date valid_date document_number issuing_authority",
    coded="plate area vehicle_type model vin from_date valid_date document_number issuing_authority",
    plate=Text(zh="临时号牌号码", en="Number of the plate"),
    area=Text(zh="号牌类型", en="Type of plate"),
    issuing_authority=_GIVEN_BY,
)  # fmt: skip
ENTRY = _kind(
    5, "entry_clearance", "te", Text(zh="临时入境机动车牌证", en="temporary entry plate and licence"),
    says="plate home_plate scheme area model vin drivers from_date valid_date stay_days year_days document_number"
    " issuing_authority",
    coded="plate home_plate scheme area vin drivers from_date valid_date stay_days year_days document_number"
    " issuing_authority",
    plate=Text(zh="临时入境号牌", en="Temporary entry plate"),
    home_plate=Text(zh="境外号牌号码", en="Plate at home"),
    scheme=Text(zh="政策", en="Scheme"),
    area=Text(zh="行驶范围", en="Where it may be driven"),
    drivers=Text(zh="备案驾驶人（证号后四位）", en="Filed drivers (last four signs of their licences)"),
    stay_days=Text(zh="每次最多连续停留天数", en="Days of one stay at most"),
    year_days=Text(zh="每年最多停留天数", en="Days in a year at most"),
    issuing_authority=_GIVEN_BY,
)  # fmt: skip
LEARNER = _kind(
    6, "learner_permit", "lp", Text(zh="学习驾驶证明", en="learner permit"),
    says="name identity target issue_date valid_date document_number issuing_authority",
    coded="name identity target issue_date valid_date document_number issuing_authority",
    identity=Text(zh="身份证号码后四位", en="Last four signs of the identity number"),
    target=Text(zh="学习准驾车型", en="Class being learnt"),
    issue_date=Text(zh="核发日期", en="Issued on"),
    document_number=Text(zh="证明编号", en="Number"),
    issuing_authority=Text(zh="核发机关", en="Issued by"),
)  # fmt: skip
KINDS = {kind.name: kind for kind in (LICENCE, MARK, BIKE, TEMPORARY, ENTRY, LEARNER)}
OF_TYPE = {kind.doc_type: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True)
class VehicleClaims:
    """What one document says. `said`: text by name, days where the name ends in "date"; what is empty is left out.

    `expiry_on`: its last day, None where it has none of its own. Raises ValueError for what its kind does not say.
    """

    kind: Kind
    said: Mapping[str, str | date | None]
    expiry_on: date | None = None

    def __post_init__(self) -> None:
        unknown = set(self.said) - set(self.kind.labels)
        if unknown or not self.said.get(self.kind.names) or not self.said.get("document_number"):
            raise ValueError(
                f"A {self.kind.title.en} cannot say {sorted(unknown)}, and names {self.kind.names} and number."
            )

    @property
    def doc_type(self) -> str:
        return self.kind.doc_type

    def elements(self, technical_end_on: date) -> Elements:
        """What it says, in the order of its kind; the end of its credential is no element of it."""
        named = {name: self.said[name] for name in self.kind.labels if self.said.get(name)}
        values = {name: cbor.full_date(value) if isinstance(value, date) else value for name, value in named.items()}
        return {self.kind.namespace: {**values, "issuing_country": COUNTRY}}


def nobodys_key() -> ec.EllipticCurvePublicKey:
    """The key a document of a vehicle names: nobody has its other half."""
    return ec.generate_private_key(ec.SECP256R1()).public_key()


def make_code(
    kind: Kind, said: Mapping[str, Any], *, lasts: timedelta, signer: Signer, status: mso.StatusEntry, now: datetime
) -> str:
    """Return the text of a code that is good from `now` for `lasts` (whole minutes).

    `said`: the plain elements of the document, as a verification reads them; days are ISO text.
    """
    values = [_packed(name, said.get(name)) for name in kind.coded]
    point = nobodys_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    seed = secrets.token_bytes(_SEED_BYTES)
    body = [
        kind.number, int(now.timestamp()), int(lasts.total_seconds() // 60), status.index,
        status.uri.removeprefix("https:"), point, seed, values,
    ]  # fmt: skip
    return codes.pack(PREFIX, body, _build, signer)


def unpack(text: str) -> bytes:
    """Return the IssuerSigned structure a code stands for; raise `Malformed` where it is none."""
    return codes.unpack(text, PREFIX, _FIELDS, _build)


def _build(body: list[Any]) -> tuple[bytes, dict[str, list[Any]]]:
    """Build security object and items from what a code carries; raise `Malformed` where it cannot be."""
    try:
        number, signed, minutes, index, uri, point, seed, values = body
        kind = next(kind for kind in KINDS.values() if kind.number == number)
        at = datetime.fromtimestamp(signed, UTC)
        validity = mso.Validity(at, at, at + timedelta(minutes=minutes))
        entry = mso.StatusEntry(int(index), "https:" + uri if uri.startswith("//") else str(uri))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        named = {name: _unpacked(name, value) for name, value in zip(kind.coded, values, strict=True) if value}
        elements = {kind.namespace: {**named, "issuing_country": COUNTRY}}
        namespaces, digests = mso.salted(elements, seed)
    except (ValueError, TypeError, AttributeError, OverflowError, OSError, StopIteration) as error:
        raise cbor.Malformed("the fields of the code are not what they should be") from error
    payload = mso.security_object(
        doc_type=kind.doc_type, digests=digests, device_key=key, validity=validity, status=entry
    )
    return payload, namespaces


def _packed(name: str, value: Any) -> Any:
    """A day as a number, anything else as text; nothing as an empty text."""
    if value and name.endswith("date"):
        return (date.fromisoformat(str(value)) - _DAY_ZERO).days
    return str(value or "")


def _unpacked(name: str, value: Any) -> Any:
    return cbor.full_date(_DAY_ZERO + timedelta(days=value)) if name.endswith("date") else str(value)
