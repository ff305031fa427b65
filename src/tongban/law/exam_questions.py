"""The questions a jurist's case may ask about tests for a licence; `questions` takes them in."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tongban.law.book import Book
from tongban.law.days import DayTable
from tongban.law.facts import Exam, Facts
from tongban.law.rules import applying, exam_fees, exams, theory
from tongban.law.verdict import Verdict

Details = Mapping[str, Any]


def _exam(facts: Facts) -> Exam:
    if facts.exam is None:
        raise ValueError("This question needs an exam file")
    return facts.exam


def _exam_book(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return exams.may_book(
        _exam(facts), details["subject"], on, book, asked_on=details.get("asked_on"),
        together=details.get("together", ()), days=DayTable(),
    )  # fmt: skip


def _exam_subjects(facts: Facts, on: date, book: Book, details: Details) -> str:
    held = facts.licence.codes if facts.licence else ()
    return " ".join(exams.subjects(details["kind"], details["class"], held, on, book))


def _exam_ends(facts: Facts, on: date, book: Book, details: Details) -> date | str:
    return exams.finish_by(_exam(facts), book) or "none"


def _paper(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """Questions, marks for each, minutes, marks that may be lost, then how many of each kind and section."""
    plan = theory.plan(details["subject"], details["class"], on, book)
    parts = (" ".join(f"{name}={number}" for name, number in sorted(of.items())) for of in (plan.kinds, plan.sections))
    return [plan.group, plan.count, plan.marks, plan.minutes, plan.may_lose, *parts]


def _accompany(facts: Facts, on: date, book: Book, details: Details) -> bool:
    if facts.licence is None:
        raise ValueError("This question needs a licence")
    return applying.may_accompany(facts.licence, details["class"], details.get("points_limit", False), on, book)


EXAM_QUESTIONS: Mapping[str, Callable[[Facts, date, Book, Details], Any]] = {
    "exam_book": _exam_book,
    "exam_earliest": lambda facts, on, book, details: (
        exams.earliest(_exam(facts), details["subject"], on, book) or "none"
    ),
    "exam_issue": lambda facts, on, book, details: exams.may_issue(facts, on, book),
    "exam_sit": lambda facts, on, book, details: exams.may_sit(_exam(facts), facts.applicant.born, on, book),
    "exam_subjects": _exam_subjects,
    "exam_paper": _paper,
    "exam_mark": lambda facts, on, book, details: exams.pass_mark(details["subject"], details["class"], on, book),
    "exam_again": lambda facts, on, book, details: exams.must_start_again(_exam(facts), on, book),
    "exam_ends": _exam_ends,
    "permit": lambda facts, on, book, details: exams.learner_permit_valid_to(
        details["class"], facts.applicant.born, on, book
    ),
    "apply_first": lambda facts, on, book, details: applying.may_apply_first(facts, on, book),
    "apply_addition": lambda facts, on, book, details: applying.may_add_class(facts, on, book),
    "apply_military": lambda facts, on, book, details: applying.may_exchange_military(facts, on, book),
    "apply_foreign": lambda facts, on, book, details: applying.may_exchange_foreign(facts, on, book),
    "change_place": lambda facts, on, book, details: applying.may_change_place(facts, on, book),
    "classes_open": lambda facts, on, book, details: " ".join(applying.classes_open(details["kind"], facts, on, book)),
    "self_study": lambda facts, on, book, details: applying.self_study_open(details["class"], facts.region, on, book),
    "accompany": _accompany,
    "exam_fee_due": lambda facts, on, book, details: str(
        exam_fees.due_at(datetime.fromisoformat(details["given"]), datetime.fromisoformat(details["begins"]), on, book)
    ),
    "exam_fee_kept": lambda facts, on, book, details: exam_fees.kept(details["standing"], on, book),
    "holds_car": lambda facts, on, book, details: exams.holds_car(details["held"], on, book),
}
