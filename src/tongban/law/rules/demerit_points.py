"""Demerit points (记分) as they stand in a cycle: what was recorded, less what courses took off, and when the limit is
reached, Order 163.

What a report of another register says does not know of reductions and clearings that were made here: `net` takes them
off. Not modelled: in which cycle a violation counts that was committed in one and handled in the next.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Cycle, Licence
from tongban.law.learning_facts import LimitReached
from tongban.law.rules import cycles


def running(licence: Licence, on: date, book: Book) -> Cycle:
    """The cycle that contains the day, with its points: reckoned forward where the nightly job has not come to it."""
    starts_on, ends_on = cycles.cycle_days(licence.first_issue_on, on, book)
    newest = licence.cycles[-1] if licence.cycles else None
    while newest is not None and newest.ends_on < on:
        newest = cycles.next_cycle(newest, licence.first_issue_on, book)
    return newest if newest is not None and newest.starts_on <= on else Cycle(starts_on, ends_on, 0)


def limit_reached(licence: Licence, on: date, book: Book) -> bool:
    """Do the points of the running cycle reach the limit?"""
    return running(licence, on, book).points >= book.value("points.limit", on)


def owed(licence: Licence) -> LimitReached | None:
    """The education at the points limit that is owed, None where none is."""
    return next((one for one in reversed(licence.limits) if one.done_on is None), None)


def times(licence: Licence, on: date, book: Book) -> int:
    """How many educations the cycle has seen, the one that is owed now included, or how often the points hold the
    limit; at least one."""
    cycle = running(licence, on, book)
    done = sum(one.done_on is not None and cycle.starts_on <= one.on <= cycle.ends_on for one in licence.limits)
    return max(done + 1, int(cycle.points // book.value("points.limit", on)))


def net(licence: Licence, reported: Cycle) -> int:
    """What is left of the points another register reports for a cycle, after what was taken off here."""
    off = [(one.on, one.points) for one in licence.reduced]
    off += [(one.on, one.cleared) for one in licence.limits if one.done_on]
    return max(reported.points - sum(points for on, points in off if reported.starts_on <= on <= reported.ends_on), 0)


def first_day_of(count: int, licence: Licence, on: date, book: Book, *, with_running: bool) -> date:
    """The first day of the last so many cycles, the running one among them or not."""
    day = cycles.cycle_days(licence.first_issue_on, on, book)[0]
    for _ in range(count - 1 if with_running else count):
        if day <= licence.first_issue_on:
            break
        day = cycles.cycle_days(licence.first_issue_on, add_days(day, -1), book)[0]
    return day
