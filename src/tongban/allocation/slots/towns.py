"""Tests brought to towns: who asks for them where, a day planned from that, and how many central towns are reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Count, Max, Min

from tongban.allocation.models import Demand, Plan, Session, Site, Town
from tongban.allocation.slots import planning, record, sites
from tongban.allocation.slots.types import NewSession, SiteKind
from tongban.allocation.types import Source
from tongban.core import clock, outbox, working_days
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.law.dates import add_months
from tongban.law.rules import slots as rule
from tongban.law.text import Text

CLASSES = ("D", "E", "F")  # motorcycles
THEORY, RIDING = "S1+S3T", "S2+S3R"
HOURS = ((THEORY, "09:00", "12:00"), (RIDING, "13:30", "17:00"))
OPEN = {"working_day": [["08:00", "18:00"]], "rest_day": [["08:00", "18:00"]]}
NO_TOWN = Text(zh="没有这个镇。", en="There is no such town.")
NAME_IT = Text(zh="请填写编码、所在县区和中英文名称。", en="Give the code, the county and the name in both languages.")
WHICH = Text(zh="送考下乡考摩托车：请选择镇和车型。", en="Choose a town and a class of motorcycles.")
NUMBERS = Text(
    zh="请填写考位、车辆和考试员的数量。", en="Give the number of desks, motorcycles and examiners who go along."
)
PLANNED = Text(zh="这个镇当天已经安排了。", en="That day is planned in this town already.")
NAME = Text(zh="送考下乡 {town}", en="Mobile tests, {town}")
LAYOUT = Text(
    zh="上午考理论，下午考场地和道路；按现场标线走。",
    en="Theory in the morning, riding in the afternoon; follow the marks on the ground.",
)
TITLE = Text(zh="{town}送考下乡 {day}", en="Tests in {town} on {day}")


@dataclass(frozen=True, slots=True)
class TownView:
    """A town, how many ask for tests there, when tests were last held and when they come next."""

    code: str
    region: str
    name: Text
    central: bool
    asking: int
    last_on: date | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the central towns had tests in the last months."""

    served: int
    central: int
    months: int

    @property
    def percent(self) -> int | None:
        """In whole percent, None without a town."""
        return 100 * self.served // self.central if self.central else None


@dataclass(frozen=True, slots=True)
class Day:
    """A mobile day to be: when, what goes along, and the public values that will decide among equals."""

    on: date
    desks: int
    motorcycles: int
    examiners: int
    lottery: str
    issue: str
    lottery_at: datetime


@transaction.atomic(savepoint=False)
def keep_town(*, code: str, region: str, name: Text, central: bool, actor: Actor) -> None:
    """Put a town on the list, or change how it is called and counted. Raises BadInput."""
    if not code.strip() or len(region) != 6 or not region.isdigit():
        raise BadInput("code", NAME_IT)
    values = {"region": region, "name_zh": name.zh, "name_en": name.en, "central": central, "closed_on": None}
    Town.objects.update_or_create(code=code.strip(), defaults=values)
    facts = {"code": code, "region": region, "central": central}
    record.write(_subject(code), "town_kept", actor, facts, f"town:{code}")


@transaction.atomic(savepoint=False)
def ask(*, person: UUID, town: str, licence_class: str, actor: Actor) -> None:
    """Say that one wants a test in a town; asking elsewhere for the same class replaces it. Raises BadInput."""
    if licence_class not in CLASSES or not Town.objects.filter(code=town, closed_on=None).exists():
        raise BadInput("town", WHICH)
    Demand.for_system("asked by its person").update_or_create(
        person=person, licence_class=licence_class, defaults={"town_id": town, "asked_at": clock.now()}
    )
    record.write(person, "town_asked_for", actor, {"town": town, "class": licence_class}, f"town:{town}")


@transaction.atomic(savepoint=False)
def ask_no_more(*, person: UUID, licence_class: str, actor: Actor) -> None:
    """Take it back. Raises NotFound."""
    gone, _ = Demand.for_system("taken back").filter(person=person, licence_class=licence_class).delete()
    if not gone:
        raise NotFound(NO_TOWN)
    record.write(person, "town_asked_no_more", actor, {"class": licence_class}, "demand")


@transaction.atomic(savepoint=False)
def plan_day(*, town: str, day: Day, actor: Actor) -> Plan:
    """Plan a day of tests in a town: its site with what goes along, and a published plan of two sessions for which
    local people say preferences as for any other. Who asked for it is told ("mobile_day_planned").

    Raises NotFound, BadInput as `planning.publish`, Conflict for a day that is planned already.
    """
    row = Town.objects.select_for_update().filter(code=town, closed_on=None).first()
    if row is None:
        raise NotFound(NO_TOWN)
    if min(day.desks, day.motorcycles, day.examiners) < 1:
        raise BadInput("desks", NUMBERS)
    name, city = Text(row.name_zh, row.name_en), f"{row.region[:4]}00"
    number = f"{city}-{day.on:%y%m%d}-{town[-5:]}"
    if Plan.objects.filter(number=number).exists():
        raise Conflict(PLANNED, code="planned")
    site = _site(row, name, city, day, actor)
    closes_at, beacon_at = window(day.on, city)
    plan = planning.publish(
        number=number, kind=SiteKind.TEST_CENTRE, region=city,
        title=TITLE.fill(town=name, day=day.on), sessions=_sessions(site, day),
        sources=[Source("", "beacon", "", beacon_at), Source("", day.lottery, day.issue, day.lottery_at)],
        opens_at=clock.now(), closes_at=closes_at, actor=actor,
    )  # fmt: skip
    outbox.announce("mobile_day_planned", plan=plan.number, town=town)
    return plan


def towns(on: date | None = None) -> list[TownView]:
    """The towns with what is asked for and held there, those most asked for first. Four statements."""
    today = on or clock.today()
    since = add_months(today, -int(book().value("slots.demand_months", today)))
    asking = dict(
        Demand.for_system("counted by town")
        .filter(asked_at__gte=record.beginning_of(since))
        .values_list("town")
        .annotate(n=Count("id"))
    )
    held = Session.objects.filter(site__mobile=True, cancelled_at=None).exclude(site__town="")
    midnight = _at(today, "00:00")
    last = dict(held.filter(begins_at__lt=midnight).values_list("site__town").annotate(at=Max("begins_at")))
    coming = dict(held.filter(begins_at__gte=midnight).values_list("site__town").annotate(at=Min("begins_at")))
    found = [
        TownView(
            row.code, row.region, Text(row.name_zh, row.name_en), row.central, asking.get(row.code, 0),
            clock.day_of(last[row.code]) if row.code in last else None,
            clock.day_of(coming[row.code]) if row.code in coming else None,
        )
        for row in Town.objects.filter(closed_on=None)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.asking, one.region, one.code))


def coverage(known: Sequence[TownView], on: date | None = None) -> Coverage:
    """The share of central towns in which tests were held within the months of the law's day. No statement."""
    today = on or clock.today()
    months = int(book().value("slots.coverage_months", today))
    since, central = add_months(today, -months), [one for one in known if one.central]
    return Coverage(sum(one.last_on is not None and one.last_on >= since for one in central), len(central), months)


def asked_by(person: UUID) -> dict[str, str]:
    """For which class somebody asks in which town. One statement."""
    rows = Demand.for_system("their own").filter(person=person)
    return dict(rows.values_list("licence_class", "town"))


def who_asks(town: str) -> list[UUID]:
    """Everybody who asks for tests in a town, to be told. One statement."""
    rows = Demand.for_system("told of a mobile day").filter(town=town)
    return sorted(set(rows.values_list("person", flat=True)))


def follow_merger(keep: UUID, merged: UUID) -> None:
    """Two records of one person became one: what both ask for is asked once."""
    kept = Demand.for_system("merged").filter(person=keep).values_list("licence_class", flat=True)
    theirs = Demand.for_system("merged").filter(person=merged)
    theirs.filter(licence_class__in=list(kept)).delete()
    theirs.update(person=keep)


def _site(row: Town, name: Text, city: str, day: Day, actor: Actor) -> str:
    """The mobile site of a town, opened with the first day there, and what goes along."""
    code = f"M-{row.code}"
    if not Site.objects.filter(code=code).exists():
        sites.open_site(
            code=code, kind=SiteKind.TEST_CENTRE, region=city, name=NAME.fill(town=name),
            address=name.zh, layout=LAYOUT,
            hours=OPEN, daily_limit=2 * int(book().value("slots.examiner_most", day.on, city)), opened_on=clock.today(),
            actor=actor, mobile=True, county=row.region, town=row.code,
        )  # fmt: skip
    label = day.on.isoformat()
    for kind, subjects, classes, count in (
        ("room", ["S1", "S3T"], [], day.desks), ("vehicle", ["S2", "S3R"], [*CLASSES], day.motorcycles),
    ):  # fmt: skip
        unit = sites.equip(
            site=code,
            kind=kind,
            label=label,
            subjects=subjects,
            classes=classes,
            since=day.on,
            count=count,
            actor=actor,
        )
        sites.take_away(unit=unit.id, last_on=day.on, actor=actor)
    return code


def _sessions(site: str, day: Day) -> list[NewSession]:
    return [
        NewSession(site, _at(day.on, begins), _at(day.on, ends), subjects, CLASSES, examiners=day.examiners)
        for subjects, begins, ends in HOURS
    ]


def window(on: date, region: str) -> tuple[datetime, datetime]:
    """When preferences end for a day of tests, and when the first public value comes out after that."""
    days = rule.days_of(on, working_days.table(), book().at(region))
    closes = _at(days.closes_on, "18:00") - timedelta(days=1)
    return closes, closes + timedelta(hours=int(book().value("draws.announced_before", on)) + 1)


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=clock.CHINA)


def _subject(town: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tongban:town:{town}")
