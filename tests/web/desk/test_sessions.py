"""Sites and plans at the desk: published, a session cancelled, examiners drawn and changed, another rule tried."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, FIRST, PLAN, SITE, TODAY, prefer
from tests.passes import SETUP, an_employed_examiner
from tests.web import builders

from tongban.allocation.models import Session
from tongban.allocation.slots import examining, queries, sites
from tongban.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> Client:
    """Somebody of supervision at the desk."""
    settings.TONGBAN_DEMO = True
    with clock.frozen(TODAY):
        builders.an_office()
        return builders.a_supervisor()


def test_a_plan_is_published_from_lines_and_a_wrong_line_is_named(desk: Client) -> None:
    built.a_site()
    told = {
        "key": "1", "action": "publish", "region": "320100", "title_zh": "十二月", "title_en": "December",
        "sessions": f"{SITE} 2026-12-10 09:00 11:30 S2 C1,C2\n{SITE} 2026-12-11 09:00 11:30 S1 C1 8",
        "opens_at": "2026-11-23T12:00", "closes_at": "2026-12-02T18:00", "beacon_at": "2026-12-04T20:00",
        "lottery": "double-colour", "issue": "2026140", "lottery_at": "2026-12-04T21:00",
    }  # fmt: skip
    with clock.frozen(TODAY):
        wrong = desk.post("/desk/sites/", told | {"sessions": "nonsense"})
        assert wrong.status_code == 400 and "第 1 行有误" in wrong.content.decode()
        assert desk.post("/desk/sites/", told | {"key": "2"}).status_code == 302
        assert "十二月" in desk.get("/desk/sites/").content.decode()
    assert [one.quota for one in queries.sessions_of("320100-2026-50")] == [10 * 120 * 85 // 1200, 8]


def test_the_calendar_shows_the_formula_and_a_session_is_cancelled_with_a_reason(desk: Client) -> None:
    built.a_site()
    built.a_plan()
    page = f"/desk/sites/{SITE}/"
    with clock.frozen(TODAY):
        shown = desk.get(page, {"from": "2026-12-07"}).content.decode()
        assert "10 × (180 − 30) ÷ 12 × 85 %" in shown
        told = {"key": "1", "action": "cancel", "session": str(built.session_id(1)), "why_zh": "暴雨", "why_en": "Rain"}
        assert desk.post(page, told).status_code == 302
        weekend = {"key": "2", "action": "weekend", "weekend": "2026-12-12 09:00 11:30 S2 C1,C2 20"}
        assert desk.post(page, weekend).status_code == 409  # nobody waits
        assert desk.get(page, {"from": "nonsense"}).status_code == 200
    assert Session.objects.get(place=1).why_en == "Rain"


def test_examiners_are_drawn_on_the_day_and_changed_by_two(desk: Client) -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    built.fix_draw_and_run()
    for name in ("EX1", "EX2"):
        an_employed_examiner(name)
        sites.certify(
            staff=name, region="320100", subjects=["S2"], classes=["C1"], certificate="K", to=date(2027, 1, 1),
            actor=SETUP,
        )  # fmt: skip
    page = f"/desk/sites/{SITE}/"
    other = builders.a_supervisor("310100-0010")
    with clock.frozen(FIRST - timedelta(hours=1)):
        assert desk.post(page, {"key": "1", "action": "draw", "on_duty": "EX1 EX2"}).status_code == 302
        (group,) = examining.groups_of(SITE, FIRST.date())
        assert group.examiner in desk.get(page).content.decode()
        spare = "EX2" if group.examiner == "EX1" else "EX1"
        told = {"key": "2", "action": "propose", "group": group.id, "examiner": spare, "why": "迟到"}
        assert desk.post(page, told).status_code == 302
        (change,) = examining.changes_of(SITE, FIRST.date())
        confirm = {"key": "3", "action": "confirm", "change": str(change.id)}
        assert desk.post(page, confirm).status_code == 403
        assert other.post(page, confirm).status_code == 302
        assert examining.groups_of(SITE, FIRST.date())[0].examiner == spare
        assert desk.post(page, {"key": "4", "action": "ill", "ill": spare}).status_code == 302
        assert desk.post(page, {"key": "5", "action": "draw", "on_duty": "EX1"}).status_code == 409


def test_another_rule_is_tried_over_what_was_run(desk: Client) -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 5):
        prefer(order, 1, at=TODAY + timedelta(hours=9 - order))
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        shown = desk.get("/desk/sites/rule/", {"order": "submitted,draw", "grain": "second", "since": "2026-12-01",
                                               "until": "2026-12-31"}).content.decode()  # fmt: skip
        assert "2 人会多得名额，2 人会失去名额" in shown and PLAN in shown
        assert desk.get("/desk/sites/rule/", {"order": "nonsense"}).status_code == 400
        assert desk.get("/desk/sites/rule/").status_code == 200
