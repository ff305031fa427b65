"""One case of a paid basket withdrawn or refused: its part of the money goes back, the rest of the basket stands."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.exchange.bank import Bank
from tests.exchange.facts import CERTIFICATE, MEDICAL
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import a_clerk, a_driver, a_person, a_reviewer, an_office, answering
from tests.web.desk.test_posts import again, press
from tests.web.desk.test_window import basket_of, begin, sent

from tongban.casework import queries
from tongban.casework.models import Case
from tongban.casework.types import CaseRow
from tongban.core import clock
from tongban.core.actor import WORK
from tongban.exchange import tasks
from tongban.exchange.payment import queries as orders

pytestmark = pytest.mark.django_db

TEN = Decimal("10.00")


@pytest.fixture
def bank(partner: LittlePartner) -> Bank:
    """An office without blank cards: what is paid waits for one, and may still be withdrawn."""
    an_office(blanks=0)
    today = clock.today().isoformat()
    partner.answer("hospital", "medical", MEDICAL | {"certificate": CERTIFICATE | {"examined_on": today}})
    return answering(partner)


@pytest.fixture
def clerk(bank: Bank) -> Client:
    return a_clerk(posts=("acceptance", "till", "production"))


@pytest.fixture
def person(clerk: Client) -> UUID:
    who = a_person()
    a_driver(who, valid_to=clock.today() + timedelta(days=30))
    return who


def two_cases(clerk: Client, person: UUID) -> tuple[CaseRow, CaseRow]:
    """A lost licence and a renewal in one basket, both sent."""
    lost, second = sent(clerk, person), begin(clerk, person, "D07")
    answer = {"action": "send", "delivery": "office", "key": str(uuid4())}
    response = clerk.post(reverse("desk:apply", args=[second.number]), answer)
    assert response.status_code == 302, response.content.decode()
    return lost, again(clerk, second)


def pays_cash(clerk: Client, person: UUID, given: str = "20") -> None:
    clerk.post(reverse("desk:till"), {"action": "open", "opening": "50", "key": "k-till"})
    response = clerk.post(basket_of(clerk, person), {"action": "cash", "given": given, "key": "k-cash"})
    assert response.status_code == 302, response.content.decode()


def order_of(row: CaseRow) -> str:
    return str(Case.for_system("test").get(id=row.id).order_number)


def withdrawn(clerk: Client, row: CaseRow) -> CaseRow:
    assert press(clerk, row, "withdraw") == 302
    return again(clerk, row)


def test_cash_for_one_case_goes_back_from_the_till_which_agrees_in_the_evening(clerk: Client, person: UUID) -> None:
    lost, second = two_cases(clerk, person)
    pays_cash(clerk, person)
    row = withdrawn(clerk, second)
    assert (row.status, row.needs_post) == ("withdrawn", "till")
    page = clerk.get(reverse("desk:case", args=[row.number])).content.decode()
    assert 'value="give_back"' in page and "¥10.00" in page
    assert row.number in clerk.get(reverse("desk:worklist") + "?post=till").content.decode()
    assert press(clerk, row, "give_back", way="cash") == 302
    assert again(clerk, row).needs_post == ""
    refund = orders.refund_of_order(order_of(row), row.id)
    assert refund and (refund.amount, refund.state) == (TEN, "done")
    assert orders.get_order(order_of(row)).paid, "the other case of the basket stays paid"
    till = clerk.get(reverse("desk:till")).content.decode()
    assert "¥60.00" in till and "退费" in till
    clerk.post(reverse("desk:till"), {"action": "close", "counted": "60", "key": "k-close"})
    assert orders.open_differences() == []
    assert queries.get_case(lost.id, clerk.actor).paid  # type: ignore[attr-defined]


def test_cash_may_go_back_by_a_transfer_with_its_reference(clerk: Client, person: UUID) -> None:
    _, second = two_cases(clerk, person)
    pays_cash(clerk, person)
    row = withdrawn(clerk, second)
    assert press(clerk, row, "give_back", way="transfer", reference=" ") == 400
    assert again(clerk, row).needs_post == "till"
    assert press(clerk, row, "give_back", way="transfer", reference="T-77") == 302
    refund = orders.refund_of_order(order_of(row), row.id)
    assert refund and (refund.state, refund.reference) == ("done", "T-77")
    assert press(clerk, row, "give_back", way="transfer", reference="T-78") == 409, "nothing goes back twice"


def test_without_an_open_till_or_with_too_little_in_it_no_cash_goes_back(clerk: Client, person: UUID) -> None:
    _, second = two_cases(clerk, person)
    pays_cash(clerk, person)
    row = withdrawn(clerk, second)
    other = a_clerk("310100-0008", posts=("till",), powers=("see", WORK))
    assert press(other, row, "give_back", way="cash") == 400
    other.post(reverse("desk:till"), {"action": "open", "opening": "9.99", "key": "k"})
    assert press(other, row, "give_back", way="cash") == 409
    refund = orders.refund_of_order(order_of(row), row.id)
    assert refund and refund.state == "approved"


def test_who_holds_no_till_gives_nothing_back(clerk: Client, person: UUID) -> None:
    _, second = two_cases(clerk, person)
    pays_cash(clerk, person)
    row = withdrawn(clerk, second)
    window = a_clerk("310100-0010", posts=("acceptance",))
    assert 'value="give_back"' not in window.get(reverse("desk:case", args=[row.number])).content.decode()
    assert press(window, row, "give_back", way="transfer", reference="T") in (403, 409)


def test_what_the_bank_took_for_one_case_goes_back_through_the_bank_in_part(
    bank: Bank, clerk: Client, person: UUID
) -> None:
    lost, second = two_cases(clerk, person)
    clerk.post(basket_of(clerk, person), {"action": "code", "key": "k-code"})
    number = order_of(lost)
    bank.pay(number, "20.00", at=clock.now())
    clerk.post(basket_of(clerk, person), {"action": "ask", "key": "k-ask"})
    assert queries.get_case(second.id, clerk.actor).paid  # type: ignore[attr-defined]
    row = withdrawn(clerk, second)
    assert row.needs_post == "", "no hand is needed: it goes back the way it came"
    refund = orders.refund_of_order(number, row.id)
    assert refund
    tasks.carry_out_refund(str(refund.id))
    tasks.carry_out_refund(str(refund.id))
    assert [asked["amount"] for asked in bank.refunds.values()] == ["10.00"]
    assert orders.get_order(number).paid
    withdrawn(clerk, lost)
    rest = orders.refund_of_order(number, lost.id)
    assert rest and rest.amount == TEN
    tasks.carry_out_refund(str(rest.id))
    assert orders.get_order(number).state == "refunded"
    assert len(bank.refunds) == 2


def test_a_refused_case_of_a_basket_paid_in_cash_goes_back_at_the_till_too(clerk: Client, person: UUID) -> None:
    _, second = two_cases(clerk, person)
    pays_cash(clerk, person)
    Case.for_system("test: a doubt came up").filter(id=second.id).update(
        status="in_hand", waiting_for="", needs_post="review"
    )
    reviewer = a_reviewer()
    assert press(reviewer, again(clerk, second), "refuse") == 302
    row = again(clerk, second)
    assert (row.outcome, row.needs_post) == ("refused", "till")
    assert press(clerk, row, "give_back", way="cash") == 302
    refund = orders.refund_of_order(order_of(row), row.id)
    assert refund and (refund.amount, refund.reason) == (TEN, "rejected")


def test_a_till_that_does_not_agree_is_settled_by_somebody_else_with_a_sentence(clerk: Client) -> None:
    clerk.post(reverse("desk:till"), {"action": "open", "opening": "50", "key": "k1"})
    clerk.post(reverse("desk:till"), {"action": "close", "counted": "49", "key": "k2"})
    [difference] = orders.open_differences()
    address = reverse("desk:differences")
    own = clerk.get(address).content.decode()
    assert "¥49.00" in own and "310100-0001" in own and 'value="settle"' not in own
    body = {"difference": str(difference.id), "remark": "找零有误，已补足", "key": "k3"}
    assert clerk.post(address, body).status_code == 403
    other = a_clerk("310100-0008", posts=("till",), powers=("see", WORK))
    assert other.post(address, body | {"remark": " "}).status_code == 400
    assert other.post(address, body).status_code == 302
    assert orders.open_differences() == []
    assert "账目全部相符" in other.get(address).content.decode()
