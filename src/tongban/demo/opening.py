"""Opens the city: service points, windows, the matrix, staff with their rights, blanks in stock."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from tongban.allocation.slots import examining
from tongban.core import actions as core
from tongban.core import clock
from tongban.core.actor import SEE, Actor
from tongban.core.law_book import book
from tongban.demo import numbers
from tongban.demo.city import ALWAYS, CITY_OFFICE, OFFICE_HOURS, OPENED_ON, PLACES, SHOP_HOURS, STAFF, Clerk, Place
from tongban.demo.situations.buyers import QUOTA_REGION
from tongban.documents import actions as documents
from tongban.law.dates import add_months, add_years
from tongban.law.rules import qualifications as law
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import queries
from tongban.outlets.types import OFFICE_KINDS, OutletKind

TEST_FEES_REGION = "320100"
CAUSE = "demo"
BLANKS_IN_CITY, BLANKS_IN_COUNTY = 400, 120  # of each kind
FIRST_VEHICLE_BLANK = 500_001


def open_places(actor: Actor, places: Sequence[Place] = PLACES) -> None:
    """Open every service point with its windows, and load the matrix."""
    for place in places:
        outlets.open_outlet(
            code=place.code,
            name=Text(place.zh, place.en),
            kind=place.kind,
            region=place.region,
            address=place.address,
            lat=place.lat,
            lon=place.lon,
            opens=_hours(place.kind),
            opened_on=OPENED_ON,
            actor=actor,
            cause=CAUSE,
        )
        for number in range(1, place.windows + 1):
            label = Text(zh=f"{number}号窗口", en=f"Window {number}")
            outlets.open_window(outlet=place.code, number=number, label=label, actor=actor, cause=CAUSE)
    outlets.load_delegations(actor=actor, cause=CAUSE)


def employ_staff(password: str, actor: Actor, staff: Sequence[Clerk] = STAFF) -> None:
    """Employ everybody and give them their powers: to see everywhere (each look is recorded), the rest at home. Who is
    given the power to see by name has it at home alone.

    One hash for all: everybody has the same public password, so a salt each would hide nothing.
    """
    password_hash = make_password(password)
    for clerk in staff:
        outlets.employ(
            number=clerk.number,
            outlet=clerk.outlet,
            posts=clerk.posts,
            password="",
            password_hash=password_hash,
            employed_on=OPENED_ON,
            actor=actor,
            cause=CAUSE,
        )
        _qualify(clerk, actor)
        place = "*" if clerk.everywhere else clerk.outlet
        everywhere = [] if SEE in clerk.powers else [(SEE, "*")]
        for power, office in [*everywhere, *((power, place) for power in clerk.powers)]:
            outlets.grant(number=clerk.number, power=power, office=office, since=OPENED_ON, actor=actor, cause=CAUSE)


def _qualify(clerk: Clerk, actor: Actor) -> None:
    """What their posts need, to the day of the city's data; examiners are certified with the test centres."""
    kind = queries.get_outlet(clerk.outlet).kind
    until = clock.today() + timedelta(days=clerk.pass_ends_in)
    since = add_months(until, -int(book().value("qualifications.valid_months", clock.today())))
    for needed in sorted({need.qualification for need in law.needs(clerk.posts, kind, clock.today(), book())}):
        if needed != examining.QUALIFICATION or clerk.outlet != CITY_OFFICE:
            outlets.qualify(
                number=clerk.number, kind=needed, since=since, until=until, actor=actor, cause=CAUSE
            )  # fmt: skip


def order_quota(day: date, actor: Actor) -> None:
    """One district of the demo asks for a quota certificate before an ordinary number, by an order of its own: so a
    region does it, and nothing of the kind is law elsewhere."""
    core.give_order(
        number="DEMO-QUOTA",
        basis="演示：示范区小客车数量调控",
        since=add_years(day, -1),
        values={"registration.quota_plates": ["02"]},
        actor=actor,
        region=QUOTA_REGION,
    )


def order_test_fees(day: date, actor: Actor) -> None:
    """What tests cost in the demo city, by an order of its own: made up, for no price notice was at hand."""
    core.give_order(
        number="DEMO-TEST-FEES",
        basis="演示：考试费价格公示（虚构）",
        since=add_years(day, -1),
        values={"exam_fees.amount": {"S1": "40.00", "S2": "130.00", "S3R": "190.00", "S3T": "40.00"}},
        actor=actor,
        region=TEST_FEES_REGION,
    )


def stock_blanks(on: date, actor: Actor, places: Sequence[Place] = PLACES) -> None:
    """Give every office blank cards: more in the city, fewer in the counties."""
    for place, kind, serials in _deliveries(places):
        documents.receive_blanks(office=place.code, serials=serials, on=on, actor=actor, kind=kind)


def _deliveries(places: Sequence[Place]) -> Iterator[tuple[Place, str, list[str]]]:
    offices = [place for place in places if place.kind in OFFICE_KINDS]
    for position, place in enumerate(offices):
        count = BLANKS_IN_CITY if place.kind == OutletKind.CITY_OFFICE else BLANKS_IN_COUNTY
        for kind, first in ((documents.DRIVING_LICENCE, 1), (documents.VEHICLE_LICENCE, FIRST_VEHICLE_BLANK)):
            yield place, kind, [numbers.blank_serial(position, serial) for serial in range(first, first + count)]


def _hours(kind: OutletKind) -> dict[str, list[list[str]]]:
    if kind in (OutletKind.ONLINE, OutletKind.KIOSK):
        return ALWAYS
    return OFFICE_HOURS if kind in OFFICE_KINDS else SHOP_HOURS
