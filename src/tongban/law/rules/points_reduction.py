"""D26: the points-reduction course (学法减分), Order 163 Articles 26 to 29: who may take it, what counts, how much it
takes off.

It takes off points that are there, never below none, never kept for later, and in one cycle never more than the cap.
What is not finished when the cycle ends is worth nothing. Not modelled: who objects to an activity for the public.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.days import DayTable
from tongban.law.facts import Facts, Licence
from tongban.law.learning_facts import Study
from tongban.law.reasons import reason, verdict
from tongban.law.rules import demerit_points, probation, standing
from tongban.law.rules.cycles import cycle_days
from tongban.law.verdict import Reason, Verdict

MODES = ("online", "on_site", "activity")
_BY_WEEKENDS = DayTable()


def may_begin(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person take the course on this day? Every reason why not."""
    refused = book.value("points_reduction.refused_letters", on)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, refused, on, book)]
    licence = facts.licence
    if licence is not None:
        reasons += _points(licence, on, book)
        reasons += _record(licence, on, book)
        if probation.on_probation(licence, on, book):
            last = max(probation.ends(licence, on, book).values())
            reasons.append(reason("points_reduction.probation", possible_from=last))
    vehicles = book.value("points_reduction.refused_vehicles", on)
    plates = [one.plate for one in facts.vehicles if one.state in vehicles]
    if plates:
        reasons.append(reason("points_reduction.vehicle", plates="、".join(plates)))
    return verdict(reasons, on, book, "points_reduction", "points", "letters", "probation")


def may_apply(facts: Facts, on: date, book: Book) -> Verdict:
    """D26: the same, and no course is open already."""
    reasons = [*may_begin(facts, on, book).reasons, *_no_other(facts)]
    return verdict(reasons, on, book, "points_reduction", "points", "letters", "probation")


def may_credit(facts: Facts, on: date, book: Book) -> Verdict:
    """The course is passed: may points be taken off now? The cycle is the one in which it began, and what the register
    says still allows it."""
    reasons = list(may_begin(facts, on, book).reasons)
    licence, study = facts.licence, facts.study
    if licence is not None and study is not None and not same_cycle(licence, study.begun_on, on, book):
        reasons.append(reason("points_reduction.cycle_over"))
    return verdict(reasons, on, book, "points_reduction", "points", "letters", "probation")


def taken_off(licence: Licence, on: date, book: Book) -> int:
    """The points that courses have taken off in the running cycle."""
    first, last = cycle_days(licence.first_issue_on, on, book)
    return sum(one.points for one in licence.reduced if first <= one.on <= last)


def left(licence: Licence, on: date, book: Book) -> int:
    """How many points courses may still take off in the running cycle."""
    return max(int(book.value("points_reduction.cap", on)) - taken_off(licence, on, book), 0)


def credit(licence: Licence, mode: str, on: date, book: Book) -> int:
    """What a course takes off: its points, never more than are left under the cap, or than there are."""
    points = demerit_points.running(licence, on, book).points
    return min(int(book.value("points_reduction.points", on)[mode]), left(licence, on, book), points)


def same_cycle(licence: Licence, begun_on: date, on: date, book: Book) -> bool:
    """Does the cycle in which a course began still run?"""
    return cycle_days(licence.first_issue_on, begun_on, book) == cycle_days(licence.first_issue_on, on, book)


def sitting_counts(seconds: int, on: date, book: Book) -> bool:
    """Is a sitting without a break long enough to count?"""
    return seconds >= book.value("points_reduction.sitting_minutes", on) * 60


def study_complete(study: Study, on: date, book: Book) -> bool:
    """Is enough studied, online within the days that count, on-site without a break?"""
    needed = book.value("points_reduction.minutes", on)[study.mode]
    if study.mode != "online":
        return any(day.on_site >= needed for day in study.days)
    return sum(day.online for day in study.days if day.on >= first_day(on, book)) >= needed


def first_day(on: date, book: Book) -> date:
    """The first day whose minutes still count for an online course today."""
    return add_days(on, 1 - book.value("points_reduction.within_days", on))


def test_until(studied_on: date, on: date, book: Book, days: DayTable = _BY_WEEKENDS) -> date:
    """The last day of the first test."""
    count = book.value("points_reduction.test_days", on)
    if book.value("points_reduction.test_days_working", on):
        return days.add_working(studied_on, count)
    return add_days(studied_on, count)


def may_test(study: Study, at: datetime, on: date, book: Book, days: DayTable = _BY_WEEKENDS) -> Verdict:
    """May the test of a course be begun at this instant?"""
    return verdict(_test_reasons(study, at, on, book, days), on, book, "points_reduction")


def resit_until(failed_at: datetime, on: date, book: Book) -> datetime:
    """Until when a failed test may be sat again."""
    return failed_at + timedelta(hours=book.value("points_reduction.resit_hours", on))


def _test_reasons(study: Study, at: datetime, on: date, book: Book, days: DayTable) -> Iterator[Reason]:
    if study.mode == "activity":
        return
    if study.studied_on is None:
        yield reason("points_reduction.not_studied", minutes=book.value("points_reduction.minutes", on)[study.mode])
    elif study.failed_at:
        if len(study.failed_at) > book.value("points_reduction.resits", on):
            yield reason("points_reduction.resits_used", resits=book.value("points_reduction.resits", on))
        elif at > resit_until(study.failed_at[-1], on, book):
            yield reason("points_reduction.resit_late", hours=book.value("points_reduction.resit_hours", on))
    elif on > (last := test_until(study.studied_on, on, book, days)):
        yield reason("points_reduction.test_late", last=last)


def _no_other(facts: Facts) -> Iterator[Reason]:
    if facts.study is not None and facts.study.open:
        yield reason("study.open")


def _points(licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    points, limit = demerit_points.running(licence, on, book).points, book.value("points.limit", on)
    if points >= limit and "B" not in licence.letters:
        yield reason("points.limit_reached", limit=limit)
    elif not points:
        yield reason("points_reduction.no_points")
    if not left(licence, on, book):
        yield reason(
            "points_reduction.cap",
            cap=book.value("points_reduction.cap", on),
            possible_from=add_days(cycle_days(licence.first_issue_on, on, book)[1], 1),
        )


def _record(licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    """What was on record in the cycles that count."""
    before = book.value("points_reduction.limits_cycles_before", on)
    since = demerit_points.first_day_of(before + 1, licence, on, book, with_running=True)
    most = book.value("points_reduction.limits_most", on)
    if sum(since <= one.on <= on for one in licence.limits) >= most:
        yield reason("points_reduction.limits", times=most)
    counted = book.value("points_reduction.counts_running_cycle", on)
    count = book.value("points_reduction.cycles_back", on)
    since = demerit_points.first_day_of(count, licence, on, book, with_running=counted)
    items = book.value("points_reduction.punished_items", on)
    if any(since <= one.on <= on and one.item in items for one in licence.demerits):
        yield reason("points_reduction.punished", cycles=count)
    if any(since <= day <= on for day in licence.frauds):
        yield reason("points_reduction.fraud", cycles=count)
