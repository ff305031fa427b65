"""V46: an error of the registration is put right by somebody else than who made it; nothing else changes with it."""

import base64
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_photo_submission import a_photo
from tests.stories.test_private_car import a_window
from tests.stories.test_transfer import reasons, row

from tongban.casework import actions, own_motion, posts
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, TongbanError
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles
from tongban.services.vehicle.v46_correction import open_found


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


def finds(car, item, right, officer=None):
    """A member of staff finds an error and opens its correction; the case."""
    given = {"item": item, item: right, "reference": "合格证 WA-1"}
    number = open_found(vehicle_id=car.id, given=given, actor=officer or builders.a_clerk("review"))
    return Case.for_system("a story looks").get(number=number)


def test_the_office_finds_an_error_the_owner_is_told_and_somebody_else_decides(told, car, settings):
    case, opener = finds(car, "colour", "J"), builders.a_clerk("review")
    assert (case.origin, case.status, case.waiting_for) == ("own_motion", "waiting", "applicant")
    told.city.work()
    assert told.was_told(car.owners[0].id), "the owner hears of it"
    with pytest.raises(Conflict):
        finds(car, "engine", "EA211-999")
    own_motion.seen(case_id=case.id, actor=builders.a_citizen(car.owners[0].id))
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=6)).isoformat()
    told.time_comes(case.id)
    assert row(case).needs_post == "review"
    with pytest.raises(NotAllowed):
        actions.decide(case_id=case.id, actor=opener, outcome="granted", grounds="I saw it.")
    grants(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.colour, after.licence != car.licence, row(case).outcome) == ("J", True, "granted")


def test_before_the_owner_s_time_is_over_nothing_is_put_right(told, car):
    case = finds(car, "colour", "J")
    told.time_comes(case.id)
    assert row(case).needs_post == ""
    with pytest.raises(TongbanError):
        grants(case)
    assert vehicles.get_vehicle(car.id).colour == car.colour


def test_only_who_reviews_opens_one_and_never_for_what_is_right_or_their_own(told, car):
    for wrong in (builders.a_clerk("acceptance"), replace(builders.a_clerk("review"), person_id=car.owners[0].id)):
        with pytest.raises(NotAllowed):
            finds(car, "colour", "J", wrong)
    for item, right in (("colour", car.colour), ("type", "H11"), ("vin", "LSVT91339CN06318O"), ("colour", "?")):
        with pytest.raises(BadInput):
            finds(car, item, right)


def test_a_vin_is_put_right_after_the_vehicle_was_looked_at(told, car):
    right = "LSVAA0008AA000001"
    case = reports(told, car, item="vin", right=right)
    assert reasons(case) == ["check.none"]
    found = dict.fromkeys(("vin", "engine", "model", "type", "plates"), "ok")
    checks(case, builders.a_checking_officer(), vin=right, found=found)
    assert row(case).needs_post == "review"
    grants(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.vin, after.plate, after.engine) == (right, car.plate, car.engine)
    assert vehicles.find_by_vin(car.vin) == [] and vehicles.vehicle_as_of(car.id, date(2021, 1, 1)).vin == right
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=8), reason="The other car was meant.")
    assert vehicles.get_vehicle(car.id).vin == car.vin


def test_what_is_stamped_otherwise_makes_it_suspected_and_a_vin_of_another_vehicle_is_refused(told, car):
    other = told.person(name="李四", serial=902, phone="13900000002")
    builders.a_vehicle(other, vin="LSF7150A6T0000003", plate="沪A54321", serial=2)
    assert reasons(reports(told, car, item="vin", right="LSF7150A6T0000003")) == ["correction.vin_taken"]
    case = reports(told, car, item="vin", right="LSVAA0008AA000001")
    found = dict.fromkeys(("vin", "engine", "model", "type", "plates"), "ok")
    checks(case, builders.a_checking_officer(), vin=car.vin, found=found)
    assert reasons(case) == ["check.suspected"]


def test_the_day_of_scrapping_follows_from_the_right_use_and_goes_back_with_it(told, car):
    assert car.law.scrap_on is None
    case = reports(told, car, item="use", right="D")
    grants(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.law.use, after.law.scrap_on) == ("D", date(2028, 6, 14))
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=8), reason="It is private.")
    back = vehicles.get_vehicle(car.id)
    assert (back.law.use, back.law.scrap_on) == ("A", None)


def test_the_page_of_the_vehicle_leads_an_officer_to_it(told, car, settings):
    settings.TONGBAN_DEMO = True  # a password is enough
    officer = a_window(posts=["review"], powers=("see", "work", "decide"))
    page = reverse("desk:found_error", args=[car.id])
    assert page in officer.get(reverse("desk:vehicle", args=[car.id])).content.decode()
    assert 'value="engine"' in officer.get(page).content.decode()
    assert car.engine in officer.get(f"{page}?item=engine").content.decode()
    wrong = officer.post(page, {"item": "engine", "engine": "EA211-999", "reference": ""})
    assert wrong.status_code == 400 and 'href="#reference"' in wrong.content.decode()
    sent = officer.post(page, {"item": "engine", "engine": "EA211-999", "reference": "合格证 WA-1", "key": "k"})
    assert sent.status_code == 302 and Case.for_system("test").filter(service="V46", origin="own_motion").exists()
