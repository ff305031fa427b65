"""The public pages of pass rates: figures, what is hidden, the file, what nobody has published."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.allocation import sessions as built

from tongban.assessment.exams.rates.models import PassSum
from tongban.core import clock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=clock.CHINA)
MONTH = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def a_sum(centre: str, tests: int, passes: int, month: date = MONTH, **more: Any) -> None:
    first = {"first_tests": tests // 2, "first_passes": passes // 2} | more
    PassSum(
        month=month, centre=centre, subject="S2", target="C1", class_group="car", tests=tests, passes=passes, **first
    ).save(force_insert=True)


def page(name: str, **query: str) -> str:
    response = Client().get(reverse(f"public:{name}"), query)
    assert response.status_code == 200
    return response.content.decode("utf-8-sig")


def test_without_a_figure_the_page_says_why_and_explains_itself() -> None:
    shown = page("rates")
    assert "还没有合格率" in shown and "Wilson" in shown and '<svg class="chart dots"' not in shown


def test_rates_stand_with_their_interval_beside_those_of_all_together() -> None:
    a_sum("320100-X1", 200, 100)
    a_sum("320100-X2", 300, 240)
    shown = page("rates")
    assert "50.0%" in shown and "43.1% – 56.9%" in shown and "80.0%" in shown
    assert "95% 区间" in shown and "95 %" not in shown
    assert "68.0%" in shown and "明显高于" in shown and "明显低于" in shown
    assert shown.index("320100-X2</a>") < shown.index("320100-X1</a>")


def test_too_few_tests_show_no_number_and_cannot_be_reckoned_from_the_total() -> None:
    a_sum("320100-X1", 200, 100)
    a_sum("320100-X2", 300, 240)
    a_sum("320100-X3", 7, 7)
    file = page("rates_csv").splitlines()
    rows = {line.split(",")[2]: line.split(",") for line in file[1:]}
    assert rows["320100-X3"][8:11] == ["", "", ""] and rows["320100-X1"][8:11] == ["", "", ""]
    assert rows["320100-X2"][8:10] == ["300", "240"] and rows["320100-X2"][18:20] == ["507", "347"]
    assert "次数太少" in page("rates")


def test_one_month_is_shown_alone() -> None:
    a_sum("320100-X1", 200, 100)
    a_sum("320100-X1", 100, 80, month=date(2026, 9, 1))
    assert "60.0%" in page("rates") and "80.0%" in page("rates", period="2026-09")
    centre = page("rates_centre", centre="320100-X1")
    assert centre.index("2026年9月") < centre.index("2026年10月")


def test_a_centre_that_nobody_knows_is_not_found() -> None:
    a_sum("320100-X1", 200, 100)
    assert Client().get(reverse("public:rates_centre"), {"centre": "320100-X9"}).status_code == 404


def test_nonsense_in_the_address_shows_the_first_choice() -> None:
    a_sum("320100-X1", 200, 100)
    assert "50.0%" in page("rates", of="'", subject="S9", classes="<b>", period="2026-13")


def test_a_site_has_its_name_and_stands_in_its_city() -> None:
    site = built.a_site()
    a_sum(site, 200, 100)
    assert built.NAME.zh in page("rates")


def test_328_centres_and_two_years_cost_as_many_statements_as_one(django_assert_max_num_queries: Any) -> None:
    months = [date(2025 + at // 12, at % 12 + 1, 1) for at in range(23)]
    PassSum.objects.bulk_create(
        PassSum(
            month=month, centre=f"3201{place:03d}", subject="S2", target="C1", class_group="car", tests=40 + place,
            passes=20 + place // 2, first_tests=20, first_passes=10,
        )
        for month in months
        for place in range(328)
    )  # fmt: skip
    with django_assert_max_num_queries(9):
        shown = page("rates")
    assert shown.count("<circle") == 328
