"""What falls due stands on the person's own page, each with the way to the service that settles it."""

from datetime import date, timedelta

import pytest
from tests import builders

from tongban.core import clock
from tongban.people import queries as people
from tongban.registers.drivers.types import Change
from tongban.services.tasks import drivers as tasks
from tongban.web import shown
from tongban.web.citizen import home

pytestmark = pytest.mark.django_db


def days(count: int):
    return clock.today() + timedelta(days=count)


def a_licence(person, *more: Change, letters: str = ""):
    return builders.a_licence(person, valid_to=None, term_years=None, letters=letters, more=list(more))


def test_a_review_and_a_certificate_lead_to_their_services_the_nearest_first() -> None:
    driver = a_licence(
        builders.a_person(),
        Change("review_due", days(20).isoformat()),
        Change("medical_due", days(5).isoformat()),
    )
    due = home.due(driver)
    assert [item["on"] for item in due] == [days(5), days(20)]
    assert [item["href"] for item in due] == ["/me/apply/D15/", "/me/apply/D14/"]
    assert all(item["label"] for item in due)


def test_what_is_overdue_says_what_follows() -> None:
    driver = a_licence(
        builders.a_person(),
        Change("review_due", days(-3).isoformat()),
        Change("medical_due", days(-3).isoformat()),
        letters="S",
    )
    medical, review = home.due(driver)
    assert "注销" in medical["detail"].zh and "不能开车" in review["title"].zh


def test_what_is_postponed_for_long_is_not_shown_until_its_first_reminder() -> None:
    until = days(200)
    driver = a_licence(
        builders.a_person(),
        Change("medical_due", days(5).isoformat()),
        Change("postponement:medical", [days(5).isoformat(), until.isoformat()], until=until),
        letters="P",
    )
    assert home.due(driver) == []


def test_a_reminder_names_the_service_that_settles_the_duty(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "tongban.registers.drivers.messages.messages.send", lambda **message: told.append(message["text"].zh)
    )
    person = builders.a_person()
    for duty in ("medical", "review", "renewal", "age", "lapse"):
        tasks.remind(driver=str(person), person=str(person), duty=duty, due_on=days(30).isoformat())
    assert ["提交身体条件证明" in told[0], "驾驶证审验" in told[1], "期满换证" in told[2]] == [True] * 3
    assert "登录后选" not in told[4], "no service is called after the lapse"


def card_of(person, driver):
    return shown.licence_card(driver, people.get_person(person), None, clock.now())


@pytest.mark.parametrize(("letters", "tone"), [("", "done"), ("H", "due"), ("L", "refused")])
def test_the_licence_is_green_only_where_nothing_is_open(letters: str, tone: str) -> None:
    person = builders.a_person()
    assert card_of(person, a_licence(person, letters=letters))["tone"] == tone


def test_a_class_that_age_has_ended_stands_on_the_licence_that_is_otherwise_good() -> None:
    born = date(clock.today().year - 64, 1, 1)
    person = builders.a_person(born)
    driver = builders.a_licence(
        person, born, {"A2": date(1995, 3, 1), "D": date(1995, 3, 1)}, valid_to=None, term_years=None
    )
    card = card_of(person, driver)
    assert card["tone"] == "due" and card["since"].zh == "今天不能驾驶 A2"
    assert card["word"] == card["since"], "the word never says normal over a class that may not be driven"
