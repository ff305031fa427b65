"""D14, D27: licence review (审验) and its education, Order 162 Articles 72 and 73: who owes one, and what it looks at.

Holders of large classes after a cycle with points; everybody after a fatal accident with an equal or greater part
in it; from 70 also after serious injury. Violations, accidents and full points are settled, a medical certificate
that is owed is handed in, education is taken and the ability test passed where they are due. Not modelled: school
bus drivers; an accident that is decided after its cycle has ended; a review together with a renewal or a transfer,
whose own rules ask the same.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months, age_on
from tongban.law.facts import Accident, Cycle, Education, Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import cycles, standing
from tongban.law.rules.postponed import newest_postponement
from tongban.law.verdict import Reason, Verdict


def due_after(licence: Licence, born: date, ended: Cycle, on: date, book: Book) -> date | None:
    """The last day for the review that the ended cycle makes due, None where it makes none due."""
    accidents = _accidents_in(licence, ended.ends_on, book)
    if not (
        _large_with_points(licence, ended, on, book)
        or _grave(accidents, "accident", on, book)
        or _grave(_when_elderly(accidents, born, on, book), "elderly", on, book)
    ):
        return None
    return add_days(ended.ends_on, book.value("review.due_days", on))


def may_review(facts: Facts, on: date, book: Book) -> Verdict:
    """Does this person pass the licence review that is due, on this day?"""
    refused = book.value("letters.no_review", on, facts.region)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, refused, on, book)]
    licence = facts.licence
    if licence is not None and licence.review_due_on is None:
        reasons.append(reason("review.not_due"))
    elif licence is not None:
        if licence.medical_due_on is not None and newest_postponement(licence, "medical") is None:
            reasons.append(reason("review.medical_first"))
        reasons += _educated(facts, licence, on, book)
        reasons += _able(facts, licence, on, book)
    return verdict(reasons, on, book, "letters", "review", "ability")


def education_due(facts: Facts, on: date, book: Book) -> bool:
    """Does the review that is due ask for education: a large class, or a fatal accident?"""
    licence = facts.licence
    if licence is None or licence.review_due_on is None:
        return False
    accidents = _accidents_in(licence, _cycle_end(licence.review_due_on, on, book), book)
    return bool(licence.codes & set(book.value("review.classes", on))) or _grave(accidents, "accident", on, book)


def education_here(licence: Licence, on: date, book: Book) -> bool:
    """Does the register hold education that counts for the review that is due?"""
    return licence.review_due_on is not None and _counts(licence.educated, licence.review_due_on, on, book)


def asks_school(facts: Facts, on: date, book: Book) -> bool:
    """Is a school asked: education is due, and the register does not hold it?"""
    here = facts.licence is not None and education_here(facts.licence, on, book)
    return education_due(facts, on, book) and not here


def may_study(facts: Facts, on: date, book: Book) -> Verdict:
    """D27: may this person begin review education: is it due, and not taken yet?"""
    refused = book.value("letters.no_review_education", on, facts.region)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, refused, on, book)]
    licence = facts.licence
    if licence is not None and licence.review_due_on is None:
        reasons.append(reason("review.not_due"))
    elif licence is not None and not education_due(facts, on, book):
        reasons.append(reason("review.no_education_due"))
    elif licence is not None and education_here(licence, on, book):
        reasons.append(reason("review.education_done"))
    if facts.study is not None and facts.study.open:
        reasons.append(reason("study.open"))
    return verdict(reasons, on, book, "letters", "review")


def ability_due(facts: Facts, on: date, book: Book) -> bool:
    """Does the review that is due ask for the ability test: a grave accident from 70 on?"""
    licence = facts.licence
    if licence is None or licence.review_due_on is None:
        return False
    accidents = _accidents_in(licence, _cycle_end(licence.review_due_on, on, book), book)
    return _grave(_when_elderly(accidents, facts.applicant.born, on, book), "elderly", on, book)


def _large_with_points(licence: Licence, ended: Cycle, on: date, book: Book) -> bool:
    points = ended.points if book.value("review.counts_carried", on) else ended.points - ended.carried
    large = licence.codes & set(book.value("review.classes", on))
    return bool(large) and points >= book.value("review.points_from", on)


def _grave(accidents: list[Accident], whose: str, on: date, book: Book) -> bool:
    outcomes, parts = book.value(f"review.{whose}_outcomes", on), book.value(f"review.{whose}_parts", on)
    return any(one.outcome in outcomes and one.responsibility in parts for one in accidents)


def _when_elderly(accidents: list[Accident], born: date, on: date, book: Book) -> list[Accident]:
    return [one for one in accidents if age_on(born, one.on) >= book.value("review.elderly_from_age", on)]


def _accidents_in(licence: Licence, cycle_ends_on: date, book: Book) -> list[Accident]:
    first, last = cycles.cycle_days(licence.first_issue_on, cycle_ends_on, book)
    return [one for one in licence.accidents if first <= one.on <= last]


def _cycle_end(due_on: date, on: date, book: Book) -> date:
    return add_days(due_on, -book.value("review.due_days", on))


def _educated(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    if licence.review_due_on is None or not education_due(facts, on, book):
        return
    if not any(_counts(one, licence.review_due_on, on, book) for one in (facts.education, licence.educated)):
        ended = _cycle_end(licence.review_due_on, on, book)
        yield reason("review.education_missing", hours=book.value("review.hours", on), ended=ended)


def _counts(taken: Education | None, due_on: date, on: date, book: Book) -> bool:
    """Is this education long enough and, where the law asks for that, taken after the cycle?"""
    if taken is None or taken.hours < book.value("review.hours", on):
        return False
    return taken.completed_on > _cycle_end(due_on, on, book) or book.value("review.counts_earlier_education", on)


def _able(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    if not ability_due(facts, on, book):
        return
    passed = facts.ability_passed_on
    if passed is None or on > add_months(passed, book.value("ability.valid_months", on)):
        names = ("questions", "minutes", "pass_score", "attempts_a_year")
        yield reason("review.ability_missing", **{name: book.value(f"ability.{name}", on) for name in names})
