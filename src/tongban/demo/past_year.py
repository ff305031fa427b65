"""The year before the demo's day: what people of the city had decided, how long it took, and what they thought of it.

Made from (seed, position) like the people themselves, and taken over as an authority's old register would be. Nobody of
a situation is among them. Not every promise is kept: some cases are late, some people come twice, some are unhappy.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from tongban.casework.bulk import DecidedCase, NewRating
from tongban.casework.catalogue import Service, services
from tongban.core import clock, working_days
from tongban.demo.city import CITY_OFFICE, PLACES
from tongban.demo.history import DriverFile
from tongban.law.book import Book
from tongban.law.days import DayTable
from tongban.law.reasons import reason
from tongban.law.rules import limits
from tongban.outlets import queries as outlets

LONGEST_AGO, LATEST = 350, 2  # days before the demo's day
MOST_PEOPLE = 100_000  # a larger city has cases enough
CASES_OF_ONE = (0, 1, 1, 2, 2, 3, 3)
ONLINE, REFUSED, RATED = 0.76, 0.02, 0.36
AT_ONCE, LATE = 0.975, 0.006
GAPS_ONLINE, GAPS_AT_WINDOW = 0.02, 0.07
STARS = (1, 2, 3, 3, *(4,) * 22, *(5,) * 174)
PAGES_OPEN = (12, 110, 31)  # seconds for a renewal online: least, most, most often
ANSWERED_AFTER, UNANSWERED = timedelta(days=4), timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody of the population with a driver file, as registered."""

    position: int
    person_id: UUID
    driver_id: UUID
    driver: DriverFile


@dataclass(frozen=True, slots=True)
class Times:
    """When one case was sent, told of something missing, due and decided."""

    sent: datetime
    told: datetime | None
    due_on: date
    decided: datetime


@dataclass(frozen=True, slots=True)
class City:
    """What all cases of a year share. `windows`: service to the offices that accept it, one for each window."""

    seed: int
    day: date
    book: Book
    table: DayTable
    windows: Mapping[str, Sequence[str]]


def city_of(seed: int, day: date, book: Book) -> City:
    """The city on a day. One statement for each place with windows."""
    windows: dict[str, list[str]] = {code: [] for code in services}
    for place in PLACES:
        for code in outlets.services_at(place.code, day) & windows.keys() if place.windows else ():
            windows[code] += [place.code] * place.windows
    return City(seed, day, book, working_days.table(), windows)


def cases_of(city: City, neighbours: Sequence[Neighbour]) -> Iterator[DecidedCase]:
    """The cases of these people that were decided in the year before."""
    for one in neighbours:
        if one.position < MOST_PEOPLE:
            rng = Random(f"{city.seed}:cases:{one.position}")
            for turn, (service, on) in enumerate(_asked_for(rng, city, one.driver)):
                yield _case(rng, city, one, turn, service, on)


def _asked_for(rng: Random, city: City, driver: DriverFile) -> Iterator[tuple[Service, date]]:
    """Services and days; a renewal on the day on which the running term of the licence began."""
    codes, weights, _ = _mix()
    for code in rng.choices(codes, weights, k=rng.choice(CASES_OF_ONE)):
        yield services[code], city.day - timedelta(days=rng.randint(LATEST, LONGEST_AGO))
    renewal, ago = services.settling("renewal"), (city.day - driver.issued_on).days
    if renewal and driver.first_issue_on < driver.issued_on and LATEST <= ago <= LONGEST_AGO:
        yield renewal, driver.issued_on


def _case(rng: Random, city: City, one: Neighbour, turn: int, service: Service, on: date) -> DecidedCase:
    offices = city.windows[service.code]
    online = "online" in service.channels and (rng.random() < ONLINE or not offices)
    needed = [material.key for material in service.needed]
    gap = bool(needed) and rng.random() < (GAPS_ONLINE if online else GAPS_AT_WINDOW)
    limit = limits.limit_days(service.limit, on, city.book)
    times = _times(rng, city, on, limit, online=online, gap=gap)
    codes = _mix()[2]
    refused = service.code in codes and not gap and rng.random() < REFUSED
    return DecidedCase(
        number=f"{times.sent:%y%m%d}{one.position * 10 + turn:07d}",
        service=service.code,
        person_id=one.person_id,
        driver_id=one.driver_id,
        office=CITY_OFFICE if online else rng.choice(offices),
        channel="online" if online else "window",
        submitted_at=times.sent,
        decided_at=times.decided,
        due_on=times.due_on,
        limit_days=limit,
        reasons=(reason(codes[service.code]),) if refused else (),
        gaps=(rng.choice(needed),) if gap else (),
        gaps_told_at=times.told,
        rating=_rating(rng, city, times.decided, unhappy=refused) if rng.random() < RATED else None,
        seconds=rng.triangular(*PAGES_OPEN) if online and service.duty == "renewal" else None,
    )


def _times(rng: Random, city: City, on: date, limit: int, *, online: bool, gap: bool) -> Times:
    """Most is decided at once, some waits for the person, whose days are added to the limit, a little is late."""
    while not online and not city.table.is_working(on):
        on -= timedelta(days=1)
    hour = rng.choice(range(7, 23)) if online else rng.choice((9, 10, 11, 14, 15, 16))
    sent = datetime.combine(on, time(hour, rng.randrange(60), rng.randrange(60)), clock.CHINA)
    due_on, drawn = city.table.add_working(on, limit), rng.random()
    if gap:
        waited = rng.randint(1, 4)
        decided_on = min(on + timedelta(days=waited), city.day - timedelta(days=1))
        due_on = city.table.add_working(due_on, waited)
        decided = datetime.combine(decided_on, time(17, rng.randrange(60)), clock.CHINA)
        return Times(sent, sent + timedelta(minutes=5), due_on, max(decided, sent + timedelta(hours=1)))
    decided = datetime.combine(city.table.add_working(due_on, 1), time(10, rng.randrange(60)), clock.CHINA)
    if drawn > LATE or decided.date() >= city.day:
        at_once = drawn < AT_ONCE
        decided = sent + timedelta(seconds=rng.randint(2, 40) if at_once else rng.randint(300, 3000))
    return Times(sent, None, due_on, decided)


def _rating(rng: Random, city: City, decided: datetime, *, unhappy: bool) -> NewRating:
    """A bad one is answered within days; the newest wait still."""
    midnight = datetime.combine(city.day, time(), clock.CHINA)
    given = max(decided, min(decided + timedelta(hours=rng.randint(1, 30)), midnight))
    stars = rng.choice((1, 2, 3, 5)) if unhappy else rng.choice(STARS)
    if stars > city.book.value("ratings.bad_stars", city.day):
        return NewRating(stars, given)
    days = limits.limit_days("complaint", city.day, city.book)
    due_on = city.table.add_working(given.date(), days)
    return NewRating(stars, given, due_on, given + ANSWERED_AFTER if given < midnight - UNANSWERED else None)


@cache
def _mix() -> tuple[list[str], list[int], Mapping[str, str]]:
    """Codes, how often, and the reason for which one is refused."""
    rows = tomllib.loads((Path(__file__).parent / "past_year.toml").read_text(encoding="utf-8"))["services"]
    codes = [row["code"] for row in rows]
    return codes, [row["weight"] for row in rows], {row["code"]: row["refused"] for row in rows}
