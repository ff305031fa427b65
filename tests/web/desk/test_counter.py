"""Till, blanks, cards, faces and mandates at the counter."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import (
    OFFICE,
    a_clerk,
    a_driver,
    a_person,
    an_office,
    answering,
    identity_number,
)
from tests.web.desk.test_window import basket_of, begin, sent

from tongban.casework import queries
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.documents import production, stock
from tongban.documents.types import CardView
from tongban.exchange.payment import queries as orders
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.types import StartedCheck
from tongban.registers.drivers import queries as drivers

pytestmark = pytest.mark.django_db


def actor_of(client: Client) -> Actor:
    actor: Actor = client.actor  # type: ignore[attr-defined]
    return actor


def a_card(partner: LittlePartner, clerk: Client, service: str = "D06") -> CardView:
    """A card ordered by a service that was paid at the window."""
    answering(partner)
    partner.answer("printer", "print", {"result": "printed", "detail": None})
    person = a_person()
    a_driver(person)
    sent(clerk, person, service)
    clerk.post(reverse("desk:till"), {"action": "open", "opening": "100", "key": "till"})
    clerk.post(basket_of(clerk, person), {"action": "cash", "given": "10", "key": "cash"})
    (card,) = production.cards(OFFICE)
    return card


def test_a_till_is_opened_shows_its_movements_and_is_closed_with_what_was_counted(partner: LittlePartner) -> None:
    an_office()
    clerk = a_clerk()
    address = reverse("desk:till")
    assert clerk.post(address, {"action": "open", "opening": "a lot", "key": "k0"}).status_code == 400
    assert clerk.post(address, {"action": "open", "opening": "-1", "key": "k1"}).status_code == 400
    a_card(partner, clerk)
    page = clerk.get(address).content.decode()
    assert "¥110.00" in page and "¥10.00" in page
    closed = clerk.post(address, {"action": "close", "counted": "109", "key": "k3"}, follow=True)
    assert "¥-1.00" in closed.content.decode()
    till = orders.find_till("310100-0001", clock.day_of(clock.now()))
    assert till and till.difference == Decimal("-1.00")


def test_blanks_are_received_counted_and_balanced() -> None:
    an_office(blanks=0)
    clerk = a_clerk()
    address = reverse("desk:blanks")
    body = {"action": "receive", "first_serial": "3100000000001", "last_serial": "3100000000100", "key": "k1"}
    assert clerk.post(address, body).status_code == 302
    for first, last in (("31", "32"), ("3100000000100", "3100000000001"), ("3100000000001", "9999999999999")):
        wrong = {"action": "receive", "first_serial": first, "last_serial": last, "key": f"{first}{last}"}
        assert clerk.post(address, wrong).status_code == 400
    assert clerk.post(address, body | {"key": "k2"}).status_code == 409
    clerk.post(address, {"action": "count", "counted": "99", "key": "k3"})
    (day,) = stock.stock(frozenset({OFFICE}), clock.today(), actor_of(clerk))
    assert (day.received, day.stock, day.balanced) == (100, 100, True)
    assert stock.counted_blanks(OFFICE, clock.today()) == {"driving_licence": 99}
    assert "ink-refused" in clerk.get(address).content.decode()


def test_a_spoilt_card_needs_two_people_and_the_next_blank_takes_its_place(partner: LittlePartner) -> None:
    an_office()
    first, second = a_clerk(), a_clerk("310100-0003")
    card = a_card(partner, first)
    address = reverse("desk:blanks")
    reported = {"action": "spoil", "serial": card.serial, "why": "卡面划伤", "key": "k1"}
    assert first.post(address, reported).status_code == 302
    confirm = {"action": "confirm_spoilt", "spoiling": card.serial}
    assert first.post(address, confirm | {"key": "k2"}).status_code == 403
    page = second.get(address).content.decode()
    assert "卡面划伤" in page and "310100-0001" in page
    assert second.post(address, confirm | {"key": "k3"}).status_code == 302
    (again,) = production.cards(OFFICE)
    assert (again.serial, again.state) == ("3100000000002", "ordered")
    driver = drivers.find_driver(card.person)
    assert driver and driver.card_serial == again.serial
    assert not drivers.card_standing(card.serial).valid
    day = stock.stock(frozenset({OFFICE}), clock.today(), actor_of(first))[0]
    assert (day.kind, day.received, day.taken, day.spoilt, day.stock) == ("driving_licence", 3, 1, 1, 1)


def test_a_card_is_printed_and_handed_over_only_after_the_face_was_compared(partner: LittlePartner) -> None:
    an_office()
    clerk = a_clerk()
    card = a_card(partner, clerk)
    address = reverse("desk:card", args=[card.serial])
    assert card.serial in clerk.get(reverse("desk:cards")).content.decode()
    printed = clerk.post(address, {"action": "print", "key": "k1"})
    assert printed.status_code == 302, printed.content.decode()
    assert production.get_card(card.serial).state == "in_custody"
    assert clerk.post(address, {"action": "hand_over", "key": "k2"}).status_code == 400
    assert clerk.post(address, {"action": "hand_over", "identity": "yes", "key": "k3"}).status_code == 302
    assert production.get_card(card.serial).state == "handed_over"
    assert "已领取" in clerk.get(address).content.decode()


def test_the_damaged_card_is_handed_in_for_the_new_one_at_the_window(partner: LittlePartner) -> None:
    an_office()
    clerk = a_clerk()
    card = a_card(partner, clerk, "D09")
    address = reverse("desk:card", args=[card.serial])
    assert "3109999999999" in clerk.get(address).content.decode()
    clerk.post(address, {"action": "print", "key": "k1"})
    refused = clerk.post(address, {"action": "hand_over", "identity": "yes", "key": "k2"})
    assert refused.status_code == 400 and "收回旧证" in refused.content.decode()
    handed = clerk.post(address, {"action": "hand_over", "identity": "yes", "old_card": "yes", "key": "k3"})
    assert handed.status_code == 302
    [entry] = [one for one in entries.caused_by(f"case:{card.case}") if one.kind == "card_handed_over"]
    assert entry.facts == {"serial": card.serial, "handed_in": "3109999999999"}


def test_a_card_of_another_office_does_not_exist(partner: LittlePartner) -> None:
    an_office()
    card = a_card(partner, a_clerk())
    an_office("310100-B", blanks=0)
    other = a_clerk("310100-0008", office="310100-B")
    assert other.get(reverse("desk:card", args=[card.serial])).status_code == 404


def test_the_same_face_verifies_the_person_and_another_needs_words(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    address = reverse("desk:livecheck", args=[person])
    assert "data:image/jpeg;base64," in clerk.get(address).content.decode()
    assert clerk.post(address, {"action": "different", "key": "k1"}).status_code == 400
    clerk.post(address, {"action": "unsure", "key": "k2"})
    assert "王小明" in clerk.get(reverse("desk:faces")).content.decode()
    assert clerk.post(address, {"action": "same", "key": "k3"}).status_code == 302
    assert people.get_person(person).assurance == 2 and people.open_live_checks() == []


def test_another_face_fails_the_comparison(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    address = reverse("desk:livecheck", args=[person])
    clerk.post(address, {"action": "different", "words": "不是本人", "key": "k1"})
    check = people.latest_live_check(person)
    assert check and (check.outcome, check.reason) == ("failed", "不是本人")


def test_a_photo_library_that_is_down_leaves_an_empty_frame(partner: LittlePartner) -> None:
    an_office()
    clerk, person = a_clerk(), a_person()
    partner.faults.cut = True
    page = clerk.get(reverse("desk:livecheck", args=[person]))
    assert page.status_code == 200 and "data:image" not in page.content.decode()


def test_a_mandate_is_given_accepted_and_ended_at_the_counter() -> None:
    an_office()
    clerk, principal, agent = a_clerk(), a_person(), a_person(2, "李红")
    address = reverse("desk:mandates", args=[principal])
    day = {"until_year": str(clock.today().year + 1), "until_month": "3", "until_day": "31"}
    give = {"action": "give", "identity": identity_number(2), "service": "D06", **day}
    assert clerk.post(address, give | {"identity": "1", "key": "k0"}).status_code == 400
    assert clerk.post(address, give | {"until_month": "13", "key": "k1"}).status_code == 400
    assert clerk.post(address, give | {"key": "k2"}).status_code == 302
    (mandate,) = people.mandates_of(principal)
    assert "李红" in clerk.get(address).content.decode()
    clerk.post(address, {"action": "accept", "mandate": str(mandate.id), "key": "k3"})
    assert people.has_mandate(principal=principal, agent=agent, service="D06", on=clock.today())
    other = reverse("desk:mandates", args=[a_person(3, "赵强")])
    assert clerk.post(other, {"action": "end", "mandate": str(mandate.id), "key": "k4"}).status_code == 400
    clerk.post(address, {"action": "end", "mandate": str(mandate.id), "key": "k5"})
    assert not people.has_mandate(principal=principal, agent=agent, service="D06", on=clock.today())


def test_a_telephone_counts_at_the_window_once_its_code_was_typed(
    partner: LittlePartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office()
    answering(partner)
    sent_codes: list[str] = []
    start = people_actions.start_phone_check

    def listening(**given: Any) -> StartedCheck:
        made = start(**given)
        sent_codes.append(made.code)
        return made

    monkeypatch.setattr(people_actions, "start_phone_check", listening)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = begin(clerk, person, "D23")
    address = reverse("desk:apply", args=[row.number])
    assert clerk.post(address, {"action": "send", "phone": "13800138000"}).status_code == 400
    assert clerk.post(address, {"action": "send_code", "phone": "138"}).status_code == 400
    assert clerk.post(address, {"action": "send_code", "phone": "13800138000"}).status_code == 302
    wrong = clerk.post(address, {"action": "send", "phone": "13800138000", "phone_code": "x"})
    assert wrong.status_code == 400
    right = clerk.post(address, {"action": "save", "phone": "13800138000", "phone_code": sent_codes[0]})
    assert right.status_code == 302
    assert queries.get_case(row.id, actor_of(clerk)).answers["phone"] == "13800138000"
