"""Sums of months: what the promise board and the page of what people were spared are made of."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import builders

from tongban.assessment.exams import queries as exams
from tongban.casework import actions, inquiries, queries, sums
from tongban.casework.models import Case, Confirmation, MonthSum
from tongban.core import clock
from tongban.web.public import promise_board

THIS_MONTH = clock.today().replace(day=1)


@pytest.fixture
def decided(told):
    """A lost licence replaced online."""
    person = told.person()
    builders.a_licence(person)
    case = told.applies("D06", person)
    told.pays(case.order_number)
    return case


def seen():
    since = THIS_MONTH
    return promise_board.Seen(clock.today(), sums.total(since), sums.by("service", since), exams.to_licence(since))


def measured(english):
    [promise] = [one for one in promise_board.PROMISES if one.said.en == english]
    return promise.measure(seen())


def test_a_decided_case_stands_in_its_month_whenever_it_is_added_up(decided):
    for _ in range(2):
        sums.add_up(clock.today())
        found = sums.total(THIS_MONTH)
        assert (found.decided, found.online, found.in_time, found.one_visit) == (1, 1, 1, 1)
    assert MonthSum.objects.count() == 1


def test_what_was_spared_is_what_the_service_states_times_its_cases(decided):
    sums.add_up(clock.today())
    [(key, one)] = sums.spared(THIS_MONTH).items()
    each = actions.get_service("D06").spared
    assert key == (THIS_MONTH, "D06")
    assert (one.cases, one.papers, one.copies, one.forms, one.visits) == (
        1, each.papers, each.copies, each.forms, each.visits,
    )  # fmt: skip
    Case.for_system("a test").filter(id=decided.id).update(channel="window")
    sums.add_up(clock.today())
    assert sums.spared(THIS_MONTH)[key].visits == 0, "who came to the window was not spared the way"


def test_nothing_is_claimed_where_nothing_has_happened(told):
    sums.add_up(clock.today())
    assert measured("People are satisfied") is None
    assert measured("Decided within the time limit") is None


def test_a_late_decision_breaks_the_promise_of_the_limit(decided):
    Case.for_system("a test").filter(id=decided.id).update(due_on=clock.today() - timedelta(days=1))
    sums.add_up(clock.today())
    answer = measured("Decided within the time limit")
    assert (answer.part, answer.whole, answer.met) == (0, 1, False)


def test_a_bad_rating_reaches_the_desk_once_and_is_followed_up_by_an_answer(decided):
    citizen = builders.a_citizen(decided.applicant)
    guide = builders.a_clerk("consultation")
    actions.rate(case_id=decided.id, actor=citizen, stars=3)
    assert queries.open_inquiries(guide) == [], "three stars are no bad rating"
    actions.rate(case_id=decided.id, actor=citizen, stars=2, words="等了很久")
    actions.rate(case_id=decided.id, actor=citizen, stars=1)
    [waiting] = queries.open_inquiries(guide)
    assert (waiting["kind"], waiting["words"]) == ("rating", "等了很久")

    sums.add_up(clock.today())
    assert (measured("Every bad rating is followed up").part, sums.total(THIS_MONTH).bad) == (0, 1)
    inquiries.answer(inquiry_id=waiting["id"], words="已经改了。", actor=guide)
    sums.add_up(clock.today())
    assert measured("Every bad rating is followed up").met


@pytest.mark.parametrize(("seconds", "prompt"), [(59.9, 1), (60.0, 0), (60.1, 0)])
def test_a_renewal_is_prompt_under_a_minute_of_a_persons_time(told, seconds, prompt):
    Confirmation.objects.create(service="D07", office=builders.OFFICE, on=clock.today(), prepared=True, seconds=seconds)
    sums.add_up(clock.today())
    answer = measured("A renewal takes less than a minute of your time")
    assert (answer.part, answer.whole) == (prompt, 1)


def test_a_public_page_reads_sums_and_counts_no_case(decided, client):
    sums.add_up(clock.today())
    for address in ("/spared/", "/promises/"):
        with CaptureQueriesContext(connection) as log:
            answer = client.get(address)
        assert answer.status_code == 200
        assert not [row for row in log if "casework_case" in row["sql"]]
        assert len(log) <= 7


def test_the_pages_say_why_they_are_empty(told, client):
    assert "还没有汇总数据" in client.get("/spared/").content.decode()
    board = client.get("/promises/").content.decode()
    assert "还没有数据" in board and "还没有接入" in board
    assert "no figures yet" not in client.get("/promises/?language=en").content.decode()
