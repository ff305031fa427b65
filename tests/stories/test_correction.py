"""V46: an error of the registration is put right by somebody else than who made it; nothing else changes with it."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import builders
from tests.stories.test_photo_submission import a_photo
from tests.stories.test_private_car import a_window
from tests.stories.test_transfer import reasons, row

from tongban.casework import actions, posts
from tongban.core.errors import NotAllowed
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles


@pytest.fixture
def car(told):
    return builders.a_vehicle(told.person())


def reports(told, car, item="engine", right="EA211-999"):
    """The owner says what is wrong."""
    return told.applies("V46", car.owners[0].id, item=item, picture=a_photo(ground="navy"), **{item: right})


def grants(case, label="0009", account=9):
    """An officer confirms the error."""
    officer = builders.a_clerk("review", label=label, account=account)
    return actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="The photograph shows it.")


def test_the_right_number_stands_from_the_first_day_and_all_else_as_before(told, car):
    case = reports(told, car)
    assert (row(case).needs_post, vehicles.get_vehicle(car.id).engine) == ("review", car.engine)
    grants(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.engine, after.plate, after.owners, after.colour) == ("EA211-999", car.plate, car.owners, car.colour)
    assert (after.make, after.law.registered_on, after.law.inspected_to) == (
        car.make, car.law.registered_on, car.law.inspected_to,
    )  # fmt: skip
    assert vehicles.vehicle_as_of(car.id, builders.date(2021, 1, 1)).engine == "EA211-999"
    for kind, former, now in (
        ("licence", car.licence, after.licence), ("certificate", car.certificate, after.certificate),
    ):  # fmt: skip
        assert not vehicles.find_paper(kind, former).valid and vehicles.find_paper(kind, now).valid
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=8), reason="The other car was meant.")
    assert vehicles.get_vehicle(car.id).engine == car.engine


def test_what_was_changed_on_the_same_day_stays_changed(told, car):
    register.record(
        vehicle_id=car.id, kind="colour_changed", changes=[Change("colour", "J")], effective_on=car.law.registered_on,
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    grants(reports(told, car))
    after = vehicles.get_vehicle(car.id)
    assert (after.colour, after.engine) == ("J", "EA211-999")


def test_who_made_the_registration_does_not_decide(told, car):
    register.record(
        vehicle_id=car.id, kind="colour_changed", changes=[Change("colour", "J")], effective_on=car.law.registered_on,
        actor=builders.a_clerk("review", label="0009", account=9), cause="test",
    )  # fmt: skip
    case = reports(told, car, item="colour", right="B")
    with pytest.raises(NotAllowed):
        grants(case)
    seen = posts.doings(case.id, builders.a_clerk("review", label="0009", account=9))
    assert seen.blocked == posts.OWN_ENTRY
    grants(case, label="0008", account=8)
    assert vehicles.get_vehicle(car.id).colour == "B"


def test_the_picture_is_handed_in_on_the_page_or_at_the_window_and_a_text_is_none(told, car, settings):
    settings.TONGBAN_DEMO = True  # a password is enough
    owner = car.owners[0].id
    case = told.applies("V46", owner, send=False, item="engine", engine="EA211-999")
    page, window = reverse("desk:apply", args=[case.number]), a_window()
    given = {"item": "engine", "engine": "EA211-999", "delivery": "office", "action": "keep"}
    assert 'type="file"' in window.get(page).content.decode()
    text = SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")
    wrong = window.post(page, {**given, "picture": text})
    assert wrong.status_code == 400 and 'href="#picture"' in wrong.content.decode()
    jpeg = SimpleUploadedFile("a.jpg", base64.b64decode(a_photo(ground="navy")), "image/jpeg")
    assert window.post(page, {**given, "picture": jpeg}).status_code == 302
    assert window.post(page, {**given, "action": "send"}).status_code == 302  # the picture stays
    assert row(case).needs_post == "review"


def test_what_is_recorded_already_is_no_error(told, car):
    assert reasons(reports(told, car, right=car.engine)) == ["correction.as_recorded"]
