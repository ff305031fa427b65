"""Points and education on a driver file: the limit, what courses take off, what a report of another register means."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from tests import builders

from tongban.core import clock
from tongban.core.errors import Conflict, NotFound, Refused
from tongban.law.facts import Cycle
from tongban.law.learning_facts import Study
from tongban.registers.drivers import points, queries
from tongban.registers.drivers.types import Driver

pytestmark = pytest.mark.django_db
BEGUN = date(2026, 11, 20)
STUDY = Study("reduction", BEGUN)
ON_SITE = Study("reduction", BEGUN, mode="on_site")


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 27, 3, tzinfo=UTC)):
        yield


def act(on: date = date(2026, 11, 27)) -> Any:
    return {"effective_on": on, "actor": builders.TEST, "cause": "test"}


def a_driver(number: int = 0) -> Driver:
    """A licence since 1 June 2015; the cycle runs from 1 June 2026 to 31 May 2027."""
    return builders.a_licence(builders.a_person())


def running(driver: Driver) -> int:
    return queries.get_driver(driver.id).licence.cycles[-1].points


def records(driver: Driver, decision: str, count: int, on: date = date(2026, 11, 27)) -> None:
    points.record_points(driver_id=driver.id, decision=decision, points=count, item="p6_8", **act(on))


def test_points_of_decisions_add_up_and_a_decision_counts_once() -> None:
    driver = a_driver()
    records(driver, "V1", 3)
    records(driver, "V2", 6)
    assert running(driver) == 9
    with pytest.raises(Conflict), transaction.atomic():
        records(driver, "V2", 6)
    assert [one.number for one in queries.get_driver(driver.id).licence.demerits] == ["V1", "V2"]


def test_at_twelve_points_education_is_owed_once_and_reckoned_by_all_points() -> None:
    driver = a_driver()
    records(driver, "V1", 9)
    assert "B" not in queries.get_driver(driver.id).licence.letters
    records(driver, "V2", 3)
    licence = queries.get_driver(driver.id).licence
    assert "B" in licence.letters
    assert [one.times for one in licence.limits] == [1]
    records(driver, "V3", 12)
    assert [one.times for one in queries.get_driver(driver.id).licence.limits] == [2]


def test_a_struck_decision_ends_the_education_and_is_counted_nowhere() -> None:
    driver = a_driver()
    records(driver, "V1", 9)
    records(driver, "V2", 6)
    points.strike_points(driver_id=driver.id, decision="V2", reason="复议撤销", **act())
    licence = queries.get_driver(driver.id).licence
    assert ("B" in licence.letters, licence.limits, running(driver)) == (False, (), 9)
    with pytest.raises(NotFound), transaction.atomic():
        points.strike_points(driver_id=driver.id, decision="V2", reason="复议撤销", **act())


def test_a_struck_decision_of_a_cycle_that_is_over_changes_no_other_cycle() -> None:
    driver = a_driver()
    records(driver, "V1", 3)
    records(driver, "V2", 6, on=date(2027, 6, 2))
    points.strike_points(driver_id=driver.id, decision="V1", reason="复议撤销", **act(date(2027, 6, 3)))
    assert running(driver) == 6


def test_courses_take_off_no_more_than_the_cap_nor_than_there_is() -> None:
    driver = a_driver()
    records(driver, "V1", 9)
    worth = [
        points.reduce_points(driver_id=driver.id, study=ON_SITE, reference=f"r{number}", **act()) for number in range(3)
    ]
    assert (worth, running(driver)) == ([2, 2, 2], 3)
    with pytest.raises(Refused) as refused, transaction.atomic():
        points.reduce_points(driver_id=driver.id, study=STUDY, reference="r9", **act())
    assert [reason.code for reason in refused.value.verdict.reasons] == ["points_reduction.cap"]


def test_the_same_course_takes_off_its_points_once() -> None:
    driver = a_driver()
    records(driver, "V1", 9)
    first = points.reduce_points(driver_id=driver.id, study=STUDY, reference="r1", **act())
    again = points.reduce_points(driver_id=driver.id, study=STUDY, reference="r1", **act())
    assert (first, again, running(driver)) == (1, 1, 8)


def test_a_course_of_the_last_cycle_takes_off_nothing() -> None:
    driver = a_driver()
    records(driver, "V1", 9)
    records(driver, "V2", 6, on=date(2027, 6, 1))
    with pytest.raises(Refused) as refused, transaction.atomic():
        points.reduce_points(driver_id=driver.id, study=STUDY, reference="r1", **act(date(2027, 6, 2)))
    assert [reason.code for reason in refused.value.verdict.reasons] == ["points_reduction.cycle_over"]
    assert running(driver) == 6


def test_what_the_platform_reports_does_not_bring_back_what_courses_took_off() -> None:
    driver = a_driver()
    reported = [Cycle(date(2026, 6, 1), date(2027, 5, 31), 9)]
    points.follow_report(driver_id=driver.id, cycles=reported, **act())
    points.reduce_points(driver_id=driver.id, study=ON_SITE, reference="r1", **act())
    before = len(queries.facts_of(driver.id))
    points.follow_report(driver_id=driver.id, cycles=reported, **act())
    assert (running(driver), len(queries.facts_of(driver.id))) == (7, before)


def test_the_limit_reached_by_a_report_is_the_limit_and_clearing_it_lasts() -> None:
    driver = a_driver()
    reported = [Cycle(date(2026, 6, 1), date(2027, 5, 31), 13)]
    points.follow_report(driver_id=driver.id, cycles=reported, **act())
    assert "B" in queries.get_driver(driver.id).licence.letters
    points.clear_points(driver_id=driver.id, **act())
    points.follow_report(driver_id=driver.id, cycles=reported, **act())
    licence = queries.get_driver(driver.id).licence
    assert (licence.letters, running(driver)) == (frozenset(), 0)
    assert [(one.times, one.done_on, one.cleared) for one in licence.limits] == [(1, date(2026, 11, 27), 13)]
    with pytest.raises(Conflict), transaction.atomic():
        points.clear_points(driver_id=driver.id, **act())


def test_at_the_limit_the_next_cycle_keeps_the_points_and_the_education() -> None:
    driver = a_driver()
    records(driver, "V1", 12)
    records(driver, "V2", 3, on=date(2027, 6, 2))
    licence = queries.get_driver(driver.id).licence
    assert (running(driver), len(licence.limits), licence.cycles[-1].starts_on) == (15, 1, date(2027, 6, 1))
    points.clear_points(driver_id=driver.id, **act(date(2027, 7, 1)))
    assert running(driver) == 0


def test_the_file_equals_the_fold_of_its_facts() -> None:
    driver = a_driver()
    records(driver, "V1", 12)
    points.record_education(driver_id=driver.id, hours=3, reference="c1", **act())
    points.record_fraud(driver_id=driver.id, reference="c2", **act())
    points.clear_points(driver_id=driver.id, **act())
    licence = queries.get_driver(driver.id).licence
    assert licence.educated and (licence.educated.completed_on, licence.educated.hours) == (date(2026, 11, 27), 3)
    assert licence.frauds == (date(2026, 11, 27),)
    assert (list(queries.differences()), list(queries.unfounded_facts())) == ([], [])
