"""D20: the highest class of a large licence is cancelled (注销最高准驾车型), Order 139; deleted on 2022-04-01.

Until 2022-03-31 a fatal accident with equal or greater responsibility, twelve points in a cycle, or three cycles
without review ended the highest class; the holder exchanged within thirty days. Order 162 has no such rule: the points
limit now means education. What arose before is judged by the rule of its own day. Not modelled: counting the cycles
without review, and responsibility for an accident; who opens the case states the ground.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Licence
from tongban.law.names import class_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.rules.classes import covered, in_order, outermost
from tongban.law.verdict import Reason, Verdict


def may_cancel_highest(facts: Facts, on: date, book: Book) -> Verdict:
    """Is the highest class to be cancelled on the ground the office found?"""
    reasons = [*standing.on_record(facts), *standing.not_drug_listed(facts)]
    grounds = book.value("downgrade.grounds", on)
    if not grounds:
        reasons.append(reason("downgrade.abolished"))
    elif facts.ground not in grounds:
        reasons.append(reason("downgrade.no_ground"))
    if facts.licence:
        reasons += _large(facts.licence, on, book)
    return verdict(reasons, on, book, "downgrade", "classes")


def highest_class(licence: Licence, on: date, book: Book) -> str | None:
    """The highest large class that is held, None where none is."""
    large = set(book.value("downgrade.classes", on))
    return next(iter(in_order(licence.codes & large, on, book)), None)


def classes_after(licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    """What is left in printed order: everything held or covered but the highest class."""
    rest = covered(licence.codes, on, book) - {highest_class(licence, on, book)}
    return in_order(outermost(rest, on, book), on, book)


def _large(licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    if highest_class(licence, on, book) is None:
        yield reason("downgrade.no_large_class", classes=class_text(licence.codes))
