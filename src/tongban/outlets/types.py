"""What callers see of outlets, staff and the delegation matrix."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from tongban.core.actor import SEE, WORK, Actor, Grant, Pass
from tongban.law.text import Text

ACCEPT, DECIDE, PRODUCE = "accept", "decide", "produce"
LEVELS = (ACCEPT, DECIDE, PRODUCE)
API_ROLES = START, EVIDENCE, STATUS = ("start", "evidence", "status")
POSTS = ("acceptance", "review", "consultation", "supervision", "production", "till", "check", "exam")
WORKING_DAY, REST_DAY = "working_day", "rest_day"  # the two keys of an outlet's opening hours


class OutletKind(StrEnum):
    """What an outlet is; the delegation matrix speaks of kinds."""

    CITY_OFFICE = "city_office"
    COUNTY_OFFICE = "county_office"
    POLICE_STATION = "police_station"
    POST = "post"
    HOSPITAL = "hospital"
    DEALER = "dealer"
    BANK = "bank"
    INSURER = "insurer"
    FIRM = "firm"  # used-vehicle market, inspection station, recycler, finance company
    DRIVING_SCHOOL = "driving_school"
    KIOSK = "kiosk"
    REGISTRATION_STATION = "registration_station"
    ONLINE = "online"

    @property
    def text(self) -> Text:
        """The word for people."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    OutletKind.CITY_OFFICE: Text(zh="市车辆管理所", en="City vehicle administration office"),
    OutletKind.COUNTY_OFFICE: Text(zh="县级车辆管理所", en="County vehicle administration office"),
    OutletKind.POLICE_STATION: Text(zh="派出所", en="Police station"),
    OutletKind.POST: Text(zh="邮政网点", en="Post office"),
    OutletKind.HOSPITAL: Text(zh="警医邮服务点", en="Hospital point"),
    OutletKind.DEALER: Text(zh="机动车销售企业", en="Vehicle dealer"),
    OutletKind.BANK: Text(zh="银行网点", en="Bank"),
    OutletKind.INSURER: Text(zh="保险机构", en="Insurer"),
    OutletKind.FIRM: Text(zh="委托企业", en="Delegated firm"),
    OutletKind.DRIVING_SCHOOL: Text(zh="驾校", en="Driving school"),
    OutletKind.KIOSK: Text(zh="自助服务终端", en="Kiosk"),
    OutletKind.REGISTRATION_STATION: Text(zh="机动车登记服务站", en="Registration station"),
    OutletKind.ONLINE: Text(zh="网上办理", en="Online"),
}

OFFICE_KINDS = frozenset({OutletKind.CITY_OFFICE, OutletKind.COUNTY_OFFICE})
FIRM_KINDS = frozenset(
    {OutletKind.DEALER, OutletKind.BANK, OutletKind.INSURER, OutletKind.FIRM, OutletKind.DRIVING_SCHOOL}
)
SOCIAL_KINDS = FIRM_KINDS | {OutletKind.POST, OutletKind.HOSPITAL, OutletKind.REGISTRATION_STATION}


@dataclass(frozen=True, slots=True)
class Covering:
    """Some services that one kind of outlet may accept, decide or produce. `until` is the last day, None
    without end."""

    outlet_kind: str
    level: str
    services: frozenset[str]  # catalogue codes, or "*"
    since: date
    basis: Text
    until: date | None = None
    region: str = ""

    def holds(self, on: date) -> bool:
        """True from the first to the last day, both included."""
        return self.since <= on and (self.until is None or on <= self.until)

    def covers(self, service: str) -> bool:
        """True where the service is named, or all are."""
        return service in self.services or "*" in self.services


@dataclass(frozen=True, slots=True)
class OutletView:
    """A service point. `opens` is {"working_day": [["09:00", "17:00"]], "rest_day": []} in Chinese local
    time."""

    id: UUID
    code: str
    name: Text
    kind: OutletKind
    region: str  # GB/T 2260
    address: str
    lat: float | None
    lon: float | None
    phone: str
    opens: dict[str, list[list[str]]]
    opened_on: date
    closed_on: date | None
    distance_km: float | None = None  # only in answers to "the nearest"


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window of an outlet and what it is for ("" in `services` means everything)."""

    id: UUID
    outlet: str
    number: int
    label: Text
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffView:
    """A staff member as others see them: a number, never a name."""

    id: UUID
    account_id: UUID
    person_id: UUID | None
    number: str
    outlet: str
    posts: frozenset[str]
    employed_on: date
    left_on: date | None
    grants: frozenset[Grant] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class ApiClientView:
    """A program of an outlet, known by its token. `actor` is made for one office: the one that handles a case."""

    id: UUID
    code: str
    outlet: str
    outlet_id: UUID
    outlet_kind: OutletKind
    roles: frozenset[str]
    services: frozenset[str]
    per_minute: int
    passes: tuple[Pass, ...] = ()  # what its outlet needs: somebody there who holds it

    def serves(self, service: str) -> bool:
        """True where the client was given this service, or all."""
        return bool(self.services & {service, "*"})

    def actor(self, office: str = "") -> Actor:
        """Who acts: a partner at its outlet, with powers for its services at `office` and nowhere else."""
        powers = {SEE, WORK} if self.roles & {START, EVIDENCE} else {SEE}
        grants = {Grant(power, service, office or self.outlet) for power in powers for service in self.services}
        return Actor(
            kind="partner",
            label=self.code,
            channel="partner",
            office=self.outlet,
            grants=frozenset(grants),
            passes=self.passes,
        )
