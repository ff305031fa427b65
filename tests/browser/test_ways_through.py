"""The ten main ways through on a phone: by keyboard alone, and by finger without JavaScript in English."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser import cast
from tests.browser.conftest import Stage
from tests.browser.hand import Hand
from tests.builders import PASSWORD

from tongban.core import clock

MODES = {
    "by keyboard": {"keyboard": True},
    "without JavaScript, in English": {"script": False, "language": "en"},
}
NAMES = (cast.ADDRESS, "许三多", "新来路8号", "示范医院", "浦东新区世纪大道", "浦东交警支队", "¥")

Way = Callable[[Hand, Stage], None]


def begin(hand: Hand, service: str) -> None:
    hand.open(f"/me/apply/{service}/")
    hand.press("button[value=start]")


def answer(hand: Hand, selector: str) -> None:
    hand.choose(selector)
    hand.press("button[value=next]")


def pay(hand: Hand) -> None:
    """At the bank's cashier, where sending has led, and back."""
    hand.press("button.main")


def done(hand: Hand) -> None:
    assert "/done/" in hand.page.url
    assert hand.page.locator(".done-panel").count() == 1


def a_lost_licence_is_replaced(hand: Hand, stage: Stage) -> None:
    hand.sign_in(stage.enter("lost"))
    begin(hand, "D06")
    hand.press(".change a[href$='/questions/delivery/']")  # it goes to the address on record, unless one says otherwise
    answer(hand, "input[value=office]")
    hand.press("button[value=send]")
    pay(hand)
    done(hand)
    hand.open("/me/licence/")
    assert hand.page.locator(".licence.done").count() == 1


def a_licence_is_renewed(hand: Hand, stage: Stage) -> None:
    person = stage.enter("renew")
    hand.sign_in(person, login=person.number)
    hand.press(".notice.due a.link")  # the page says that it is due, and leads there
    hand.press("button[value=start]")
    hand.press("button[value=send]")
    pay(hand)
    done(hand)


def a_renewal_waits_for_the_hospital_and_goes_on_by_itself(hand: Hand, stage: Stage) -> None:
    person = stage.enter("renew-wait")
    hand.sign_in(person)
    begin(hand, "D07")
    hand.press("button[value=send]")
    done(hand)
    stage.city.control("POST", f"hospital/examine/{person.number}", {})
    stage.city.control("POST", "events/now", {})
    stage.work()
    hand.open("/me/")
    hand.press("a.job[href*='/cases/']")
    hand.press(".panel a.button")
    hand.press("button[value=pay]")
    pay(hand)
    done(hand)


def the_office_opens_an_age_exchange_and_the_person_answers(hand: Hand, stage: Stage) -> None:
    hand.sign_in(stage.enter("age"))
    hand.press("a.job[href*='/cases/']")
    hand.press(".panel a.button")
    answer(hand, "input[value=C1]")  # where the card goes is on record
    hand.press("button[value=send]")
    pay(hand)
    done(hand)


def a_renewal_is_postponed_on_ones_own_word(hand: Hand, stage: Stage) -> None:
    hand.sign_in(stage.enter("postpone"))
    begin(hand, "D16")
    answer(hand, "input[value=abroad]")
    until = clock.today() + timedelta(days=500)
    for part in ("year", "month", "day"):
        hand.type(f"#until_{part}", str(getattr(until, part)))
    hand.press("button[value=next]")
    answer(hand, "#declaration")
    hand.press("button[value=send]")
    done(hand)


def a_new_telephone_is_proved_and_kept(hand: Hand, stage: Stage) -> None:
    person = stage.enter("contact")
    hand.sign_in(person)
    hand.open("/me/contact/")
    hand.press("main a.button")
    hand.press("button[value=start]")
    phone = f"138{person.phone[3:]}"
    hand.type("#phone", phone)
    hand.press("button[value=send_code]")
    hand.type("#phone_code", stage.code_sent_to(phone))
    hand.press("button[value=next]")
    hand.press("button[value=send]")
    done(hand)
    hand.open("/me/contact/")
    assert f"138****{phone[-4:]}" in hand.words


def a_refusal_names_every_reason_and_the_way_on(hand: Hand, stage: Stage) -> None:
    hand.sign_in(stage.enter("refused"))
    begin(hand, "D06")
    assert hand.page.locator(".reason").count() == 2
    hand.unfold("details:has(button[value=send]) > summary")
    hand.press("button[value=send]")
    assert hand.page.locator(".reason").count() == 2
    hand.press("a[href$='/decision/']")
    assert hand.page.locator(".reason").count() == 2


def somebody_acts_for_their_mother(hand: Hand, stage: Stage) -> None:
    mother, agent = stage.enter("principal"), stage.enter("agent")
    hand.sign_in(mother)
    hand.open("/me/mandates/")
    hand.type("#identity", agent.number)
    hand.pick("#service", "D06")
    for part, value in zip(("year", "month", "day"), ("2030", "1", "31"), strict=True):
        hand.type(f"#until_{part}", value)
    hand.press("button[value=give]")
    hand.press("header form[action*=logout] button")
    hand.sign_in(agent)
    hand.open("/me/mandates/")
    hand.press("button[value=accept]")
    stage.people.faces_match()
    hand.open("/me/apply/D06/")
    hand.choose(f"input[value='{mother.id}']")
    hand.press("button[value=start]")
    hand.press("button[value=send]")
    pay(hand)
    done(hand)
    hand.press("header form[action*=logout] button")
    hand.sign_in(mother)
    hand.open("/me/looks/")
    assert hand.page.locator(".timeline li").count() >= 2


def a_newcomer_registers_and_is_told_what_is_missing(hand: Hand, stage: Stage) -> None:
    phone = f"137{stage.people.number:08d}"
    stranger = stage.aside(stage.people.stranger)
    hand.open("/register/")
    hand.type("#name", stranger.name)
    hand.type("#identity", stranger.number)
    hand.type("#phone", phone)
    hand.press("button[value=send_code]")
    hand.type("#code", stage.code_sent_to(phone))
    hand.type("#password", PASSWORD)
    hand.press("button[value=register]")
    hand.type("#id_login", phone)
    hand.type("#id_password", PASSWORD)
    hand.press("form[action='/account/login/'] button:not([form])")
    assert hand.page.url.endswith("/me/identity/")


def a_case_is_followed_asked_about_and_taken_back(hand: Hand, stage: Stage) -> None:
    person = stage.enter("open-matter")
    hand.sign_in(person)
    begin(hand, "D07")
    hand.press("button[value=send]")
    number = hand.page.url.split("/cases/")[1].split("/")[0]
    hand.open(f"/me/cases/{number}/")
    hand.unfold("section:has(> #ask-title) summary")
    hand.type("#text", "?")
    hand.choose("input[value=complaint]")
    hand.press("button[value=ask]")
    hand.unfold("details:has(button[value=withdraw]) > summary")
    hand.press("button[value=withdraw]")
    hand.open("/progress/")
    hand.type("#number", number)
    hand.type("#last4", person.number[-4:])
    hand.press("main form button")
    assert hand.page.locator(".timeline li").count() == 3


WAYS: tuple[Way, ...] = (
    a_lost_licence_is_replaced,
    a_licence_is_renewed,
    a_renewal_waits_for_the_hospital_and_goes_on_by_itself,
    the_office_opens_an_age_exchange_and_the_person_answers,
    a_renewal_is_postponed_on_ones_own_word,
    a_new_telephone_is_proved_and_kept,
    a_refusal_names_every_reason_and_the_way_on,
    somebody_acts_for_their_mother,
    a_newcomer_registers_and_is_told_what_is_missing,
    a_case_is_followed_asked_about_and_taken_back,
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_way_leads_through(hand: Callable[..., Hand], stage: Stage, way: Way, mode: str) -> None:
    person = hand(**MODES[mode])
    way(person, stage)
    known = (*NAMES, *(role.name for role in stage.people.roles.values()), "林**")
    assert person.foreign_words(known) == []
