"""People, licences, offices: plain functions with the least facts a story needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tongban.allocation.plates import choosing, releasing
from tongban.allocation.plates import queries as plate_queries
from tongban.allocation.plates.types import Energy
from tongban.core import clock, plates
from tongban.core.actor import Actor, Grant, system
from tongban.core.ids import new_id
from tongban.documents import actions as documents
from tongban.documents.plates import routing as plate_routing
from tongban.documents.temporary import actions as temporary
from tongban.documents.temporary.types import Given, TemporaryView
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import passes as outlet_passes
from tongban.outlets.types import OutletKind
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.people.models import Account
from tongban.people.types import OrganisationView
from tongban.registers.bikes import actions as bikes
from tongban.registers.bikes import queries as bike_queries
from tongban.registers.bikes.types import Bike
from tongban.registers.crossing import actions as crossing
from tongban.registers.crossing.types import ClearanceView
from tongban.registers.crossing.types import Given as Entering
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import queries
from tongban.registers.drivers.types import Change, Driver
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries as vehicle_queries
from tongban.registers.vehicles.types import Owner, Vehicle

TEST = system("tests")
OFFICE = "310100-1"
REGION = "310115"
LONG_AGO = date(2020, 1, 1)
PASSWORD = "a quite long sentence 7"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(born: date, serial: int = 901, region: str = REGION) -> str:
    """A number with a right check digit (GB 11643)."""
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def an_office(code: str = OFFICE, blanks: int = 20, matrix: bool = True) -> str:
    """A city office with blank cards, and the delegation matrix of the demo province."""
    outlets.open_outlet(
        code=code,
        kind=OutletKind.CITY_OFFICE,
        name=Text(zh="市车辆管理所", en="City vehicle administration office"),
        region="310100",
        opened_on=LONG_AGO,
        actor=TEST,
        cause="test",
    )
    if matrix:
        outlets.load_delegations(actor=TEST, cause="test")
    if blanks:
        serials = [f"31{0:01d}{number:010d}" for number in range(1000, 1000 + blanks)]
        documents.receive_blanks(office=code, serials=serials, on=clock.today(), actor=TEST)
        serials = [f"317{number:010d}" for number in range(1000, 1000 + blanks)]
        documents.receive_blanks(
            office=code, serials=serials, on=clock.today(), actor=TEST, kind=documents.VEHICLE_LICENCE
        )
    return code


def a_person(
    born: date = date(1985, 5, 5), name: str = "王小明", serial: int = 901, phone: str = "13900000001"
) -> UUID:
    """A person with a bound telephone."""
    person = people.register_person(
        identity_number=identity_number(born, serial), name=name, actor=TEST, cause="test", address="测试路1号"
    )
    people.bind_phone(person_id=person, phone=phone, actor=TEST, cause="test")
    return person


def a_citizen(person_id: UUID, assurance: int = 2) -> Actor:
    """The person themselves, signed in."""
    return Actor(
        kind="citizen",
        label="citizen",
        channel="online",
        person_id=person_id,
        account_id=person_id,
        assurance=assurance,
    )


def an_account(person_id: UUID) -> Account:
    """An account with a password, verified at a window."""
    account = people.open_account_at_window(person_id=person_id, password=PASSWORD, actor=TEST)
    return Account.objects.get(pk=account)


def a_clerk(*posts: str, label: str = "0007", account: int = 7) -> Actor:
    """Staff of the city office with every power and these posts."""
    return Actor(
        kind="staff",
        label=label,
        channel="window",
        account_id=UUID(int=account),
        office=OFFICE,
        posts=frozenset(posts),
        grants=frozenset(Grant(power) for power in ("see", "work", "decide")),
    )


def a_licence(
    person_id: UUID,
    born: date = date(1985, 5, 5),
    classes: dict[str, date] | None = None,
    valid_from: date = date(2021, 6, 1),
    valid_to: date | None = date(2027, 6, 1),
    term_years: int | None = 6,
    letters: str = "",
    serial: str = "3190000000001",
    more: list[Change] | None = None,
) -> Driver:
    """A driver file with one licence and its running cycle."""
    held = classes or {"C1": date(2015, 6, 1)}
    first = min(held.values())
    this_year = date(clock.today().year, first.month, first.day)
    start = this_year if this_year <= clock.today() else this_year.replace(year=this_year.year - 1)
    end = date.fromordinal(start.replace(year=start.year + 1).toordinal() - 1)
    changes = [Change(f"class:{code}", since.isoformat(), since=since) for code, since in held.items()]
    changes += [
        Change("validity", [valid_from.isoformat(), valid_to and valid_to.isoformat(), term_years], since=valid_from),
        Change(f"cycle:{start.isoformat()}", [end.isoformat(), 0], since=start),
        *(Change(f"letter:{letter}", True) for letter in letters),
        *(more or []),
    ]
    row = drivers.register_driver(
        person_id=person_id,
        born=born,
        region=REGION,
        authority="沪A",
        first_issue_on=first,
        changes=changes,
        card_serial=serial,
        effective_on=valid_from,
        actor=TEST,
        cause="test",
    )
    return queries.get_driver(row.id)


FEE = Decimal("10.00")


def a_vehicle(
    owner: UUID | Owner,
    co_owners: Sequence[UUID] = (),
    vin: str = "LSVT91339CN063181",
    plate: str = "沪A12345",
    plate_type: str = "02",
    serial: int = 1,
    registered_on: date = date(2020, 6, 15),
    inspected_to: date | None = date(2028, 6, 30),
    letters: str = "",
    more: Sequence[Change] = (),
    frame_number: bool = False,
    fuel: str = "A",
) -> Vehicle:
    """A private car in order, made and registered in 2020."""
    make = {"brand": "大众牌", "model": "SVW7140", "fuel": fuel, "capacity": 5}
    changes = [
        Change("type", "K33"), Change("use", "A"), Change("colour", "A"), Change("engine", "EA211-123456"),
        Change("make", make), Change("made_on", "2020-03-01"),
        Change("inspected_to", inspected_to and inspected_to.isoformat()),
        Change("insured_to", "2027-06-14"), *(Change(f"letter:{letter}", True) for letter in letters), *more,
    ]  # fmt: skip
    first = owner if isinstance(owner, Owner) else Owner(owner)
    row = vehicles.register_vehicle(
        vin=vin,
        plate=plates.parse(plate_type, plate),
        owners=[first, *map(Owner, co_owners)],
        authority="沪A",
        region=REGION,
        registered_on=registered_on,
        changes=changes,
        licence=f"318{serial:010d}",
        certificate=f"31{serial:010d}",
        effective_on=registered_on,
        actor=TEST,
        cause="test",
        frame_number=frame_number,
    )
    return vehicle_queries.get_vehicle(row.id)


def a_plate_maker(
    outlet: str = OFFICE, centre: bool = True, types: Sequence[str] = (), blanks: int = 6, kind: str = "blue440x140"
) -> str:
    """A plate maker with blanks of one kind; its serials begin with its place among the makers."""
    plate_routing.open_maker(outlet=outlet, centre=centre, plate_types=types, actor=TEST)
    place = len(plate_routing.makers())
    if blanks:
        serials = [f"32{place:02d}{number:09d}" for number in range(1, blanks + 1)]
        documents.receive_blanks(office=outlet, serials=serials, on=clock.today(), actor=TEST, kind=kind)
    return outlet


def a_temporary_plate(person: UUID, vin: str = "LSVT91339CN063181", days: int = 15, **other: Any) -> TemporaryView:
    """A temporary plate of somebody's new car, given today for so many days."""
    today = clock.today()
    until = today + timedelta(days=days - 1)
    known = Given(
        row="bought", area="in_area", letter="L", sheets=2, vin=vin, name="大众牌SVW7140", vehicle_type="K33",
        person=person, holder=person, authority="沪A", office=OFFICE, region="310100", since=today, until=until,
        insured_until=until + timedelta(days=300),
    )  # fmt: skip
    return temporary.give(given=replace(known, **other), actor=TEST, cause="test")


def a_clearance(person: UUID, vin: str = "JTDKN3DU5A0123456", days: int = 200) -> ClearanceView:
    """A clearance of somebody's Macau car for Guangdong, given two months ago."""
    today = clock.today()
    until = today + timedelta(days=days)
    given = Entering(
        scheme="macau", ground="", person=person, vin=vin, home_plate="MX1234", name="丰田PRIUS", drivers=(person,),
        office=OFFICE, region="820000", since=today - timedelta(days=60), until=until, insured_until=until,
    )  # fmt: skip
    return crossing.give(given=given, actor=TEST, cause="test")


def a_checking_officer(*posts: str, number: str = "C0001", account: int = 21) -> Actor:
    """Staff of the city office with a certificate to check vehicles."""
    if not outlet_passes.has_qualification(number, "checking_officer", clock.today()):
        outlets.employ(
            number=number, outlet=OFFICE, posts=["check", *posts], password=PASSWORD, employed_on=LONG_AGO,
            actor=TEST, cause="test",
        )  # fmt: skip
        outlets.qualify(number=number, kind="checking_officer", since=LONG_AGO, actor=TEST, cause="test")
    return a_clerk("check", *posts, label=number, account=account)


def a_number(person: UUID, vin: str, number: str, region: str = REGION, plate_type: str = "02") -> str:
    """A plate number that is reserved for somebody's new car, out of an open segment of a hundred."""
    if not [one for one in plate_queries.pools(region) if one.plate_type == plate_type]:
        mask = f"{number[:4]}##{number[6:]}"
        released = clock.now() - timedelta(days=60)
        with clock.frozen(released - timedelta(days=2)):
            releasing.file_segment(
                authority=number[:2], region=region, plate_type=plate_type, mask=mask, actor=TEST,
                energy=Energy.ELECTRIC if plate_type in ("51", "52") else Energy.NONE,
            )  # fmt: skip
            releasing.announce_release(mask=mask, at=released, actor=TEST)
        with clock.frozen(released + timedelta(minutes=1)):
            releasing.give_days(TEST)
    pool = next(one for one in plate_queries.pools(region) if one.plate_type == plate_type)
    choice = choosing.begin(person=person, vin=vin, pool=pool.id, channel="online", actor=TEST)
    choosing.compose(choice=choice.id, person=person, numbers=[number], actor=TEST)
    return number


def an_organisation(person: UUID, code: str = "91310115MA1K3BTP2B", name: str = "示范物流有限公司") -> OrganisationView:
    """A firm for which somebody acts."""
    firm = people.register_organisation(code=code, name=name, actor=TEST)
    people.authorise_person(organisation_id=firm, person_id=person, actor=TEST)
    found = people_queries.find_organisation(code)
    assert found is not None
    return found


def a_bike(owner: UUID, code: str = "117099000000001", region: str = "310100") -> Bike:
    """A registered e-bike with the next ordinary number."""
    row = bikes.register_bike(
        bike_id=new_id(),
        code=code,
        motor="DJ00000001",
        make={"brand": "示范牌", "model": "TDT101Z", "edition": "2024"},
        colour="J",
        owner=owner,
        region=region,
        effective_on=clock.today(),
        actor=TEST,
        cause="test",
    )
    return bike_queries.get_bike(row.id)
