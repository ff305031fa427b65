"""The page "Ask the law": without an account, without a trace, with errors that help."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tongban.core import clock

pytestmark = pytest.mark.django_db
BUS_DRIVER = {"classes": "A1", "born": "1963-06-01", "first": "1990-06-01", "long_term": "1", "points": "0"}


def asked(**typed: str) -> Any:
    return Client().post("/law/ask/", {**BUS_DRIVER, **typed})


def said(**typed: str) -> str:
    return asked(**typed).content.decode()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023-05-31", "<b>A1</b> 大型客车"),
        ("2023-06-01", "到年龄了，要换证"),
        ("2025-01-01", "失去的车型可以恢复"),
        ("2027-01-01", "按最后知道的规定回答"),
    ],
)
def test_the_day_decides(day: str, words: str) -> None:
    assert words in said(day=day)


def test_a_doubtful_article_is_not_printed_as_law() -> None:
    assert "（公安部令第172号）（条文正在核对）" in said(day="2026-01-01")
    assert "第六十五条" in said(day="2026-06-01")


def test_every_change_is_a_step_that_works_without_a_script() -> None:
    page = said(day="2023-06-01")
    for day in ("2023-06-01", "2025-01-01", "2026-06-01"):
        assert f'name="day" value="{day}"' in page
    assert "规定变了" in page


def test_a_day_is_typed_in_three_parts_or_in_one() -> None:
    parts = {"born": "", "born_year": "1963", "born_month": "6", "born_day": "1"}
    for typed in (parts, {}):
        assert "到年龄了，要换证" in said(day="2023-06-01", **typed)


def test_classes_may_be_typed_small_and_with_spaces() -> None:
    assert asked(classes=" a1 d ").status_code == 200


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"classes": ""}, "classes", "请照驾驶证上的写法"),
        ({"classes": "C9"}, "classes", "请照驾驶证上的写法"),
        ({"classes": "C1C1"}, "classes", "请照驾驶证上的写法"),
        ({"born": ""}, "born", "请填年、月、日"),
        ({"born": "1963-02-30"}, "born", "日历上没有这一天"),
        ({"born": "2163-02-01"}, "born", "这一天还没有到"),
        ({"born": "1063-02-01"}, "born", "这一天太远了"),
        ({"first": "1963-06-01"}, "first", "领证要在出生以后"),
        ({"long_term": ""}, "until", "请填有效期"),
        ({"until": "2030-01-01"}, "until", "请留一个"),
        ({"long_term": "", "until": "1990-06-01"}, "until", "有效期要在初次领证以后"),
        ({"long_term": "", "until": "9999-01-01"}, "until", "这一天太远了"),
        ({"points": "-1"}, "points", "整数"),
        ({"points": "²"}, "points", "整数"),
        ({"day": "2022-03-31"}, "day", "2022年4月1日"),
        ({"day": "9999-12-31"}, "day", "这一天太远了"),
        ({"day": "soon"}, "day", "日历上没有这一天"),
    ],
)
def test_what_cannot_be_right_is_told_beside_its_field(typed: dict[str, str], field: str, words: str) -> None:
    answer = asked(**typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#{field}"' in page
    assert words in page


def test_every_fault_is_told_at_once_and_in_english_too() -> None:
    page = Client().post("/law/ask/?language=en", {"points": "x"}).content.decode()
    for field in ("classes", "born", "first", "until", "points"):
        assert f'href="#{field}"' in page
    assert "Points are a whole number" in page


def test_nothing_of_it_is_kept() -> None:
    answer = asked()
    assert answer["cache-control"] == "no-store"
    assert answer["referrer-policy"] == "same-origin"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert all("1963" not in cookie.value for cookie in answer.cookies.values())


def test_an_address_with_facts_is_answered_too() -> None:
    assert Client().get("/law/ask/", {**BUS_DRIVER, "day": "2025-01-01"}).status_code == 200


def test_today_is_asked_where_no_day_is_given() -> None:
    assert f'datetime="{clock.today()}"' in said()


def test_what_changes_when_tells_order_172() -> None:
    page = Client().get("/law/changes/").content.decode()
    assert "60 岁改为 63 岁" in page
    assert "2025年1月1日起施行" in page
    assert "按受理当天的规定办理" not in page, "notes for staff stay at the desk"
