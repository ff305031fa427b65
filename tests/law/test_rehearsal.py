"""What counts as a gain, a loss, a duty; and that a rule which reads nothing of the change is not asked twice."""

from datetime import date

import pytest

from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts
from tongban.law.rehearsal import Books, Effect, Outcome, Question, difference
from tongban.law.verdict import Verdict

DAY, LATER = date(2027, 1, 1), date(2027, 2, 1)
NO, WAITS, YES = (Outcome(level, frozenset(codes), DAY) for level, codes in ((0, "ab"), (1, "b"), (2, "")))


def a_rule(facts: Facts, on: date, book: Book) -> Verdict:
    book.value("fees.licence", on)
    return Verdict((), on, book.digest)


@pytest.mark.parametrize(
    ("old", "new", "effect", "of_a_duty"),
    [
        (NO, WAITS, Effect.GAINS, Effect.OWES),
        (WAITS, YES, Effect.GAINS, Effect.OWES),
        (YES, NO, Effect.LOSES, Effect.SPARED),
        (NO, Outcome(0, frozenset("a"), DAY), Effect.GAINS, Effect.OWES),
        (NO, Outcome(0, frozenset("abc"), DAY), Effect.LOSES, Effect.SPARED),
        (NO, Outcome(0, frozenset("ac"), DAY), Effect.OTHERWISE, Effect.OTHERWISE),
        (NO, Outcome(0, frozenset("ab"), LATER), Effect.LATER, Effect.LATER),
        (Outcome(0, frozenset("ab"), None), NO, Effect.SOONER, Effect.SOONER),
    ],
)
def test_a_difference_has_one_meaning(old: Outcome, new: Outcome, effect: Effect, of_a_duty: Effect) -> None:
    for duty, meant in ((False, effect), (True, of_a_duty)):
        found = difference(Question("D", a_rule, duty=duty), old, new)
        assert found
        assert found.effect is meant


def test_equal_answers_are_no_difference() -> None:
    assert difference(Question("D", a_rule), NO, NO) is None


@pytest.mark.parametrize(("changed", "times"), [("fees.licence", 2), ("renewal.open_days", 1)])
def test_a_rule_that_reads_nothing_of_the_change_is_asked_once(changed: str, times: int) -> None:
    asked = []

    def rule(facts: Facts, on: date, book: Book) -> Verdict:
        asked.append(book)
        return a_rule(facts, on, book)

    books = Books(Book.shipped(), Book.shipped(), frozenset({changed}))
    books.outcomes(Question("D", rule), Facts(Applicant(DAY), None), DAY)
    assert len(asked) == times
