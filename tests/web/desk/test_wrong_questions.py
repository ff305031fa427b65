"""The page of wrong questions: seen by supervision, proposed by one, confirmed by another, done by a job."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.assessment.exams.theory.builders import the_bank
from tests.assessment.exams.theory.test_remedies import sat, scores
from tests.builders import a_person
from tests.web.builders import a_clerk, an_office

from tongban.assessment.exams.theory import tasks
from tongban.assessment.exams.theory.models import Remedy
from tongban.core import audit, clock

pytestmark = pytest.mark.django_db
ADDRESS = "desk:wrong_questions"


@pytest.fixture(autouse=True)
def _a_bank() -> Iterator[None]:
    with clock.frozen(clock.now()):
        the_bank()
        yield


def supervisor(number: str) -> Client:
    client = a_clerk(number, posts=("supervision",))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_two_supervisors_decide_what_becomes_of_a_wrong_question() -> None:
    an_office()
    person = a_person()
    sitting, question = sat(wrongly=10, mine_wrong=False, person=person)
    one, two = supervisor("310100-0701"), supervisor("310100-0702")
    other = "B" if question.wording.right != "B" else "A"
    page = one.get(reverse(ADDRESS), {"question": question.wording.code, "right": other}).content.decode()
    assert "asked in 1 judged paper" in page and "Whose pass would change" in page and ">89<" in page
    assert any(look.what == "exam" for look in audit.looks_at(person))
    data = {
        "action": "propose", "question": question.wording.code, "version_id": str(question.id), "right": other,
        "remedy": "credit_right",
    }  # fmt: skip
    assert "Say what is wrong" in one.post(reverse(ADDRESS), {**data, "reason": ""}).content.decode()
    said = one.post(reverse(ADDRESS), {**data, "reason": "law says otherwise"}, follow=True).content.decode()
    assert "Somebody else confirms it." in said and "law says otherwise" in said
    confirm = {"action": "confirm", "remedy_id": str(Remedy.objects.get().id)}
    assert "confirmed by somebody else" in one.post(reverse(ADDRESS), confirm).content.decode()
    two.post(reverse(ADDRESS), confirm)
    assert scores(sitting) == [90]
    tasks.carry_out_a_remedy(confirm["remedy_id"])
    assert scores(sitting) == [90, 89]
    assert "0 with more points, 1 with fewer, 0 attempts given back" in two.get(reverse(ADDRESS)).content.decode()


def test_a_code_that_nobody_was_asked_is_said_and_an_examiner_does_not_come_in() -> None:
    an_office()
    page = supervisor("310100-0701").get(reverse(ADDRESS), {"question": "S1-9999"}).content.decode()
    assert "No paper asked a question of this code." in page
    assert a_clerk("310100-0703", posts=("exam",)).get(reverse(ADDRESS)).status_code == 403
