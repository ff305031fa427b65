"""V35: a recycler takes the car, its certificate comes by itself; plates and papers are void, the certificate of
cancellation is a signed file. Who lets the years of use pass has the papers announced void."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import builders

from tongban.allocation.plates import queries as numbers
from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock
from tongban.documents.plates import queries as plates
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import daily
from tongban.registers.vehicles import queries as vehicles
from tongban.web import records
from tongban.web.vehicles import life

SAID = {"declaration": "yes"}
TRUCK = (Change("type", "H11"), Change("use", "F"))


def a_truck(owner, *more):
    """A heavy goods vehicle."""
    car = builders.a_vehicle(owner)
    register.record(
        vehicle_id=car.id, kind="use_changed", changes=[*TRUCK, *more], effective_on=date(2021, 1, 1),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    return vehicles.get_vehicle(car.id)


def row(case):
    return Case.for_system("a story looks").get(id=case.id)


def reasons(case):
    return [reason["code"] for reason in row(case).reasons]


def recycled(told, car, **otherwise):
    """A recycler takes the car."""
    told.happens(f"cars/recycled/{car.vin}", otherwise)


def test_the_recycler_s_certificate_ends_it_and_the_owner_gets_a_file_that_anybody_can_check(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V35", wang, **SAID)
    assert (row(case).waiting_for, reasons(case)) == ("partner", ["deregistration.not_recovered"])
    recycled(told, car)
    seen = told.sees(case.id)
    assert (seen.outcome, row(case).status) == ("granted", "closed")
    after = vehicles.get_vehicle(car.id)
    assert not after.live and vehicles.vehicles_of(wang) == []
    assert {one.kind: one.valid for one in vehicles.papers_of(car.id)} == {"licence": False, "certificate": False}
    assert plates.has_void_plates(car.plate)
    assert [one.number for one in numbers.kept_for(wang)] == [car.plate]
    pdf = records.pdf(row(case).number, builders.a_citizen(wang), "zh-hans")
    file = SimpleUploadedFile("注销证明.pdf", pdf, content_type="application/pdf")
    page = Client().post(reverse("public:verify"), {"picture": file}).content.decode()
    assert "真实" in page
    assert [one["sentence"].zh.split("：")[-1] for one in life(car.id)][-1] == "注销登记（报废）"


def test_a_firm_without_certificate_takes_no_car(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V35", wang, **SAID)
    recycled(told, car, certified=False)
    assert (row(case).outcome, reasons(case)) == ("refused", ["deregistration.not_certified"])
    assert vehicles.get_vehicle(car.id).live


def test_a_truck_is_taken_apart_under_the_eyes_of_the_police_and_an_officer_decides(told):
    wang = told.person()
    car = a_truck(wang)
    case = told.applies("V35", wang, **SAID)
    recycled(told, car)
    assert reasons(case) == ["deregistration.not_supervised"]
    recycled(told, car, supervision="JJ-2026-0001")
    assert row(case).needs_post == "review"
    actions.decide(case_id=case.id, actor=builders.a_clerk("review"), outcome="granted", grounds="seen on video")
    assert not vehicles.get_vehicle(car.id).live


@pytest.mark.parametrize(("kind", "blocks"), [("mortgage", "vehicle.mortgaged"), ("pledge", "vehicle.pledged")])
def test_a_mortgage_or_a_pledge_stands_in_the_way_and_a_violation_does_not(told, kind, blocks):
    wang = told.person()
    car = builders.a_vehicle(wang, letters="G")
    register.restrict(
        vehicle_id=car.id, kind=kind, holder="某某银行", reference="DY-1", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    case = told.applies("V35", wang, **SAID)
    assert row(case).outcome == "refused"
    assert reasons(case) == [blocks, "deregistration.not_recovered"]


def test_years_that_pass_without_an_end_void_the_papers_and_everybody_can_read_it(told):
    wang = told.person()
    last = clock.today()
    car = a_truck(wang, Change("scrap_on", last.isoformat()))
    assert daily.announce_passed(last) == 0
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert daily.announce_passed(clock.today()) == 1
        told.city.work()
        [case] = Case.for_system("test").filter(service="V35", applicant=wang)
        assert (case.origin, case.needs_post) == ("own_motion", "review")
        clerk = builders.a_clerk("review")
        actions.decide(case_id=case.id, actor=clerk, outcome="lapsed", grounds="Not handed in.")
        after = vehicles.get_vehicle(car.id)
        assert ("P" in after.law.letters, after.live, after.licence) == (True, True, "")
        page = Client().get(reverse("public:announcement", args=[case.number])).content.decode()
        assert car.plate in page.replace("·", "") and "王" not in page
        daily.announce_passed(clock.today())
        told.city.work()
        assert Case.for_system("test").filter(service="V35", applicant=wang).count() == 1
