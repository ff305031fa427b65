"""The check of a vehicle at the desk: found in the list, made item by item, its photographs seen by whoever reviews."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import builders
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import JPEG, OFFICE, SETUP, a_clerk, a_person, an_office, answering

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core.actor import Actor
from tongban.outlets import actions as outlets
from tongban.registers.vehicles import queries as vehicles

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(partner: LittlePartner) -> Case:
    """A case about another colour, sent by the owner."""
    answering(partner)
    an_office()
    owner = a_person()
    builders.a_vehicle(owner)
    citizen = Actor(kind="citizen", label="citizen", channel="online", person_id=owner, assurance=2)
    case = actions.start(service="V09", applicant=owner, actor=citizen, office=OFFICE)
    actions.answer(case_id=case.id, actor=citizen, given={"colour": "J", "delivery": "office"})
    return actions.submit(case_id=case.id, actor=citizen)


def an_officer(certified: bool = True):
    officer = a_clerk("310100-0031", posts=("check",), passed=False)
    if certified:
        outlets.qualify(
            number="310100-0031", kind="checking_officer", since=builders.LONG_AGO, actor=SETUP, cause="test"
        )
    return officer


def filled(**other):
    """The form as an officer in the yard fills it in."""
    items = {f"item_{item}": "ok" for item in ("vin", "colour", "shape", "plates")}
    photo = SimpleUploadedFile("vin.jpg", JPEG, "image/jpeg")
    return {
        **items, "stamped": "lsvt 91339-cn063181", "photo_vin": photo, "recording": "YX-1",
        "recording_sha256": "AB" * 32, **other,
    }  # fmt: skip


def test_a_vehicle_in_the_list_is_checked_item_by_item(waiting: Case) -> None:
    officer = an_officer()
    assert waiting.number in officer.get(reverse("desk:checks")).content.decode()
    page = officer.get(reverse("desk:checks"), {"number": waiting.number}, follow=True).content.decode()
    assert "LSVT91339CN063181" in page and "item_plates" in page and "item_engine" not in page
    assert officer.post(reverse("desk:check", args=[waiting.number]), filled()).status_code == 302
    assert Case.for_system("a test looks").get(id=waiting.id).waiting_for == "payment"
    [check] = vehicles.checks_of(vin="LSVT91339CN063181")
    photo = officer.get(reverse("desk:check_photo", args=[check.photos[0][1]]))
    assert (check.result, photo.content) == ("passed", JPEG)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"item_colour": ""}, "item_colour"),
        ({"recording_sha256": "12"}, "recording"),
        ({"photo_vin": ""}, "photo_vin"),
        ({"stamped": ""}, "stamped"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(waiting: Case, other, field) -> None:
    shown = an_officer().post(reverse("desk:check", args=[waiting.number]), filled(**other))
    assert shown.status_code == 400 and f'href="#{field}"' in shown.content.decode()
    assert "YX-1" in shown.content.decode()
    assert not vehicles.checks_of(vin="LSVT91339CN063181")


def test_who_holds_no_certificate_is_refused_in_words(waiting: Case) -> None:
    shown = an_officer(certified=False).post(reverse("desk:check", args=[waiting.number]), filled())
    assert shown.status_code == 403 and "“查验员”资格" in shown.content.decode()


def test_an_unknown_number_is_said(waiting: Case) -> None:
    shown = an_officer().get(reverse("desk:checks"), {"number": "2611270000999"})
    assert shown.status_code == 400
