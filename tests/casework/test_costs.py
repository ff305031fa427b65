"""What questions and decisions cost, in SQL statements. A number that grows is a change to be explained."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests import builders

from tongban.casework import actions, queries
from tongban.casework.models import Case
from tongban.registers.drivers import queries as drivers


@pytest.fixture
def case(told):
    person = told.person()
    builders.a_licence(person)
    return told.applies("D06", person)


def counted(act):
    with CaptureQueriesContext(connection) as log:
        act()
    return len(log)


def test_a_case_with_everything_its_page_shows_costs_six_statements(case):
    assert counted(lambda: queries.get_case(case.id, builders.a_citizen(case.applicant))) == 6


def test_lists_cost_the_same_whatever_their_length(told, case):
    clerk = builders.a_clerk("acceptance", "review")
    citizen = builders.a_citizen(case.applicant)
    Case.for_system("a queue").update(needs_post="acceptance")
    few = (counted(lambda: queries.work_list(clerk)), counted(lambda: queries.cases_of(case.applicant, citizen)))
    for number in range(10):
        other = builders.a_person(serial=910 + number, phone=f"1390000{number:04d}")
        actions.start(service="D06", applicant=other, actor=builders.a_citizen(other), office=builders.OFFICE)
    Case.for_system("a queue").update(needs_post="acceptance")
    many = (counted(lambda: queries.work_list(clerk)), counted(lambda: queries.cases_of(case.applicant, citizen)))
    assert few == many == (3, 1)


def test_a_driver_is_found_in_one_statement(case):
    assert counted(lambda: drivers.find_driver(case.applicant)) == 1
    assert counted(lambda: drivers.get_driver(case.subject)) == 1


def test_a_basket_costs_two_statements(case):
    assert counted(lambda: queries.find_basket(case.applicant, builders.a_clerk("acceptance"))) <= 2


def test_the_decision_of_a_lost_licence_costs_a_known_number_of_statements(case):
    """From the payment to the ordered card: case, evidence, law, register, credential, card, receipt, message, jobs."""
    with CaptureQueriesContext(connection) as log, transaction.atomic():
        actions.payment_received(order_number=case.order_number, case_ids=[case.id], actor=builders.TEST)
    assert Case.for_system("look").get(id=case.id).outcome == "granted"
    repeated = {
        sql: n for sql, n in Counter(query["sql"] for query in log).items() if n > 1 and sql.startswith("SELECT")
    }
    # one of them keeps the book of law, and only until this process knows it to be kept
    assert len(log) == 33, [query["sql"][:80] for query in log]
    assert repeated == {}
