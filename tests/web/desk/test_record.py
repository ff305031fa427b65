"""The driving record at a window: applied for, given at once, printed there."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import a_clerk, a_driver, a_person, an_office, answering
from tests.web.desk.test_window import begin

from tongban.casework import queries
from tongban.core import audit

pytestmark = pytest.mark.django_db


def test_a_clerk_prints_the_signed_record_and_leaves_a_look(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = begin(clerk, person, "D33")
    assert clerk.get(reverse("desk:record", args=[row.number])).status_code == 404  # nothing was given yet
    clerk.post(reverse("desk:apply", args=[row.number]), {"action": "send", "key": str(uuid4())})
    found = queries.find_case(row.id, clerk.actor)  # type: ignore[attr-defined]
    assert found and found.outcome == "granted"
    address = reverse("desk:record", args=[row.number])
    assert address in clerk.get(reverse("desk:case", args=[row.number])).content.decode()
    pdf = clerk.get(address)
    assert pdf["content-type"] == "application/pdf" and b"/ETSI.CAdES.detached" in pdf.content
    assert audit.looks_at(person)[0].what == "record"


def test_a_case_that_gives_no_record_has_no_such_button(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = begin(clerk, person, "D23")
    assert clerk.get(reverse("desk:record", args=[row.number])).status_code == 404
