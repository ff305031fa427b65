from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.core.builders import A_PERSON, AN_ACCOUNT, CITIZEN, CLERK

from tongban.core import audit, clock, trace
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 11, 2, 4, tzinfo=UTC)


def a_look(purpose: str = "service", what: str = "licence", actor=CLERK, case_id: UUID | None = None) -> None:
    audit.look(actor=actor, person_id=A_PERSON, purpose=purpose, what=what, case_id=case_id)


def test_a_look_says_who_what_where_and_for_which_purpose():
    case = uuid4()
    with trace.request("r-9"), clock.frozen(THEN), CaptureQueriesContext(connection) as log:
        a_look(case_id=case)
    assert len(log) == 1
    (look,) = audit.looks_at(A_PERSON)
    assert (look.looked_at, look.person_id, look.actor_label) == (THEN, A_PERSON, "310115-0007")
    assert (look.account_id, look.office, look.channel) == (AN_ACCOUNT, "310115-01", "window")
    assert (look.purpose, look.what, look.case_id, look.request_id) == (
        Purpose.SERVICE,
        "licence",
        case,
        "r-9",
    )


def test_every_purpose_has_words_in_both_languages():
    assert all(purpose.text.zh and purpose.text.en for purpose in Purpose)


@pytest.mark.parametrize("purpose", ["", "curiosity", "SERVICE"])
def test_a_look_without_a_purpose_of_the_list_is_refused(purpose):
    with pytest.raises(BadInput) as caught:
        a_look(purpose=purpose)
    assert caught.value.field == "purpose"
    assert audit.looks_at(A_PERSON, delays={}) == []


def test_a_look_at_nothing_is_refused():
    with pytest.raises(BadInput):
        a_look(what=" ")


def test_a_list_of_persons_is_one_statement_and_one_look_each():
    others = [uuid4() for _ in range(50)]
    with CaptureQueriesContext(connection) as log:
        audit.looks(actor=CLERK, person_ids=others, purpose="supervision", what="list")
    assert len(log) == 1
    assert {look.person_id for look in audit.looks_by(AN_ACCOUNT)} == set(others)


def test_ones_own_looks_are_left_out_unless_asked_for():
    a_look(purpose="own", actor=CITIZEN)
    assert audit.looks_at(A_PERSON) == []
    assert len(audit.looks_at(A_PERSON, include_own=True)) == 1


@pytest.mark.parametrize(("days", "seen"), [(179, 0), (180, 1), (181, 1)])
def test_an_investigation_shows_only_after_its_delay(days, seen):
    with clock.frozen(THEN):
        a_look(purpose="investigation")
    with clock.frozen(THEN + timedelta(days=days, milliseconds=1)):
        assert len(audit.looks_at(A_PERSON)) == seen
        assert len(audit.looks_at(A_PERSON, delays={})) == 1  # the supervisor sees it at once


def test_looks_come_latest_first_and_page_by_page_in_one_query_each():
    for what in ("one", "two", "three"):
        a_look(what=what)
    with CaptureQueriesContext(connection) as log:
        first = audit.looks_at(A_PERSON, limit=2)
    second = audit.looks_at(A_PERSON, limit=2, before=first[-1].id)
    assert len(log) == 1
    assert [look.what for look in first + second] == ["three", "two", "one"]


def test_a_supervisor_finds_looks_by_account_and_by_case():
    case = uuid4()
    a_look(case_id=case)
    a_look(actor=CITIZEN, purpose="own")
    assert [look.case_id for look in audit.looks_by(AN_ACCOUNT)] == [case]
    assert len(audit.looks_for(case)) == 1
