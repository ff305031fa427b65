"""D21: the points limit reached on probation ends that class (注销实习的准驾车型), Order 162 Article 76.

Only the class on probation ends; another one goes on, after points-limit education. Not modelled: the rules until
2022-03-31 (a longer probation, the test at its end).
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import demerit_points, points_limit, standing
from tongban.law.rules.classes import covered, in_order, outermost
from tongban.law.verdict import Verdict


def may_cancel_probation(facts: Facts, on: date, book: Book) -> Verdict:
    """Is a class on probation to be cancelled because the points limit was reached?"""
    reasons = [*standing.on_record(facts)]
    licence = facts.licence
    if licence is not None:
        if not demerit_points.limit_reached(licence, on, book) and "B" not in licence.letters:
            reasons.append(reason("limit.not_reached", limit=book.value("points.limit", on)))
        if not ended_by_limit(licence, on, book):
            reasons.append(reason("probation.none"))
    return verdict(reasons, on, book, "probation", "points", "classes")


def ended_by_limit(licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    """The classes that end: those on probation on the day on which the limit was reached, in printed order."""
    reached = demerit_points.owed(licence)
    return points_limit.ends_on_probation(licence, reached.on if reached else on, book)


def classes_after(licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    """What is left in printed order: everything held that was not on probation."""
    ended = set(ended_by_limit(licence, on, book))
    rest = licence.codes - ended
    return in_order(outermost(covered(rest, on, book), on, book), on, book) if rest else ()
