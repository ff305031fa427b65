"""C01: a Macau car gets an electronic plate for Hengqin once customs and border control filed it; 500 a month for the
ground of age; a place comes back when the decision is struck."""

from datetime import date, timedelta

import pytest
from tests import builders

from tongban.allocation import scheme_places
from tongban.allocation.models import PlaceCount, SchemePlace
from tongban.casework import actions
from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.documents import keyring, of_vehicles
from tongban.documents.mdoc.verify import verify
from tongban.people import queries as people
from tongban.registers.crossing import queries as crossing

VIN = "JTDKN3DU5A0123456"
ABROAD = {"macau": "820000", "hongkong": "810000"}


def a_resident(told, home="macau", serial=901, born=date(1985, 5, 5), licensed=True):
    """Somebody of Macau or Hong Kong with a residence permit, a home-return permit and a mainland licence."""
    number = builders.identity_number(born, serial, region=ABROAD[home])
    person = builders.people.register_person(
        identity_number=number, name="何志强", actor=builders.TEST, cause="test", address="横琴新街1号"
    )
    builders.people.bind_phone(person_id=person, phone=f"13900000{serial}", actor=builders.TEST, cause="test")
    known = {"person": {"name": "何志强", "address": "横琴新街1号"}}
    told.partners_say(person, {**known, "travel_document": {"number": "M1234567", "valid_to": "2032-01-01"}})
    if licensed:
        builders.a_licence(person, born, serial=f"3190000000{serial}")
    return person


def has_a_car(told, person, at="macau", vin=VIN, **otherwise):
    """A car at home with everything filed; facts are laid over."""
    next_year = clock.today().year + 1
    number, day = people.identity_number(person), clock.today().isoformat()
    facts = {
        "home": {
            "home": at, "plate": "MX1234", "owner": number, "brand": "丰田", "model": "PRIUS", "capacity": 5,
            "length_mm": 4480, "made_on": "2023-05-01", "private": True,
        },
        "policy": {"number": "P9", "insurer": "示范", "since": "2023-01-01", "until": f"{next_year}-12-31"},
        "customs_filing": {"number": "H1", "filed_on": day},
        "border_filing": {"number": "B1", "filed_on": day},
    }  # fmt: skip
    for key, value in otherwise.items():
        facts[key] = value if value is None else {**(facts.get(key) or {}), **value}
    told.city.control("PUT", f"cars/{vin}", facts)
    return vin


def asks(told, person, vin=VIN, ground="work", **answers):
    return told.applies("C01", person, vin=vin, ground=ground, **answers)


def reasons(case):
    return [one["code"] for one in Case.for_system("a story looks").get(id=case.id).reasons]


def test_a_macau_car_gets_plate_and_licence_on_the_phone_and_the_border_reads_them_offline(told):
    owner = a_resident(told)
    case = asks(told, owner, has_a_car(told, owner))
    assert (case.status, case.outcome) == ("closed", "granted")
    clearance = crossing.find_of_case(case.id)
    assert (clearance.scheme, clearance.home_plate) == ("hengqin", "MX1234")
    assert clearance.state(clock.today()) == "e_plate_issued"
    assert clearance.stay_days is None and clearance.may_pass(clock.today())
    [document] = of_vehicles.standing([clearance.id])[clearance.id]
    offline = verify(document.content, anchors=keyring.keys().anchors(), at=clock.now())
    assert offline.genuine and not offline.revocation_checked
    said = next(iter(offline.elements.values()))
    assert (said["plate"], said["area"]) == (clearance.number, "hengqin")
    assert said["valid_date"] == clearance.until.isoformat()


def test_the_case_waits_for_customs_and_border_control_and_goes_on_by_itself(told):
    owner = a_resident(told)
    vin = has_a_car(told, owner, customs_filing=None, border_filing=None)
    case = asks(told, owner, vin)
    assert reasons(case) == ["crossing.customs_not_filed", "crossing.border_not_filed"]
    has_a_car(told, owner)
    Evidence.objects.filter(case_id=case.id).update(obtained_at=clock.now() - timedelta(hours=1))
    told.time_comes(case.id)
    assert told.sees(case.id).outcome == "granted"


@pytest.mark.parametrize(
    ("otherwise", "reason"),
    [
        ({"home": {"capacity": 10}}, "crossing.seats"),
        ({"home": {"owner": "110101199001010010"}}, "crossing.not_own"),
        ({"home": {"private": False}}, "crossing.not_private"),
        ({"home": {"home": "hongkong"}}, "crossing.not_registered"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(told, otherwise, reason):
    owner = a_resident(told)
    case = asks(told, owner, has_a_car(told, owner, **otherwise))
    assert (case.outcome, reasons(case)) == ("refused", [reason])


def test_who_drives_needs_a_mainland_licence(told):
    owner = a_resident(told, licensed=False)
    assert reasons(asks(told, owner, has_a_car(told, owner))) == ["crossing.unlicensed"]
    driver = told.person(name="李四", serial=905, phone="13900000005")
    builders.a_licence(driver, serial="3190000000777")
    case = asks(told, owner, driver=people.identity_number(driver))
    assert crossing.find_of_case(case.id).drivers == (driver,)


def test_the_places_of_a_month_end_and_one_comes_back_with_a_struck_decision(told, monkeypatch):
    first, second = a_resident(told), a_resident(told, serial=902)
    month, month_places = f"{clock.today():%Y-%m}", 500
    for _ in range(month_places - 1):
        SchemePlace(
            scheme="hengqin", period=month, case=builders.new_id(), taken_at=clock.now(), id=builders.new_id()
        ).save(force_insert=True)
    PlaceCount(scheme="hengqin", period=month, used=month_places - 1).save(force_insert=True)
    granted = asks(told, first, has_a_car(told, first), ground="adult")
    assert granted.outcome == "granted"
    other = has_a_car(told, second, vin="JTDKN3DU5A0123457")
    assert reasons(asks(told, second, other, ground="adult")) == ["crossing.quota_of_month"]
    actions.correct(case_id=granted.id, actor=builders.a_clerk("review", account=9), reason="not the owner")
    assert crossing.find_of_case(granted.id).state(clock.today()) == "cancelled"
    assert asks(told, second, other, ground="adult").outcome == "granted"
    assert scheme_places.ledger("hengqin")[0].used == month_places


def test_one_car_for_each_owner(told):
    owner = a_resident(told)
    asks(told, owner, has_a_car(told, owner))
    other = has_a_car(told, owner, vin="JTDKN3DU5A0123457")
    assert reasons(asks(told, owner, other)) == ["crossing.permitted"]
