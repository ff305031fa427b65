"""Sessions of the demo city: sites, a plan that was run with its proof, one that takes preferences now, and towns.

Everybody of the situations who is old enough adds a motorcycle (class D): their exam files have tests to book, in one
go as motorcycles may. The public values are invented and say so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tongban.allocation import sources
from tongban.allocation.slots import planning, preferring, ranking, running, sites
from tongban.allocation.slots.types import NewSession, OrderingKey, SiteKind
from tongban.allocation.types import Source
from tongban.assessment.exams import actions as exams
from tongban.assessment.exams.types import Kind, Schooling
from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.core.law_book import book
from tongban.demo import candidates, draws, towns
from tongban.demo.city import STAFF
from tongban.law.rules import slots as rule
from tongban.law.text import Text

REGION, OFFICE, OLD_ENOUGH = "320100", "320100-1", 25
HOURS = {"working_day": [["08:30", "17:30"]], "rest_day": []}
SITES = (
    ("NJ-T1", SiteKind.TEST_CENTRE, "南京演示第一考场", "Nanjing demo test centre 1", "江宁区望江大道9号", False),
    ("NJ-T2", SiteKind.TEST_CENTRE, "六合演示考场", "Luhe demo test centre", "六合区听松路30号", False),
    ("NJ-M1", SiteKind.TEST_CENTRE, "送考下乡 竹镇考点", "Rural tests, Zhuzhen", "六合区竹镇镇", True),
    ("NJ-I1", SiteKind.INSPECTION, "演示检验站", "Demo inspection station", "浦口区白鹭大道70号", False),
    ("NJ-C1", SiteKind.COUNTER, "演示车管所窗口", "Demo counter", "江宁区望江大道8号", False),
)
COUNTIES = {"NJ-T1": "320115", "NJ-T2": "320116", "NJ-M1": "320116", "NJ-I1": "320111", "NJ-C1": "320115"}
LAYOUT = Text(
    zh="签到、候考、考试、领取成绩，按标线走；路线图在考场入口。",
    en="Sign in, wait, take the test, collect the result; the map is at the entrance.",
)
UNITS = (("room", "S1 S3T", "", 30), ("vehicle", "S2 S3R", "C1 C2", 10), ("vehicle", "S2 S3R", "D E F", 6))
THEORY, RIDING = "S1+S3T", "S2+S3R"
SCHOOLS = ("", *candidates.SCHOOLS)


@dataclass(frozen=True, slots=True)
class Week:
    """A plan to be: its first day, when it is public, when preferences end, when everything has come out."""

    first_on: date
    published_at: datetime
    closes_at: datetime
    mark: str = ""  # tells plans of one week apart

    @property
    def due_at(self) -> datetime:
        """When the first public value comes out."""
        return self.closes_at + timedelta(hours=25)

    @property
    def number(self) -> str:
        """As the desk numbers plans."""
        year, week, _ = self.first_on.isocalendar()
        return f"{REGION}-{year}-{week:02d}{self.mark}"


def hold(people: Mapping[UUID, date], actor: Actor) -> None:
    """Open the sites; run the plan of this week; let `people` (with their day of birth) prefer sessions of the next."""
    today = clock.today()
    _open_sites(actor)
    old = [person for person, born in people.items() if born.year + OLD_ENOUGH <= today.year]
    schools = {person: SCHOOLS[number % len(SCHOOLS)] for number, person in enumerate(old)}
    for person in old:
        _file(person, people[person], schools[person], actor)
    last = week_of(today, 5)
    publish(last, "本周考试计划（演示）", "Tests of this week (demo)", actor)
    _prefer(last, dict(list(schools.items())[: len(old) * 2 // 3]), THEORY, last.published_at, actor)
    run(last, actor)
    coming = week_of(today, 17, closing=True)
    publish(coming, "下一批考试计划（演示）", "The next tests (demo)", actor)
    _prefer(coming, dict(list(schools.items())[len(old) * 2 // 3 :]), THEORY, clock.now(), actor)
    ranking.reckon(number=coming.number)
    towns.hold(old, actor)


def _open_sites(actor: Actor) -> None:
    since = date(2020, 1, 1)
    for code, kind, zh, en, address, mobile in SITES:
        sites.open_site(
            code=code, kind=kind, region=REGION, name=Text(zh=zh, en=en), address=address, layout=LAYOUT, hours=HOURS,
            daily_limit=400, opened_on=since, actor=actor, mobile=mobile, county=COUNTIES.get(code, ""),
            town=towns.TOWNS[0][0] if mobile else "",
        )  # fmt: skip
        if kind is SiteKind.TEST_CENTRE:
            for number, (unit, subjects, classes, count) in enumerate(UNITS, 1):
                sites.equip(
                    site=code, kind=unit, label=str(number), subjects=subjects.split(), classes=classes.split(),
                    since=since, count=count, actor=actor,
                )  # fmt: skip
    sites.equip(
        site="NJ-I1", kind="lane", label="1", subjects=["inspection"], classes=[], since=since, count=2, actor=actor
    )
    sites.equip(
        site="NJ-C1", kind="window", label="1", subjects=["counter"], classes=[], since=since, count=4, actor=actor
    )
    for name in [one.number for one in STAFF if "exam" in one.posts]:
        sites.certify(
            staff=name, region=REGION, subjects=["S1", "S2", "S3R", "S3T"], classes=["C1", "C2", "D", "E", "F"],
            certificate=f"KS-{name}", to=date(clock.today().year + 1, 12, 31), actor=actor,
        )  # fmt: skip


def _file(person: UUID, born: date, school: str, actor: Actor) -> None:
    accepted = clock.today() - timedelta(days=30)
    with clock.frozen(datetime.combine(accepted, time(9), tzinfo=clock.CHINA)):
        exams.open_file(
            person_id=person, born=born, target="D", kind=Kind.ADDITION, held=["C1"], region=REGION, office=OFFICE,
            actor=actor, cause="demo", accepted_on=accepted, school=school,
            schooling=Schooling.SCHOOL if school else Schooling.NONE,
        )  # fmt: skip


def week_of(today: date, ahead: int, *, closing: bool = False, mark: str = "") -> Week:
    """A plan whose first day is a working day so far ahead; `closing`: its window is still open."""
    table, first = working_days.table(), today + timedelta(days=ahead)
    while not table.is_working(first):
        first += timedelta(days=1)
    days = rule.days_of(first, table, book().at(REGION))
    closes = datetime.combine(days.closes_on - timedelta(days=1), time(18), tzinfo=clock.CHINA)
    published = closes - timedelta(days=6)
    return Week(first, min(published, clock.now()) if closing else published, closes, mark)


def publish(
    week: Week, zh: str, en: str, actor: Actor, sessions: Sequence[NewSession] = ()
) -> None:  # fmt: skip
    """Publish a plan, by default of the sessions of this file."""
    with clock.frozen(week.published_at):
        planning.publish(
            number=week.number, kind=SiteKind.TEST_CENTRE, region=REGION, title=Text(zh=zh, en=en),
            sessions=list(sessions or _sessions(week.first_on)),
            sources=[
                Source("", sources.BEACON.code, "", week.due_at, demo=True),
                Source("", sources.DOUBLE_COLOUR.code, f"DEMO-{week.number}", week.due_at, demo=True),
            ],
            opens_at=week.published_at, closes_at=week.closes_at, actor=actor,
        )  # fmt: skip


def _sessions(first: date) -> Iterator[NewSession]:
    """Three working days at each centre: theory and riding in one go for motorcycles, and the four tests of cars."""
    table, day = working_days.table(), first
    for _ in range(3):
        for code, kind, *_, mobile in SITES:
            if kind is not SiteKind.TEST_CENTRE:
                continue
            yield _session(code, day, 9, THEORY, ("D", "E", "F"), 4)
            yield _session(code, day, 14, RIDING, ("D", "E", "F"), 4)
            if not mobile:
                yield _session(code, day, 9, "S2", ("C1", "C2"), 30)
                yield _session(code, day, 14, "S1", ("C1", "C2"), 12)
        day = table.add_working(day, 1)


def _session(code: str, day: date, hour: int, subjects: str, classes: tuple[str, ...], quota: int) -> NewSession:
    begins = datetime.combine(day, time(hour), tzinfo=clock.CHINA)
    return NewSession(code, begins, begins + timedelta(hours=3), subjects, classes, quota)


def _prefer(week: Week, people: Mapping[UUID, str], subjects: str, at: datetime, actor: Actor) -> None:
    """Everybody names two or three sessions; the first ones are coveted, and some ordering times are the same."""
    there = [place for place, one in enumerate(_sessions(week.first_on), 1) if one.subjects == subjects]
    accepted = datetime.combine(week.first_on - timedelta(days=60), time(9), tzinfo=clock.CHINA)
    with clock.frozen(max(at, week.published_at)):
        for number, (person, school) in enumerate(people.items()):
            places = [there[(number * step) % len(there)] for step in (0, 1, 2)][: 2 + number % 2]
            preferring.prefer(
                plan=week.number, person=person, subjects=subjects, licence_class="D",
                places=list(dict.fromkeys(places)), stands_by=number % 3 > 0, school=school, actor=actor,
                key=OrderingKey(accepted + timedelta(hours=number // 3), "accepted", priority=number % 11 == 5),
            )  # fmt: skip


def run(week: Week, actor: Actor) -> None:
    """Fix a plan whose window is over, let its values come out, and run it."""
    with clock.frozen(week.closes_at):
        running.fix(number=week.number, actor=actor)
    draws.come_out(week.number, week.due_at, actor)
    with clock.frozen(week.due_at + timedelta(hours=2)):
        running.run(number=week.number, actor=actor)
