"""The medical certificate: how long it counts, which classes it allows, who owes one each year.

Order 162 Articles 14(2), 15, 74. Not modelled: colour weakness (no bar), remarks on the licence (glasses,
hearing aid), the special institutions that examine for C5.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months, add_years, age_on, next_day
from tongban.law.facts import Facts, Licence, Medical
from tongban.law.names import class_text
from tongban.law.reasons import reason
from tongban.law.rules.classes import covered, in_order, outermost
from tongban.law.rules.postponed import newest_postponement
from tongban.law.verdict import Reason


def counts_until(examined_on: date, on: date, book: Book) -> date:
    """The last day on which a certificate of that examination may be used."""
    return add_months(examined_on, book.value("medical.valid_months", on))


def classes_allowed(medical: Medical, on: date, book: Book) -> frozenset[str]:
    """Every class whose physical conditions the certificate meets; none with a declared illness."""
    if medical.declared_illness or medical.colour_blind or not medical.trunk_ok or not medical.hearing_ok:
        return frozenset()
    if medical.limbs in book.value("medical.sits_unaided_for", on) and not medical.sits_unaided:
        return frozenset()
    allowed = frozenset(book.value("medical.limb_classes", on)[medical.limbs])
    if medical.hearing_aid:
        allowed &= frozenset(book.value("medical.hearing_aid_classes", on))
    heights = book.value("medical.height", on)
    return frozenset(
        code for code in allowed if medical.height_cm >= heights.get(code, 0) and _sees_enough(medical, code, on, book)
    )


def classes_left(codes: Iterable[str], medical: Medical, on: date, book: Book) -> frozenset[str]:
    """What is left of the held classes: each that is allowed, and for one that is not, the best it covers."""
    allowed = classes_allowed(medical, on, book)
    return outermost(covered(codes, on, book) & allowed, on, book)


def certificate_counts(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """A certificate is there and not too old."""
    if facts.medical is None:
        yield reason("medical.missing")
        return
    last_day = counts_until(facts.medical.examined_on, on, book)
    if on > last_day:
        yield reason("medical.expired", examined=facts.medical.examined_on, last_day=last_day)


def certificate_serves(facts: Facts, codes: Iterable[str], on: date, book: Book) -> Iterator[Reason]:
    """A certificate is there, still counts, and allows every held class (or what is left is accepted)."""
    yield from certificate_counts(facts, on, book)
    medical = facts.medical
    if medical is None:
        return
    if medical.declared_illness:
        yield reason("medical.illness")
        return
    lost = set(codes) - classes_allowed(medical, on, book)
    left = classes_left(codes, medical, on, book)
    if lost and not (left and facts.answers.get("accept_lower")):
        yield reason(
            "medical.unfit",
            lost=class_text(in_order(lost, on, book)),
            allowed=class_text(in_order(left, on, book)),
        )


def next_due_on(licence: Licence, born: date, cycle_ends_on: date, on: date, book: Book) -> date | None:
    """The day by which a certificate is owed after a points cycle, None where none is.

    From 70 every cycle; holders of C5 every third cycle counted from the day they first held it.
    """
    due = add_days(cycle_ends_on, book.value("medical.due_days", on))
    if age_on(born, cycle_ends_on) >= book.value("medical.yearly_from_age", on):
        return due
    every = book.value("medical.every_cycles", on)
    for held in licence.classes:
        cycles = age_on(held.since, next_day(cycle_ends_on))
        if held.code in every and cycles > 0 and cycles % every[held.code] == 0:
            return due
    return None


def submit_by(licence: Licence) -> date | None:
    """The day, or the postponed day, by which a certificate that is owed must be handed in."""
    row = newest_postponement(licence, "medical")
    return row.until if row else licence.medical_due_on


def last_day_before_cancellation(licence: Licence, on: date, book: Book) -> date | None:
    """The last day on which a missing certificate can still be handed in; None where none is owed.

    A year after the end of the cycle, or after the day to which the duty was postponed.
    """
    if licence.medical_due_on is None:
        return None
    row = newest_postponement(licence, "medical")
    ended = row.until if row else add_days(licence.medical_due_on, -book.value("medical.due_days", on))
    return add_years(ended, book.value("medical.cancel_years", on))


def settles_yearly_duty(medical: Medical, cycle_ends_on: date) -> bool:
    """An examination made before the end of the cycle does not settle the duty that follows it."""
    return medical.examined_on > cycle_ends_on


def _sees_enough(medical: Medical, code: str, on: date, book: Book) -> bool:
    if medical.monocular_field_deg is not None:
        return (
            code in book.value("medical.monocular_classes", on)
            and max(medical.left_vision, medical.right_vision) >= book.value("medical.monocular_vision", on)
            and medical.monocular_field_deg >= book.value("medical.monocular_field", on)
        )
    return min(medical.left_vision, medical.right_vision) >= book.value("medical.vision", on)[code]
