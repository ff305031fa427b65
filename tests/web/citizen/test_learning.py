"""Pages of points and education: with scripts and without, one's own alone, and what a test did to the points."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests import builders
from tests.assessment.learning.builders import START, Clock, Learner, a_class, a_course, a_driver, the_bank

from tongban.assessment.learning import queries
from tongban.assessment.learning.types import Course, Kind, ViewingState
from tongban.people import actions as people
from tongban.registers.drivers import queries as drivers

pytestmark = pytest.mark.django_db


@pytest.fixture
def time() -> Iterator[Clock]:
    with Clock(START).running() as running:
        yield running


def english() -> Client:
    """A browser whose owner chose English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def signed_in(person) -> Client:
    client = english()
    client.force_login(builders.an_account(person))
    people.verify_at_window(person_id=person, actor=builders.TEST)
    return client


@pytest.fixture
def wang(time: Clock, settings: Any) -> tuple[Client, Course]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    builders.an_office()
    course = a_course(a_driver())
    return signed_in(course.person_id), course


def at(course: Course, lesson: str = "points") -> str:
    return f"/me/learning/{course.id}/lessons/{lesson}/"


def says(client: Client, course: Course, lesson: str = "points", **values: str):
    """What the script of the page does."""
    return client.post(at(course, lesson), values, headers={"accept": "application/json"})


def test_the_overview_says_points_cap_and_course(wang: tuple[Client, Course]) -> None:
    client, _ = wang
    page = client.get("/me/learning/").content.decode()
    assert "9 of 12 points" in page and "Courses may still take 6 points off" in page
    assert "0 of 30 minutes" in page and "/services/D26/" in page
    assert client.get("/me/").content.decode().count("/me/learning/") == 2


def test_a_lesson_runs_by_its_script(wang: tuple[Client, Course], time: Clock) -> None:
    client, course = wang
    assert says(client, course, action="beat").status_code == 409
    assert client.post(at(course), {"action": "open"}).status_code == 302
    page = client.get(at(course)).content.decode()
    assert 'id="watch"' in page and "lesson.js" in page and "twelve months" not in page
    time.goes(seconds=30)
    told = says(client, course, action="beat").json()
    assert (told["state"], told["waiting"], told["counted"]) == ("running", 30, 0)
    while not told["check"]:
        time.goes(seconds=30)
        told = says(client, course, action="beat").json()
    word = next(key for key, text in told["check"]["options"] if text == told["check"]["word"])
    told = says(client, course, action="presence", word=word).json()
    assert told["check"] is None and told["waiting"] + told["counted"] > 0


def test_without_scripts_buttons_do_the_same(wang: tuple[Client, Course], time: Clock) -> None:
    client, course = wang
    client.post(at(course), {"action": "open"})
    assert "Press the button at least every 3 minutes" in client.get(at(course)).content.decode()
    for _ in range(12):
        time.goes(seconds=170)
        client.post(at(course), {"action": "press"})
        viewing = queries.viewings_of(course.id)["points"]
        if viewing.check:
            assert "Are you there?" in client.get(at(course)).content.decode()
            right = next(key for key, text in viewing.check[1] if text == viewing.check[0])
            client.post(at(course), {"action": "presence", "word": right})
    assert queries.get_course(course.id).study.minutes >= 5


def test_a_second_browser_takes_over_and_the_first_is_told(wang: tuple[Client, Course], time: Clock) -> None:
    client, course = wang
    client.post(at(course), {"action": "open"})
    other = english()
    other.force_login(client.get("/me/").wsgi_request.user)
    other.post(at(course), {"action": "open"})
    time.goes(seconds=20)
    assert says(client, course, action="beat").status_code == 403
    assert says(other, course, action="beat").json()["waiting"] == 20
    assert "Go on with this lesson" in client.get(at(course)).content.decode()


def test_stopping_and_reading_a_finished_lesson(wang: tuple[Client, Course], time: Clock) -> None:
    client, course = wang
    client.post(at(course), {"action": "open"})
    client.post(at(course), {"action": "leave"})
    assert queries.viewings_of(course.id)["points"].state is ViewingState.STOPPED
    Learner(time, course).studies(60)
    assert "it counts once" in client.get(at(course)).content.decode()
    assert client.post(at(course), {"action": "open"}).status_code == 409
    assert client.get(at(course, "nothing")).status_code == 404


def test_the_test_is_taken_explained_and_takes_the_point_off(wang: tuple[Client, Course], time: Clock) -> None:
    client, course = wang
    the_bank()
    here = f"/me/learning/{course.id}/"
    assert client.post(here, {"action": "test"}).status_code == 422
    Learner(time, course).studies(40)
    page = client.get(here).content.decode()
    assert "Take the test now" in page
    paper_at = client.post(here, {"action": "test"})["location"]
    assert "Hand in" in client.get(paper_at).content.decode()
    [paper] = queries.papers_of(course.id)
    items = queries.items_of(paper.id)
    given = {f"q{item.place}": list(item.right) for item in items}
    given["q1"] = ["F" if items[0].right == "T" else "T" if items[0].right == "F" else "E"]
    client.post(paper_at, given)
    result = client.get(paper_at).content.decode()
    assert "95 marks" in result and "What was not right" in result and "1 off your points" in result
    file = drivers.find_driver(course.person_id)
    assert file and file.licence.cycles[-1].points == 8
    assert client.get(f"{here}tests/9/").status_code == 404


def test_a_class_is_chosen_and_given_back(time: Clock, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    builders.an_office()
    course = a_course(a_driver(12), Kind.POINTS_LIMIT)
    client, planned, here = signed_in(course.person_id), a_class(), f"/me/learning/{course.id}/"
    assert "2 places left" in client.get(here).content.decode()
    assert client.post(here, {"action": "place", "class": "x"}).status_code == 400
    client.post(here, {"action": "place", "class": str(planned.id)})
    assert "Give the place back" in client.get(here).content.decode()
    client.post(here, {"action": "give_back", "class": str(planned.id)})
    assert queries.get_class(planned.id).taken == 0
    client.post(here, {"action": "alone"})
    assert "by yourself" in client.get(here).content.decode()


def test_nobody_sees_anothers_course(wang: tuple[Client, Course]) -> None:
    _, course = wang
    other = signed_in(builders.a_person(name="李四", serial=905, phone="13900000009"))
    for path in (f"/me/learning/{course.id}/", at(course), f"/me/learning/{uuid4()}/"):
        assert other.get(path).status_code == 404
    assert "no driving licence" in other.get("/me/learning/").content.decode()
