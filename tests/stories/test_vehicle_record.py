"""V54: the record of a vehicle, free and at once, as a signed PDF for its owners alone."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from tests import builders
from tests.stories.test_lost_vehicle_licence import attached

from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.registers.vehicles import actions as register
from tongban.web import records


def text_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "").replace(" ", "")


def test_the_record_is_given_at_once_and_says_what_rests_on_the_vehicle(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    attached(car)
    case = told.applies("V54", wang)
    assert (case.status, case.outcome) == ("closed", "granted")
    pdf = records.pdf(case.number, builders.a_citizen(wang), "zh-hans")
    assert b"/ETSI.CAdES.detached" in pdf
    said = text_of(pdf)
    for words in ("机动车登记信息", "沪A·12345", car.vin, "某某区人民法院", "注册登记", car.licence):
        assert words in said, words


def test_it_stays_what_it_was_whatever_happens_later(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = builders.a_vehicle(wang)
    case = told.applies("V54", wang)
    register.transfer(
        vehicle_id=car.id, to=[register.Owner(li)], licence="3189999999999",
        effective_on=clock.today() + timedelta(days=1), actor=builders.TEST, cause="test",
    )  # fmt: skip
    said = text_of(records.pdf(case.number, builders.a_citizen(wang), "en"))
    assert "Vehiclerecord" in said and "Registered" in said and "anotherowner" not in said


def test_nobody_else_gets_it(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    builders.a_vehicle(wang)
    case = told.applies("V54", wang)
    with pytest.raises(NotFound):
        records.pdf(case.number, builders.a_citizen(li), "zh-hans")
