"""D25: education at the points limit (满分教育), Order 163 Articles 17 to 24: how many days, which tests,
and when the licence goes back.

Points do not end with the cycle once the limit is reached. The licence is given back when the days are complete, the
tests passed and the fines paid; where it is suspended besides, with the end of the suspension. Not modelled: where the
education may be taken (place of issue, of violation, of handling), how long an enrolment is good for, and the local
norm of five on-site days for some.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Licence
from tongban.law.learning_facts import Study, StudyDay
from tongban.law.names import subject_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import demerit_points, probation, standing
from tongban.law.rules.classes import in_order
from tongban.law.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Demand:
    """What an education asks for: days in all, of them taught (on-site or online), of them on-site; then the tests."""

    times: int
    days: int
    taught: int
    on_site: int
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody has done of it. `alone` counts only for days that need not be taught."""

    taught: int
    on_site: int
    alone: int

    def missing(self, demand: Demand) -> tuple[int, int, int]:
        """Days still missing: on-site, taught (these included), and in all (these included)."""
        on_site = max(demand.on_site - self.on_site, 0)
        taught = max(demand.taught - self.taught, on_site)
        alone = min(self.alone, demand.days - demand.taught)
        return on_site, taught, max(demand.days - self.taught - alone, taught)


def demand(licence: Licence, on: date, book: Book) -> Demand:
    """What the education that is owed on a day asks for."""
    number = demerit_points.times(licence, on, book)
    large = bool(licence.codes & set(book.value("bars.large_classes", on)))
    kind, suffix = ("large", "_large") if large else ("ordinary", "")
    days = min(book.value("points_limit.days", on)[kind] * number, book.value("points_limit.days_most", on)[kind])
    by_times = book.value("points_limit.subjects", on)
    return Demand(
        times=number,
        days=days,
        taught=book.value(f"points_limit.taught_least{suffix}", on),
        on_site=book.value(f"points_limit.on_site_least{suffix}", on),
        subjects=tuple(by_times[str(min(number, len(by_times)))]),
    )


def counts_as(day: StudyDay, on: date, book: Book) -> str:
    """What a day of study counts as: "on_site", "online", "alone", or "" where it is too short."""
    least = book.value("points_limit.day_minutes", on)
    if day.on_site > least:
        return "on_site"
    if day.online > least:
        return "online"
    return "alone" if day.alone else ""


def done(study: Study | None, on: date, book: Book) -> Done:
    """The days that count so far: each day once, as the best of what it was."""
    kinds = [counts_as(day, on, book) for day in study.days if day.on <= on] if study else []
    return Done(
        len([one for one in kinds if one in ("on_site", "online")]), kinds.count("on_site"), kinds.count("alone")
    )


def days_complete(licence: Licence, study: Study | None, on: date, book: Book) -> bool:
    """Are all days done, so that the tests may be booked?"""
    return not any(done(study, on, book).missing(demand(licence, on, book)))


def may_begin(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person begin the education: is it owed, and is there a class to be given back?"""
    reasons = [*standing.on_record(facts)]
    reasons += standing.letters_allow(facts, book.value("points_limit.ended", on), on, book)
    reasons += _owed(facts, on, book)
    return verdict(reasons, on, book, "points_limit", "points", "letters")


def may_return(facts: Facts, on: date, book: Book) -> Verdict:
    """D25: is the education done, so that the points are cleared and the licence goes back?"""
    reasons = list(may_begin(facts, on, book).reasons)
    licence = facts.licence
    if licence is not None and not reasons:
        wanted = demand(licence, on, book)
        reasons += _days(facts.study, wanted, on, book)
        reasons += _tests(facts.study, wanted)
        reasons += standing.letters_allow(facts, book.value("points_limit.settled_first", on), on, book)
    return verdict(reasons, on, book, "points_limit", "points", "letters", "bars")


def target(licence: Licence, on: date, book: Book) -> str:
    """The class that is tested: the highest held."""
    return in_order(licence.codes, on, book)[0]


def ends_on_probation(licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    """The classes that the limit ends because they are on probation, in printed order."""
    return in_order(probation.on_probation(licence, on, book), on, book)


def _owed(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    licence = facts.licence
    if licence is None:
        return
    if not demerit_points.limit_reached(licence, on, book) and "B" not in licence.letters:
        yield reason("limit.not_reached", limit=book.value("points.limit", on))
    elif licence.codes and licence.codes == probation.on_probation(licence, on, book):
        yield reason("limit.class_ends")


def _days(study: Study | None, wanted: Demand, on: date, book: Book) -> Iterator[Reason]:
    on_site, taught, days = done(study, on, book).missing(wanted)
    if days or taught or on_site:
        yield reason("limit.days_missing", days=days, on_site=on_site, taught=taught, all=wanted.days)


def _tests(study: Study | None, wanted: Demand) -> Iterator[Reason]:
    missing = [one for one in wanted.subjects if study is None or one not in study.passed]
    if missing:
        yield reason("limit.test_missing", subjects=subject_text(*missing))
