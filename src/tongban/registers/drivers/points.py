"""Demerit points and education on a driver file: verbs like those of `actions`, with the same arguments and promises.

The file is locked before law is asked, so that two courses that end in the same second are reckoned one after the
other: together they take off no more than the cap. Whatever changes the points of the running cycle looks at the limit:
reached, it sets B once and announces `points_limit`; not reached any more because a decision was struck, it takes B
back and announces `points_struck`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Unpack
from uuid import UUID

from django.db import transaction

from tongban.core import outbox
from tongban.core.errors import Conflict, NotFound, Refused
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.facts import Applicant, Cycle, Facts, Licence
from tongban.law.learning_facts import LimitReached, Study
from tongban.law.rules import demerit_points, points_reduction
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.drivers import daily, fold
from tongban.registers.drivers.changing import change_file, locked
from tongban.registers.drivers.models import Driver
from tongban.registers.drivers.types import Change
from tongban.registers.types import Act

NO_POINTS = Text(zh="这个决定没有在册的记分。", en="No points of this decision are on record.")
RECORDED = Text(zh="这个决定的记分已经在册。", en="The points of this decision are on record already.")
NOTHING_OWED = Text(zh="没有要完成的满分教育。", en="No points-limit education is owed.")


def record_points(*, driver_id: UUID, decision: str, points: int, item: str = "", **act: Unpack[Act]) -> Driver:
    """Record the points of a penalty decision (记分; O163). Raises Conflict for a decision that is on record."""
    on = act["effective_on"]
    with transaction.atomic(savepoint=False):
        licence, rules = _licence(driver_id, on)
        if any(one.number == decision for one in licence.demerits):
            raise Conflict(RECORDED, code="recorded")
        said = Change(f"points:{decision}", [on.isoformat(), points, item])
        facts = {"decision": decision, "points": points, "item": item}
        row = change_file(driver_id, "points_recorded", [said, _more(licence, points, on, rules)], facts=facts, **act)
        return _look_at_limit(row, **act)


def strike_points(*, driver_id: UUID, decision: str, reason: str, **act: Unpack[Act]) -> Driver:
    """Take the points of a decision back that was changed or annulled (O163): they count from now on as if they had
    never been. Raises NotFound where none are on record, Conflict without a reason."""
    dated.must_have_reason(reason)
    on = act["effective_on"]
    with transaction.atomic(savepoint=False):
        licence, rules = _licence(driver_id, on)
        wrong = next((one for one in licence.demerits if one.number == decision), None)
        if wrong is None:
            raise NotFound(NO_POINTS)
        running = demerit_points.running(licence, on, rules)
        changes = [Change(f"points:{decision}")]
        if running.starts_on <= wrong.on:
            changes.append(_more(licence, -wrong.points, on, rules))
        facts = {"decision": decision, "reason": reason}
        row = change_file(driver_id, "points_struck", changes, facts=facts, **act)
        return _look_at_limit(row, **act)


def follow_report(*, driver_id: UUID, cycles: Iterable[Cycle], **act: Unpack[Act]) -> None:
    """Bring the points of the cycles up to what another register reports, less what was taken off here. Nothing is
    written where nothing differs."""
    with transaction.atomic(savepoint=False):
        licence = fold.licence_of(locked(driver_id))
        known = {(cycle.starts_on, cycle.ends_on): cycle.points for cycle in licence.cycles}
        told = [(cycle, demerit_points.net(licence, cycle)) for cycle in cycles]
        changes = [
            Change(f"cycle:{one.starts_on.isoformat()}", [one.ends_on.isoformat(), points], since=one.starts_on)
            for one, points in told
            if known.get((one.starts_on, one.ends_on)) != points
        ]
        if changes:
            _look_at_limit(change_file(driver_id, "points_reported", changes, **act), **act)


def reduce_points(*, driver_id: UUID, study: Study, reference: str, **act: Unpack[Act]) -> int:
    """Take off what a finished points-reduction course is worth now (学法减分; O163); return how many points. The same
    reference again takes off nothing more. Raises Refused with every reason of law: the cap, the cycle, the letters."""
    on = act["effective_on"]
    with transaction.atomic(savepoint=False):
        licence, rules = _licence(driver_id, on)
        before = next((one for one in licence.reduced if one.reference == reference), None)
        if before is not None:
            return before.points
        facts = Facts(applicant=Applicant(born=locked(driver_id).born), licence=licence, study=study)
        verdict = points_reduction.may_credit(facts, on, rules)
        if not verdict.allowed:
            raise Refused(verdict)
        points = points_reduction.credit(licence, study.mode, on, rules)
        said = Change(f"reduced:{reference}", [on.isoformat(), points])
        said_of_it = {"course": reference, "points": points}
        changes = [said, _more(licence, -points, on, rules)]
        change_file(driver_id, "points_reduced", changes, facts=said_of_it, **act)
        return points


def clear_points(*, driver_id: UUID, **act: Unpack[Act]) -> Driver:
    """The education at the points limit is done (满分教育; O163): points and letters end, the licence goes back; a
    suspension keeps its own end. Raises Conflict where none is owed."""
    on = act["effective_on"]
    with transaction.atomic(savepoint=False):
        licence, rules = _licence(driver_id, on)
        owed, running = demerit_points.owed(licence), demerit_points.running(licence, on, rules)
        if owed is None:
            raise Conflict(NOTHING_OWED, code="nothing_owed")
        done = [owed.on.isoformat(), owed.times, on.isoformat(), running.points]
        lifted = [Change(f"letter:{letter}", False) for letter in rules.value("points_limit.lifted", on)]
        changes = [Change(f"limit:{owed.reference}", done), _more(licence, -running.points, on, rules), *lifted]
        return change_file(driver_id, "points_cleared", changes, facts={"reference": owed.reference}, **act)


def record_education(*, driver_id: UUID, hours: int, reference: str, **act: Unpack[Act]) -> Driver:
    """Review education was completed here (审验教育; O162 art. 73)."""
    changes = [Change("educated", [act["effective_on"].isoformat(), hours, reference])]
    return change_file(driver_id, "educated", changes, facts={"course": reference, "hours": hours}, **act)


def record_fraud(*, driver_id: UUID, reference: str, **act: Unpack[Act]) -> Driver:
    """Somebody cheated in education (弄虚作假; O163): it bars from points reduction for some cycles."""
    changes = [Change(f"fraud:{reference}", act["effective_on"].isoformat())]
    return change_file(driver_id, "education_fraud", changes, facts={"course": reference}, **act)


def _licence(driver_id: UUID, on: date) -> tuple[Licence, Book]:
    """The locked licence with its cycle rolled to the day, and the book of its region."""
    driver = locked(driver_id)
    if driver.cycles and date.fromisoformat(driver.cycles[-1][1]) < on:
        daily.look_at(driver_id, on)
        driver = locked(driver_id)
    return fold.licence_of(driver), book().at(driver.region)


def _more(licence: Licence, points: int, on: date, rules: Book) -> Change:
    """The running cycle with so many points more, never fewer than none."""
    cycle = demerit_points.running(licence, on, rules)
    left = max(cycle.points + points, 0)
    return Change(f"cycle:{cycle.starts_on.isoformat()}", [cycle.ends_on.isoformat(), left])


def _look_at_limit(row: Driver, **act: Unpack[Act]) -> Driver:
    """Set or take back what follows from the limit, after the points have changed."""
    on, rules = act["effective_on"], book().at(row.region)
    licence = fold.licence_of(row)
    owed, reached = demerit_points.owed(licence), demerit_points.limit_reached(licence, on, rules)
    if reached:
        return _reached(row, licence, owed, rules, **act)
    if owed is not None:
        changes = [Change(f"limit:{owed.reference}"), Change("letter:B", False)]
        row = change_file(row.id, "limit_struck", changes, facts={"reference": owed.reference}, **act)
        outbox.announce("points_struck", driver=row.id)
    return row


def _reached(row: Driver, licence: Licence, owed: LimitReached | None, rules: Book, **act: Unpack[Act]) -> Driver:
    """The limit is reached: one education is owed, reckoned by all points that are there."""
    on = act["effective_on"]
    times = demerit_points.times(licence, on, rules)
    if owed is not None and owed.times == times:
        return row
    reference = owed.reference if owed else f"{on:%Y%m%d}-{len(licence.limits) + 1}"
    said = replace(owed, times=times) if owed else LimitReached(reference, on, times)
    changes = [Change(f"limit:{reference}", [said.on.isoformat(), times, None, 0])]
    if "B" not in licence.letters:
        changes.append(Change("letter:B", True))
    row = change_file(row.id, "limit_reached", changes, facts={"reference": reference, "times": times}, **act)
    if owed is None:
        outbox.announce("points_limit", driver=row.id, reference=reference)
    return row
