"""A card that is spoilt, lost, refused or not collected; a decision that is corrected, and corrected again."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import builders

from tongban.casework import actions, queries
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.documents import actions as documents
from tongban.documents import production, stock
from tongban.documents import queries as papers
from tongban.documents.models import Blank, Card
from tongban.exchange import breaker, post
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import papers as licences

FIRST = builders.a_clerk("production", label="0101", account=101)
SECOND = builders.a_clerk("production", label="0102", account=102)
REVIEWER = builders.a_clerk("review", label="0009", account=9)


@pytest.fixture
def wang(told):
    """A driver whose phone holds the licence."""
    person = told.person()
    builders.a_licence(person)
    told.has_portrait(person)
    licences.add_to_phone(person_id=person, jwk=told.a_phone_key(), label="phone", actor=builders.a_citizen(person))
    return person


def replaced(told, person, **answers):
    """A granted D06 whose card is printed, or ordered where the printer spoils it."""
    case = told.applies("D06", person, **answers)
    told.pays(case.order_number)
    told.city.work()
    return told.sees(case.id)


def card_of(person):
    return next(
        one for one in production.cards_of(person, builders.a_citizen(person)) if one.state not in ("spoilt", "void")
    )


def valid_credential(person):
    [valid] = [one for one in papers.credentials_of(person, builders.a_citizen(person)) if one.revoked_at is None]
    return valid


def events(told, person, *kinds):
    """What the post tells of the person's parcel, one after the other."""
    parcel = post.get_parcel(UUID(card_of(person).parcel))
    for kind in kinds:
        told.happens(f"post/{parcel.tracking_number}/{kind}")


def test_a_spoilt_card_needs_two_people_and_leads_to_a_new_serial_everywhere(told, wang):
    told.city.control("POST", "printer/spoil")
    replaced(told, wang)
    spoilt = card_of(wang)
    assert spoilt.state == "ordered"
    stock.report_spoilt(serial=spoilt.serial, reason="the printer tore it", actor=FIRST)
    with pytest.raises(NotAllowed):
        stock.confirm_spoilt(serial=spoilt.serial, actor=FIRST)
    again = stock.confirm_spoilt(serial=spoilt.serial, actor=SECOND)
    told.city.work()

    assert drivers.find_driver(wang).card_serial == again.serial != spoilt.serial
    assert not drivers.card_standing(spoilt.serial).valid
    assert drivers.card_standing(again.serial).valid
    assert valid_credential(wang).card_serial == again.serial
    assert card_of(wang).serial == again.serial and card_of(wang).state == "in_custody"
    blank = Blank.objects.get(serial=spoilt.serial)
    assert {blank.spoilt_by, blank.spoilt_seen_by} == {FIRST.account_id, SECOND.account_id}


def test_the_days_blanks_are_cards_and_spoilt_and_stock(told, wang):
    told.city.control("POST", "printer/spoil")
    replaced(told, wang)
    stock.report_spoilt(serial=card_of(wang).serial, reason="torn", actor=FIRST)
    stock.confirm_spoilt(serial=card_of(wang).serial, actor=SECOND)
    cards, vehicle_licences = stock.stock(frozenset({builders.OFFICE}), clock.today(), FIRST)
    assert (cards.received, cards.taken, cards.spoilt, cards.stock) == (20, 1, 1, 18)
    assert cards.balanced and vehicle_licences.stock == 20, "each kind is counted by itself"


def test_a_refused_parcel_comes_back_into_custody_and_is_posted_again(told, wang):
    replaced(told, wang, delivery="post", delivery_address="测试路 1 号")
    first = card_of(wang)
    assert first.state == "posted"
    events(told, wang, "refused")
    assert card_of(wang).state == "in_custody"
    production.dispatch(first.serial, FIRST)
    told.city.work()
    again = card_of(wang)
    assert (again.state, again.serial) == ("posted", first.serial)
    assert again.parcel != first.parcel
    events(told, wang, "delivered")
    [case] = queries.cases_of(wang, builders.a_citizen(wang))
    assert case.status == "closed"


def test_an_uncollected_card_is_handed_over_at_the_window(told, wang):
    replaced(told, wang, delivery="post", delivery_address="测试路 1 号")
    events(told, wang, "uncollected")
    documents.move_card(serial=card_of(wang).serial, state="handed_over", actor=FIRST)
    told.city.work()
    [case] = queries.cases_of(wang, builders.a_citizen(wang))
    assert case.status == "closed"


def test_a_card_lost_in_the_post_is_made_anew_and_the_lost_one_is_void(told, wang):
    replaced(told, wang, delivery="post", delivery_address="测试路 1 号")
    lost = card_of(wang)
    events(told, wang, "lost")
    again = card_of(wang)
    assert (again.state, again.serial != lost.serial) == ("posted", True)
    assert not drivers.card_standing(lost.serial).valid
    assert drivers.find_driver(wang).card_serial == again.serial
    assert valid_credential(wang).card_serial == again.serial


def test_a_lost_card_waits_for_blanks_and_is_made_when_they_arrive(told, wang):
    replaced(told, wang, delivery="post", delivery_address="测试路 1 号")
    Blank.objects.filter(state="stock").update(state="taken")
    events(told, wang, "lost")
    assert card_of(wang).state == "lost"
    documents.receive_blanks(office=builders.OFFICE, serials=["3155500000001"], on=clock.today(), actor=builders.TEST)
    told.city.work()
    assert card_of(wang).serial == "3155500000001"


def test_a_printer_that_was_down_prints_when_it_is_well_again(told, wang):
    told.partner("printer", cut=True)
    case = told.applies("D06", wang)
    told.pays(case.order_number)
    told.city.work()
    assert card_of(wang).state == "ordered"
    told.partner("printer")
    breaker.reset()
    Card.for_system("a while ago").update(changed_at=clock.now() - timedelta(minutes=11))
    production.print_what_waits()
    assert card_of(wang).state == "in_custody"


# -- corrections --------------------------------------------------------------------------------------------------


def test_a_corrected_replacement_takes_back_card_and_credential_and_is_in_hand_again(told, wang):
    seen = replaced(told, wang)
    new = card_of(wang)
    actions.correct(case_id=seen.row.id, actor=REVIEWER, reason="another person was meant")
    told.city.work()
    again = told.sees(seen.row.id)
    assert (again.row.status, again.row.needs_post, again.outcome) == ("in_hand", "review", "")
    assert not drivers.card_standing(new.serial).valid
    assert drivers.find_driver(wang).card_serial == ""
    assert [one.state for one in production.cards_of(wang, builders.a_citizen(wang))] == ["void"]
    assert all(one.revoked_at for one in papers.credentials_of(wang, builders.a_citizen(wang)))


def test_what_was_decided_anew_after_a_correction_can_be_corrected_again(told, wang):
    case = replaced(told, wang).row.id
    before = drivers.find_driver(wang).licence
    for number in range(2):
        actions.correct(case_id=case, actor=REVIEWER, reason=f"mistake {number}")
        actions.decide(case_id=case, actor=REVIEWER, outcome="granted", grounds="looked at again")
    assert told.sees(case).outcome == "granted"
    assert drivers.find_driver(wang).licence == before
    assert drivers.card_standing(drivers.find_driver(wang).card_serial).valid
    assert list(drivers.differences()) == []
    actions.correct(case_id=case, actor=REVIEWER, reason="never lost")
    actions.decide(case_id=case, actor=REVIEWER, outcome="refused", grounds="the card was found")
    assert told.sees(case).outcome == "refused"


def test_a_corrected_decision_cannot_be_corrected_before_it_is_decided_again(told, wang):
    case = replaced(told, wang).row.id
    actions.correct(case_id=case, actor=REVIEWER, reason="mistake")
    with pytest.raises(Conflict):
        actions.correct(case_id=case, actor=REVIEWER, reason="mistake")


def test_a_decision_has_one_of_the_known_outcomes(told, wang):
    case = replaced(told, wang).row.id
    actions.correct(case_id=case, actor=REVIEWER, reason="mistake")
    for outcome in ("lapsed", "voided", "perhaps"):
        with pytest.raises(BadInput):
            actions.decide(case_id=case, actor=REVIEWER, outcome=outcome, grounds="x")
