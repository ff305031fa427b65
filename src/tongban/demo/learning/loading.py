"""Loads a history of tests: places, people, exam files, licences, sessions, a plan for who waits; then the sums."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection

from tongban.allocation.slots import queries as slot_sites
from tongban.allocation.slots import sites as slots
from tongban.allocation.slots.bulk import PastSession, take_over_sessions
from tongban.allocation.slots.types import SiteKind
from tongban.assessment.exams.bulk import PastFile, PastTest, take_over_exams
from tongban.assessment.exams.rates import adding
from tongban.assessment.exams.types import End, Kind, Schooling
from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.demo import numbers, population, words
from tongban.demo.accounts import PASSWORD
from tongban.demo.city import CITY_OFFICE, SHOP_HOURS
from tongban.demo.history import file_until
from tongban.demo.learning import lives, places, schemes, sealing, waiting
from tongban.demo.learning.lives import LEARNT, City, Life, Try
from tongban.demo.resident import Resident
from tongban.law.dates import ONE_DAY, add_years, age_on
from tongban.law.rules.horizon import next_look
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import OutletKind
from tongban.people.bulk import NewPerson, take_over_persons
from tongban.registers.drivers.bulk import NewFile, take_over_files

SMALL, BATCH = 240, 1_000
YOUNGEST, OLDEST = 18, 58
FIRST_CARD, CAUSE, EDITION = 1_000, "demo", "demo"
TERM_YEARS, SESSION_HOURS, ROOM, YARD = 6, 3, 80, 40
CLASSES = ("C1", "C2", "E")
SINCE = date(2020, 1, 1)
ENDS = {"given_up": End.WITHDRAWN, "used_up": End.BOOKINGS_USED}
LAYOUT = Text(zh="按标线签到、候考、考试。", en="Sign in, wait and take the test along the marked line.")

Progress = Callable[[str], None]


@dataclass
class Loading:
    """One load under way. `sessions`: when, where and what to its id; `came`: how many."""

    city: City
    ring: schemes.Ring
    actor: Actor
    examiners: dict[str, UUID]
    sessions: dict[tuple[int, datetime, str], UUID] = field(default_factory=dict)
    came: Counter[tuple[int, datetime, str]] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[tuple[UUID, str, datetime]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    """What came of it: files, tests, the position after the last, the sealed list and its key."""

    files: int
    tests: int
    until: int
    path: Path
    key: str


def load(
    *, candidates: int, seed: int, first: int, day: date, folder: Path, actor: Actor, progress: Progress,
    secret: bytes = b"", keep_key: bool = True,
) -> History:  # fmt: skip
    """Load `candidates` who were tested in the two years before a day, from a position of the population on.

    In the caller's transaction. `secret`: what is drawn from; the same seed and secret make the same history again.
    """
    secret = secret or os.urandom(32)
    few = candidates < 5_000
    city = city_of(seed, secret, day, few=few)
    _open(city, actor)
    earlier = len(sealing.lists())
    examiners = {code: staff.get_staff(code).id for code in _examiners(city)}
    going = Loading(city, schemes.ring_of(secret, city), actor, examiners)
    tests = done = 0
    begun, position = time.monotonic(), first
    while done < candidates:
        people, position = _people(going, seed, position, min(BATCH, candidates - done))
        tests += _batch(going, people)
        done += len(people)
        connection.check_constraints()
        progress(_line(done, candidates, time.monotonic() - begun))
    take_over_sessions(sessions=list(_sessions(going)), actor=actor, cause=CAUSE)
    connection.check_constraints()
    waiting.run_a_plan(going.waiting, [one.code for one in city.sites], day, actor, earlier)
    adding.add_up(day)
    told = {"ring": going.ring.told(city), "meaning": schemes.MEANING, "files": going.listed, "candidates": candidates}
    path, key = sealing.seal(told, folder, day, actor, until=position, keep_key=keep_key)
    return History(done, tests, position, path, key)


def city_of(seed: int, secret: bytes, day: date, *, few: bool) -> City:
    """What lives share. Nobody who knows the seed alone can draw the lives again."""
    table = working_days.table()
    days = [one for ago in range(lives.YEARS_DAYS, 0, -1) if table.is_working(one := day - timedelta(days=ago))]
    most = places.FEW if few else None
    return City(f"{seed}:{secret.hex()}", day, book().at(words.CITY), days, places.SITES[:most], places.SCHOOLS[:most])


def _open(city: City, actor: Actor) -> None:
    """Sites with what they are equipped with, examiners and schools, as far as the city does not have them yet."""
    known = {one.code for one in staff.outlets()} | {one.code for one in slot_sites.sites()}
    for school in city.schools:
        if school.code not in known:
            outlets.open_outlet(
                code=school.code, name=Text(school.zh, school.en), kind=OutletKind.DRIVING_SCHOOL,
                region=school.region, address="", opens=SHOP_HOURS, opened_on=SINCE, actor=actor, cause=CAUSE,
            )  # fmt: skip
    hours = {"working_day": [["08:30", "17:30"]], "rest_day": []}
    new = [(number, site) for number, site in enumerate(city.sites) if site.code not in known]
    hashed = make_password(PASSWORD)
    for number, site in new:
        slots.open_site(
            code=site.code, kind=SiteKind.TEST_CENTRE, region=words.CITY, name=Text(site.zh, site.en),
            address=site.address, layout=LAYOUT, hours=hours, daily_limit=600, opened_on=SINCE, actor=actor,
        )  # fmt: skip
        for unit, subjects, count in (("room", ("S1", "S3T"), ROOM), ("vehicle", ("S2", "S3R"), YARD)):
            slots.equip(
                site=site.code, kind=unit, label="1", subjects=subjects, classes=[*CLASSES], since=SINCE,
                count=count, actor=actor,
            )  # fmt: skip
        for place in range(places.EXAMINERS_OF_A_SITE):
            _employ(places.examiner(number, place), hashed, city.day, actor)


def _employ(code: str, hashed: str, day: date, actor: Actor) -> None:
    outlets.employ(
        number=code, outlet=CITY_OFFICE, posts=["exam"], password="", password_hash=hashed, employed_on=SINCE,
        actor=actor, cause=CAUSE,
    )  # fmt: skip
    slots.certify(
        staff=code, region=words.CITY, subjects=[*lives.SUBJECTS], classes=[*CLASSES], certificate=f"KS-{code}",
        to=add_years(day, 1), actor=actor,
    )  # fmt: skip


def _examiners(city: City) -> list[str]:
    return [
        places.examiner(site, place) for site in range(len(city.sites)) for place in range(places.EXAMINERS_OF_A_SITE)
    ]


def _people(going: Loading, seed: int, first: int, count: int) -> tuple[list[tuple[Resident, Life]], int]:
    """The next `count` people who were old enough to learn and do so, with what they did; the position after them."""
    found: list[tuple[Resident, Life]] = []
    while len(found) < count:
        last = first + 2 * (count - len(found))
        for position, one in enumerate(population.plain(seed, first, last, going.city.day), start=first):
            honest = lives.life(going.city, position)
            if YOUNGEST <= age_on(one.born, honest.accepted_on) <= OLDEST:
                found.append((one, _with_schemes(going, honest)))
            first = position + 1
            if len(found) == count:
                break
    return found, first


def _with_schemes(going: Loading, honest: Life) -> Life:
    one, found = schemes.applied(going.ring, going.city, honest)
    going.listed += [{"scheme": scheme, "position": one.position, "tries": tries} for scheme, tries in found]
    return one


def _batch(going: Loading, people: Sequence[tuple[Resident, Life]]) -> int:
    """Load some people with their files and licences; how many tests they took."""
    persons = [NewPerson(one.number, one.name, one.region, one.address) for one, _ in people]
    ids = take_over_persons(persons=persons, since=going.city.day, actor=going.actor, cause=CAUSE)
    files = [_file(going, person, one, did) for person, (one, did) in zip(ids, people, strict=True)]
    taken = take_over_exams(files=files, actor=going.actor, cause=CAUSE)
    licensed = [
        _licence(going, person, one, did)
        for person, (one, did) in zip(ids, people, strict=True)
        if did.end == "licensed"
    ]
    take_over_files(files=licensed, actor=going.actor, cause=CAUSE)
    _name(going, {did.position: (file, made) for (_, did), file, made in zip(people, taken, files, strict=True)})
    return sum(len(file.tests) for file in files)


def _name(going: Loading, made: dict[int, tuple[UUID, PastFile]]) -> None:
    """Who is on the list gets the ids that the database knows."""
    for one in going.listed:
        if one.get("position") in made:
            file, past = made[one.pop("position")]
            one |= {"file": str(file), "sittings": [str(past.tests[place].id) for place in one.pop("tries")]}


def _file(going: Loading, person: UUID, one: Resident, did: Life) -> PastFile:
    bookings: dict[tuple[str, int], UUID] = {}
    tests = [_test(going, did, place, each, bookings) for place, each in enumerate(did.tries)]
    school = going.city.schools[did.school].code if did.school is not None else ""
    if not did.end and tests and tests[-1].subject == "S1" and tests[-1].score:
        going.waiting.append((person, did.target, tests[-1].starts_at))
    return PastFile(
        person_id=person, born=one.born, target=did.target, kind=Kind.INITIAL, accepted_on=did.accepted_on,
        region=words.CITY, office=CITY_OFFICE, schooling=Schooling.SCHOOL if school else Schooling.SELF_STUDY,
        school=school, tests=tests,
        licensed_at=_noon(did.end_on) if did.end == "licensed" and did.end_on else None,
        end=ENDS.get(did.end), ended_on=did.end_on if did.end in ENDS else None,
    )  # fmt: skip


def _test(going: Loading, did: Life, place: int, each: Try, bookings: dict[tuple[str, int], UUID]) -> PastTest:
    city, begins = going.city, each.starts_at
    booking = bookings.setdefault((each.subject, each.number), new_id())
    key = (each.site, begins - timedelta(minutes=50 * (each.attempt - 1)), each.subject)
    session = going.sessions.setdefault(key, new_id())
    going.came[key] += each.attempt == 1
    about: dict[str, Any] = {
        "subject": each.subject, "booking": booking, "number": each.number, "attempt": each.attempt,
        "session": session, "centre": city.sites[each.site].code, "booked_on": each.booked_on, "starts_at": begins,
    }  # fmt: skip
    if each.score is None:
        return PastTest(**about)
    skill = each.subject in LEARNT
    started = begins + timedelta(minutes=4)
    own = schemes.digest(city.seed, did.position, place)
    return PastTest(
        **about, score=each.score, present_at=begins - timedelta(minutes=12), started_at=started,
        ended_at=started + timedelta(minutes=each.minutes), edition=EDITION, evidence=own,
        recording=each.recording or own, camera="car" if skill else "desk",
        desk="" if skill else schemes.desk_label(each.desk),
        car=f"{city.sites[each.site].code}-{each.car + 1:02d}" if skill else "",
        examiner=going.examiners[places.examiner(each.site, each.examiner)],
    )  # fmt: skip


def _licence(going: Loading, person: UUID, one: Resident, did: Life) -> NewFile:
    day, here = going.city.day, going.city.book
    issued = did.end_on or day
    driver = file_until(add_years(issued, TERM_YEARS), (TERM_YEARS,), {did.target: None}, day, here)
    return NewFile(
        person_id=person, born=one.born, region=driver.region, authority=driver.authority,
        first_issue_on=driver.first_issue_on, issued_on=driver.issued_on, changes=driver.changes,
        card_serial=numbers.card_serial(FIRST_CARD + did.position),
        look_on=next_look(driver.licence, one.born, day - ONE_DAY, here),
    )  # fmt: skip


def _sessions(going: Loading) -> Iterator[PastSession]:
    for (site, begins, subject), identifier in going.sessions.items():
        came = going.came[site, begins, subject]
        yield PastSession(
            id=identifier, site=going.city.sites[site].code, begins_at=begins,
            ends_at=begins + timedelta(hours=SESSION_HOURS), subjects=subject, classes=CLASSES,
            quota=max(came, YARD if subject in LEARNT else ROOM), taken=came,
        )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.CHINA)


def _line(done: int, of: int, seconds: float) -> str:
    left = seconds / done * (of - done)
    return f"candidates {done} / {of}, {seconds:.0f} s, about {left:.0f} s left"
