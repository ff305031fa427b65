"""Passes of those who handle items: which post needs which, how long one holds, how it is examined.

Law asks for the certificates of checking officers (Order 164 Article 73) and of examiners; the passes of the office are
conventions that an authority sets. Not modelled: hours of training before a certificate, which the province fixes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months
from tongban.law.rules.theory import FULL_MARKS, Plan, apportion

_BY = ("qualifications.by_law", "qualifications.by_examiners", "qualifications.by_office")
SUBJECT, GROUP = "TR", "staff"  # of the bank: questions to staff


@dataclass(frozen=True, slots=True)
class Need:
    """A post that needs a qualification for powers over services ("*": all)."""

    qualification: str
    post: str
    powers: frozenset[str]
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class Examination:
    """How a qualification is examined: the make-up of the paper, the mark that passes, how often somebody may try."""

    plan: Plan
    pass_mark: int  # of a hundred
    attempts: int
    attempt_days: int


def needs(posts: Iterable[str], outlet_kind: str, on: date, book: Book) -> Iterator[Need]:
    """What the posts of somebody at a kind of service point need on a day."""
    held = set(posts)
    for parameter in _BY:
        for name, row in sorted(book.value(parameter, on).items()):
            if outlet_kind in row["outlets"]:
                for post in sorted(held & set(row["posts"])):
                    yield Need(name, post, frozenset(row["powers"]), frozenset(row["services"]))


def posts_of(qualification: str, on: date, book: Book) -> tuple[str, ...]:
    """The posts that need a qualification somewhere; empty for one that nothing asks for."""
    rows = (book.value(parameter, on) for parameter in _BY)
    return tuple(sorted({post for row in rows for post in row.get(qualification, {}).get("posts", ())}))


def known(on: date, book: Book) -> tuple[str, ...]:
    """Every qualification that some post needs, by name."""
    return tuple(sorted({name for parameter in _BY for name in book.value(parameter, on)}))


def given_elsewhere(qualification: str, on: date, book: Book) -> bool:
    """True where somebody else gives the certificate, so that no examination here does."""
    return qualification in book.value("qualifications.given_elsewhere", on)


def last_day(since: date, book: Book) -> date:
    """The last day of a pass that begins on a day."""
    return add_days(add_months(since, book.value("qualifications.valid_months", since)), -1)


def warned_from(until: date, on: date, book: Book) -> date:
    """From which day on the holder is told that a pass ends, and may be examined again."""
    return add_days(until, -int(book.value("qualifications.warn_days", on)))


def next_first_day(until: date | None, on: date) -> date:
    """The first day of a pass that is won on a day: what still holds is not cut short."""
    return on if until is None or until < on else add_days(until, 1)


def examination(qualification: str, on: date, book: Book) -> Examination | None:
    """How a qualification is examined on a day; None for one without topics."""
    topics: Mapping[str, int] | None = book.value("qualifications.topics", on).get(qualification)
    if topics is None:
        return None
    count = book.value("qualifications.questions", on)
    pass_mark = book.value("qualifications.pass_mark", on)
    plan = Plan(
        subject=SUBJECT,
        group=GROUP,
        count=count,
        marks=FULL_MARKS // count,
        minutes=book.value("qualifications.minutes", on),
        may_lose=FULL_MARKS,
        sections=apportion(count, topics),
        kinds=apportion(count, book.value("qualifications.kinds", on)),
    )
    attempts, within = book.value("qualifications.attempts", on), book.value("qualifications.attempt_days", on)
    return Examination(plan, pass_mark, attempts, within)


def rotate_by(since: date, on: date, book: Book) -> date:
    """The day by which somebody who holds a post at one service point since a day should be elsewhere."""
    return add_months(since, book.value("qualifications.rotation_months", on))


def rotation_told_from(since: date, on: date, book: Book) -> date:
    """From which day on the lead is reminded of it."""
    return add_days(rotate_by(since, on, book), -int(book.value("qualifications.rotation_remind_days", on)))
