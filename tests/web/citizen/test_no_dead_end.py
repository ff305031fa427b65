"""Wherever a person stands there is one way on, and it is the right one."""

from django.test import Client
from tests import builders
from tests.web.citizen.conftest import Enter

from tongban.casework import own_motion
from tongban.casework.models import Case
from tongban.core import sealed
from tongban.registers.drivers import queries as drivers

LISTED = {"narcotics": {"listed": True}}


def test_a_refusal_in_writing_is_had_without_answering_what_no_longer_matters(enter: Enter) -> None:
    citizen = enter(known=LISTED)
    number = citizen.begin("D06")
    page = citizen.get(f"/me/cases/{number}/check/").content.decode()
    assert "仍然要一份书面决定" in page and "核对一下" not in page and "不用带材料" not in page
    answer = citizen.post(f"/me/cases/{number}/check/", {"action": "send"})
    assert answer["location"] == f"/me/cases/{number}/done/"
    assert Case.for_system("a test looks").get(number=number).outcome == "refused"


def test_an_application_that_may_succeed_is_not_sent_with_a_question_open(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D16")
    answer = citizen.post(f"/me/cases/{number}/check/", {"action": "send"})
    assert answer["location"] == f"/me/cases/{number}/questions/ground/"


def test_a_service_of_the_window_says_where_it_is_done(enter: Enter) -> None:
    page = enter().get("/me/apply/D12/").content.decode()
    assert 'value="start"' not in page and 'href="/services/D12/"' in page


def test_who_has_begun_goes_on_and_is_not_offered_a_second_beginning(enter: Enter) -> None:
    citizen = enter()
    assert 'value="start"' in citizen.get("/me/apply/D06/").content.decode()
    number = citizen.begin("D06")
    page = citizen.get("/me/apply/D06/").content.decode()
    assert 'value="start"' not in page and f"/me/cases/{number}/check/" in page


def test_a_telephone_is_asked_for_its_code_before_anything_goes_on(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D23")
    asking = f"/me/cases/{number}/questions/phone/"
    page = citizen.get(asking).content.decode()
    assert 'value="send_code"' in page and 'value="next"' not in page
    citizen.post(asking, {"phone": "13912345678", "action": "send_code"})
    assert 'value="next"' in citizen.get(asking).content.decode()


def test_what_is_looked_up_is_not_announced_where_nothing_is(enter: Enter) -> None:
    citizen = enter()
    assert "我们来查" in citizen.get("/me/apply/D06/").content.decode()
    assert "我们来查" not in citizen.get("/me/apply/D23/").content.decode()


def test_somebody_who_is_lost_is_led_to_their_own_page(enter: Enter) -> None:
    assert 'href="/me/"' in enter().get("/nothing/").content.decode()
    assert 'href="/"' in Client().get("/nothing/").content.decode()


def test_a_case_that_the_office_opened_does_not_ask_where_the_card_goes(enter: Enter) -> None:
    citizen = enter()
    driver = drivers.find_driver(citizen.person_id)
    assert driver is not None
    opened = own_motion.open_case(
        service="D08", person_id=citizen.person_id, subject=driver.id,
        office=builders.OFFICE, ground={"classes": ["A2"]}, actor=builders.TEST,
    )  # fmt: skip
    assert opened is not None
    page = f"/me/cases/{opened.number}"
    first = citizen.get(f"{page}/check/")
    assert "/questions/delivery" not in first.headers.get("location", "")
    kept = sealed.unpack(Case.for_system("a test looks").get(number=opened.number).answers)
    assert kept == {"delivery": "post", "delivery_address": "测试路1号"}
    citizen.post(f"{page}/questions/delivery/", {"delivery": "office", "action": "next"})
    citizen.get(f"{page}/check/")
    kept = sealed.unpack(Case.for_system("a test looks").get(number=opened.number).answers)
    assert kept["delivery"] == "office", "what the person says is not written over"
