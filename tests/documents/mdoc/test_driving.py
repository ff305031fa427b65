"""May this person drive class X today: letters, postponed duties, validity, classes."""

from datetime import date

import pytest

from tongban.documents.mdoc.driving import FORBIDDING, WORDS, DrivingAnswer, may_drive, may_drive_words
from tongban.law.facts import HeldClass, Postponement

ON = date(2026, 3, 2)
C1 = HeldClass("C1", date(2015, 3, 1))


def asked(letters: str = "A", postponed: tuple[Postponement, ...] = (), **options: object) -> DrivingAnswer:
    return may_drive_words(letters, postponed, [C1], ON, **options)["C1"]


@pytest.mark.parametrize("letter", "DUKMSBJEFGR")
def test_a_letter_that_forbids_driving_says_its_word(letter: str) -> None:
    answer = asked(letter)
    assert not answer.allowed and answer.word == WORDS[letter]


@pytest.mark.parametrize("letter", "HILC")
def test_a_letter_that_does_not_forbid_is_still_said(letter: str) -> None:
    answer = asked(letter)
    assert answer.allowed and answer.word == WORDS[letter]


def test_the_forbidding_letters_are_exactly_those_of_the_rules() -> None:
    assert set(FORBIDDING) == set("DUKMSBJEFGR")


@pytest.mark.parametrize(("letter", "duty"), [("N", "renewal"), ("T", "review"), ("P", "medical")])
@pytest.mark.parametrize(
    ("original", "allowed"), [(date(2026, 3, 3), True), (date(2026, 3, 2), True), (date(2026, 3, 1), False)]
)
def test_a_postponed_duty_forbids_from_the_day_after_its_original_day(
    letter: str, duty: str, original: date, allowed: bool
) -> None:
    answer = asked(letter, (Postponement(duty, original, date(2028, 1, 1)),))
    assert answer.allowed is allowed
    assert allowed or "1 March 2026" in answer.word.en


def test_a_postponed_duty_whose_day_is_not_known_forbids() -> None:
    other = Postponement("medical", date(2027, 1, 1), date(2028, 1, 1))
    assert not asked("N", (other,)).allowed


def test_all_letters_are_said_the_gravest_first() -> None:
    answer = asked("HBF")
    assert [text.en for text in answer.reasons] == [WORDS["F"].en, WORDS["B"].en]
    assert answer.remarks == (WORDS["H"],)


@pytest.mark.parametrize(
    ("ends", "allowed"), [(date(2026, 3, 3), True), (date(2026, 3, 2), True), (date(2026, 3, 1), False)]
)
def test_a_licence_is_good_to_its_last_day(ends: date, allowed: bool) -> None:
    assert asked(valid_to=ends).allowed is allowed


def test_a_letter_nobody_knows_forbids() -> None:
    answer = asked("X")
    assert not answer.allowed and "X" in answer.word.zh


def test_a_class_not_held_is_a_no_with_its_word() -> None:
    answer = may_drive("A1", may_drive_words("A", (), [C1], ON))
    assert not answer.allowed and answer.word.en == "class A1 is not held"


def test_a_class_that_is_covered_may_be_driven() -> None:
    answers = may_drive_words("A", (), [C1], ON, covers={"C1": ("C2", "C3")})
    assert set(answers) == {"C1", "C2", "C3"} and may_drive("C3", answers).allowed


def test_a_class_that_begins_later_is_not_yet_driven() -> None:
    later = HeldClass("D", date(2026, 3, 3))
    answers = may_drive_words("A", (), [C1, later], ON)
    assert answers["C1"].allowed and not answers["D"].allowed


def test_a_normal_licence_says_normal() -> None:
    assert asked().word == WORDS["A"]
