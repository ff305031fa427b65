"""The public catalogue shows all 139 items; what is not handled here has no start button, but never a dead end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web.citizen.conftest import Enter, enter

from tongban.casework import queries, reminders
from tongban.casework.catalogue import pages, services
from tongban.core import clock
from tongban.exchange.models import Notice
from tongban.outlets.catalogue import shipped
from tongban.people import queries as people

__all__ = ["enter"]
ELSEWHERE = [item.code for item in shipped().items if item.code not in services and item.code not in pages]
VEHICLE = "V26"


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def parts(name: str, days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}_year": str(day.year), f"{name}_month": str(day.month), f"{name}_day": str(day.day)}


def test_every_item_is_on_the_public_page(db: None) -> None:
    shown = page("/services/")
    assert [item.code for item in shipped().items if f"/services/{item.code}/" not in shown] == []


def test_where_nothing_is_handled_here_there_is_no_start_button_and_a_way_on(db: None) -> None:
    builders.an_office()
    assert len(ELSEWHERE) > 40  # fewer with each service that is handled here
    for code in ELSEWHERE:
        shown = page(f"/services/{code}/")
        assert f"/me/apply/{code}/" not in shown, code
        assert f"/me/later/{code}/" in shown and "现在由谁办理" in shown, code


def test_the_button_of_an_item_that_is_a_page_of_ours_says_what_one_does_there(db: None) -> None:
    for code, one in pages.items():
        shown = f'href="{reverse(one.view)}">{one.does.zh}<' in page(f"/services/{code}/")
        assert shown is not one.for_staff, code


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("q=转让登记", "V26"),
        ("q=lost+licence", "D06"),
        ("group=RD", "RD03"),
        ("here=yes", "D07"),
        ("view=310000", "V05"),
    ],
)
def test_an_item_is_found_by_words_by_group_and_by_who_handles_it(db: None, words: str, found: str) -> None:
    shown = page(f"/services/?{words}")
    assert f"/services/{found}/" in shown and "/services/T11/" not in shown


def test_the_eighteen_kinds_are_public_and_say_how_sure_they_are(db: None) -> None:
    shown = page("/services/id-only/")
    assert "正式清单没有找到" in shown
    for kind in shipped().id_only_kinds:
        assert kind.services and all(f"/services/{code}/" in shown for code in kind.services)


def test_a_reminder_is_sent_once_on_its_day_however_late_the_worker(enter: Enter, settings) -> None:
    citizen = enter()
    answer = citizen.post(f"/me/later/{VEHICLE}/", {"action": "remind", "key": "k", **parts("remind_on", 10)})
    assert answer.status_code == 302
    [waiting] = reminders.waiting_of(citizen.person_id)
    assert reminders.send_due() == 0
    settings.TONGBAN_TODAY = (waiting.remind_on + timedelta(days=3)).isoformat()
    assert [reminders.send_due(), reminders.send_due()] == [1, 0]
    assert reminders.waiting_of(citizen.person_id) == []
    assert Notice.for_system("a test looks").filter(topic="reminder", person_id=citizen.person_id).count() == 1
    assert "转让登记" in citizen.get("/me/messages/").content.decode()


def test_a_reminder_asked_for_twice_is_one_and_can_be_taken_back_by_its_owner_only(enter: Enter) -> None:
    citizen, other = enter(), enter("李四")
    for days in (10, 20):
        citizen.post("/me/later/V09/", {"action": "remind", "key": f"k{days}", **parts("remind_on", days)})
    [waiting] = reminders.waiting_of(citizen.person_id)
    assert waiting.remind_on == clock.today() + timedelta(days=20)
    taking_back = {"action": "end", "reminder": str(waiting.id), "key": "e"}
    assert other.post("/me/later/V09/", taking_back).status_code == 404
    assert "变更车身颜色" in citizen.get("/me/").content.decode()
    assert citizen.post("/me/later/V09/", taking_back).status_code == 302
    assert reminders.waiting_of(citizen.person_id) == []


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_a_day_that_is_not_ahead_is_refused_beside_its_field(enter: Enter, days: int) -> None:
    citizen = enter()
    for action, name in (("remind", "remind_on"), ("appointment", "wish_on")):
        if action == "appointment" and days > 0:
            continue
        answer = citizen.post(f"/me/later/{VEHICLE}/", {"action": action, **parts(name, days)})
        assert answer.status_code == 400
        assert f'href="#{name}' in answer.content.decode()
    assert reminders.waiting_of(citizen.person_id) == []


def test_a_wish_for_an_appointment_reaches_the_desk_of_the_persons_office(enter: Enter) -> None:
    citizen = enter()
    fields = {"action": "appointment", "part": "afternoon", "words": "带老人", "key": "k", **parts("wish_on", 5)}
    assert citizen.post(f"/me/later/{VEHICLE}/", fields).status_code == 302
    citizen.post(f"/me/later/{VEHICLE}/", fields)
    clerk = builders.a_clerk("consultation")
    [asked] = queries.open_inquiries(clerk)
    assert (asked["kind"], asked["person"]) == ("appointment", citizen.person_id)
    assert "转让登记" in asked["words"] and "下午" in asked["words"] and "带老人" in asked["words"]
    assert people.get_person(citizen.person_id).phone_masked


def test_an_item_nobody_knows_is_not_found(enter: Enter) -> None:
    citizen = enter()
    assert Client().get("/services/V99/").status_code == 404
    assert citizen.get("/me/later/V99/").status_code == 404
