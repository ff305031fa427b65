"""Draws at the desk: a supervisor opens one and fixes its list; two people read figures; nobody else gets in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.allocation import builders
from tests.allocation.builders import CLOSES, EVENING, FIGURES, LOTTERY, NUMBER, OPENS
from tests.web.builders import a_clerk, an_office

from tongban.allocation import queries
from tongban.allocation.models import Value
from tongban.allocation.types import DrawState
from tongban.core import clock

pytestmark = pytest.mark.django_db
FORM = {
    "action": "open", "title_zh": "靓号摇号", "title_en": "Round", "basis_zh": "试点", "basis_en": "pilot",
    "pilot": "1",
    "pool": "苏A88888\r\n苏A66666\r\n", "opens_at": "2026-11-23T09:00", "closes_at": "2026-11-25T09:00",
    "beacon_at": "2026-11-27T20:00", "lottery": "double-colour", "issue": "2026137", "lottery_at": "2026-11-27T21:15",
}  # fmt: skip


@pytest.fixture
def supervisor() -> Client:
    an_office()
    return a_supervisor("310100-0007")


def a_supervisor(number: str) -> Client:
    with clock.frozen(OPENS):  # employed since then
        return a_clerk(number, posts=("supervision",), powers=())


def send(client: Client, at: Any, number: str = "", **form: str) -> Any:
    with clock.frozen(at):
        address = reverse("desk:draw", args=[number]) if number else reverse("desk:draws")
        return client.post(address, form)


def test_a_supervisor_opens_a_draw_and_finds_it_among_the_draws(supervisor: Client) -> None:
    answer = send(supervisor, OPENS, **FORM)
    assert answer.status_code == 302
    draw = queries.draws()[0]
    assert (draw.number, draw.items, draw.pilot) == ("2026-001", 2, True)
    assert draw.sources[1].due_at.isoformat() == "2026-11-27T13:15:00+00:00"  # 21:15 in China
    assert draw.number in supervisor.get(reverse("desk:draws")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_en": ""}, "请用中文和英文各写一遍"),
        ({"pool": ""}, "每行一项"),
        ({"closes_at": ""}, "请选择日期和时间"),
        ({"beacon_at": "2026-11-25T10:00"}, "至少公示 24 小时"),
        ({"issue": ""}, "请写明彩票的期号"),
    ],
)
def test_a_draw_that_cannot_be_opened_says_why_and_keeps_what_was_typed(
    supervisor: Client, wrong: dict[str, str], said: str
) -> None:
    answer = send(supervisor, OPENS, **{**FORM, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 400 and said in page and 'value="靓号摇号"' in page
    assert queries.draws() == []


def test_the_list_is_fixed_from_the_desk_once_applications_have_ended(supervisor: Client) -> None:
    builders.an_open_draw(people=2)
    early = send(supervisor, OPENS, NUMBER, action="announce")
    assert early.status_code == 409 and "报名还没有结束" in early.content.decode()
    with clock.frozen(CLOSES):
        assert "固定并公布名单" in supervisor.get(reverse("desk:draws")).content.decode()
    assert send(supervisor, CLOSES, NUMBER, action="announce").status_code == 302
    assert queries.get_draw(NUMBER).state == DrawState.ANNOUNCED


def test_two_people_read_figures_and_neither_sees_the_others(supervisor: Client) -> None:
    builders.an_announced_draw()
    second = a_supervisor("310100-0008")
    form = {"action": "read", "source": LOTTERY, "figures": FIGURES}
    assert send(supervisor, EVENING, NUMBER, **form).status_code == 302
    with clock.frozen(EVENING):
        assert FIGURES in supervisor.get(reverse("desk:draw", args=[NUMBER])).content.decode()
        assert FIGURES not in second.get(reverse("desk:draw", args=[NUMBER])).content.decode()
    wrong = send(second, EVENING, NUMBER, **{**form, "figures": "1 2 3"})
    assert wrong.status_code == 400 and "6 个红球" in wrong.content.decode()
    assert send(second, EVENING, NUMBER, **form).status_code == 302
    assert Value.objects.get(source=LOTTERY).witness == "310100-0007 + 310100-0008"


def test_a_draw_is_called_off_with_a_public_reason(supervisor: Client) -> None:
    builders.an_open_draw()
    form = {"action": "call_off", "reason_zh": "号段有误", "reason_en": "wrong block"}
    assert send(supervisor, OPENS, NUMBER, **form).status_code == 302
    assert "号段有误" in Client().get(reverse("public:draw", args=[NUMBER])).content.decode()
    again = send(supervisor, OPENS + timedelta(days=1), NUMBER, **form)
    assert again.status_code == 409


def test_a_window_clerk_has_nothing_to_do_with_draws(supervisor: Client) -> None:
    clerk = a_clerk("310100-0009")
    assert clerk.get(reverse("desk:draws")).status_code == 403
