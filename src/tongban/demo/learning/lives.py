"""What one candidate did in two years, drawn from (seed, position): accepted, booked, tested, gave up, licensed. Pure.

Chances are of the demo city, not of law; waits, marks and how often a subject may be booked are asked of its rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from math import exp
from random import Random
from typing import Any

from tongban.core import clock
from tongban.demo.learning import places
from tongban.demo.learning.places import School, Site
from tongban.law.book import Book
from tongban.law.rules import exams as law

YEARS_DAYS, LAST_ACCEPTED_DAYS = 730, 12
CLASSES = (("C1", 62), ("C2", 30), ("E", 8))
LEARNT = ("S2", "S3R")  # driven, with an examiner
SUBJECTS = ("S1", "S2", "S3R", "S3T")
BASE = {"S1": 1.35, "S2": 0.55, "S3R": 0.35, "S3T": 2.0}
ABILITY, AGAIN = 0.6, 0.25  # how much people differ; how much easier it is the next time
ABSENT, GIVES_UP = 0.035, 0.02
LEARNS_DAYS = {"S1": 9, "S2": 22, "S3R": 16, "S3T": 2}  # on average, beyond what law asks
MOST_DAYS = 150
MINUTES = {"S1": (24, 7), "S2": (15, 2), "S3R": (19, 3), "S3T": (18, 6)}
LONGEST = {"S1": 45.0, "S2": 40.0, "S3R": 45.0, "S3T": 45.0}
SHORTEST = {"S1": 9.0, "S2": 9.0, "S3R": 11.0, "S3T": 7.0}
HOURS = (time(9), time(14))
DESKS, CARS = 40, 12
TO_THE_LICENCE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class City:
    """What all lives share. `seed`: of the city and its secret; `days`: the working days of two years up to the day
    before the demo's."""

    seed: str
    day: date
    book: Book
    days: Sequence[date]
    sites: Sequence[Site]
    schools: Sequence[School]


@dataclass(frozen=True, slots=True)
class Try:
    """One test as it was: `score` None, they did not come."""

    subject: str
    number: int
    attempt: int
    site: int
    booked_on: date
    starts_at: datetime
    score: int | None
    minutes: float = 0.0
    examiner: int = 0
    desk: int = 0
    car: int = 0
    recording: str = ""  # whose recording is registered, where it is not their own


@dataclass(frozen=True, slots=True)
class Life:
    """What a candidate did. `end`: given_up, used_up, licensed, or "" where they go on."""

    position: int
    target: str
    school: int | None
    accepted_on: date
    tries: tuple[Try, ...]
    end: str = ""
    end_on: date | None = None


@dataclass
class _Going:
    """Somebody under way."""

    rng: Random
    city: City
    target: str
    site: int
    ability: float
    tries: list[Try] = field(default_factory=list)


def life(city: City, position: int, push: float = 0.0, subjects: Sequence[str] = ()) -> Life:
    """The life at a position. `push` moves the chance to pass these subjects: what a scheme does to it."""
    rng = Random(f"{city.seed}:learner:{position}")
    target = rng.choices([code for code, _ in CLASSES], [weight for _, weight in CLASSES])[0]
    weights = [one.weight for one in city.schools]
    school = None if rng.random() * 100 < places.SELF_STUDY else rng.choices(range(len(weights)), weights)[0]
    site = rng.choices(range(len(city.sites)), [one.weight for one in city.sites])[0]
    accepted = city.day - timedelta(days=rng.randint(LAST_ACCEPTED_DAYS, YEARS_DAYS))
    taught = city.schools[school].ease if school is not None else -0.2
    going = _Going(rng, city, target, site, rng.gauss(taught, ABILITY))
    day: date | None = accepted
    end, learner_permit = "", accepted
    for subject in SUBJECTS:
        day, end = _subject(going, subject, day or accepted, learner_permit, push if subject in subjects else 0.0)
        if day is None:
            break
        learner_permit = day if subject == "S1" else learner_permit
    if day is not None:
        ended = day + TO_THE_LICENCE
        return Life(position, target, school, accepted, tuple(going.tries), *_if(ended < city.day, "licensed", ended))
    last = going.tries[-1].starts_at.date() if going.tries else accepted
    ended = last + timedelta(days=0 if end == "used_up" else 20)
    return Life(position, target, school, accepted, tuple(going.tries), *_if(end and ended < city.day, end, ended))


def _subject(going: _Going, subject: str, since: date, learner_permit: date, push: float) -> tuple[date | None, str]:
    """Try a subject until it is passed; the day of the pass, or None and why it came to an end."""
    rng, city = going.rng, going.city
    wait = city.book.value("exams.wait_" + subject.lower(), city.day).get(going.target, 0) if subject in LEARNT else 0
    ready = max(since, learner_permit + timedelta(days=wait))
    most = city.book.value("exams.bookings_max", city.day).get(subject)
    number, tried = 0, 0
    while most is None or number < most:
        number += 1
        day = _next(going, ready + timedelta(days=min(round(rng.expovariate(1 / LEARNS_DAYS[subject])), MOST_DAYS)))
        if rng.random() < GIVES_UP or day is None:
            return None, "given_up" if day else ""
        booked = max(since, day - timedelta(days=12))
        begins = datetime.combine(day, rng.choice(HOURS), clock.CHINA)
        if rng.random() < ABSENT:
            going.tries.append(Try(subject, number, 1, going.site, booked, begins, None))
        else:
            for attempt in (1, 2):
                passed = _sits(going, subject, (number, attempt), tried, push, booked, begins)
                tried += 1
                if passed:
                    return day, ""
        ready = day + timedelta(days=_again(city, subject))
    return None, "used_up"


def _sits(
    going: _Going, subject: str, which: tuple[int, int], tried: int, push: float, booked: date, begins: datetime
) -> bool:
    rng, site = going.rng, going.city.sites[going.site]
    examiner = rng.randrange(places.EXAMINERS_OF_A_SITE)
    ease = site.ease[{"S2": 1, "S3R": 2}.get(subject, 0)]
    hand = places.STRICT[examiner] if subject in LEARNT else 0.0
    chance = 1 / (1 + exp(-(BASE[subject] + going.ability + ease + hand + push + AGAIN * min(tried, 4))))
    passed = rng.random() < chance
    middle, apart = MINUTES[subject]
    minutes = min(max(rng.gauss(middle, apart), SHORTEST[subject]), LONGEST[subject])
    mark = law.pass_mark(subject, going.target, begins.date(), going.city.book)
    going.tries.append(
        Try(
            subject, *which, going.site, booked, begins + timedelta(minutes=50 * (which[1] - 1)),
            _score(rng, subject, mark, passed=passed), minutes, examiner, rng.randrange(DESKS), rng.randrange(CARS),
        )
    )  # fmt: skip
    return passed


def _score(rng: Random, subject: str, mark: int, *, passed: bool) -> int:
    """Theory in points; skills in the steps that faults cost."""
    if subject in LEARNT:
        return rng.choice([*range(mark, 101, 5), 100]) if passed else rng.choice([*range(mark - 30, mark, 5)])
    return rng.randint(mark, 100) if passed else mark - 1 - min(int(rng.expovariate(0.12)), mark - 1)


def _next(going: _Going, day: date) -> date | None:
    """The first working day from then on; None where it has not come yet."""
    days = going.city.days
    if day > days[-1]:
        return None
    low, high = 0, len(days) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if days[middle] >= day else (middle + 1, high)
    return days[low]


def _again(city: City, subject: str) -> int:
    """Days until a subject that was failed may be taken again, by law."""
    if subject == "S3T":
        return int(city.book.value("exams.rebook_days_s3t", city.day))
    return int(city.book.value("exams.rebook_days", city.day).get(subject, 1))


def _if(holds: object, end: str, on: date) -> tuple[str, date | None]:
    return (end, on) if holds else ("", None)


def with_try(one: Life, place: int, **changed: Any) -> Life:
    """The life with one of its tries changed."""
    tries = [*one.tries]
    tries[place] = replace(tries[place], **changed)
    return replace(one, tries=tuple(tries))
