"""What a site manager watches: patrols, weekend sessions that are due, which counties can test everything."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.allocation.models import Patrol, Session, Site, Unit
from tongban.allocation.slots import planning, record
from tongban.allocation.slots.types import SiteKind
from tongban.core import clock, regions
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.law.rules import slots as rule
from tongban.law.rules.exams import SUBJECTS
from tongban.law.text import Text

PatrolRow = Patrol
SATURDAY = 5
WEEKS_AHEAD = 8
EVERYDAY_CLASS = "C1"  # whoever can test it in all subjects counts as able
NO_PATROL = Text(zh="没有这次巡考，或者已经记录。", en="There is no such patrol, or it is recorded already.")
WHAT = Text(zh="有问题的，请写明发现了什么。", en="Say what was found.")
PLANNED = Text(zh="这个人当天已安排巡考。", en="This patrol is planned already.")
TOO_EARLY = Text(zh="还没有到巡考的日子。", en="The day of the patrol has not come.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A session that would shorten a wait that is too long; a person decides. `line`: as the desk writes sessions."""

    subjects: str
    begins_at: datetime
    ends_at: datetime
    classes: tuple[str, ...]
    expected: rule.Forecast

    @property
    def line(self) -> str:
        """Day, from, to, subjects, classes."""
        begins, ends = (at.astimezone(clock.CHINA) for at in (self.begins_at, self.ends_at))
        return f"{begins:%Y-%m-%d %H:%M} {ends:%H:%M} {self.subjects} {','.join(self.classes)}"


@dataclass(frozen=True, slots=True)
class Capability:
    """Which counties of a city have a site for every subject of cars, out of how many."""

    city: str
    able: tuple[Text, ...]
    counties: int

    @property
    def percent(self) -> int | None:
        """In whole percent, None where no county is known."""
        return 100 * len(self.able) // self.counties if self.counties else None


def weekends_due(site: str) -> list[Proposal]:
    """For each test of a site whose expected wait is beyond the limit: the next free Saturday, at the hours and for the
    classes of its newest session. Three statements for each test. Raises NotFound."""
    row = Site.objects.filter(code=site).first()
    if row is None:
        raise NotFound(record.NO_SITE)
    newest: dict[str, Session] = {}
    for one in Session.objects.filter(site=row, cancelled_at=None).exclude(subjects="").order_by("begins_at"):
        newest[one.subjects] = one
    found = []
    for subjects, one in sorted(newest.items()) if row.kind == SiteKind.TEST_CENTRE else ():
        expected = planning.expected_wait(row.region, subjects, planning.waiting(row.region, subjects))
        begins = _free_saturday(row, one)
        if begins is not None and rule.weekend_due(expected, clock.today(), book().at(row.region)):
            ends = begins + (one.ends_at - one.begins_at)
            found.append(Proposal(subjects, begins, ends, tuple(one.classes.split(",")), expected))
    return found


@transaction.atomic(savepoint=False)
def plan_patrol(*, site: str, on: date, staff: str, actor: Actor) -> UUID:
    """Plan a visit to a site on a day of tests. Raises BadInput without somebody who goes, Conflict for a repeat."""
    if not staff.strip():
        raise BadInput("staff", Text(zh="请写巡考人员的工号。", en="Name who goes."))
    if not Site.objects.filter(code=site).exists():
        raise NotFound(record.NO_SITE)
    row = Patrol(site_id=site, planned_on=on, staff=staff.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(PLANNED, code="planned") from error
    record.write(row.id, "patrol_planned", actor, {"site": site, "on": on, "staff": staff.strip()}, f"site:{site}")
    return row.id


@transaction.atomic(savepoint=False)
def record_patrol(*, patrol: UUID, in_order: bool, found: str, actor: Actor) -> None:
    """What was found, once. Raises NotFound, BadInput where something is wrong and nobody says what, Conflict before
    the day."""
    row = Patrol.objects.select_for_update().filter(id=patrol, visited_at=None).first()
    if row is None:
        raise NotFound(NO_PATROL)
    if not in_order and not found.strip():
        raise BadInput("found", WHAT)
    if clock.today() < row.planned_on:
        raise Conflict(TOO_EARLY, code="not_yet")
    row.visited_at, row.in_order, row.found = clock.now(), in_order, found.strip()
    row.save(update_fields=["visited_at", "in_order", "found"])
    facts = {"in_order": in_order, "found": found.strip(), "staff": row.staff}
    record.write(row.id, "patrol_recorded", actor, facts, f"site:{row.site_id}")


def patrols(site: str, most: int = 20) -> list[Patrol]:
    """Patrols of a site, the latest first. One statement."""
    return list(Patrol.objects.filter(site=site).order_by("-planned_on", "-id")[:most])


def capability(city: str) -> Capability:
    """The counties of a city in which every subject of an everyday car can be taken. Two statements."""
    today = clock.today()
    counties = [f"{city[:4]}{n:02}" for n in range(1, 100)]
    known = [code for code in counties if code[4:] != "01" and regions.exists(code, today)]
    here = Site.objects.filter(kind=SiteKind.TEST_CENTRE, closed_on=None, county__in=known, mobile=False)
    there: dict[str, set[str]] = defaultdict(set)
    for unit in Unit.objects.filter(site__in=here, since__lte=today).select_related("site"):
        if (unit.until is None or unit.until >= today) and (not unit.classes or EVERYDAY_CLASS in unit.classes):
            there[unit.site.county] |= set(unit.subjects)
    able = [regions.name(code) for code in known if set(SUBJECTS) <= there[code]]
    return Capability(city, tuple(able), len(known))


def _free_saturday(site: Site, like: Session) -> datetime | None:
    """The beginning of such a session on the next Saturday on which the site has none."""
    begins = like.begins_at.astimezone(clock.CHINA)
    day = clock.today() + timedelta(days=1)
    day += timedelta(days=(SATURDAY - day.weekday()) % 7)
    held = Session.objects.filter(site=site, cancelled_at=None, begins_at__gte=record.beginning_of(day))
    taken = {clock.day_of(at) for at in held.values_list("begins_at", flat=True)}
    for _ in range(WEEKS_AHEAD):
        if day not in taken and (site.closed_on is None or day < site.closed_on):
            return datetime.combine(day, begins.time(), tzinfo=clock.CHINA)
        day += timedelta(days=7)
    return None
