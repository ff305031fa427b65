"""What holds for every licence and every day, whatever they are."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.law.book import Book
from tongban.law.facts import Applicant, Cycle, Facts, HeldClass, Licence
from tongban.law.rules.age import class_ended, classes_after
from tongban.law.rules.classes import covered, in_order, parse
from tongban.law.rules.cycles import cycle_days
from tongban.law.rules.due import Due, DueKind, letters_due
from tongban.law.rules.horizon import next_look
from tongban.law.rules.notices import notices_due
from tongban.law.rules.renewal import may_renew, new_term
from tongban.law.rules.replacement import may_replace_lost
from tongban.law.rules.standing import standing_letters
from tongban.law.rules.status import may_drive

BOOK = Book.shipped()
CODES = ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P")
DAYS = st.dates(date(2022, 4, 1), date(2032, 12, 31))
BIRTHS = st.dates(date(1940, 1, 1), date(2000, 12, 31))
CLASSES = st.sets(st.sampled_from(CODES), min_size=1, max_size=4)
ON = date(2026, 3, 1)


@st.composite
def licences(draw: st.DrawFn) -> Licence:
    first = draw(st.dates(date(2016, 4, 1), date(2022, 3, 31)))
    start, end = cycle_days(first, date(2022, 4, 1), BOOK)
    cycle = Cycle(start, end, points=draw(st.integers(0, 13)))
    long_term = draw(st.booleans())
    return Licence(
        classes=tuple(HeldClass(code, first) for code in sorted(draw(CLASSES))),
        first_issue_on=first,
        valid_from=first,
        valid_to=None if long_term else first + timedelta(days=2191),
        term_years=None if long_term else 6,
        cycles=(cycle,),
    )


def after_steps(licence: Licence, steps: list[Due]) -> Licence:
    """What the nightly jobs write down, step by step."""
    for step in steps:
        match step.kind:
            case DueKind.SET_LETTER:
                licence = replace(licence, letters=licence.letters | {step.letter})
            case DueKind.CLEAR_LETTER:
                licence = replace(licence, letters=licence.letters - {step.letter})
            case DueKind.CYCLE_ROLLED if step.cycle is not None:
                licence = replace(licence, cycles=(*licence.cycles, step.cycle))
            case DueKind.REVIEW_DUE:
                licence = replace(licence, review_due_on=step.due_on)
            case DueKind.MEDICAL_DUE:
                licence = replace(licence, medical_due_on=step.due_on)
    return licence


@settings(max_examples=60)
@given(licences(), BIRTHS, st.lists(DAYS, min_size=1, max_size=12), DAYS)
def test_a_job_that_stood_still_does_what_it_would_have_done_night_by_night(
    licence: Licence, born: date, nights: list[date], last: date
) -> None:
    start = date(2022, 4, 1)
    at_once = letters_due(licence, born, last, BOOK, since=start)
    now, done, since = licence, [], start
    for night in sorted({night for night in nights if night < last} | {last}):
        steps = letters_due(now, born, night, BOOK, since=since)
        done += [step.key for step in steps]
        now, since = after_steps(now, steps), night
    assert sorted(done) == sorted(step.key for step in at_once)
    assert now == after_steps(licence, at_once)


@settings(max_examples=60)
@given(licences(), BIRTHS, DAYS)
def test_a_job_that_runs_again_finds_nothing_more_to_do(licence: Licence, born: date, on: date) -> None:
    done = after_steps(licence, letters_due(licence, born, on, BOOK))
    assert letters_due(done, born, on, BOOK, since=on) == []


@settings(max_examples=60)
@given(licences(), BIRTHS, DAYS)
def test_the_law_sees_what_was_missed_whether_or_not_the_job_has_run(licence: Licence, born: date, on: date) -> None:
    done = after_steps(licence, letters_due(licence, born, on, BOOK))
    recorded, by_days = done.letters, standing_letters(replace(done, letters=frozenset()), on, BOOK)
    assert ("M" in by_days) == ("M" in recorded or ("R" in recorded and "R" not in by_days and "M" in by_days))
    assert "R" not in by_days or recorded & {"R", "G"}


@settings(max_examples=60)
@given(licences(), BIRTHS, DAYS)
def test_nothing_falls_due_before_the_day_of_the_next_look(licence: Licence, born: date, on: date) -> None:
    done = after_steps(licence, letters_due(licence, born, on, BOOK))
    look = next_look(done, born, on, BOOK)
    before = (look or on + timedelta(days=3650)) - timedelta(days=1)
    if before > on:
        assert letters_due(done, born, before, BOOK, since=on) == []
        assert notices_due(done, born, before, BOOK, since=on) == []


@given(CLASSES, DAYS)
def test_what_is_covered_covers_nothing_more(codes: set[str], on: date) -> None:
    all_covered = covered(codes, on, BOOK)
    assert codes <= all_covered
    assert covered(all_covered, on, BOOK) == all_covered


@given(CLASSES)
def test_printed_classes_are_read_back(codes: set[str]) -> None:
    printed = in_order(codes, ON, BOOK)
    assert set(printed) == codes
    assert parse("".join(printed)) == printed


@given(CLASSES, BIRTHS, DAYS, st.sampled_from(["C1", "C2", "C1C6", "C2C6"]))
def test_after_an_age_exchange_no_class_is_past_its_age(codes: set[str], born: date, on: date, choice: str) -> None:
    after = classes_after(codes, born, on, BOOK, choice)
    assert not any(class_ended(code, born, on, BOOK) for code in after)
    assert classes_after(after, born, on, BOOK, choice) == after


@given(st.dates(date(2004, 5, 1), date(2025, 12, 31)), DAYS)
def test_cycles_follow_each_other_without_gap(first: date, on: date) -> None:
    if on >= first:
        start, end = cycle_days(first, on, BOOK)
        assert start <= on <= end
        assert cycle_days(first, end + timedelta(days=1), BOOK)[0] == end + timedelta(days=1)


@given(licences(), BIRTHS, DAYS)
def test_a_refusal_always_has_reasons_that_say_what_to_do(licence: Licence, born: date, on: date) -> None:
    facts = Facts(Applicant(born), licence)
    for verdict in (may_renew(facts, on, BOOK), may_replace_lost(facts, on, BOOK)):
        assert verdict.allowed == (not verdict.reasons)
        assert verdict.book == BOOK.digest
        assert all(reason.sentence.zh and reason.remedy.en for reason in verdict.reasons)
        assert all(reason.possible_from is None or reason.possible_from > on for reason in verdict.reasons)


@given(licences(), DAYS)
def test_a_new_term_is_never_shorter_and_begins_where_the_old_one_ends(licence: Licence, on: date) -> None:
    if licence.valid_to is not None:
        start, end, years = new_term(licence, on, BOOK)
        assert start == licence.valid_to
        assert (end is None) == (years is None)
        assert years is None or years >= 6


@given(licences(), BIRTHS, DAYS, st.sampled_from(CODES))
def test_nobody_drives_a_class_that_the_licence_does_not_cover(
    licence: Licence, born: date, on: date, code: str
) -> None:
    if code not in covered(licence.codes, on, BOOK):
        assert not may_drive(licence, code, on, born, BOOK).allowed
