"""Driver files with a past: classes, terms of validity one after the other, points cycles, letters. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import SimpleNamespace

from tongban.demo import words
from tongban.law.book import Book
from tongban.law.dates import ONE_DAY, add_years
from tongban.law.facts import Cycle, Licence
from tongban.law.rules import cycles, medical, review
from tongban.law.rules.due import Due, DueKind, letters_due
from tongban.registers.drivers import fold
from tongban.registers.drivers.types import Change

SIX, TEN = 6, 10  # the terms a history is told in; which follows which is the book's business


@dataclass(frozen=True)
class DriverFile:
    """A driver file to be registered: dated statements, oldest first. `issued_on` is that of the card in hand.

    `look_on`: the first day on which the daily work has to look at it, None where that was not asked.
    """

    first_issue_on: date
    issued_on: date
    changes: tuple[Change, ...]
    region: str = words.CITY
    authority: str = words.AUTHORITY
    look_on: date | None = None

    @cached_property
    def licence(self) -> Licence:
        """The licence as the register will hold it."""
        state = fold.fold((change.facet, change.value) for change in self.changes)
        return fold.licence_of(SimpleNamespace(**state.columns(), first_issue_on=self.first_issue_on))

    def stating(self, *more: Change) -> "DriverFile":
        """The same file with more statements."""
        return replace(self, changes=_in_order([*self.changes, *more]))


def file_until(
    valid_to: date,
    terms: Sequence[int],
    classes: Mapping[str, date | None],
    on: date,
    book: Book,
    *,
    points: Mapping[int, int] | None = None,
) -> DriverFile:
    """Return a file whose running term ends on a day; `terms` are the years of each term, the last one running.

    `classes`: class to the day it was first held, None for the first issue. `points`: how many cycles ago to points.
    """
    starts = _starts(valid_to, terms)
    return _file(starts[0], starts[-1], _validity(valid_to, terms), classes, on, book, points or {})


def long_term_file(
    since: date,
    classes: Mapping[str, date | None],
    on: date,
    book: Book,
    *,
    terms: Sequence[int] = (SIX, TEN),
    points: Mapping[int, int] | None = None,
) -> DriverFile:
    """Return a file that became long-term on a day, after these terms."""
    validity = [*_validity(since, terms), Change("validity", [since.isoformat(), None, None], since=since)]
    return _file(_starts(since, terms)[0], since, validity, classes, on, book, points or {})


def as_time_left_it(driver: DriverFile, born: date, on: date, book: Book) -> DriverFile:
    """Return the file as the daily work up to the day before `on` has written it: letters, duties, cycles.

    Steps that leave no trace on a licence (ages, probation) are not repeated.
    """
    eve = on - ONE_DAY
    return with_steps(driver, letters_due(driver.licence, born, eve, book, since=eve))


def with_steps(driver: DriverFile, steps: Sequence[Due]) -> DriverFile:
    """Return the file with steps of the daily work written on it."""
    return driver.stating(*(_change(step) for step in steps)) if steps else driver


def medical_owed(driver: DriverFile, born: date, on: date, book: Book) -> tuple[Change, ...]:
    """Return the statement of a medical certificate that became due with the last cycle and whose time runs still."""
    running = driver.licence.cycles[-1]
    due = medical.next_due_on(driver.licence, born, running.starts_on - ONE_DAY, on, book)
    if due is None or due < on or running.starts_on == driver.first_issue_on:
        return ()
    return (Change("medical_due", due.isoformat(), since=running.starts_on),)


def review_owed(driver: DriverFile, born: date, on: date, book: Book) -> tuple[Change, ...]:
    """Return the statement of a licence review that the last ended cycle made due, overdue or not."""
    running = driver.licence.cycles[-1]
    first, last = cycles.cycle_days(driver.first_issue_on, running.starts_on - ONE_DAY, book)
    known = [cycle for cycle in driver.licence.cycles if cycle.starts_on == first]
    due = review.due_after(driver.licence, born, known[0] if known else Cycle(first, last, 0), on, book)
    return (Change("review_due", due.isoformat(), since=running.starts_on),) if due else ()


def letter(code: str, since: date, until: date | None = None) -> tuple[Change, ...]:
    """Return the statements that set a status letter; a suspension with its end says so twice, as the verb does."""
    set_ = Change(f"letter:{code}", True, since=since, until=until)
    return (set_, Change("suspended", until.isoformat(), since=since)) if code == "D" and until else (set_,)


def _change(step: Due) -> Change:
    since = step.effective_on
    match step.kind:
        case DueKind.SET_LETTER:
            return Change(f"letter:{step.letter}", True, since=since)
        case DueKind.CLEAR_LETTER:
            return Change(f"letter:{step.letter}", False, since=since)
        case DueKind.REVIEW_DUE | DueKind.MEDICAL_DUE if step.due_on:
            return Change(step.kind.value, step.due_on.isoformat(), since=since)
    raise ValueError(f"A history told up to today owes no {step.kind}")


def _file(
    first: date,
    issued_on: date,
    validity: Iterable[Change],
    classes: Mapping[str, date | None],
    on: date,
    book: Book,
    points: Mapping[int, int],
) -> DriverFile:
    held = {code: since or first for code, since in classes.items()}
    changes = list(validity)
    changes += [Change(f"class:{code}", since.isoformat(), since=since) for code, since in held.items()]
    changes += _cycles(first, on, book, points)
    return DriverFile(first, issued_on, _in_order(changes))


def _cycles(first: date, on: date, book: Book, points: Mapping[int, int]) -> list[Change]:
    """The running cycle, and of the ended ones those with points: cycles that are not on record count as clean."""
    stated, day = [], on
    for ago in range(max(points, default=0) + 1):
        if day < first:
            raise ValueError(f"There was no points cycle {ago} cycles before {on}: first issue {first}")
        starts, ends = cycles.cycle_days(first, day, book)
        if ago == 0 or points.get(ago):
            value = [ends.isoformat(), points.get(ago, 0)]
            stated.append(Change(f"cycle:{starts.isoformat()}", value, since=starts))
        day = starts - timedelta(days=1)
    return stated


def _validity(end: date, terms: Sequence[int]) -> list[Change]:
    """One statement for each term, the last of which ends on `end`."""
    starts = _starts(end, terms)
    ends = [*starts[1:], end]
    return [
        Change("validity", [start.isoformat(), last.isoformat(), years], since=start)
        for start, last, years in zip(starts, ends, terms, strict=True)
    ]


def _starts(end: date, terms: Sequence[int]) -> list[date]:
    """The first day of each term, the last of which ends on `end`."""
    return [add_years(end, -sum(terms[place:])) for place in range(len(terms))]


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: change.since or date.min))
