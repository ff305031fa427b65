"""Questions about vehicles that enter for a time."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.book import NotInForce
from tongban.law.rules import crossing, stays
from tongban.law.text import Text
from tongban.registers.crossing.models import Clearance, Passage
from tongban.registers.crossing.types import ClearanceView, PassageView

NO_CLEARANCE = Text(zh="没有这份临时入境牌证。", en="There is no such clearance.")
LATEST = 100


def get(clearance_id: UUID) -> ClearanceView:
    """A clearance by its id, for callers that know whose it is. Raises NotFound. Two statements."""
    found = _views(Clearance.for_system("a caller knows the id").filter(id=clearance_id))
    if not found:
        raise NotFound(NO_CLEARANCE)
    return found[0]


def of_person(person: UUID) -> list[ClearanceView]:
    """The clearances of a person, newest first; the caller shows them to nobody else. Two statements."""
    return _views(Clearance.for_system("one's own clearances").filter(person=person).order_by("-since", "-id"))


def find_of_case(case_id: UUID) -> ClearanceView | None:
    """The clearance that a case gave, None where it gave none. Two statements."""
    return next(iter(_views(Clearance.for_system("page of its case").filter(case=case_id))), None)


def live_of(vin: str, on: date) -> ClearanceView | None:
    """The live clearance of a vehicle, None where it has none. Two statements."""
    found = _views(Clearance.for_system("at the border").filter(vin=vin).order_by("-since"))
    return next((one for one in found if one.live(on)), None)


def stands(*, vin: str, person: UUID, scheme: str, on: date) -> bool:
    """Is there a live clearance for this vehicle, or of this owner under the scheme? One statement."""
    rows = Clearance.for_system("one car for each owner").filter(cancelled_on=None, until__gte=on)
    return rows.filter(Q(vin=vin) | Q(person=person, scheme=scheme)).exists()


def find(typed: str, actor: Actor) -> list[ClearanceView]:
    """Clearances by their number, the plate at home or the VIN, as staff look them up. Two statements."""
    asked = typed.strip().upper().replace("·", "").replace(" ", "")
    rows = Clearance.visible_to(actor).filter(Q(number=asked) | Q(home_plate=asked) | Q(vin=asked))
    return _views(rows.order_by("-since")[:LATEST])


def to_look_at(actor: Actor, on: date) -> list[ClearanceView]:
    """Clearances with more days than allowed, or with gaps in the log, for a person to look at. Two statements."""
    rows = Clearance.visible_to(actor).filter(cancelled_on=None, until__gte=on)
    return [one for one in _views(rows.order_by("until")) if one.over or one.standing.gaps]


def inside(on: date) -> list[ClearanceView]:
    """The vehicles that are here, for reminders. Two statements."""
    rows = Clearance.for_system("days that run out").filter(cancelled_on=None)
    return [one for one in _views(rows) if one.standing.inside]


def passages(vin: str) -> list[PassageView]:
    """The log of a vehicle, newest first. One statement."""
    return [_passage(one) for one in Passage.objects.filter(vin=vin).order_by("-at")]


def unknown_passages() -> list[PassageView]:
    """Passages of vehicles that never had a clearance, newest first. One statement."""
    known = Clearance.for_system("passages without a clearance").values("vin")
    return [_passage(one) for one in Passage.objects.exclude(vin__in=known).order_by("-at")[:LATEST]]


def _views(rows: Iterable[Clearance]) -> list[ClearanceView]:
    clearances = list(rows)
    seen: dict[str, list[stays.Passage]] = {}
    for one in Passage.objects.filter(vin__in={clearance.vin for clearance in clearances}) if clearances else ():
        seen.setdefault(one.vin, []).append(stays.Passage(one.kind, one.at, clock.day_of(one.at)))
    on = clock.today()
    return [_view(clearance, seen.get(clearance.vin, []), on) for clearance in clearances]


def _view(one: Clearance, seen: list[stays.Passage], on: date) -> ClearanceView:
    stay, year = _most(one.scheme, on)
    return ClearanceView(
        one.id, one.number, one.scheme, one.ground, one.person, one.vin, one.home_plate, one.name,
        tuple(UUID(driver) for driver in one.drivers), one.case, one.office, one.region, one.since, one.until,
        one.cancelled_on, one.cancelled_why, one.warned, stay, year, stays.standing(seen, on),
    )  # fmt: skip


def _most(scheme: str, on: date) -> tuple[int | None, int | None]:
    try:
        return crossing.most_days(scheme, on, book())
    except NotInForce:
        return None, None


def _passage(one: Passage) -> PassageView:
    return PassageView(one.number, one.vin, one.kind, one.at, one.port)
