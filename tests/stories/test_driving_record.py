"""D33: the driving record, free and at once, as a signed PDF for its owner alone."""

import pytest
from tests import builders

from tongban.core.errors import NotFound
from tongban.web import records


def test_the_record_is_given_at_once_and_is_a_signed_pdf(told):
    matter = {"kind": "violation", "number": "V1", "place": "世纪大道", "on": "2026-01-01", "state": "settled"}
    person = told.person(known={"matters": [matter]})
    builders.a_licence(person)
    case = told.applies("D33", person)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    pdf = records.pdf(case.number, builders.a_citizen(person), "zh-hans")
    assert pdf.startswith(b"%PDF") and b"/ETSI.CAdES.detached" in pdf


def test_nobody_else_gets_it_and_another_case_gives_none(told):
    person, other = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    builders.a_licence(person)
    record, case = told.applies("D33", person), told.applies("D31", person)
    with pytest.raises(NotFound):
        records.pdf(record.number, builders.a_citizen(other), "zh-hans")
    with pytest.raises(NotFound):
        records.pdf(case.number, builders.a_citizen(person), "zh-hans")


def test_whoever_has_no_file_has_no_record(told):
    person = told.person()
    case = told.applies("D33", person)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["licence.none"]
