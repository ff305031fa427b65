"""Oath and licence at the desk: planned, noted step by step, and why a licence is not there yet."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.assessment.exams import builders as candidates
from tests.builders import a_person
from tests.web.builders import OFFICE, SETUP, a_clerk, an_office

from tongban.assessment.exams import actions, ceremonies, queries
from tongban.assessment.exams.types import ExamFile, FileState, Kind, Schooling
from tongban.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Client:
    an_office()
    return a_clerk(posts=("acceptance",))


def who_has_passed() -> ExamFile:
    """Somebody of this office who passed everything today: their application asks for subject 1 alone."""
    file = actions.open_file(
        person_id=a_person(candidates.BORN), born=candidates.BORN, target="C1", kind=Kind.INITIAL, held=(),
        subjects=("S1",), region="310100", office=OFFICE, schooling=Schooling.NONE, actor=SETUP, cause="test",
    )  # fmt: skip
    return candidates.passes(file, "S1")


def page(clerk: Client, file: ExamFile) -> tuple[str, str]:
    """The address of the ceremony to which somebody is asked, and what it shows."""
    invited = ceremonies.find_invitation(file.id)
    assert invited is not None
    address = reverse("desk:ceremony", args=[invited.ceremony.id])
    return address, clerk.get(address).content.decode()


def test_a_ceremony_is_planned_and_each_step_is_noted(clerk: Client) -> None:
    at = (clock.now() + timedelta(hours=2)).astimezone(clock.CHINA)
    planned = clerk.post(
        reverse("desk:ceremonies"),
        {"action": "plan", "place": "领证大厅", "starts_at": at.strftime("%Y-%m-%dT%H:%M")},
    )
    assert planned.status_code == 302
    file = who_has_passed()
    assert file.state is FileState.PASSED
    ceremonies.invite(file_id=file.id, actor=SETUP, cause="test")
    address, shown = page(clerk, file)
    assert "王小明" in shown and "已到场" in shown and "安全教育" in shown
    assert "还没有参加领证宣誓" in shown and "不少于30分钟" in shown
    for action in ("attend", "teach", "swear"):
        answer = clerk.post(address, {"action": action, "file": str(file.id), "minutes": "30"})
        assert answer.status_code == 302, action
    invited = ceremonies.find_invitation(file.id)
    assert invited and invited.came_at and invited.educated_minutes == 30 and invited.sworn_at
    assert "还没有参加领证宣誓" not in page(clerk, file)[1]


def test_nobody_swears_before_they_have_come(clerk: Client) -> None:
    ceremonies.plan(office=OFFICE, place="大厅", starts_at=clock.now() + timedelta(hours=1), actor=SETUP)
    file = who_has_passed()
    ceremonies.invite(file_id=file.id, actor=SETUP, cause="test")
    address, _ = page(clerk, file)
    refused = clerk.post(address, {"action": "swear", "file": str(file.id)})
    assert refused.status_code == 409
    assert queries.get_file(file.id).state is FileState.PASSED


def test_a_time_that_has_passed_and_no_place_are_told_at_their_fields(clerk: Client) -> None:
    for form, said in (
        ({"place": "", "starts_at": "2030-01-01T09:00"}, "请填写地点"),
        ({"place": "大厅", "starts_at": ""}, "请选择日期和时间"),
        ({"place": "大厅", "starts_at": "2020-01-01T09:00"}, "仪式时间应在现在之后"),
    ):
        answer = clerk.post(reverse("desk:ceremonies"), {"action": "plan", **form})
        assert answer.status_code == 400 and said in answer.content.decode()


def test_another_post_and_another_office_do_not_get_in(clerk: Client) -> None:
    till = a_clerk("310100-0002", posts=("till",))
    assert till.get(reverse("desk:ceremonies")).status_code == 403
    planned = ceremonies.plan(office="320100-1", place="别处", starts_at=clock.now() + timedelta(hours=1), actor=SETUP)
    assert clerk.get(reverse("desk:ceremony", args=[planned.id])).status_code == 404


def test_what_comes_next_stands_first_and_what_is_over_last() -> None:
    noon = datetime(2026, 11, 23, 4, tzinfo=UTC)
    for days in (-2, 3, 0, -1, 1):
        at = noon + timedelta(days=days)
        with clock.frozen(at - timedelta(hours=1)):
            ceremonies.plan(office="310115-C", place="大厅", starts_at=at, actor=SETUP)
    with clock.frozen(noon):
        days = [one.on.day - noon.day for one in ceremonies.ceremonies("310115-C")]
    assert days == [0, 1, 3, -1, -2]
