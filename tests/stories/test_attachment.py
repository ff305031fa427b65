"""V53: courts and others attach, extend and release by signed message, whatever order it comes in and however often;
at a window two officers and two members of staff act."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.stories.test_private_car import a_window
from tests.web.builders import JPEG

from tongban.core import clock
from tongban.core.actor import Grant
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.rules import attachment
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import attachments
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.attachments import Notice
from tongban.registers.vehicles.models import AttachmentNotice
from tongban.web.api import catalogue

PUDONG, JINGAN = "浦东新区人民法院", "静安区人民法院"


@pytest.fixture
def car(told):
    return builders.a_vehicle(told.person())


def serves(told, car, number, **more):
    """A court serves a notice; it arrives and is carried out. Returns what it led to."""
    told.happens("court/notice", {"vin": car.vin, "number": number, "authority_name": PUDONG, **more})
    told.city.work()
    by = {"number": number, "authority_name": more.get("authority_name", PUDONG), "act": more.get("act", "attach")}
    row = AttachmentNotice.for_system("a story looks").get(**by)
    return row.result, row.rank


def order(car, days=0):
    """The attachments in force: the first binds."""
    law = vehicles.get_vehicle(car.id).law
    return [one.reference for one in attachment.in_order(law, clock.today() + timedelta(days=days))]


def receipts(told):
    """What the court was told, oldest first."""
    return [line for line in told.city.control("GET", "log")["lines"] if line["partner"] == "court"]


def test_the_first_binds_the_second_waits_and_takes_its_place_when_the_first_is_released(told, car):
    assert serves(told, car, "执1号") == ("attached", 1)
    assert serves(told, car, "执2号", authority_name=JINGAN) == ("waiting", 2)
    assert serves(told, car, "执3号", authority="procuratorate", authority_name="检察院") == ("waiting", 3)
    assert serves(told, car, "执1号之一", act="release", about="执1号") == ("released", 1)
    assert order(car) == ["执2号", "执3号"]
    assert vehicles.get_vehicle(car.id).law.restrictions
    assert len(receipts(told)) >= 4


def test_one_in_the_middle_is_released_and_the_order_of_the_others_stays(told, car):
    for number in ("执1号", "执2号", "执3号"):
        serves(told, car, number)
    assert serves(told, car, "执2号之一", act="release", about="执2号") == ("released", 2)
    assert order(car) == ["执1号", "执3号"]


def test_when_the_day_of_the_first_is_over_the_next_binds_without_anybody_s_doing(told, car):
    today = clock.today()
    serves(told, car, "执1号", until=(today + timedelta(days=10)).isoformat())
    serves(told, car, "执2号")
    assert (order(car, 10), order(car, 11)) == (["执1号", "执2号"], ["执2号"])
    later = (today + timedelta(days=300)).isoformat()
    assert serves(told, car, "执1号续", act="extend", about="执1号", until=later) == ("extended", 1)
    assert order(car, 300) == ["执1号", "执2号"] and order(car, 301) == ["执2号"]


def test_the_same_notice_twice_is_one_attachment_and_another_under_its_number_is_none(told, car):
    assert serves(told, car, "执1号") == ("attached", 1)
    assert serves(told, car, "执1号") == ("attached", 1)
    serves(told, car, "执1号", until=(clock.today() + timedelta(days=9)).isoformat())
    assert order(car) == ["执1号"] and order(car, 10) == ["执1号"]


def test_a_released_attachment_does_not_come_back_with_a_late_copy(told, car):
    serves(told, car, "执1号")
    serves(told, car, "执1号之一", act="release", about="执1号")
    serves(told, car, "执1号")
    assert order(car) == []
    assert serves(told, car, "执1号之二", act="release", about="执1号") == ("released", 0)


def test_a_release_that_overtakes_its_attachment_is_carried_out_behind_it(told, car):
    assert serves(told, car, "执1号之一", act="release", about="执1号") == ("kept", 0)
    serves(told, car, "执1号")
    assert order(car) == []
    assert AttachmentNotice.for_system("a story looks").get(act="release").result == "released"


def test_another_court_cannot_release_what_it_did_not_attach(told, car):
    serves(told, car, "执1号")
    assert serves(told, car, "解1号", act="release", about="执1号", authority_name=JINGAN) == ("kept", 0)
    assert order(car) == ["执1号"]


def test_a_forged_notice_changes_nothing(told, car):
    told.partner("court", signature="wrong")
    told.city.control("POST", "court/notice", {"vin": car.vin})
    told.city.work()
    assert order(car) == [] and not AttachmentNotice.for_system("a story looks").exists()


def test_a_vehicle_that_moved_away_is_ended_or_unknown_is_said_to_be_so(told, car):
    other = builders.a_vehicle(
        told.person(name="李四", serial=902), vin="LSVT91330CN060001", plate="沪A22222", serial=7, frame_number=True
    )
    act = {"effective_on": clock.today(), "actor": builders.TEST, "cause": "test"}
    register.set_letter(vehicle_id=car.id, letter="B", **act)
    register.deregister(vehicle_id=other.id, ground="scrapped", **act)
    assert serves(told, car, "执1号") == ("moved_away", 0)
    assert serves(told, other, "执2号") == ("ended", 0)
    told.happens("court/notice", {"vin": "LSVT91330CN069999", "number": "执3号", "authority_name": PUDONG})
    assert AttachmentNotice.for_system("a story looks").get(number="执3号").result == "not_here"


def on_paper(car, **more):
    given = {
        "number": "执9号", "authority": "court", "authority_name": PUDONG, "case_number": "民初9号", "act": "attach",
        "vin": car.vin, "about": "", "on": clock.today(), "until": None, **more,
    }  # fmt: skip
    return Notice(**given)


def test_on_paper_two_officers_bring_it_and_two_members_of_staff_act(told, car):
    first, second = builders.a_clerk("acceptance"), builders.a_clerk("review", label="0009", account=9)
    with pytest.raises(BadInput):
        attachments.take_down(on_paper(car), officers=("A1", "A1"), image=b"jpeg", actor=first)
    with pytest.raises(BadInput):
        attachments.take_down(on_paper(car), officers=("A1", "A2"), image=b"", actor=first)
    taken = attachments.take_down(on_paper(car), officers=("A1", "A2"), image=b"jpeg", actor=first)
    assert (taken.result, order(car)) == ("taken_down", [])
    with pytest.raises(NotAllowed):
        attachments.confirm(notice=taken.id, actor=first)
    assert attachments.confirm(notice=taken.id, actor=second).result == "attached"
    assert order(car) == ["执9号"] and attachments.image_of(taken.id) == b"jpeg"
    with pytest.raises(NotFound):
        attachments.confirm(notice=taken.id, actor=second)


def test_where_the_matrix_does_not_let_an_office_accept_it_nobody_takes_one_down_or_looks(told, car, settings):
    settings.TONGBAN_DEMO = True  # a password is enough
    outlets.open_outlet(
        code="310115-1", kind=OutletKind.COUNTY_OFFICE, name=Text(zh="县车管所", en="county office"), region="310115",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    county = replace(builders.a_clerk("acceptance"), office="310115-1")
    with pytest.raises(NotAllowed):
        attachments.take_down(on_paper(car), officers=("A1", "A2"), image=b"jpeg", actor=county)
    other = replace(builders.a_clerk("acceptance"), grants=frozenset({Grant("work", service="V54")}))
    with pytest.raises(NotAllowed):
        attachments.take_down(on_paper(car), officers=("A1", "A2"), image=b"jpeg", actor=other)
    page = a_window(office="310115-1")
    assert page.get(reverse("desk:attachments")).status_code == 403


def test_the_catalogue_says_who_begins_it_and_only_the_desk_has_a_button(told, settings):
    settings.TONGBAN_DEMO = True
    public, desk = reverse("public:service", args=["V53"]), reverse("desk:attachments")
    said = Client().get(public).content.decode()
    assert desk not in said and "人民法院等机关" in said and "查封、续封、解封" in said and "暂不能" not in said
    assert f'href="{desk}"' in a_window().get(public).content.decode()
    told_by_api = catalogue.item("V53")
    assert (told_by_api["handled_here"], told_by_api["page"], told_by_api["decided_by"]) == (True, None, "nobody")


def test_the_signed_message_overtakes_the_paper_and_a_copy_with_other_contents_is_noticed(told, car):
    clerk = builders.a_clerk("acceptance")
    notice = on_paper(car)
    taken = attachments.take_down(notice, officers=("A1", "A2"), image=b"jpeg", actor=clerk)
    assert attachments.carry_out(notice, source=builders.UUID(int=5), actor=builders.TEST).result == "attached"
    with pytest.raises(NotFound):
        attachments.take_back(notice=taken.id, actor=clerk)
    with pytest.raises(Conflict):
        attachments.take_down(
            on_paper(car, on=clock.today() - timedelta(days=1)), officers=("A1", "A2"), image=b"x", actor=clerk
        )


def test_the_page_takes_it_down_with_its_picture_and_another_clerk_confirms_it(told, car, settings):
    settings.TONGBAN_DEMO = True  # a password is enough
    page, address = a_window(), reverse("desk:attachments")
    form = {
        "action": "take_down", "act": "attach", "authority": "court", "authority_name": PUDONG, "number": "执9号",
        "case_number": "民初9号", "vin": car.vin, "on": clock.today().isoformat(), "officer_1": "A1", "officer_2": "A1",
        "picture": SimpleUploadedFile("notice.jpg", JPEG, "image/jpeg"),
    }  # fmt: skip
    assert attachments.TWO_OFFICERS.zh in page.post(address, form).content.decode()
    form |= {"officer_2": "A2", "picture": SimpleUploadedFile("notice.jpg", JPEG, "image/jpeg")}
    assert page.post(address, form).status_code == 302
    [waiting] = attachments.to_confirm()
    confirm = {"action": "confirm", "notice": str(waiting.outcome.id)}
    assert attachments.SAME_PERSON.zh in page.post(address, confirm).content.decode()
    attachments.confirm(notice=waiting.outcome.id, actor=builders.a_clerk("review", label="0009", account=9))
    shown = page.get(address).content.decode()
    assert "已查封" in shown and "纸质通知" in shown
    assert page.get(reverse("desk:attachment_image", args=[waiting.outcome.id])).content == JPEG
