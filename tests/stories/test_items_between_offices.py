"""An item is accepted and checked in one city and decided in another: one copy plays both, letters carried by hand."""

from typing import Any

import pytest
from django.conf import LazySettings
from tests import builders
from tests.stories.test_colour import ITEMS, PHOTOS, RECORDING, row

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock, personal, plates
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.exchange import wire
from tongban.exchange.models import Letter, Office
from tongban.exchange.offices.forms import LETTERS, ItemAccepted, ItemAnswered, ItemPhoto
from tongban.people import queries as people
from tongban.registers.vehicles import between
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.checking import Made
from tongban.registers.vehicles.models import RegionItem
from tongban.services.tasks import offices as tasks

THEM = "320500"
CLERK = system("test")


@pytest.fixture(autouse=True)
def other_office(told: Any, settings: LazySettings) -> None:
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())


def letters() -> list[Any]:
    rows = Letter.for_system("test").order_by("written_at", "id")
    return [wire.form(LETTERS[one.kind]).validate_json(personal.unseal(one.body), strict=True) for one in rows]


def accepts(owner: Any, car: Any, **other: Any) -> tuple[Any, list[Any]]:
    """An officer here accepts and checks a car for the other office: the item, and what was written."""
    said = {
        "service": "V09", "office": THEM, "plate": plates.Plate(car.plate_type, car.plate), "vin": car.vin,
        "identity_number": people.identity_number(owner), "name": "王小明",
        "answers": {"colour": "J", "delivery": "post", "delivery_address": "测试路1号"},
    }  # fmt: skip
    made = Made(found=ITEMS, stamped=car.vin, photos=PHOTOS, **RECORDING)
    officer = builders.a_checking_officer()
    item = between.accept(wanted=between.Wanted(**{**said, **other}), made=made, items=tuple(ITEMS), actor=officer)
    return item, letters()


def carried(written: list[Any]) -> list[Any]:
    """The same letters, as the office that decides receives them: this copy plays that part too."""
    RegionItem.for_system("test").all().delete()
    return written


def arrives(written: list[Any]) -> None:
    for letter in written:
        (between.arrived if isinstance(letter, ItemAccepted) else between.photo_came)(THEM, letter, CLERK)


def test_a_check_made_elsewhere_is_re_checked_here_and_the_licence_issued(told: Any) -> None:
    wang = told.person()
    car = builders.a_vehicle(wang)
    item, written = accepts(wang, car)
    assert [type(one) for one in written] == [ItemAccepted, ItemPhoto]
    assert [one.state for one in between.newest()] == ["sent"]
    with pytest.raises(Conflict):
        carried(written)
        between.photo_came(THEM, written[1], CLERK)  # it overtook its item
    arrives(written)
    arrives(written)  # the same letters again
    told.city.work()
    found = between.get(item)[0]
    assert (found.state, found.case is not None) == ("rechecking", True)
    case = row(type("C", (), {"id": found.case}))
    assert (case.service, case.applicant, case.waiting_for) == ("V09", wang, "payment")
    [check] = vehicles.checks_of(cause=f"case:{case.id}")
    assert (check.from_office, check.result, len(check.photos)) == (THEM, "passed", 1)
    told.pays(case.order_number)
    assert row(case).needs_post == "review", "a person looks again"
    actions.decide(case_id=case.id, actor=builders.a_clerk("review"), outcome="granted", grounds="Photographs agree.")
    tasks.answer_items(0)
    told.city.work()
    assert vehicles.get_vehicle(car.id).colour == "J"
    answers = [one for one in letters() if isinstance(one, ItemAnswered)]
    assert [(one.state, one.number) for one in answers] == [("rechecking", case.number), ("issued", case.number)]
    [pair] = between.pairs()
    assert (pair.accepted_in, pair.decided_in, pair.count, pair.issued) == (THEM, "310100", 1, 1)


def test_an_item_about_a_vehicle_that_is_not_theirs_goes_back_and_nothing_is_learnt(told: Any) -> None:
    wang, other = told.person(), told.person(serial=903, phone="13900000003")
    item, written = accepts(other, builders.a_vehicle(wang))
    arrives(carried(written))
    assert between.get(item)[0].state == "returned"
    assert [one.code for one in letters()[-1].reasons] == ["moving.not_here"]


def test_a_service_that_must_be_decided_at_home_alone_goes_back_with_the_reason(told: Any) -> None:
    wang = told.person()
    item, written = accepts(wang, builders.a_vehicle(wang), service="V32")
    arrives(carried(written))
    told.city.work()
    assert [code for code, _ in between.get(item)[0].reasons] == ["between.not_such"]


def test_the_accepting_office_follows_and_a_stranger_s_word_changes_nothing(told: Any) -> None:
    wang = told.person()
    item, _ = accepts(wang, builders.a_vehicle(wang))
    between.answered("330100", ItemAnswered(str(item), "issued", "1", ()), CLERK)
    assert between.get(item)[0].state == "sent"
    for state in ("rechecking", "issued", "rechecking"):
        between.answered(THEM, ItemAnswered(str(item), state, "2611270000001", ()), CLERK)
    assert between.get(item)[0].state == "issued", "a late letter changes nothing"


def scraps(owner: Any, car: Any) -> list[Any]:
    """The owner hands their car to a recycler elsewhere and applies at the office there: what that office writes."""
    wanted = between.Wanted(
        service="V35", office=THEM, plate=plates.Plate(car.plate_type, car.plate), vin=car.vin,
        identity_number=people.identity_number(owner), name="王小明", answers={"declaration": "yes"},
    )  # fmt: skip
    between.accept(wanted=wanted, made=None, items=(), actor=builders.a_clerk("acceptance"))
    return carried(letters())


def test_a_car_scrapped_elsewhere_is_deregistered_at_home_once_the_recycler_there_certifies_it(told: Any) -> None:
    wang = told.person()
    car = builders.a_vehicle(wang)
    written = scraps(wang, car)
    assert [type(one) for one in written] == [ItemAccepted]
    arrives(written)
    told.city.work()
    case = Case.for_system("test").get(service="V35", applicant=wang)
    assert [one["code"] for one in case.reasons] == ["deregistration.not_recovered"]
    assert vehicles.get_vehicle(car.id).live
    told.happens(f"cars/recycled/{car.vin}", {"region": THEM})
    assert row(case).outcome == "granted" and not vehicles.get_vehicle(car.id).live
    tasks.answer_items(0)
    told.city.work()
    answer = [one for one in letters() if isinstance(one, ItemAnswered)][-1]
    assert (answer.state, answer.number) == ("issued", case.number)


def test_a_recycler_elsewhere_without_certificate_sends_it_back_with_the_reason(told: Any) -> None:
    wang = told.person()
    car = builders.a_vehicle(wang)
    arrives(scraps(wang, car))
    told.city.work()
    told.happens(f"cars/recycled/{car.vin}", {"region": THEM, "certified": False})
    case = Case.for_system("test").get(service="V35", applicant=wang)
    assert (row(case).outcome, vehicles.get_vehicle(car.id).live) == ("refused", True)
    tasks.answer_items(0)
    told.city.work()
    answer = [one for one in letters() if isinstance(one, ItemAnswered)][-1]
    assert (answer.state, [one.code for one in answer.reasons]) == ("returned", ["deregistration.not_certified"])
