"""From "who is here?" to a paid basket."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import (
    a_clerk,
    a_driver,
    a_person,
    a_violation,
    an_office,
    answering,
    identity_number,
)

from tongban.casework import queries
from tongban.casework.types import CaseRow
from tongban.core import audit
from tongban.registers.drivers import queries as drivers

pytestmark = pytest.mark.django_db


def begin(client: Client, person: UUID, service: str = "D06") -> CaseRow:
    """Press "Begin" on the person's page."""
    address = reverse("desk:person", args=[person])
    response = client.post(address, {"action": "begin", "service": service, "key": str(uuid4())})
    assert response.status_code == 302, response.content.decode()
    return queries.cases_of(person, client.actor)[0]  # type: ignore[attr-defined]


def sent(client: Client, person: UUID, service: str = "D06") -> CaseRow:
    """A lost licence where nothing else is said, sent at the window: it waits in the basket for payment."""
    row = begin(client, person, service)
    answer = {"action": "send", "delivery": "office", "key": str(uuid4())}
    response = client.post(reverse("desk:apply", args=[row.number]), answer)
    assert response.status_code == 302, response.content.decode()
    return queries.cases_of(person, client.actor)[0]  # type: ignore[attr-defined]


def basket_of(client: Client, person: UUID) -> str:
    found = queries.find_basket(person, client.actor)  # type: ignore[attr-defined]
    assert found
    return reverse("desk:basket", args=[found.id])


@pytest.mark.parametrize("kind", ["identity", "file", "case"])
def test_a_person_is_found_by_each_of_their_numbers(partner: LittlePartner, kind: str) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    driver = a_driver(person)
    number = {"identity": identity_number(), "file": driver.file_number, "case": begin(clerk, person).number}[kind]
    response = clerk.post(reverse("desk:search"), {"number": number})
    assert response["location"] == reverse("desk:person", args=[person])


@pytest.mark.parametrize("typed", ["", "   ", "31011519800517", "王小明", "9" * 10_000, "😀"])
def test_a_number_that_leads_to_nobody_is_answered_beside_the_field(typed: str) -> None:
    an_office()
    response = a_clerk().post(reverse("desk:search"), {"number": typed})
    assert response.status_code == 400
    assert 'id="number-error"' in response.content.decode()


def test_the_person_page_shows_what_can_be_begun_and_writes_one_look() -> None:
    an_office()
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    page = clerk.get(reverse("desk:person", args=[person])).content.decode()
    assert "驾驶证遗失补证" in page and 'value="D06"' in page
    assert identity_number() not in page
    (look,) = audit.looks_at(person)
    assert (look.purpose, look.actor_label) == ("service", "310100-0001")


def test_the_full_number_needs_a_purpose_of_the_list() -> None:
    an_office()
    clerk, person = a_clerk(), a_person()
    address = reverse("desk:unmask", args=[person])
    assert clerk.post(address, {"purpose": "curiosity"}).status_code == 400
    assert identity_number() not in clerk.get(address).content.decode()
    assert identity_number() in clerk.post(address, {"purpose": "identity_check"}).content.decode()
    assert audit.looks_at(person)[0].what == "identity_number"


def test_a_second_click_on_begin_leads_to_the_same_case(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    body = {"action": "begin", "service": "D06", "key": "the-same-form"}
    address = reverse("desk:person", args=[person])
    assert clerk.post(address, body)["location"] == clerk.post(address, body)["location"]
    assert len(queries.cases_of(person, clerk.actor)) == 1  # type: ignore[attr-defined]


def test_all_questions_stand_on_one_page_and_what_was_typed_is_kept(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    address = reverse("desk:apply", args=[begin(clerk, person).number])
    page = clerk.get(address).content.decode()
    assert 'name="delivery"' in page and 'name="delivery_address"' in page
    wrong = clerk.post(address, {"action": "send", "delivery": "by pigeon"})
    assert wrong.status_code == 400 and 'id="delivery-error"' in wrong.content.decode()


def test_a_case_that_law_does_not_allow_shows_every_reason_and_prints_the_notice(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    a_violation(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = begin(clerk, person, "D07")
    page = clerk.get(reverse("desk:apply", args=[row.number])).content.decode()
    notice = clerk.get(reverse("desk:notice", args=[row.number])).content.decode()
    for text in (page, notice):
        assert text.count('class="reason') >= 1


def test_one_basket_one_payment_in_cash_gives_change_and_decides(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    assert sent(clerk, person).waiting_for == "payment"
    basket = basket_of(clerk, person)
    closed_till = clerk.post(basket, {"action": "cash", "given": "50", "key": "k1"})
    assert closed_till.status_code == 400 and 'id="given-error"' in closed_till.content.decode()
    clerk.post(reverse("desk:till"), {"action": "open", "opening": "100", "key": "k2"})
    paid = clerk.post(basket, {"action": "cash", "given": "50", "key": "k3"}, follow=True).content.decode()
    assert "¥40.00" in paid
    row = queries.cases_of(person, clerk.actor)[0]  # type: ignore[attr-defined]
    assert row.status in ("decided", "closed")
    driver = drivers.find_driver(person)
    assert driver and driver.card_serial == "3100000000001"


def test_too_little_cash_is_said_beside_the_field_and_nothing_is_booked(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    sent(clerk, person)
    clerk.post(reverse("desk:till"), {"action": "open", "opening": "0", "key": "k2"})
    response = clerk.post(basket_of(clerk, person), {"action": "cash", "given": "9.99", "key": "k3"})
    assert response.status_code == 400 and 'id="given-error"' in response.content.decode()
    assert queries.cases_of(person, clerk.actor)[0].waiting_for == "payment"  # type: ignore[attr-defined]


def test_the_payment_code_leads_to_the_bank_and_the_bank_is_asked(partner: LittlePartner) -> None:
    an_office()
    bank = answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    sent(clerk, person)
    basket = basket_of(clerk, person)
    page = clerk.post(basket, {"action": "code", "key": "k1"}, follow=True).content.decode()
    assert ("<svg" in page and "/cashier?" in page) or "order=" in page
    found = queries.find_basket(person, clerk.actor)  # type: ignore[attr-defined]
    assert found
    bank.pay(found.order_number, "10.00")
    clerk.post(basket, {"action": "ask", "key": "k2"})
    assert queries.cases_of(person, clerk.actor)[0].status in ("decided", "closed")  # type: ignore[attr-defined]


def test_a_case_is_taken_out_of_the_basket_and_the_visit_ends(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = sent(clerk, person)
    basket = basket_of(clerk, person)
    clerk.post(basket, {"action": "remove", "case": str(row.id), "key": "k1"})
    assert queries.cases_of(person, clerk.actor)[0].status == "withdrawn"  # type: ignore[attr-defined]
    clerk.post(basket, {"action": "finish", "key": "k2"})
    assert queries.find_basket(person, clerk.actor) is None  # type: ignore[attr-defined]


def test_a_guide_checks_before_a_ticket_and_nothing_is_submitted(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    asked = {"number": identity_number(), "service": "D06"}
    page = clerk.post(reverse("desk:prereview"), asked).content.decode()
    assert "请取号" in page or "取号" in page
    assert queries.cases_of(person, clerk.actor)[0].status == "draft"  # type: ignore[attr-defined]
    assert re.search(r"身份信息", page)


def test_nobody_begins_a_case_of_their_own() -> None:
    an_office()
    person = a_person()
    client = a_clerk(person_id=person)
    response = client.post(reverse("desk:person", args=[person]), {"action": "begin", "service": "D06", "key": "k"})
    assert response.status_code == 403
