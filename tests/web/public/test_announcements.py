"""Announcements: by number, without names, with what the holder can still do; taken down by a correction."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.builders import NAME, a_driver, a_person, a_reviewer, an_office
from tests.web.desk.conftest import no_second_factor
from tests.web.desk.test_posts import for_review, press

from tongban.registers.drivers.types import Driver

pytestmark = pytest.mark.django_db
__all__ = ["no_second_factor"]


@pytest.fixture
def announced() -> tuple[Driver, Client, str]:
    an_office()
    person = a_person()
    driver = a_driver(person)
    row = for_review(person, driver.id)
    reviewer = a_reviewer()
    assert press(reviewer, row, "lapse") == 302
    return driver, reviewer, row.number


def test_a_lapse_is_announced_by_number_and_names_nobody(announced: tuple[Driver, Client, str]) -> None:
    driver, _, number = announced
    for address in (reverse("public:announcements"), reverse("public:announcement", args=[number])):
        page = Client().get(address).content.decode()
        assert number in page and driver.file_number in page and "A1" in page
        assert NAME not in page and driver.card_serial not in page
    assert "行政复议" in page and "O162" not in page


@pytest.mark.parametrize("kind", ["announcement", "file", "full width"])
def test_an_announcement_is_found_by_its_number_or_that_of_the_file(
    announced: tuple[Driver, Client, str], kind: str
) -> None:
    driver, _, number = announced
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    typed = {"announcement": number, "file": f" {driver.file_number} ", "full width": full_width}[kind]
    answer = Client().get(reverse("public:announcements"), {"q": typed})
    assert answer["location"] == reverse("public:announcement", args=[number])


def test_a_correction_takes_the_announcement_down(announced: tuple[Driver, Client, str]) -> None:
    driver, reviewer, number = announced
    assert reviewer.post(reverse("desk:case", args=[number]), {"action": "reopen", "words": "有误"}).status_code == 302
    assert Client().get(reverse("public:announcement", args=[number])).status_code == 404
    answer = Client().get(reverse("public:announcements"), {"q": driver.file_number})
    assert answer.status_code == 404 and driver.file_number in answer.content.decode(), "what was typed is kept"


@pytest.mark.parametrize("page", ["1", "2", "0", "x", "99999999999"])
def test_without_announcements_the_page_says_what_would_stand_there(page: str) -> None:
    answer = Client().get(reverse("public:announcements"), {"page": page})
    assert answer.status_code == 200 and "目前没有公告" in answer.content.decode()
