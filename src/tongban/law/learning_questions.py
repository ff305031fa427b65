"""The questions a jurist's case may ask about points and education; `questions` takes them in."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tongban.law.book import Book
from tongban.law.days import DayTable
from tongban.law.facts import Cycle, Facts, Licence
from tongban.law.learning_facts import Study
from tongban.law.rules import (
    cycles,
    demerit_points,
    lessons,
    points_limit,
    points_reduction,
    probation,
    probation_cancellation,
    review,
)

Details = Mapping[str, Any]


def _licence(facts: Facts) -> Licence:
    if facts.licence is None:
        raise ValueError("This question needs a licence")
    return facts.licence


def _study(facts: Facts) -> Study:
    if facts.study is None:
        raise ValueError("This question needs a course")
    return facts.study


def _demand(facts: Facts, on: date, book: Book, details: Details) -> str:
    """Times, days, taught, on-site, then the subjects."""
    one = points_limit.demand(_licence(facts), on, book)
    return " ".join(map(str, (one.times, one.days, one.taught, one.on_site, *one.subjects)))


def _missing(facts: Facts, on: date, book: Book, details: Details) -> list[int]:
    done = points_limit.done(facts.study, on, book)
    return list(done.missing(points_limit.demand(_licence(facts), on, book)))


def _may_test(facts: Facts, on: date, book: Book, details: Details) -> Any:
    at = details.get("at") or datetime.combine(on, datetime.min.time())
    return points_reduction.may_test(_study(facts), at, on, book, DayTable())


def _time(facts: Facts, on: date, book: Book, details: Details) -> int:
    return lessons.counted(details["gap"], details.get("pressed", False), on, book)


def _net(facts: Facts, on: date, book: Book, details: Details) -> int:
    return demerit_points.net(_licence(facts), Cycle(**details["reported"]))


def _test(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    plan = lessons.test_plan(details["class"], on, book)
    return [plan.group, plan.count, plan.marks, plan.minutes, sum(plan.sections.values()), sum(plan.kinds.values())]


def _cycle(facts: Facts, on: date, book: Book, details: Details) -> list[date]:
    return list(cycles.cycle_days(_licence(facts).first_issue_on, on, book))


def _next_cycle(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    licence = _licence(facts)
    following = cycles.next_cycle(licence.cycles[-1], licence.first_issue_on, book)
    return [following.starts_on, following.ends_on, following.points]


def _probation(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(sorted(probation.on_probation(_licence(facts), on, book)))


LEARNING_QUESTIONS: Mapping[str, Callable[[Facts, date, Book, Details], Any]] = {
    "cycle": _cycle,
    "next_cycle": _next_cycle,
    "probation": _probation,
    "points_running": lambda facts, on, book, details: demerit_points.running(_licence(facts), on, book).points,
    "points_net": _net,
    "limit_demand": _demand,
    "limit_missing": _missing,
    "limit_day": lambda facts, on, book, details: points_limit.counts_as(_study(facts).days[0], on, book) or "none",
    "limit_begin": lambda facts, on, book, details: points_limit.may_begin(facts, on, book),
    "limit_return": lambda facts, on, book, details: points_limit.may_return(facts, on, book),
    "limit_lifted": lambda facts, on, book, details: " ".join(book.value("points_limit.lifted", on)),
    "limit_class": lambda facts, on, book, details: points_limit.target(_licence(facts), on, book),
    "reduction_begin": lambda facts, on, book, details: points_reduction.may_begin(facts, on, book),
    "reduction_apply": lambda facts, on, book, details: points_reduction.may_apply(facts, on, book),
    "reduction_credit": lambda facts, on, book, details: points_reduction.may_credit(facts, on, book),
    "reduction_points": lambda facts, on, book, details: points_reduction.credit(
        _licence(facts), details["mode"], on, book
    ),
    "reduction_studied": lambda facts, on, book, details: points_reduction.study_complete(_study(facts), on, book),
    "reduction_sitting": lambda facts, on, book, details: points_reduction.sitting_counts(details["seconds"], on, book),
    "reduction_test": _may_test,
    "reduction_value": lambda facts, on, book, details: book.value(f"points_reduction.{details['name']}", on),
    "reduction_paper": _test,
    "lesson_time": _time,
    "lesson_check": lambda facts, on, book, details: lessons.next_check(details["drawn"], on, book),
    "lesson_answered": lambda facts, on, book, details: lessons.check_answered_in_time(details["seconds"], on, book),
    "lesson_minutes": lambda facts, on, book, details: book.value("lessons.minutes", on),
    "review_study": lambda facts, on, book, details: review.may_study(facts, on, book),
    "review_studied": lambda facts, on, book, details: lessons.review_complete(_study(facts), on, book),
    "probation_cancel": lambda facts, on, book, details: probation_cancellation.may_cancel_probation(facts, on, book),
    "probation_left": lambda facts, on, book, details: (
        " ".join(probation_cancellation.classes_after(_licence(facts), on, book)) or "none"
    ),
}
