"""D15: a medical certificate that is owed is submitted (提交身体条件证明), Order 162 Articles 14(2), 74, 79.

Owed yearly from 70 and every third cycle by holders of C5, within 30 days after the points cycle; an examination
made before the cycle ended does not count. Not modelled: a yearly ability test, which the text does not ask for;
the special institutions that examine for C5.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, next_day
from tongban.law.facts import Facts, Licence, Medical
from tongban.law.names import class_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import cycles, medical, standing
from tongban.law.rules.classes import in_order
from tongban.law.verdict import Reason, Verdict


def may_submit(facts: Facts, on: date, book: Book) -> Verdict:
    """Does the certificate on file settle the duty of this person on this day?"""
    refused = book.value("letters.no_submission", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
    ]
    licence = facts.licence
    if licence is not None and licence.medical_due_on is None:
        reasons.append(_not_due(licence, facts.applicant.born, on, book))
    elif licence is not None and licence.medical_due_on is not None:
        reasons += medical.certificate_counts(facts, on, book)
        if facts.medical is not None:
            reasons += _after_the_cycle(facts.medical, licence.medical_due_on, on, book)
            reasons += _fit(facts.medical, licence, on, book)
    return verdict(reasons, on, book, "letters", "medical")


def _not_due(licence: Licence, born: date, on: date, book: Book) -> Reason:
    """Not yet, with the first day after the running cycle; or not at all after it."""
    _, ends_on = cycles.cycle_days(licence.first_issue_on, on, book)
    if medical.next_due_on(licence, born, ends_on, on, book) is None:
        return reason("medical.no_duty")
    return reason("medical.not_yet", possible_from=next_day(ends_on))


def _after_the_cycle(examined: Medical, due_on: date, on: date, book: Book) -> Iterator[Reason]:
    ends_on = add_days(due_on, -book.value("medical.due_days", on))
    if not medical.settles_yearly_duty(examined, ends_on):
        yield reason("medical.before_cycle_end", examined=examined.examined_on, ended=ends_on)


def _fit(examined: Medical, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    if examined.declared_illness:
        yield reason("medical.illness")
        return
    lost = licence.codes - medical.classes_allowed(examined, on, book)
    left = medical.classes_left(licence.codes, examined, on, book)
    if lost:
        code = "medical.exchange_instead" if left else "medical.unfit"
        allowed = class_text(in_order(left, on, book))
        yield reason(code, lost=class_text(in_order(lost, on, book)), allowed=allowed)
