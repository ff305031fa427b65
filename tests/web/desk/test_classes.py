"""The desk's pages of on-site classes: planned by one, signed in by another, confirmed by a third."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import builders
from tests.assessment.learning.builders import START, Clock, a_class, a_course, a_driver

from tongban.assessment.learning import classes, queries
from tongban.assessment.learning.types import End
from tongban.core import clock
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.people import queries as accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def time(settings: Any) -> Iterator[Clock]:
    settings.TONGBAN_DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with Clock(START).running() as running:
        builders.an_office()
        yield running


def english() -> Client:
    """A browser whose owner chose English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def staff(number: str, *posts: str) -> Client:
    outlets.employ(
        number=number, outlet=builders.OFFICE, posts=posts or ("acceptance",), password=builders.PASSWORD,
        employed_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    client = english()
    client.force_login(accounts.find_account(number))
    return client


def test_three_persons_and_a_class(time: Clock) -> None:
    teacher, checker, confirmer = staff("S11"), staff("S12"), staff("S13")
    form = {
        "action": "plan", "place": "一号教室", "starts_at": "2026-11-27T10:00", "ends_at": "2026-11-27T11:00",
        "places": "5", "teacher": "S11",
    }  # fmt: skip
    for wrong in (
        {"place": ""},
        {"starts_at": "x"},
        {"places": "0"},
        {"teacher": " "},
        {"ends_at": "2026-11-27T09:30"},
    ):
        assert checker.post("/desk/classes/", form | wrong).status_code == 400
    here = checker.post("/desk/classes/", form)["location"]
    [planned] = queries.classes(office=builders.OFFICE, since=clock.now())
    course = a_course(a_driver(), mode="on_site")
    classes.take_place(course_id=course.id, class_id=planned.id, actor=builders.TEST)
    time.goes(hours=1)
    who = {"course": str(course.id)}
    assert teacher.post(here, {"action": "sign_in", **who}).status_code == 409
    assert "You teach this class" in teacher.get(here).content.decode()
    assert checker.post(here, {"action": "sign_in", **who}).status_code == 302
    time.goes(hours=1)
    checker.post(here, {"action": "sign_out", **who})
    assert checker.post(here, {"action": "confirm"}).status_code == 409
    assert "to be confirmed" in confirmer.get("/desk/classes/").content.decode()
    assert confirmer.post(here, {"action": "confirm"}).status_code == 302
    assert "S13" in confirmer.get(here).content.decode()
    assert [day.on_site for day in queries.get_course(course.id).study.days] == [60]


def test_cheating_is_found_by_supervision_alone(time: Clock) -> None:
    clerk, supervisor = staff("S12"), staff("S15", "supervision")
    course, planned = a_course(a_driver(), mode="on_site"), a_class()
    classes.take_place(course_id=course.id, class_id=planned.id, actor=builders.TEST)
    here = f"/desk/classes/{planned.id}/"
    form = {"action": "fraud", "course": str(course.id), "reason": "替学"}
    assert clerk.post(here, form).status_code == 403
    assert supervisor.post(here, form | {"reason": ""}).status_code == 409
    assert "Void the course" in supervisor.get(here).content.decode()
    supervisor.post(here, form)
    assert queries.get_course(course.id).end is End.FRAUD


def test_a_class_of_another_office_is_not_found(time: Clock) -> None:
    planned = a_class()
    outlets.open_outlet(
        code="320100-1", kind=OutletKind.CITY_OFFICE, name=Text(zh="外地", en="elsewhere"), region="320100",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    outlets.employ(
        number="S16", outlet="320100-1", posts=("acceptance",), password=builders.PASSWORD,
        employed_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    client = Client()
    client.force_login(accounts.find_account("S16"))
    assert client.get(f"/desk/classes/{planned.id}/").status_code == 404
