"""Mobile sites at the desk: a machine registered, a package made, a file taken in, a finding settled."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.assessment.away.builders import (
    DAY,
    EVENING,
    MORNING,
    SITE,
    Away,
    a_candidate,
    a_session,
    a_site,
    at_noon,
    expected,
)
from tests.builders import TEST
from tests.web import builders

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.driving.queries import ConflictRow
from tongban.assessment.exams.types import SittingState
from tongban.core import audit, clock
from tongban_site import leaving

pytestmark = pytest.mark.django_db
PAGE = "/desk/away/"


@pytest.fixture
def desk(settings: Any) -> Client:
    """Somebody of supervision at the desk."""
    settings.TONGBAN_DEMO = True
    with clock.frozen(MORNING - timedelta(days=3)):
        builders.an_office()
        return builders.a_supervisor()


def test_a_day_away_from_registration_to_a_settled_finding(desk: Client, tmp_path: Path) -> None:
    a_site()
    file = a_candidate(office=builders.OFFICE)
    sitting = expected(file, "S2", a_session("S2"))
    away = Away(tmp_path / "site")
    with clock.frozen(MORNING - timedelta(hours=2)):
        wrong = desk.post(PAGE, {"key": "1", "action": "register", "site": SITE, "public": "nonsense"})
        assert wrong.status_code == 400
        told = {"key": "2", "action": "register", "site": SITE, "public": away.site.keys.public}
        assert desk.post(PAGE, told).status_code == 302
        early = desk.post(PAGE, {"action": "pack", "pack_site": SITE, "day": DAY.isoformat(), "examiners": ""})
        assert early.status_code == 400
        packed = desk.post(PAGE, {"action": "pack", "pack_site": SITE, "day": DAY.isoformat(), "examiners": "KS-1"})
        assert packed["content-disposition"].endswith(f'"package-{SITE}-{DAY}.txt"')
    away.site.take_package(packed.content, "KS-1")
    away.rides(sitting.id)
    with at_noon():
        actions.void(sitting_id=sitting.id, reason="cancelled", counts=False, actor=TEST, cause="test")
    with clock.frozen(EVENING):
        assert desk.post(PAGE, {"key": "3", "action": "take"}).status_code == 400
        day = SimpleUploadedFile("day.txt", leaving.write(away.site))
        assert desk.post(PAGE, {"key": "4", "action": "take", "file": day}).status_code == 302
        shown = desk.get(PAGE).content.decode()
        assert "王五" in shown and "已经结束或作废" in shown
        assert "site_result" in [one.what for one in audit.looks_at(file.person_id)]
        conflict = ConflictRow.objects.get()
        act = {"action": "settle", "conflict": str(conflict.id), "stands": "here"}
        assert desk.post(PAGE, act | {"key": "5", "reason": ""}).status_code == 400
        assert desk.post(PAGE, act | {"key": "6", "reason": "booked off in time"}).status_code == 302
        assert "王五" not in desk.get(PAGE).content.decode()
    assert queries.get_sitting(sitting.id).state is SittingState.VOID


def test_without_a_mobile_site_the_page_says_what_to_do_first(desk: Client) -> None:
    with clock.frozen(MORNING):
        assert "还没有开放的流动考点" in desk.get(PAGE).content.decode()
