"""Tests behind the wheel at the desk: what an examiner sees and does, and what the candidate sees of the own drive."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.assessment.driving.builders import CENTRE, frames, taken_in
from tests.web.builders import a_clerk, an_office

from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import models, queries
from tongban.core import audit
from tongban.people import actions as people

pytestmark = pytest.mark.django_db


class Centre:
    """An examiner and a candidate whose drive has ended."""

    def __init__(self, sent: list[bytes], *, closed: bool = True) -> None:
        an_office(CENTRE)
        self.candidate = builders.a_person()
        self.examiner = a_clerk("310115-0501", posts=("exam",), office=CENTRE)
        self.examiner.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        self.id = taken_in(sent, closed=closed, person=self.candidate)

    @property
    def sitting(self) -> builders.UUID:
        return models.Drive.for_system("test").get(pk=self.id).sitting

    def page(self) -> str:
        return self.examiner.get(reverse("desk:drive", args=[self.id])).content.decode()

    def does(self, action: str, **more: str) -> str:
        """Press a button; returns the page that follows."""
        address = reverse("desk:drive", args=[self.id])
        answer = self.examiner.post(address, {"action": action, **more}, follow=True)
        return str(answer.content.decode())


def test_a_drive_is_shown_with_map_strips_faults_and_their_moments() -> None:
    centre = Centre(frames("site", kerb=0.4))
    assert str(centre.id) in centre.examiner.get(reverse("desk:drives")).content.decode()
    page = centre.page()
    assert "the body is some way from the edge line" in page and "40 cm, limit 30 cm" in page
    assert page.count('<svg class="strip"') == 11 and 'id="drive-data"' in page and "#fault-1" in page


def test_an_examiner_adds_concludes_and_both_sign() -> None:
    centre = Centre(frames("site", kerb=0.4))
    assert "give the reason" in centre.does("add", item="s2_instructions", at="1:30", reason="")
    assert "minutes:seconds" in centre.does("add", item="s2_instructions", at="soon", reason="left the route")
    assert "left the route" in centre.does("add", item="s2_instructions", at="1:30", reason="left the route")
    page = centre.does("conclude")
    assert "No recording is registered" in page and "Sign for both" in page
    (result,) = results.results_of(centre.sitting)
    assert (result.score, result.passed) == (0, False)
    assert "Tick it when" in centre.does("sign")
    assert "signed by both" in centre.does("sign", candidate="yes")


def test_a_change_needs_a_reason_and_stands_beside_what_the_machine_found() -> None:
    centre = Centre(frames("site", kerb=0.4))
    centre.does("conclude")
    assert "give the reason" in centre.does("change", score="70", why=" ")
    assert [one.score for one in results.results_of(centre.sitting)] == [90]
    page = centre.does("change", score="70", why="the film shows another line touched")
    assert "another line touched" in page and "40 cm, limit 30 cm" in page
    assert [one.score for one in results.results_of(centre.sitting)] == [90, 70]


def test_what_the_machine_could_not_judge_asks_for_a_decision() -> None:
    sent = frames("site")
    centre = Centre(sent[:900] + sent[960:])
    assert "An examiner decides" in centre.does("conclude")
    assert "watched from the tower" in centre.does("conclude", decision="watched from the tower")


def test_a_drive_under_way_shows_what_the_car_said_last() -> None:
    centre = Centre(frames("site")[:700], closed=False)
    now = centre.examiner.get(reverse("desk:drive_now", args=[centre.id])).content.decode()
    assert "km/h" in now and "700" in now and 'hx-trigger="every 2s"' in now
    assert "action" not in now


def test_a_candidate_sees_the_own_drive_and_another_does_not(citizen_client) -> None:
    centre = Centre(frames("site", kerb=0.4))
    address = reverse("citizen:drive", args=[centre.sitting])
    page = citizen_client(centre.candidate).get(address)
    assert page.status_code == 200 and "drive-data" in page.content.decode()
    stranger = builders.a_person(builders.date(1980, 5, 17), "李四", 902, phone="13900000002")
    assert citizen_client(stranger).get(address).status_code == 404


@pytest.fixture
def citizen_client():
    def signed_in(person: builders.UUID) -> Client:
        client = Client()
        client.force_login(builders.an_account(person))
        people.verify_at_window(person_id=person, actor=builders.TEST)
        return client

    return signed_in


def test_looking_at_a_drive_is_a_look_at_a_person() -> None:
    centre = Centre(frames("site"))
    centre.page()
    looks = audit.looks_at(centre.candidate)
    assert any(one.what == "drive" for one in looks)
    assert queries.find_judged(centre.id) is None
