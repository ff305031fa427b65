"""Tests for a licence: which subjects, which mark, the learner permit, what may be booked and from when.

Order 162 Articles 29 to 47. A booking is one test and one re-sit of one subject; it has failed when both have, or when
the candidate stayed away. Not modelled: training hours where a province links them, and which of the offered days
still has a place, which is for allocation to say.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years
from tongban.law.days import DayTable
from tongban.law.facts import Exam, Facts
from tongban.law.names import class_text, subject_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import age, bars, standing
from tongban.law.verdict import Reason, Verdict

SUBJECTS = ("S1", "S2", "S3R", "S3T")
WITH_LEARNER_PERMIT = ("initial", "addition")
_BY_WEEKENDS = DayTable()


def subjects(kind: str, target: str, held: Iterable[str], on: date, book: Book) -> tuple[str, ...]:
    """The subjects that an application asks for, in the order of their numbers; none where nothing is tested.

    Raises ValueError for a kind whose subjects the caller has to know (education at the points limit).
    """
    if kind == "military":
        return tuple(book.value("exams.military_subjects", on).get(target, ()))
    asked = book.value("exams.subjects", on)
    if kind not in asked:
        raise ValueError(f"The subjects of {kind!r} do not follow from the class alone")
    found = set(asked[kind])
    if kind == "addition":
        found -= _spared(target, held, on, book)
    if kind == "foreign" and target in book.value("bars.large_classes", on):
        found |= set(book.value("exams.foreign_large", on))
    return tuple(subject for subject in SUBJECTS if subject in found)


def pass_mark(subject: str, target: str, on: date, book: Book) -> int:
    """The mark of 100 that passes."""
    own = book.value("exams.pass_mark_s2", on) if subject == "S2" else {}
    return int(own.get(target, book.value("exams.pass_mark", on)[subject]))


def learner_permit_valid_to(target: str, born: date, issued_on: date, book: Book) -> date:
    """The last day of a learner permit: some years, and never on a day on which the age of the class is past."""
    last = add_years(issued_on, book.value("exams.permit_years", issued_on))
    too_old = age.too_old_to_apply_from(target, born, issued_on, book)
    return min(last, add_days(too_old, -1)) if too_old else last


def finish_by(exam: Exam, book: Book) -> date | None:
    """The last day for all subjects: that of the permit, or of the time from acceptance; None before a permit."""
    years = book.value("exams.finish_years", exam.accepted_on).get(exam.kind)
    return add_years(exam.accepted_on, years) if years else exam.learner_permit_to


def missing(exam: Exam) -> tuple[str, ...]:
    """The subjects that are not passed yet."""
    passed = {one.subject for one in exam.bookings if one.outcome == "passed"}
    return tuple(subject for subject in exam.subjects if subject not in passed)


def bookings_used(exam: Exam, subject: str) -> int:
    """How many bookings of a subject count."""
    return sum(one.subject == subject and one.counts for one in exam.bookings)


def bookings_left(exam: Exam, subject: str, on: date, book: Book) -> int | None:
    """How many bookings of a subject are left; None where the law sets no limit."""
    if exam.kind == "points_limit" and not book.value("points_limit.bookings_limited", on):
        return None
    most = book.value("exams.bookings_max", on).get(subject)
    return None if most is None else max(most - bookings_used(exam, subject), 0)


def must_start_again(exam: Exam, on: date, book: Book) -> bool:
    """Has a subject failed as often as it may be booked? Everything passed is void then."""
    return any(
        bookings_left(exam, subject, on, book) == 0
        and not any(one.subject == subject and one.outcome in ("open", "passed") for one in exam.bookings)
        for subject in exam.subjects
    )


def may_book(
    exam: Exam,
    subject: str,
    on: date,
    book: Book,
    *,
    asked_on: date | None = None,
    together: Iterable[str] = (),
    days: DayTable = _BY_WEEKENDS,
) -> Verdict:
    """May this subject be booked for a test on the day `on`?

    `asked_on` is the day of booking, the test's day where it is not given; `together` are the subjects of the same
    booking that are taken before it.
    """
    asked_on = asked_on or on
    reasons = list(_closed(exam, subject))
    if not reasons:
        reasons += _in_order(exam, subject, set(together), asked_on, book)
        reasons += _in_time(exam, on, book)
        reasons += _waited(exam, subject, on, asked_on, book, days)
        reasons += _booked_before(exam, subject, on, asked_on, book, days)
    return verdict(reasons, asked_on, book, "exams")


def may_sit(exam: Exam, born: date, on: date, book: Book) -> Verdict:
    """May a candidate who has come be tested on this day: the file is open, the time is not over, nor the age?"""
    reasons = [reason("exam.closed")] if exam.state != "open" else []
    reasons += _in_time(exam, on, book)
    too_old = age.too_old_to_apply_from(exam.target, born, on, book)
    if too_old is not None and on >= too_old and exam.kind in WITH_LEARNER_PERMIT:
        maximum = book.value("ages.maximum", on)[exam.target]
        reasons.append(reason("age.too_old", classes=class_text([exam.target]), age=maximum))
    return verdict(reasons, on, book, "exams", "ages")


def may_issue(facts: Facts, on: date, book: Book) -> Verdict:
    """May the licence be issued: everything passed and signed, taught, sworn, and nothing bars the person now?"""
    exam = facts.exam
    if exam is None or exam.state != "passed":
        return verdict([reason("issue.not_passed")], on, book, "exams")
    reasons = []
    if exam.unsigned:
        reasons.append(reason("issue.unsigned", subjects=subject_text(*exam.unsigned)))
    minutes = book.value("exams.education_minutes", on)
    if exam.kind in WITH_LEARNER_PERMIT and exam.educated_minutes < minutes:
        reasons.append(reason("issue.not_taught", minutes=minutes))
    if exam.kind in WITH_LEARNER_PERMIT and not exam.sworn:
        reasons.append(reason("issue.not_sworn"))
    reasons += bars.may_apply(facts.applicant.bars, on, book).reasons
    reasons += standing.not_drug_listed(facts)
    return verdict(reasons, on, book, "exams", "bars")


def holds_car(held: Iterable[str], on: date, book: Book) -> bool:
    """Is there a class of the car family among those held?"""
    return bool(set(held) - set(book.value("classes.motorcycle", on)))


def earliest(
    exam: Exam, subject: str, asked_on: date, book: Book, *, together: Iterable[str] = (), days: DayTable = _BY_WEEKENDS
) -> date | None:
    """The first day for a test of this subject, as things stand on `asked_on`; None where time alone brings none."""
    said = may_book(exam, subject, asked_on, book, together=together, days=days)
    day = asked_on if said.allowed else said.possible_from
    if day is None or not may_book(exam, subject, day, book, asked_on=day, together=together, days=days).allowed:
        return None
    return day


def _spared(target: str, held: Iterable[str], on: date, book: Book) -> set[str]:
    """What an addition spares: the most that one of the held classes does."""
    spares = book.value("exams.addition_spares", on)
    return set(max((spares.get(f"{code}-{target}", ()) for code in held), key=len, default=()))


def _closed(exam: Exam, subject: str) -> Iterator[Reason]:
    if exam.state != "open":
        yield reason("exam.closed")
    elif subject not in exam.subjects:
        yield reason("exam.not_asked", subject=subject_text(subject))
    elif subject not in missing(exam):
        yield reason("exam.passed", subject=subject_text(subject))
    elif any(one.subject == subject and one.outcome == "open" for one in exam.bookings):
        yield reason("exam.booked", subject=subject_text(subject))


def _in_order(exam: Exam, subject: str, together: set[str], on: date, book: Book) -> Iterator[Reason]:
    """What has to be passed first, and the permit that stands for the first subject."""
    which = "combined_" if exam.target in book.value("exams.combined_classes", on) else ""
    before = book.value(f"exams.{which}before", on).get(subject, ())
    with_it = together & set(book.value(f"exams.{which}together", on).get(subject, ()))
    first = [one for one in missing(exam) if one in before and one not in with_it]
    if first:
        yield reason("exam.first", subject=subject_text(subject), first=subject_text(*first))
    elif exam.kind in WITH_LEARNER_PERMIT and subject in ("S2", "S3R") and exam.learner_permit_on is None:
        yield reason("exam.no_permit")


def _in_time(exam: Exam, on: date, book: Book) -> Iterator[Reason]:
    last = finish_by(exam, book)
    if last is not None and on > last:
        yield reason("exam.too_late", last=last)


def _waited(exam: Exam, subject: str, on: date, asked_on: date, book: Book, days: DayTable) -> Iterator[Reason]:
    if exam.learner_permit_on is None or subject not in ("S2", "S3R"):
        return
    wait = book.value(f"exams.wait_{subject.lower()}", asked_on).get(exam.target, 0)
    if subject == "S3R" and exam.holds_car:
        wait = book.value("exams.wait_s3r_adding", asked_on).get(exam.target, wait)
    first = _after(exam.learner_permit_on, wait, asked_on, book, days)
    bound = on if book.value("exams.wait_binds", asked_on) == "TEST_DATE" else asked_on
    if bound < first:
        yield reason(f"exam.wait_{subject.lower()}", possible_from=first, subject=subject_text(subject), days=wait)


def _booked_before(exam: Exam, subject: str, on: date, asked_on: date, book: Book, days: DayTable) -> Iterator[Reason]:
    if bookings_left(exam, subject, asked_on, book) == 0:
        yield reason("exam.bookings_used", subject=subject_text(subject), times=bookings_used(exam, subject))
        return
    failed = [one.on for one in exam.bookings if one.subject == subject and one.outcome == "failed"]
    wait = book.value("exams.rebook_days", asked_on).get(subject, 0)
    if subject == "S3T":
        wait = book.value("exams.rebook_days_s3t", asked_on)
    if exam.kind == "points_limit":
        wait = book.value("points_limit.rebook_days", asked_on)
    if failed:
        first = _after(max(failed), wait, asked_on, book, days)
        if on < first:
            yield reason("exam.rebook", possible_from=first, subject=subject_text(subject), days=wait)


def _after(day: date, wait: int, on: date, book: Book, days: DayTable) -> date:
    return days.add_working(day, wait) if book.value("exams.waits_in_working_days", on) else add_days(day, wait)
