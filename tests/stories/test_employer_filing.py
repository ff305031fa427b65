"""D24: a lorry driver says for whom they drive, and later that they no longer do; nothing is proved."""

import pytest
from stdnum.cn import uscc
from tests import builders

from tongban.core.errors import BadInput
from tongban.people import actions as people
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Employer

BODY = "91310115MA1K3L5T2"
CODE = BODY + uscc.calc_check_digit(BODY)


def lorry_driver(person):
    return builders.a_licence(person, classes={"A2": builders.date(2015, 6, 1)})


def files(told, person, code=CODE, name="长江运输公司"):
    return told.applies("D24", person, employed="yes", organisation=code, organisation_name=name)


def test_the_employer_stands_on_the_file_in_the_same_request(told):
    wang = told.person()
    licence = lorry_driver(wang)
    seen = told.sees(files(told, wang, code=f" {CODE[:9].lower()} {CODE[9:]} ").id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    assert (seen.decided_at - seen.submitted_at).total_seconds() < 5
    assert drivers.get_driver(licence.id).employer == Employer(CODE, "长江运输公司")


def test_an_organisation_we_know_keeps_its_registered_name(told):
    people.register_organisation(code=CODE, name="上海长江运输有限公司", actor=builders.TEST)
    wang = told.person()
    licence = lorry_driver(wang)
    files(told, wang, name="长江车队")
    assert drivers.get_driver(licence.id).employer == Employer(CODE, "上海长江运输有限公司")


def test_who_drives_for_nobody_any_more_says_so(told):
    wang = told.person()
    licence = lorry_driver(wang)
    files(told, wang)
    assert told.sees(told.applies("D24", wang, employed="no").id).outcome == "granted"
    assert drivers.get_driver(licence.id).employer is None
    assert list(drivers.differences()) == []


@pytest.mark.parametrize("wrong", ["123", CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "📱" * 18, "O" * 18])
def test_what_is_no_code_is_said_beside_the_field(told, wrong):
    wang = told.person()
    lorry_driver(wang)
    with pytest.raises(BadInput) as refused:
        files(told, wang, code=wrong)
    assert refused.value.field == "organisation"


def test_a_car_driver_has_nothing_to_file(told):
    wang = told.person()
    builders.a_licence(wang)
    seen = told.sees(files(told, wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["employer.no_duty"])
