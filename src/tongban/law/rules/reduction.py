"""D11, D12: fewer classes on the licence. The holder gives some up (自愿降低准驾车型), or the body ends them
(身体条件变化), Order 162 Articles 14(2), 66, 68.

Whoever no longer meets the conditions of a class exchanges the licence within thirty days, or has it cancelled where
nothing is left. C5 is covered by no other class: who may drive no other car any more takes tests for it. Not
modelled: the special institutions that examine for C5.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Facts, Licence, Medical
from tongban.law.names import class_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import medical, standing
from tongban.law.rules.classes import covered, in_order, outermost
from tongban.law.verdict import Reason, Verdict


def may_reduce(facts: Facts, on: date, book: Book) -> Verdict:
    """D11: may this person give up classes on this day, and leave those that were chosen?"""
    refused = book.value("letters.no_reduction", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
        *standing.not_expired(facts, on, book),
        *(_chosen(facts, facts.licence, on, book) if facts.licence else ()),
    ]
    return verdict(reasons, on, book, "letters", "classes", "renewal")


def classes_chosen(facts: Facts, on: date, book: Book) -> tuple[str, ...]:
    """The classes the holder keeps, in printed order, without those that another one of them covers."""
    return in_order(outermost(str(facts.answers.get("classes", "")).split(), on, book), on, book)


def may_reduce_for_health(facts: Facts, on: date, book: Book) -> Verdict:
    """D12: does an examination leave some but not all classes, so that the licence is exchanged for those?"""
    refused = book.value("letters.no_health_reduction", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
        *standing.not_expired(facts, on, book),
        *medical.certificate_counts(facts, on, book),
    ]
    if facts.licence and facts.medical:
        reasons += _left_by_body(facts.licence, facts.medical, on, book)
    return verdict(reasons, on, book, "letters", "medical", "classes", "renewal")


def act_by(known_on: date, on: date, book: Book) -> date:
    """The last day of the time in which a person exchanges or cancels after a condition has changed."""
    return add_days(known_on, book.value("limits.health_answer", on))


def _chosen(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    held = covered(licence.codes, on, book)
    kept = classes_chosen(facts, on, book)
    if len(held) == 1:
        yield reason("reduction.nothing_lower", classes=class_text(licence.codes))
    elif not_held := in_order(set(kept) - held, on, book):
        yield reason("reduction.not_held", classes=class_text(not_held))
    elif set(kept) == outermost(licence.codes, on, book):
        yield reason("reduction.nothing_given_up")


def _left_by_body(licence: Licence, found: Medical, on: date, book: Book) -> Iterator[Reason]:
    allowed = medical.classes_allowed(found, on, book)
    if found.declared_illness:
        yield reason("medical.illness")
    elif licence.codes <= allowed:
        yield reason("health.nothing_lost")
    elif not medical.classes_left(licence.codes, found, on, book):
        by_test = "C5" in allowed and licence.codes & set(book.value("medical.c5_by_test_from", on))
        last_day = act_by(found.examined_on, on, book)
        yield reason("health.c5_by_test" if by_test else "health.nothing_left", last_day=last_day)
