"""Towns, demand and patrols on pages: a citizen asks, the office plans, everybody is told and sees the share."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests import builders as people_built
from tests.allocation import sessions as built
from tests.web import builders

from tongban.allocation.models import Plan
from tongban.allocation.slots import supervising, towns
from tongban.core import clock
from tongban.exchange.models import Notice
from tongban.people import actions as people
from tongban.services.tasks import exams as tasks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
DESK, MINE = "/desk/mobile-days/", "/me/town-tests/"


@pytest.fixture
def desk(settings: Any) -> Client:
    settings.TONGBAN_DEMO = True
    with clock.frozen(NOW):
        builders.an_office()
        return builders.a_supervisor()


def test_from_a_wish_to_a_published_day_and_a_message(desk: Client) -> None:
    person = people_built.a_person()
    people.verify_at_window(person_id=person, actor=people_built.TEST)
    citizen = Client()
    citizen.force_login(people_built.an_account(person))
    with clock.frozen(NOW):
        assert "名单上还没有镇" in citizen.get(MINE).content.decode()
        town = {"action": "town", "code": "320116101", "region": "320116", "name_zh": "竹镇", "name_en": "Zhuzhen"}
        assert desk.post(DESK, {**town, "key": "1", "name_en": ""}).status_code == 400
        assert desk.post(DESK, {**town, "key": "2", "central": "yes"}).status_code == 302
        assert citizen.post(MINE, {"key": "3", "action": "ask", "town": "", "licence_class": "E"}).status_code == 400
        told = {"key": "4", "action": "ask", "town": "320116101", "licence_class": "E"}
        assert citizen.post(MINE, told).status_code == 302
        assert "有 1 人希望在这里考" in citizen.get(MINE).content.decode()
        day = {
            "action": "plan", "town": "320116101", "on": "2026-12-19", "desks": "20", "motorcycles": "4",
            "examiners": "3", "lottery": "double-colour", "issue": "2026146", "lottery_at": "2026-12-15T21:15",
        }  # fmt: skip
        assert desk.post(DESK, {**day, "key": "5", "desks": "x"}).status_code == 400
        assert desk.post(DESK, {**day, "key": "6"}).status_code == 302
        plan = Plan.objects.get()
        tasks.tell_who_asked(plan.number, "320116101")
        assert "0 %" in desk.get("/tests/").content.decode()
        assert citizen.post(MINE, {"key": "7", "action": "no_more", "licence_class": "E"}).status_code == 302
    assert Notice.for_system("test").filter(topic="mobile_day").count() == 1
    assert towns.asked_by(person) == {}


def test_a_proposal_is_opened_by_its_button_and_a_patrol_recorded_on_the_page_of_its_site(desk: Client) -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 5):
        built.prefer(order, 1)
    page = f"/desk/sites/{built.SITE}/"
    with clock.frozen(NOW):
        (one,) = supervising.weekends_due(built.SITE)
        assert "4 人在等 × 56 天 ÷ 6 个名额 = 38 天" in desk.get(page).content.decode()
        assert desk.post(page, {"key": "1", "action": "weekend", "weekend": one.line}).status_code == 302
        told = {"key": "2", "action": "patrol", "patrol_on": "2026-11-23", "patrol_by": "NJ-1"}
        assert desk.post(page, told).status_code == 302
        (patrol,) = supervising.patrols(built.SITE)
        visited = {"action": "visited", "patrol": str(patrol.id)}
        assert desk.post(page, {**visited, "key": "3", "found": ""}).status_code == 400
        assert desk.post(page, {**visited, "key": "4", "found": "", "in_order": "yes"}).status_code == 302
        assert "正常" in desk.get(page).content.decode()
