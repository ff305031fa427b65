"""The office prepares a renewal: a draft that a look, a confirmation and a payment finish, and nobody else can."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import builders

from tongban.casework import actions, preparing, queries
from tongban.casework.models import Case, Confirmation, Evidence
from tongban.core import audit, clock, entries
from tongban.exchange.models import Question
from tongban.law.rules import standing
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers

HEALTHY = {"medical": {}}


def due_in(person, days=50, **more):
    ends = clock.today() + timedelta(days=days)
    return builders.a_licence(person, valid_from=ends.replace(year=ends.year - 6), valid_to=ends, **more)


def prepared(person):
    return Case.for_system("a test looks").filter(applicant=person, prepared_for__isnull=False).first()


def night(told, days=50):
    """The nightly job of one due day, and what waits after it."""
    made = preparing.prepare_day(clock.today() + timedelta(days=days), clock.today())
    told.city.work()
    return made


def test_a_healthy_driver_is_told_that_the_licence_is_ready_and_confirms_and_pays(told):
    wang = told.person(known=HEALTHY)
    licence = due_in(wang)
    assert night(told) == 1
    case = prepared(wang)
    assert (case.status, case.reasons) == ("draft", [])
    assert [text for text in told.was_told(wang) if "已备好" in text and "确认" in text]

    sent = actions.submit(case_id=case.id, actor=builders.a_citizen(wang))
    assert (sent.status, sent.waiting_for) == ("waiting", "payment")
    told.pays(sent.order_number)
    assert told.sees(case.id).outcome == "granted"
    assert drivers.get_driver(licence.id).licence.term_years == 10


def test_nothing_is_decided_without_the_person(told):
    wang = told.person(known=HEALTHY)
    licence = due_in(wang)
    night(told)
    night(told)
    assert prepared(wang).status == "draft"
    assert drivers.get_driver(licence.id).licence == licence.licence


def test_no_night_prepares_what_another_has_prepared_and_none_tells_it_twice(told):
    wang = told.person(known=HEALTHY)
    due_in(wang)
    assert [night(told), night(told)] == [1, 0]
    case = prepared(wang)
    actions.withdraw(case_id=case.id, actor=builders.a_citizen(wang), reason="declined")
    assert night(told) == 0, "who does not want it is left alone"
    assert not Evidence.objects.filter(case=case.id).exists(), "and what was looked up is not kept"
    assert len([text for text in told.was_told(wang) if "已备好" in text]) == 1


def test_the_missing_examination_is_one_errand_and_the_result_makes_it_ready(told):
    wang = told.person()
    due_in(wang)
    night(told)
    assert [reason["code"] for reason in prepared(wang).reasons] == ["medical.missing"]
    assert [text for text in told.was_told(wang) if "只差一件事" in text]

    told.is_examined(wang)
    assert prepared(wang).reasons == []
    assert [text for text in told.was_told(wang) if "确认" in text]


def test_before_the_person_opens_it_only_those_are_asked_whom_the_parameter_names(told):
    wang = told.person(known=HEALTHY)
    due_in(wang)
    night(told)
    questions = Question.for_system("a test looks").filter(case_id=prepared(wang).id)
    assert set(questions.values_list("partner", flat=True)) == {"population", "photos", "platform", "hospital"}
    [look] = audit.looks_at(wang)
    assert (look.what, look.purpose, look.case_id) == ("prepared", audit.Purpose.AUTOMATIC, prepared(wang).id)


@pytest.mark.parametrize("days", [61, 60, 59])
def test_it_is_prepared_from_sixty_days_before(told, days):
    wang = told.person(known=HEALTHY)
    due_in(wang, days)
    assert night(told, days) == (days <= 60)


def test_a_postponed_renewal_is_prepared_for_its_postponed_day(told):
    wang = told.person(known=HEALTHY)
    licence = due_in(wang, 5)
    later = clock.today() + timedelta(days=40)
    register.postpone(
        driver_id=licence.id, duty="renewal", original_due_on=licence.licence.valid_to, until=later,
        effective_on=clock.today(), actor=builders.TEST, cause="test",
    )  # fmt: skip
    assert standing.renew_by(drivers.get_driver(licence.id).licence) == later
    assert night(told, 5) == 0
    night(told, 40)
    drafts = Case.for_system("a test looks").filter(applicant=wang, prepared_for__isnull=False)
    assert list(drafts.values_list("prepared_for", flat=True)) == [later]


def test_what_stands_in_the_way_for_good_is_not_prepared(told):
    wang = told.person(known=HEALTHY)
    due_in(wang, classes={"A1": date(2000, 1, 1)}, born=date(1950, 1, 1))
    assert night(told) == 0


def test_the_dead_are_not_told_that_their_licence_is_ready(told):
    wang = told.person(known={**HEALTHY, "person": {"name": "王小明", "alive": False}})
    due_in(wang)
    night(told)
    case = prepared(wang)
    assert case.status == "withdrawn"
    assert [entry.kind for entry in entries.history(case.id)] == ["prepared", "not_prepared"]
    assert told.was_told(wang) == []


def test_a_silent_hospital_is_asked_again_and_nobody_is_told_of_an_errand_they_may_not_have(told):
    wang = told.person(known=HEALTHY)
    due_in(wang)
    told.partner("hospital", status=503)
    night(told)
    assert told.was_told(wang) == [] and prepared(wang).wake_at > clock.now()
    told.partner("hospital")
    told.time_comes(prepared(wang).id)
    assert [text for text in told.was_told(wang) if "已备好" in text]


def test_a_prepared_draft_outlives_thirty_days_and_goes_thirty_days_after_the_due_day(told, settings):
    wang = told.person(known=HEALTHY)
    due_in(wang)
    night(told)
    for days, kept in ((45, True), (80, True), (81, False)):
        settings.TONGBAN_TODAY = (date.fromordinal(clock.day_of(clock.now()).toordinal()) + timedelta(days)).isoformat()
        actions.drop_old_drafts()
        assert (prepared(wang) is not None) == kept, days


def test_a_night_costs_the_same_statements_for_one_driver_and_for_many(told):
    costs = []
    for people in (1, 1, 6):  # the first night also reads what every process reads once
        for number in range(people):
            serial = len(costs) * 10 + number
            person = builders.a_person(serial=200 + serial, phone=f"1370000{serial:04d}")
            due_in(person, 30 + len(costs), serial=f"31800000{serial:05d}")
        day = clock.today() + timedelta(days=30 + len(costs))
        with CaptureQueriesContext(connection) as log:
            assert preparing.prepare_day(day, clock.today()) == people
        costs.append(sum("core_order" not in one["sql"] for one in log))  # announced orders: read once a second
    assert costs[1] == costs[2]


def test_the_time_of_a_person_is_kept_without_the_person(told):
    wang = told.person(known=HEALTHY)
    due_in(wang)
    night(told)
    preparing.keep_time(prepared(wang), 41.5)
    [row] = Confirmation.objects.all()
    assert (row.prepared, row.seconds) == (True, 41.5)
    assert {field.name for field in row._meta.fields} == {"id", "service", "office", "on", "prepared", "seconds"}


def test_the_list_of_a_person_says_what_is_prepared(told):
    wang = told.person()
    due_in(wang)
    night(told)
    [row] = queries.cases_of(wang, builders.a_citizen(wang))
    assert row.prepared_for and row.missing == ("medical.missing",)
