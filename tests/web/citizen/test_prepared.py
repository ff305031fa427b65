"""Look, confirm, pay: the three screens of a renewal that the office has prepared, and a person's time on them."""

from datetime import timedelta

import httpx
from django.utils import timezone
from tests import builders
from tests.conftest import City
from tests.web.citizen.conftest import Enter

from tongban.casework import preparing
from tongban.casework.models import Case, Confirmation
from tongban.core import clock
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import queries
from tongban.web.citizen import page_time


def a_prepared(city: City, citizen, days: int = 40) -> Case:
    """The citizen's licence runs out soon, and the night has prepared the renewal."""
    ends = clock.today() + timedelta(days=days)
    drivers.record(
        driver_id=queries.find_driver(citizen.person_id).id, kind="test",
        changes=[builders.Change("validity", [ends.replace(year=ends.year - 6).isoformat(), ends.isoformat(), 6])],
        effective_on=ends.replace(year=ends.year - 6), actor=builders.TEST, cause="test",
    )  # fmt: skip
    assert preparing.prepare_day(ends, clock.today()) == 1
    city.work()
    return Case.for_system("a test looks").get(applicant=citizen.person_id, prepared_for=ends)


def test_three_screens_and_no_question(city: City, enter: Enter) -> None:
    citizen = enter(known={"medical": {}})
    number = a_prepared(city, citizen).number
    home = citizen.get("/me/").content.decode()
    assert "新驾驶证已备好" in home and f"/me/cases/{number}/prepared/" in home

    look = citizen.get(f"/me/cases/{number}/prepared/")
    assert "至" in look.content.decode() and '<input type="text"' not in look.content.decode()
    answer = citizen.post(f"/me/cases/{number}/prepared/", {"action": "confirm"})
    assert answer["location"] == f"/me/cases/{number}/confirm/"
    confirm = citizen.get(f"/me/cases/{number}/confirm/").content.decode()
    assert "测试路1号" in confirm and "¥10.00" in confirm
    answer = citizen.post(f"/me/cases/{number}/confirm/")
    assert httpx.get(answer["location"], trust_env=False).status_code == 200, "the third screen is the bank's"


def test_the_one_errand_names_the_nearest_hospital_first(city: City, enter: Enter) -> None:
    citizen = enter()
    number = a_prepared(city, citizen).number
    for code, region, name in (("h-far", "320100", "远方医院"), ("h-near", builders.REGION, "近处医院")):
        outlets.open_outlet(
            code=code, kind=OutletKind.HOSPITAL, name=Text(zh=name, en=name), region=region,
            opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
        )  # fmt: skip
    page = citizen.get(f"/me/cases/{number}/prepared/").content.decode()
    assert page.index("近处医院") < page.index("远方医院")
    assert "只差一件事" in page and "没有问题" not in page
    assert citizen.get(f"/me/cases/{number}/confirm/")["location"].endswith("/prepared/")


def test_a_person_who_does_not_want_it_says_so_once(city: City, enter: Enter) -> None:
    citizen = enter(known={"medical": {}})
    case = a_prepared(city, citizen)
    citizen.post(f"/me/cases/{case.number}/prepared/", {"action": "decline"})
    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert "已备好" not in citizen.get("/me/").content.decode()


def test_the_persons_time_is_that_of_our_pages_and_nobodys_afterwards(city: City, enter: Enter, monkeypatch) -> None:
    citizen = enter(known={"medical": {}})
    number = a_prepared(city, citizen).number
    citizen.get("/me/")
    now = timezone.now()
    # read 20 s, then left open for an hour (ten minutes count), then 5 s to confirm
    at = iter([now, now + timedelta(seconds=20), now + timedelta(seconds=3620), now + timedelta(seconds=3625)])

    class Watch:
        now = staticmethod(lambda: next(at))

    monkeypatch.setattr(page_time, "clock", Watch)
    citizen.get(f"/me/cases/{number}/prepared/")
    citizen.post(f"/me/cases/{number}/prepared/", {"action": "confirm"})
    citizen.get(f"/me/cases/{number}/confirm/")
    citizen.post(f"/me/cases/{number}/confirm/")
    [row] = Confirmation.objects.all()
    assert (row.prepared, row.seconds) == (True, 625.0)
    assert not citizen.cookies[page_time._name()].value


def test_changing_where_the_card_goes_leads_back_to_the_confirmation(city: City, enter: Enter) -> None:
    citizen = enter(known={"medical": {}})
    number = a_prepared(city, citizen).number
    citizen.get(f"/me/cases/{number}/prepared/")
    answer = citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    assert answer["location"] == f"/me/cases/{number}/confirm/"


def test_another_citizen_does_not_find_it(city: City, enter: Enter) -> None:
    number = a_prepared(city, enter(known={"medical": {}})).number
    other = enter(name="李四")
    for page in ("prepared", "confirm"):
        assert other.get(f"/me/cases/{number}/{page}/").status_code == 404


def test_renewing_in_the_ordinary_way_finds_what_is_prepared(city: City, enter: Enter) -> None:
    citizen = enter(known={"medical": {}})
    number = a_prepared(city, citizen).number
    assert citizen.post("/me/apply/D07/", {"action": "start"})["location"] == f"/me/cases/{number}/prepared/"


def test_a_renewal_that_only_an_answer_holds_up_leads_to_the_question(city: City, enter: Enter) -> None:
    citizen = enter(known={"medical": {"left_vision": 4.9, "right_vision": 4.9}})
    drivers.record(
        driver_id=queries.find_driver(citizen.person_id).id, kind="test",
        changes=[builders.Change("class:B2", builders.LONG_AGO.isoformat())],
        effective_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    number = a_prepared(city, citizen).number
    assert "等您选择" in citizen.get("/me/").content.decode()
    page = citizen.get(f"/me/cases/{number}/prepared/").content.decode()
    assert "等您选择" in page and 'value="confirm"' in page and "差一件事" not in page
    answer = citizen.post(f"/me/cases/{number}/prepared/", {"action": "confirm"})
    answer = citizen.get(answer["location"])
    assert answer["location"] == f"/me/cases/{number}/questions/accept_lower/"
    citizen.post(answer["location"], {"accept_lower": "yes", "action": "next"})
    confirm = citizen.get(f"/me/cases/{number}/confirm/").content.decode()
    assert "<dd>C1" in confirm and "<dd>B2" not in confirm, "what is confirmed is the licence as it will be"


def test_several_errands_are_counted(city: City, enter: Enter) -> None:
    violation = {
        "kind": "violation", "number": "V77", "place": "玄武大道", "on": "2026-11-01", "state": "open",
        "letter": "", "until": None, "settle_at": "玄武交警大队",
    }  # fmt: skip
    citizen = enter(known={"matters": [violation]})
    number = a_prepared(city, citizen).number
    for address in ("/me/", f"/me/cases/{number}/prepared/"):
        page = citizen.get(address).content.decode()
        assert "还差 2 件事" in page and "只差一件事" not in page
    assert page.count("V77") == 1, "place and number of a matter are said once"


def test_a_renewal_with_an_errand_left_can_be_sent_at_once_and_waits(city: City, enter: Enter) -> None:
    citizen = enter()
    case = a_prepared(city, citizen)
    page = citizen.get(f"/me/cases/{case.number}/prepared/").content.decode()
    assert f'href="/me/cases/{case.number}/check/"' in page
    citizen.get(f"/me/cases/{case.number}/check/")
    answer = citizen.post(f"/me/cases/{case.number}/check/", {"action": "send"})
    case.refresh_from_db()
    assert answer["location"] == f"/me/cases/{case.number}/done/" and case.status == "waiting"


def test_who_declines_what_is_prepared_is_told_that_they_can_still_apply(city: City, enter: Enter) -> None:
    citizen = enter(known={"medical": {}})
    case = a_prepared(city, citizen)
    answer = citizen.post(f"/me/cases/{case.number}/prepared/", {"action": "decline"}, follow=True)
    assert "随时可以自己申请" in answer.content.decode()
