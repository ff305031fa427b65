"""How many statements a page of a citizen costs; session, account and person are one of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.citizen.conftest import Citizen, Enter

MOST = {
    "/me/": 15,
    "/me/licence/": 15,
    "/me/cases/": 6,
    "/me/looks/": 8,
    "/me/contact/": 6,
    "/me/messages/": 6,
    "/me/mandates/": 7,
    "/me/apply/D06/": 8,
}


def counted(citizen: Citizen, address: str, fields: dict[str, str] | None = None) -> list[str]:
    """The statements of one request, without those that only mark a transaction."""
    with CaptureQueriesContext(connection) as captured:
        answer = citizen.get(address) if fields is None else citizen.post(address, fields)
    assert answer.status_code in (200, 302), address
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [row["sql"] for row in captured.captured_queries if not row["sql"].startswith(marks)]


@pytest.mark.parametrize("address", MOST)
def test_a_page_of_ones_own_costs_few_statements(enter: Enter, address: str) -> None:
    found = counted(enter(), address)
    assert len(found) <= MOST[address], "\n".join(found)


def test_each_page_of_a_lost_licence_costs_few_statements_and_asks_partners_once(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D06")
    citizen.get(f"/me/cases/{number}/check/")  # asks the partners
    question = f"/me/cases/{number}/questions/delivery/"
    steps: list[tuple[str, dict[str, str] | None, int]] = [
        (question, None, 18),
        (question, {"delivery": "office", "action": "next"}, 26),
        (f"/me/cases/{number}/check/", None, 20),
        (f"/me/cases/{number}/check/", {"action": "send"}, 60),
        (f"/me/cases/{number}/pay/", None, 12),
        (f"/me/cases/{number}/", None, 16),
    ]
    for address, fields, most in steps:
        found = counted(citizen, address, fields)
        assert not [one for one in found if "exchange_question" in one.lower()], "a partner was asked again"
        assert len(found) <= most, f"{address}: {len(found)}\n" + "\n".join(one[:160] for one in found)
