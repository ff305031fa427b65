"""EX-08: from the last pass to the licence, measured on the day of the rule and shown among the promises."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.assessment.exams.builders import a_file, on, passes
from tests.builders import TEST

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.types import Kind
from tongban.core import clock

pytestmark = pytest.mark.django_db


def licensed(days_later: int, hour: int, passed_at_hour: int = 2) -> None:
    """Somebody with a foreign licence passes subject 1, and has the licence so many days later."""
    day = clock.today() - timedelta(days=10)
    with on(day, passed_at_hour):
        file = passes(a_file(kind=Kind.FOREIGN), "S1")
    with on(day + timedelta(days=days_later), hour):
        actions.finish_with_licence(file_id=file.id, actor=TEST, cause="test")


def test_a_day_is_a_day_in_china_and_half_of_the_times_are_told() -> None:
    licensed(0, 4)
    licensed(1, 2)
    licensed(0, 17, passed_at_hour=15)  # two hours apart, and midnight in China between them
    said = queries.to_licence(clock.today() - timedelta(days=30))
    assert (said.licences, said.same_day, said.half_within) == (3, 1, timedelta(hours=2))
    assert queries.to_licence(clock.today() + timedelta(days=1)).licences == 0


def test_the_board_of_promises_shows_the_share_and_the_time() -> None:
    licensed(0, 4)
    licensed(1, 2)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("public:promises")).content.decode()
    assert "The licence on the day of the test" in page and "50.0% (1 of 2); half of them within 2 hours" in page


def test_before_any_licence_nothing_is_claimed() -> None:
    said = queries.to_licence(date(2020, 1, 1))
    assert (said.licences, said.same_day) == (0, 0)
