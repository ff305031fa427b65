"""Tests behind the wheel at the desk: what an examiner sees and does, and what the candidate sees of the own drive."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.assessment.driving.builders import CENTRE, frames, taken_in
from tests.web.builders import a_clerk, an_office

from tongban.assessment.exams import models as models_of_exams
from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import judging, models, queries
from tongban.assessment.exams.types import Role
from tongban.core import audit
from tongban.outlets import queries as outlets
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


def test_the_map_of_a_drive_is_geojson_of_ours_and_asks_nobody_elses_server() -> None:
    centre = Centre(frames("site", kerb=0.4))
    page = centre.page()
    found = re.search(r'<script id="drive-map-data" type="application/json">(.*?)</script>', page)
    assert found is not None
    features = json.loads(found[1])["features"]
    kinds = [one["properties"]["kind"] for one in features]
    assert kinds.count("way") == 1 and kinds.count("area") > 3 and kinds.count("fault") == 1
    way = next(one for one in features if one["properties"]["kind"] == "way")["geometry"]["coordinates"]
    (fault,) = [one for one in features if one["properties"]["kind"] == "fault"]
    assert "the body is some way from the edge line" in fault["properties"]["sentence"]
    assert min(abs(x - fault["geometry"]["coordinates"][0]) for x, _ in way) < 1e-5  # a metre: it lies on the way
    moments = re.search(r'<script id="drive-data" type="application/json">(.*?)</script>', page)
    assert moments is not None and len(json.loads(moments[1])["t"]) == len(way)
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert '<svg class="course"' in page


def test_an_examiner_adds_and_concludes() -> None:
    centre = Centre(frames("site", kerb=0.4))
    assert "give the reason" in centre.does("add", item="s2_instructions", at="1:30", reason="")
    assert "minutes:seconds" in centre.does("add", item="s2_instructions", at="soon", reason="left the route")
    assert "left the route" in centre.does("add", item="s2_instructions", at="1:30", reason="left the route")
    page = centre.does("conclude")
    assert "No recording is registered" in page and "Sign as examiner" in page
    (result,) = results.results_of(centre.sitting)
    assert (result.score, result.passed) == (0, False)


def test_nobody_signs_for_both_and_a_second_officer_enters_what_was_signed_on_paper() -> None:
    centre = Centre(frames("site"))
    centre.does("conclude")
    assert "signed by the examiner" in centre.does("sign")
    assert "Tick it when" in centre.does("paper")
    assert "Nobody signs as examiner and for the candidate too" in centre.does("paper", candidate="yes")
    assert results.results_of(centre.sitting)[-1].signed_by == {Role.EXAMINER}
    centre.examiner = a_clerk("310115-0502", posts=("exam",), office=CENTRE)
    centre.examiner.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "signed by both" in centre.does("paper", candidate="yes")


def test_a_candidate_signs_the_own_result_on_the_phone_once_and_nobody_elses(citizen_client) -> None:
    centre = Centre(frames("site"))
    mine = citizen_client(centre.candidate)
    address = reverse("citizen:sign_result", args=[centre.sitting])
    assert mine.post(address).status_code == 404  # nothing to sign yet
    centre.does("conclude")
    assert "签字确认" in mine.get(reverse("citizen:exams")).content.decode()
    stranger = builders.a_person(builders.date(1980, 5, 17), "李四", 902, phone="13900000002")
    assert citizen_client(stranger).post(address).status_code == 404
    assert "签字确认" not in mine.post(address, follow=True).content.decode()
    assert results.results_of(centre.sitting)[-1].signed_by == {Role.CANDIDATE}


def test_an_examiner_sees_the_own_draws_only_and_signs_no_others() -> None:
    centre = Centre(frames("site"))
    drawn = a_clerk("310115-0503", posts=("exam",), office=CENTRE)
    me = outlets.get_staff("310115-0503").id
    models_of_exams.Sitting.for_system("test").filter(pk=centre.sitting).update(examiner=me)
    judging.conclude(drive_id=centre.id, actor=builders.TEST)
    address = reverse("desk:drive", args=[centre.id])
    assert centre.examiner.get(address).status_code == 404
    assert centre.examiner.post(address, {"action": "sign"}).status_code == 404
    for page in ("desk:drives", "desk:my_tests"):
        assert str(centre.id) not in centre.examiner.get(reverse(page)).content.decode()
        assert str(centre.id) in drawn.get(reverse(page)).content.decode()
    assert drawn.get(address).status_code == 200
    supervisor = a_clerk("310115-0504", posts=("exam", "supervision"), office=CENTRE)
    assert supervisor.get(address).status_code == 200
    supervisor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Another examiner was drawn" in supervisor.post(address, {"action": "sign"}).content.decode()
    drawn.post(address, {"action": "sign"})
    assert results.results_of(centre.sitting)[-1].signed_by == {Role.EXAMINER}


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
