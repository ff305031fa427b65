"""Applying for a licence: the first one, a further class, on a military or foreign one (申领、增驾、换领).

Order 162 Articles 14, 15, 18, 22 to 24. All that stands in the way is told at once. `facts.answers["class"]` is the
class that is applied for; while none is chosen, only what holds for every class is told. Not modelled: the place of
station of a soldier and the registered residence of a foreigner (the office sees the paper), agreements with other
countries, and a special institution for the medical certificate of C5.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_months, add_years, next_day
from tongban.law.facts import Cycle, Facts, Licence
from tongban.law.names import class_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import age, bars, medical, standing
from tongban.law.rules.classes import covered, held_since, in_order
from tongban.law.verdict import Reason, Verdict

TOPICS = ("applying", "bars", "ages", "medical", "exams", "letters")
_CITY, _PROVINCE = 4, 2  # digits of a region's code (GB/T 2260)
Rule = Callable[[Facts, date, Book], Verdict]


def may_apply_first(facts: Facts, on: date, book: Book) -> Verdict:
    """D01: may this person apply for a first licence of the chosen class?"""
    code = chosen(facts)
    reasons = [*_no_licence(facts, on, book), *_everybody(facts, code, on, book)]
    if code:
        if code not in book.value("applying.first_classes", on):
            reasons.append(reason("applying.not_first", classes=class_text([code])))
        reasons += _place(facts, code, on, book)
    return verdict(reasons, on, book, *TOPICS)


def may_add_class(facts: Facts, on: date, book: Book) -> Verdict:
    """D02: may the chosen class be added to this licence?"""
    code, licence = chosen(facts), facts.licence
    letters = book.value("applying.no_addition", on, facts.region)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, letters, on, book)]
    reasons += _everybody(facts, code, on, book)
    if licence is not None:
        reasons += standing.not_expired(facts, on, book)
        reasons += _same_city(facts)
        if code:
            reasons += _addition(facts, licence, code, on, book)
            reasons += _place(facts, code, on, book)
    return verdict(_once(reasons), on, book, *TOPICS)


def may_exchange_military(facts: Facts, on: date, book: Book) -> Verdict:
    """D28: may a licence of the armed forces be exchanged for the chosen class? Tests: `exams.subjects`."""
    code = chosen(facts)
    reasons = [*_no_licence(facts, on, book), *_everybody(facts, code, on, book)]
    return verdict(reasons, on, book, *TOPICS)


def may_exchange_foreign(facts: Facts, on: date, book: Book) -> Verdict:
    """D29: may a licence from abroad, Hong Kong, Macao or Taiwan be exchanged for the chosen class?"""
    code = chosen(facts)
    reasons = [*_no_licence(facts, on, book), *_everybody(facts, code, on, book)]
    if facts.answers.get("stayed") == "no":
        reasons.append(reason("applying.not_stayed"))
    since = facts.answers.get("foreign_since")
    months = book.value("applying.foreign_held_months", on).get(code, 0)
    if since and months:
        first = add_months(date.fromisoformat(str(since)), months)
        if on < first:
            reasons.append(
                reason("applying.held_too_short", possible_from=first, classes=class_text([code]), months=months)
            )
    return verdict(reasons, on, book, *TOPICS)


def may_change_place(facts: Facts, on: date, book: Book) -> Verdict:
    """D04: may the rest of the tests be taken in another city (变更考试地)?"""
    exam = facts.exam
    if exam is None or exam.state != "open":
        return verdict([reason("place.no_file")], on, book, "applying")
    reasons = []
    if exam.target not in book.value("applying.place_change_classes", on):
        reasons.append(reason("place.class", classes=class_text([exam.target])))
    if exam.kind not in book.value("applying.place_change_kinds", on):
        reasons.append(reason("place.kind"))
    passed = {one.subject for one in exam.bookings if one.outcome == "passed"}
    if "S1" in exam.subjects and "S1" not in passed:
        reasons.append(reason("place.theory_first"))
    most = book.value("applying.place_changes_max", on)
    if exam.places_changed >= most:
        reasons.append(reason("place.too_often", times=most))
    if any(one.outcome == "open" for one in exam.bookings):
        reasons.append(reason("place.booked"))
    if exam.learner_permit_to is not None and on > exam.learner_permit_to:
        reasons.append(reason("exam.too_late", last=exam.learner_permit_to))
    return verdict(reasons, on, book, "applying", "exams")


def classes_open(kind: str, facts: Facts, on: date, book: Book) -> tuple[str, ...]:
    """The classes that this person may have, in printed order: what an application offers.

    Waiting for a hospital does not close a class; where nothing is open, every class of the kind is offered, so that
    the person is told why.
    """
    rule, key = _OFFERS[kind]
    every = in_order(book.value(key, on), on, book)
    allowed = [code for code in every if all(one.temporary for one in _asked(rule, facts, code, on, book))]
    return tuple(allowed) or every


def self_study_open(code: str, region: str, on: date, book: Book) -> bool:
    """May this class be learnt without a school in this city (自学直考)?"""
    city = f"{region[:_CITY]}00"
    cities, classes = book.value("applying.self_study_cities", on), book.value("applying.self_study_classes", on)
    return city in cities and code in classes


def may_accompany(licence: Licence, code: str, points_limit_reached: bool, on: date, book: Book) -> bool:
    """May the holder of this licence accompany a learner of the class: held it or a higher one for years, never reached
    the points limit? Their accidents and a drug record are for whoever gives the sign to look up."""
    years = book.value("applying.companion_years", on)
    since = [one.since for one in licence.classes if code in covered([one.code], on, book)]
    return bool(since) and add_years(min(since), years) <= on and not points_limit_reached


def residence_asked(facts: Facts, on: date, book: Book) -> bool:
    """Is a residence card needed: a large class outside the province of the household register?"""
    office, home = facts.office[:_PROVINCE], facts.applicant.home[:_PROVINCE]
    large = chosen(facts) in book.value("applying.residence_for", on)
    return large and bool(office and home) and office != home


def ability_asked(facts: Facts, on: date, book: Book) -> bool:
    """Is the test of memory, judgement and reaction needed for the chosen class at this age?"""
    code = chosen(facts)
    return bool(code) and age.ability_test_asked(code, facts.applicant.born, on, book)


def chosen(facts: Facts) -> str:
    """The class that is applied for; "" while none is chosen."""
    return str(facts.answers.get("class") or "")


def _asked(rule: Rule, facts: Facts, code: str, on: date, book: Book) -> Iterable[Reason]:
    return rule(replace(facts, answers={**facts.answers, "class": code}), on, book).reasons


def _everybody(facts: Facts, code: str, on: date, book: Book) -> Iterator[Reason]:
    """Alive, not barred, of the age, fit, and not being tested for the class already."""
    if code:
        student = facts.answers.get("student") == "yes"
        yield from bars.may_apply_for(code, facts, on, book, student=student).reasons
        yield from medical.certificate_serves(facts, [code], on, book)
        if ability_asked(facts, on, book):
            yield from age.ability_passed(facts, on, book)
        if facts.exam is not None and facts.exam.target == code and facts.exam.state in ("open", "passed"):
            yield reason("applying.live_file", classes=class_text([code]))
        return
    if not facts.applicant.alive:
        yield reason("person.dead")
    yield from bars.may_apply(facts.applicant.bars, on, book).reasons
    yield from standing.not_drug_listed(facts)


def _no_licence(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    licence = facts.licence
    if licence is None:
        return
    letters = standing.standing_letters(licence, on, book)
    if "R" in letters:
        yield reason("applying.restore_instead")
    elif not letters & set(book.value("letters.ended", on)):
        yield reason("applying.has_licence")


def _addition(facts: Facts, licence: Licence, code: str, on: date, book: Book) -> Iterator[Reason]:
    if code in covered(licence.codes, on, book):
        yield reason("applying.held", classes=class_text([code]))
        return
    if code not in book.value("applying.added_classes", on):
        yield reason("applying.not_added", classes=class_text([code]))
    student_from = book.value("applying.student_from", on).get(code)
    student = facts.answers.get("student") == "yes" and student_from in covered(licence.codes, on, book)
    if not student:
        yield from _held_long_enough(licence, code, on, book)
    cycles = book.value("applying.clean_cycles_other", on)
    if not student:
        cycles = book.value("applying.clean_cycles", on).get(code, cycles)
    yield from _points(licence, code, cycles, on, book)


def _held_long_enough(licence: Licence, code: str, on: date, book: Book) -> Iterator[Reason]:
    """Some class from which this one is reached, held for its months; the first day on which one will be."""
    ways = book.value("applying.held_months", on).get(code)
    if not ways:
        return
    held = [one for one in ways if one in covered(licence.codes, on, book)]
    if not held:
        yield reason("applying.not_from", classes=class_text([code]), held=class_text(in_order(ways, on, book)))
        return
    since = held_since(licence.classes, held, on, book)
    ready = {one: add_months(since[one], ways[one]) for one in held}
    nearest = min(ready, key=lambda one: ready[one])
    if on < ready[nearest]:
        yield reason(
            "applying.held_too_short", possible_from=ready[nearest], classes=class_text([nearest]), months=ways[nearest]
        )


def _points(licence: Licence, code: str, count: int, on: date, book: Book) -> Iterator[Reason]:
    """The limit was not reached in the running cycle nor in the last ones before it."""
    limit = book.value("points.limit", on)
    last = licence.cycles[-(count + 1) :]
    full: list[Cycle] = [one for one in last if one.points >= limit]
    if full:
        free = add_years(next_day(max(one.ends_on for one in full)), count)
        yield reason("applying.points", possible_from=free, classes=class_text([code]), cycles=count, limit=limit)


def _same_city(facts: Facts) -> Iterator[Reason]:
    if facts.office and facts.region and facts.office[:_CITY] != facts.region[:_CITY]:
        yield reason("applying.transfer_first")


def _place(facts: Facts, code: str, on: date, book: Book) -> Iterator[Reason]:
    card = facts.applicant.residence
    here = card is not None and card.region[:_PROVINCE] == facts.office[:_PROVINCE] and on <= card.valid_to
    if residence_asked(facts, on, book) and not here:
        yield reason("applying.residence", classes=class_text([code]))


def _once(reasons: Iterable[Reason]) -> list[Reason]:
    return list(dict.fromkeys(reasons))


_OFFERS: dict[str, tuple[Rule, str]] = {
    "first": (may_apply_first, "applying.first_classes"),
    "added": (may_add_class, "applying.added_classes"),
    "military": (may_exchange_military, "classes.order"),
    "foreign": (may_exchange_foreign, "classes.order"),
}
