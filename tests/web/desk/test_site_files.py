"""Files of test sites at the desk: taken in, shown with what contradicts, and settled by a person with a reason."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.assessment.driving.builders import CENTRE, KEY, frames, taken_in
from tests.assessment.driving.test_site_files import a_file, told
from tests.builders import TEST
from tests.web.builders import a_clerk, an_office

from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import judging, models, site_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Client:
    an_office(CENTRE)
    client = a_clerk("310115-0501", posts=("exam",), office=CENTRE)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def hands_in(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("day.txt", content)
    answer = client.post(reverse("desk:site_files"), {"action": "take", "file": file}, follow=True)
    return str(answer.content.decode())


def settles(client: Client, **said: str) -> str:
    conflict = models.SiteConflict.objects.get()
    data = {"action": "settle", "conflict": str(conflict.id), **said}
    return str(client.post(reverse("desk:site_files"), data, follow=True).content.decode())


def test_two_drives_of_one_sitting_are_shown_with_three_scores_and_settled_with_a_reason(clerk: Client) -> None:
    drive = taken_in(frames("site"))
    judging.conclude(drive_id=drive, actor=TEST)
    site_files.register_site(code=CENTRE, public_key=KEY.public_key().public_bytes_raw().hex(), actor=TEST)
    sitting = models.Drive.for_system("test").get(pk=drive).sitting
    page = hands_in(clerk, a_file(told(sitting, score=40)))
    assert "Another drive of this sitting is kept here" in page
    for number in (">100<", ">40<", ">90<"):
        assert number in page
    assert "1 to decide" in clerk.get(reverse("desk:drives")).content.decode()
    assert "give the reason" in settles(clerk, stands="there", reason=" ")
    page = settles(clerk, stands="there", reason="the line was another car's")
    assert "nothing to decide" in page and "another car&#x27;s" in page
    assert [one.score for one in results.results_of(sitting)] == [100, 90]


def test_a_file_that_nobody_signed_or_none_at_all_is_refused_in_words(clerk: Client) -> None:
    assert "not whole" in hands_in(clerk, b"nonsense")
    answer = clerk.post(reverse("desk:site_files"), {"action": "take"})
    assert "Choose the file" in answer.content.decode()
    assert not models.SiteFile.objects.exists()


def test_a_conflict_of_another_centre_is_not_settled_here(clerk: Client) -> None:
    drive = taken_in(frames("site"))
    site_files.register_site(code=CENTRE, public_key=KEY.public_key().public_bytes_raw().hex(), actor=TEST)
    site_files.take_in(content=a_file(told(models.Drive.for_system("test").get(pk=drive).sitting)), actor=TEST)
    an_office("310115-9", blanks=0)
    other = a_clerk("310115-0901", posts=("exam",), office="310115-9")
    settles(other, stands="here", reason="not mine")
    assert models.SiteConflict.objects.get().settled == ""
