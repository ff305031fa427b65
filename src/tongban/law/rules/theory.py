"""Theory tests: what a paper is made up of, how long it lasts, when it ends (Order 162 Articles 30 and 34).

The shares of sections and kinds are parameters; each follows the largest remainders where they do not come out even.
Not modelled: groups of questions for taking a licence back and for education at the points limit, which are asked the
questions of the class.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.rules import exams

FULL_MARKS = 100
LOCAL = "local"  # the section of local rules


@dataclass(frozen=True, slots=True)
class Plan:
    """What a paper is made up of. `sections` and `kinds` each sum to `count`; who loses more than `may_lose` fails."""

    subject: str
    group: str
    count: int
    marks: int
    minutes: int
    may_lose: int
    sections: Mapping[str, int]
    kinds: Mapping[str, int]


def plan(subject: str, target: str, on: date, book: Book, *, local: bool = True) -> Plan:
    """The make-up of a paper for a class on a day. `local`: are there questions of local rules for the place? Where
    there are none, their share falls to the other sections, if the rule says so.
    """
    group = book.value("theory.group", on)[target]
    motorcycle = group == "motorcycle"
    count = book.value("theory.questions_motorcycle" if motorcycle else "theory.questions", on)[subject]
    shares = book.value("theory.sections_s1", on)[group] if subject == "S1" else book.value("theory.sections_s3t", on)
    if not local and book.value("theory.local_spared_where_none", on):
        shares = {name: share for name, share in shares.items() if name != LOCAL}
    lost = FULL_MARKS - exams.pass_mark(subject, target, on, book)
    return Plan(
        subject=subject,
        group=group,
        count=count,
        marks=FULL_MARKS // count,
        minutes=book.value("theory.minutes", on)[subject],
        may_lose=lost if book.value("theory.ends_when_lost", on) else FULL_MARKS,
        sections=apportion(count, shares),
        kinds=apportion(count, book.value("theory.kinds", on)[subject]),
    )


def apportion(count: int, shares: Mapping[str, int]) -> dict[str, int]:
    """Whole numbers in proportion to the shares that sum to `count`, by the largest remainders; equal ones by name."""
    total = sum(shares.values())
    given = {name: count * share // total for name, share in shares.items()}
    left = sorted(shares, key=lambda name: (-(count * shares[name] % total), name))
    for name in left[: count - sum(given.values())]:
        given[name] += 1
    return given
