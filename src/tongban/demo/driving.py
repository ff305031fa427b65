"""Plausible driver files: who drives what since when, on time or late, with which letters. Law has the last word.

Chances are of the demo city, not of law; what is due by law is asked of its rules, and a file that the daily work of
the demo's day would have to touch is drawn again: on that day only situations move.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from tongban.demo.history import (
    SIX,
    TEN,
    DriverFile,
    file_until,
    letter,
    long_term_file,
    medical_owed,
    with_steps,
)
from tongban.law.book import Book
from tongban.law.dates import ONE_DAY, add_years, age_on
from tongban.law.rules.age import class_ended
from tongban.law.rules.due import letters_due
from tongban.law.rules.horizon import next_look

TRIES = 50
HISTORIES = 16_384  # kept for the next who is born on the same day
DRIVES = ((21, 0.4), (30, 0.78), (60, 0.85), (70, 0.6), (200, 0.3))  # up to that age: share with a licence
MIXES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.60, ("C1",)), (0.74, ("C2",)), (0.82, ("C1", "E")), (0.85, ("C1", "D")), (0.91, ("B2",)), (0.94, ("A2",)),
    (0.96, ("A1",)), (0.97, ("A3",)), (0.98, ("B1",)), (0.985, ("C5",)), (0.99, ("E",)), (1.0, ("C1", "C6")),
)  # fmt: skip
CARS = frozenset({"C1", "C2", "C5"})
LATE, REPEATED_SIX, VIOLATION, ACCIDENT, SUSPENDED = 0.08, 0.03, 0.03, 0.004, 0.003
POINTS = (0, 0, 0, 0, 0, 0, 0, 1, 3, 6)
LATEST_FIRST_ISSUE = timedelta(days=40)
UPGRADE_YEARS = 4  # from the first car to a class that is built on it


@lru_cache(maxsize=HISTORIES)
def driver_of(seed: int, born: date, day: date, book: Book) -> DriverFile | None:
    """Draw the driver file of those born on a day, or None where they have no licence.

    In a city of a million some eighty people share a birth day, and so a history: law is asked 12,000 times at most.
    """
    rng = Random(f"{seed}:{born}")
    if rng.random() > next(share for age, share in DRIVES if age_on(born, day) < age):
        return None
    for _ in range(TRIES):
        driver = _drawn(rng, born, day, book)
        driver = driver.stating(*medical_owed(driver, born, day, book))
        steps = letters_due(driver.licence, born, day, book)
        if all(step.effective_on < day for step in steps):
            driver = with_steps(driver, steps)
            return replace(driver, look_on=next_look(driver.licence, born, day - ONE_DAY, book))
    raise AssertionError(f"No history of somebody born on {born} leaves {day} alone")


def open_matters(driver: DriverFile, position: int, day: date) -> tuple[Mapping[str, str | None], ...]:
    """Return what the national platform reports behind the letters of a file."""
    letters = driver.licence.letters
    common = {"on": str(day - timedelta(days=33)), "place": "建邺区交警大队", "state": "open"}
    kinds = [("violation", "H", ""), ("accident", "I", ""), ("seizure", "D", "D")]
    until = driver.licence.suspended_until
    return tuple(
        {
            **common,
            "kind": kind,
            "number": f"320105{position:010d}{code}",
            "letter": seized,
            "until": str(until) if seized and until else None,
            "settle_at": "建邺区违法处理窗口",
        }
        for kind, code, seized in kinds
        if code in letters
    )


def _drawn(rng: Random, born: date, day: date, book: Book) -> DriverFile:
    first = _first_issue(rng, born, day)
    classes = _classes(rng, born, first, day, book)
    points = rng.choice(POINTS)
    driver = _running(rng, first, classes, day, book, {0: points})
    running = driver.licence.cycles[-1].starts_on
    since = max(running, day - timedelta(days=30))
    if running < day and rng.random() < VIOLATION:
        driver = driver.stating(*letter("H", since))
    if running < day and rng.random() < ACCIDENT:
        driver = driver.stating(*letter("I", since))
    if running < day and rng.random() < SUSPENDED:
        driver = driver.stating(*letter("D", since, day + timedelta(days=rng.randint(5, 150))))
    return driver


def _running(
    rng: Random,
    first: date,
    classes: Mapping[str, date | None],
    day: date,
    book: Book,
    points: Mapping[int, int],
) -> DriverFile:
    """The term that runs on the day, or the one before where the holder is late."""
    terms = [SIX, SIX, TEN] if rng.random() < REPEATED_SIX else [SIX, TEN]
    late = timedelta(days=rng.randint(1, 700)) if rng.random() < LATE else timedelta(0)
    for count in range(1, len(terms) + 1):
        valid_to = add_years(first, sum(terms[:count]))
        if valid_to + late >= day:
            return file_until(valid_to, terms[:count], classes, day, book, points=points)
    return long_term_file(add_years(first, sum(terms)), classes, day, book, terms=terms, points=points)


def _first_issue(rng: Random, born: date, day: date) -> date:
    """Most people learn young; nobody before 18 or in the last weeks before the day."""
    eighteen = add_years(born, 18) + ONE_DAY
    room = max((day - LATEST_FIRST_ISSUE - eighteen).days, 0)
    return eighteen + timedelta(days=int(min(room, 40 * 365) * rng.random() ** 2))


def _classes(rng: Random, born: date, first: date, day: date, book: Book) -> dict[str, date | None]:
    """Draw classes that somebody of that age may hold on the day; what does not fit becomes C1."""
    drawn = rng.random()
    codes = next(codes for share, codes in MIXES if drawn < share)
    minimum = book.value("ages.minimum", day)
    held: dict[str, date | None] = {}
    for code in codes:
        since = (
            None
            if code in CARS or codes == ("E",)
            else max(add_years(first, UPGRADE_YEARS), add_years(born, minimum[code]) + ONE_DAY)
        )
        if (since or first) < day and not class_ended(code, born, day, book):
            held[code] = since
    return held or {"C1": None}
