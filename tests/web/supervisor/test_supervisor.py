"""Supervision: the trace of a person and a case, integrity, queues; every look of a supervisor is a look."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.core.test_failed_jobs import a_failed_job, status_of
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import SETUP, a_clerk, a_driver, a_person, a_supervisor, an_office, answering, identity_number
from tests.web.desk.test_window import sent

from tongban.casework.models import Case
from tongban.core import audit, sealing
from tongban.documents.plates import routing
from tongban.outlets import actions as outlets

pytestmark = pytest.mark.django_db


def ask(client: Client, number: str, purpose: str = "supervision") -> str:
    """Ask for a trace and follow to it."""
    response = client.post(reverse("supervisor:trace"), {"number": number, "purpose": purpose}, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_the_trace_of_a_person_says_who_saw_and_who_changed_under_which_right(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = sent(clerk, person)
    page = ask(a_supervisor(), identity_number())
    assert "310100-0001" in page and "查看权" in page and "办理业务" in page
    assert "驾驶人登记" in page and "人口" in page
    assert row.number in page, "the person's cases are one step away"


def test_the_trace_of_a_case_says_who_did_what(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = sent(clerk, person)
    page = ask(a_supervisor(), row.number)
    assert "提交申请" in page and "受理权" in page


def test_a_supervisors_look_is_a_look_that_the_person_sees() -> None:
    an_office()
    person = a_person()
    ask(a_supervisor(), identity_number())
    (look,) = audit.looks_at(person)
    assert (look.purpose, look.what, look.actor_label) == ("supervision", "trace", "310100-0009")


def test_a_look_for_an_investigation_is_shown_to_the_person_only_later() -> None:
    an_office()
    person = a_person()
    ask(a_supervisor(), identity_number(), "investigation")
    assert audit.looks_at(person) == []
    assert len(audit.looks_at(person, delays={})) == 1


@pytest.mark.parametrize("purpose", ["", "curiosity", "own", "automatic"])
def test_no_trace_without_a_purpose_of_supervision(purpose: str) -> None:
    an_office()
    person, supervisor = a_person(), a_supervisor()
    given = {"number": identity_number(), "purpose": purpose}
    assert supervisor.post(reverse("supervisor:trace"), given).status_code == 400
    address = reverse("supervisor:trace_person", args=[person])
    assert supervisor.get(f"{address}?purpose={purpose}").status_code == 400
    assert audit.looks_at(person, delays={}) == []


def test_the_kinds_of_a_trace_can_be_chosen(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = sent(clerk, person)
    address = reverse("supervisor:trace_case", args=[row.number])
    seen = a_supervisor().get(f"{address}?purpose=supervision&kind=saw").content.decode()
    assert "提交申请" not in seen and "办理业务" in seen


def test_the_seals_are_verified_and_a_root_that_was_never_sealed_is_found() -> None:
    an_office()
    sealing.seal_all()
    supervisor = a_supervisor()
    sealing.seal_all()
    root = sealing.latest_root()
    address = reverse("supervisor:integrity")
    good = supervisor.post(address, {"action": "verify", "root": f"{root.size}:{root.root_hex}"}).content.decode()
    assert 'class="notice done"' in good and root.root_hex in good
    assert 'class="notice done"' in supervisor.post(address, {"action": "verify"}).content.decode()
    bad = supervisor.post(address, {"action": "verify", "root": "ab" * 32}).content.decode()
    assert 'class="notice refused"' in bad
    assert supervisor.post(address, {"action": "verify", "root": "nonsense"}).status_code == 400


def test_the_queues_say_first_how_many_are_overdue(partner: LittlePartner) -> None:
    an_office()
    answering(partner)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = sent(clerk, person)
    supervisor = a_supervisor()
    assert "没有超期案件" in supervisor.get(reverse("supervisor:queues")).content.decode()
    Case.for_system("test: late").filter(id=row.id).update(due_on="2020-01-01", clock_stopped_on=None, later_gaps=3)
    page = supervisor.get(reverse("supervisor:queues")).content.decode()
    assert "1 件超期" in page and "<b>3</b>" in page


def test_failed_jobs_stand_on_the_queues_page_and_who_may_configure_tries_them_again() -> None:
    an_office()
    job = a_failed_job()
    address = reverse("supervisor:queues")
    reader = a_supervisor()
    page = reader.get(address).content.decode()
    assert "exchange.issue_bill" in page and 'value="retry"' not in page
    body = {"action": "retry", "job": str(job), "reason": "财政平台恢复", "key": "k"}
    assert reader.post(address, body).status_code == 403
    admin = a_clerk("310100-0020", posts=("supervision",), powers=("see",))
    outlets.grant(number="310100-0020", power="configure", actor=SETUP, cause="test")
    assert 'value="retry"' in admin.get(address).content.decode()
    assert admin.post(address, body | {"reason": ""}).status_code == 400
    assert admin.post(address, body | {"job": "x"}).status_code == 400
    assert admin.post(address, body | {"key": "k2"}).status_code == 302
    assert status_of(job) == "todo"
    assert "exchange.issue_bill" not in admin.get(address).content.decode()


def test_a_plate_maker_is_let_make_plates_and_taken_out_of_use_with_a_reason(db: None) -> None:
    here, page, boss = an_office(), reverse("supervisor:plates"), a_supervisor()
    assert "选择本市的网点" in boss.post(page, {"action": "open", "outlet": "000000-9"}).content.decode()
    assert boss.post(page, {"action": "open", "outlet": here, "only": "02", "key": "1"}).status_code == 302
    [maker] = routing.makers()
    assert (maker.outlet, maker.centre, maker.plate_types, maker.suspended_on) == (here, False, ("02",), None)
    assert "请写明原因" in boss.post(page, {"action": "close", "maker": here}).content.decode()
    assert boss.post(page, {"action": "close", "maker": here, "why": "多做了号牌", "key": "2"}).status_code == 302
    assert routing.makers()[0].suspended_on is not None
    assert boss.post(page, {"action": "open", "outlet": here, "centre": "1", "key": "3"}).status_code == 302
    [maker] = routing.makers()
    assert (maker.centre, maker.plate_types, maker.suspended_on) == (True, (), None)
