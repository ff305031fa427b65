"""V07 and the plates of other services: a temporary plate is given for days, never longer than insured, a number of
times, and ends when the formal plates are there."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests import builders
from tests.stories.test_private_car import buys, hand_out

from tongban.casework import actions
from tongban.core import clock, working_days
from tongban.core.errors import BadInput
from tongban.documents import keyring, of_vehicles
from tongban.documents.mdoc import base45, cbor
from tongban.documents.mdoc.verify import verify
from tongban.documents.models import TemporaryPlate
from tongban.documents.plates import queries as plate_sets
from tongban.documents.temporary import actions as temporary_actions
from tongban.documents.temporary import queries as temporary
from tongban.exchange.payment import queries as orders
from tongban.people.actions import verify_at_window
from tongban.services.vehicle import temporary as service
from tongban.web import temporary as words
from tongban.web.public.checking import _own_list


def asks(told, buyer, vin, **answers):
    return told.applies("V07", buyer, **{"vin": vin, "why": "bought", "area": "in_area", **answers})


def gets(told, buyer, vin, **answers):
    """A person who applied, paid and has the plate."""
    case = asks(told, buyer, vin, **answers)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    return temporary.find_of_case(case.id)


def insured(until):
    return {"number": "P1", "insurer": "示范", "since": clock.today().isoformat(), "until": until.isoformat()}


def test_a_new_car_gets_a_plate_of_two_sheets_for_as_long_as_the_region_allows(told):
    wang = told.person()
    case = asks(told, wang, buys(told, wang))
    assert orders.find_order(case.order_number).amount == 10
    told.pays(case.order_number)
    plate = temporary.find_of_case(case.id)
    assert (plate.row, plate.area, plate.sheets, plate.state(clock.today())) == ("bought", "in_area", 2, "valid")
    assert plate.until == clock.today() + timedelta(days=14)  # Shanghai
    assert plate.number.startswith("临") and plate.number.endswith("L00001")
    assert told.sees(case.id).row.status == "closed"


def test_a_lorry_has_one_sheet_and_pays_for_one(told):
    wang = told.person()
    case = asks(told, wang, buys(told, wang, certificate={"built": {"type": "H31"}}), area="cross_area")
    assert orders.find_order(case.order_number).amount == 5
    told.pays(case.order_number)
    assert temporary.find_of_case(case.id).sheets == 1


def test_a_plate_never_outlasts_the_insurance(told):
    wang = told.person()
    vin = buys(told, wang, policy=insured(clock.today() + timedelta(days=6)))
    assert gets(told, wang, vin).until == clock.today() + timedelta(days=6)
    assert service.queries.runs_until(vin, clock.today()) == clock.today() + timedelta(days=6)
    with pytest.raises(IntegrityError), transaction.atomic():
        TemporaryPlate.for_system("a longer one").update(until=clock.today() + timedelta(days=7))


def test_without_insurance_the_case_waits_and_says_why(told):
    wang = told.person()
    seen = told.sees(asks(told, wang, buys(told, wang, policy=None)).id)
    assert (seen.row.status, [one.code for one in seen.reasons]) == ("waiting", ["temporary_plates.uninsured"])


def test_the_next_plate_begins_after_the_one_that_runs_and_one_more_than_allowed_is_refused(told):
    wang = told.person()
    vin = buys(told, wang)
    first, second = gets(told, wang, vin), gets(told, wang, vin)
    assert second.since == first.until + timedelta(days=1)
    assert second.state(clock.today()) == "not_yet"
    seen = told.sees(asks(told, wang, vin).id)
    assert (seen.outcome, [one.code for one in seen.reasons]) == ("refused", ["temporary_plates.most"])


def test_a_case_that_was_sent_before_the_last_plate_was_taken_is_refused_and_paid_back(told):
    wang = told.person()
    vin = buys(told, wang)
    gets(told, wang, vin)
    last, late = asks(told, wang, vin), asks(told, wang, vin)
    told.pays(last.order_number)
    told.pays(late.order_number)
    seen = told.sees(late.id)
    assert (seen.outcome, [one.code for one in seen.reasons]) == ("refused", ["temporary_plates.most"])


def test_a_firm_asks_for_what_it_has_not_sold_by_its_own_person(told):
    wang = told.person()
    vin = buys(told, wang)
    firm = builders.an_organisation(told.person(name="李四", serial=902, phone="13900000002"))
    seen = told.sees(asks(told, wang, vin, why="unsold", organisation=firm.code).id)
    assert [one.code for one in seen.reasons] == ["registration.not_authorised"]
    with pytest.raises(BadInput):
        asks(told, wang, vin, why="research")


def test_a_plate_whose_decision_was_struck_is_void_and_does_not_count(told):
    wang = told.person()
    vin = buys(told, wang)
    plate = gets(told, wang, vin)
    actions.correct(case_id=plate.case, actor=builders.a_clerk("review", account=9), reason="wrong vehicle")
    assert temporary.get(plate.id).state(clock.today()) == "void"
    assert temporary.given(vin, ("bought",)) == 0


def test_the_car_that_is_registered_keeps_its_temporary_plate_three_working_days(told):
    wang = told.person()
    vin = buys(told, wang)
    plate = gets(told, wang, vin)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    told.pays(case.order_number)
    told.city.work()
    assert temporary.get(plate.id).formal_on is None  # they are being made
    [made] = plate_sets.of_case(case.id)
    hand_out(made)
    told.city.work()
    ends = working_days.table().add_working(clock.today(), 3)
    held = temporary.get(plate.id)
    assert (held.holds_until, held.state(ends), held.state(ends + timedelta(days=1))) == (ends, "valid", "void")


@pytest.mark.parametrize(("code", "answers"), [("V39", {"lost": "both"}), ("V40", {})])
def test_while_plates_are_made_anew_a_temporary_one_holds_until_they_came(told, code, answers):
    builders.a_plate_maker()
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies(code, wang, temporary="in_area", **answers)
    assert orders.find_order(case.order_number).amount == 110
    told.pays(case.order_number)
    told.city.work()
    plate = temporary.find_of_case(case.id)
    assert (plate.row, plate.vin, plate.until) == ("reissue", car.vin, clock.today() + timedelta(days=14))
    [made] = plate_sets.of_case(case.id)
    hand_out(made)
    told.city.work()
    assert temporary.get(plate.id).formal_on == clock.today()


def test_who_wants_no_temporary_plate_gets_and_pays_none(told):
    builders.a_plate_maker()
    wang = told.person()
    builders.a_vehicle(wang)
    case = told.applies("V39", wang, lost="both", temporary="no")
    assert orders.find_order(case.order_number).amount == 100
    told.pays(case.order_number)
    assert temporary.find_of_case(case.id) is None


def signed_in(person):
    browser = Client()
    browser.force_login(builders.an_account(person))
    verify_at_window(person_id=person, actor=builders.TEST)
    return browser


def checked(content):
    """What the public check page says of a code or a file."""
    return verify(content, anchors=keyring.keys().anchors(), at=clock.now(), fetch=_own_list)


def code_of(plate):
    [document] = of_vehicles.standing([plate.id])[plate.id]
    return of_vehicles.code_of(document, document.valid_until - clock.now())


def test_the_plate_is_on_the_phone_and_on_paper_with_a_code_that_the_check_page_reads(told):
    wang = told.person()
    plate = gets(told, wang, buys(told, wang))
    told.city.work()
    phone = signed_in(wang)
    assert "15 天" in phone.get(reverse("citizen:vehicles")).content.decode().replace("\u2009", " ")
    shown = phone.get(reverse("citizen:temporary_plate", args=[plate.id]))
    assert words.printed(plate.number) in shown.content.decode()
    sheets = phone.get(reverse("citizen:temporary_sheets", args=[plate.id]))
    pages = PdfReader(BytesIO(sheets.content)).pages
    assert len(pages) == 2 and words.printed(plate.number) in pages[0].extract_text().replace(" ", "")
    answer = Client().post(reverse("public:verify"), {"text": code_of(plate)}).content.decode()
    assert plate.vin in answer and words.printed(plate.number) in answer
    stranger = signed_in(told.person(name="李四", serial=902, phone="13900000002"))
    assert stranger.get(reverse("citizen:temporary_plate", args=[plate.id])).status_code == 404


def test_a_forged_code_is_no_plate(told):
    plate = builders.a_temporary_plate(told.person())
    service.follow(plate.id)
    code = code_of(plate)
    assert checked(code).genuine
    fields = cbor.decode(base45.decode(code.removeprefix("TB2:")))
    fields[-1][6] += 30  # a month longer
    forged = "TB2:" + base45.encode(cbor.encode(fields))
    assert not checked(forged).genuine


def test_once_the_formal_plates_are_there_the_code_ends_with_them(told):
    wang = told.person()
    plate = builders.a_temporary_plate(wang)
    service.follow(plate.id)
    before = code_of(plate)
    temporary_actions.formal_received(vin=plate.vin, on=clock.today(), actor=builders.TEST, cause="test")
    told.city.work()
    assert "status" in [one.name for one in checked(before).problems]
    [document] = of_vehicles.standing([plate.id])[plate.id]
    assert document.said["valid_date"] == working_days.table().add_working(clock.today(), 3).isoformat()


def test_the_office_sees_which_plates_run_out(told):
    wang = told.person()
    soon = builders.a_temporary_plate(wang, days=3)
    builders.a_temporary_plate(wang, vin="LSVT91339CN063182", days=15)
    listed = temporary.running_out(builders.a_clerk("acceptance"), clock.today(), 7)
    assert [one.id for one in listed] == [soon.id]


def test_the_owner_is_told_once_before_a_plate_runs_out(told):
    wang = told.person()
    plate = gets(told, wang, buys(told, wang))
    for days in (9, 10, 11):
        service.remind(clock.today() + timedelta(days=days))
        told.city.work()
    found = [text for text in told.was_told(wang) if plate.number in text]
    assert len(found) == 1


def test_numbers_of_one_authority_follow_one_another_without_i_and_o(told):
    taken = [temporary_actions._next_number("临测AL") for _ in range(40)]
    assert (taken[0], taken[33], len(set(taken))) == ("临测AL00001", "临测AL00010", 40)
    assert not any(sign in number[4:] for number in taken for sign in "IO")
