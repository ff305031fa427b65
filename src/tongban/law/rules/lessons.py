"""Lessons: which time counts, and when presence is asked for. Conventions of ours, not law; the law asks for so many
minutes of study and for measures against sham study.

Time is what the server's clock says between two signs of life. Nobody can be quicker than it, a clock that jumps back
counts nothing, one that jumps ahead is a silence.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.learning_facts import Study
from tongban.law.rules.theory import Plan, apportion, plan

FULL_MARKS = 100


def counted(gap_seconds: float, pressed: bool, on: date, book: Book) -> int:
    """How many whole seconds count since the sign of life before. `pressed`: the person pressed a button."""
    most = book.value("lessons.press_seconds" if pressed else "lessons.silence_seconds", on)
    return int(gap_seconds) if 0 <= gap_seconds <= most else 0


def next_check(drawn: float, on: date, book: Book) -> int:
    """Seconds until presence is asked for; `drawn` is a random number from 0 to 1."""
    least, most = book.value("lessons.check_least_seconds", on), book.value("lessons.check_most_seconds", on)
    return int(least + drawn * (most - least))


def check_answered_in_time(seconds: float, on: date, book: Book) -> bool:
    """Was presence shown soon enough after it was asked for?"""
    return 0 <= seconds <= book.value("lessons.check_answer_seconds", on)


def review_complete(study: Study, on: date, book: Book) -> bool:
    """Is a course of review education done: its hours, and a lesson of each topic?"""
    hours = book.value("review.hours", on)
    return study.minutes >= hours * 60 and set(study.topics) >= set(book.value("lessons.review_topics", on))


def test_plan(target: str, on: date, book: Book) -> Plan:
    """The make-up of a points-reduction test: the sections of subject 1 for the class, fewer questions."""
    whole = plan("S1", target, on, book)
    count = book.value("points_reduction.questions", on)
    return Plan(
        subject="S1",
        group=whole.group,
        count=count,
        marks=FULL_MARKS // count,
        minutes=book.value("points_reduction.test_minutes", on),
        may_lose=FULL_MARKS,
        sections=apportion(count, whole.sections),
        kinds=apportion(count, whole.kinds),
    )
