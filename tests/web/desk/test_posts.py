"""The posts behind the window: work list, acceptance, review, questions, and nobody reviewing what they accepted."""

from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import (
    JPEG,
    OFFICE,
    SETUP,
    a_clerk,
    a_driver,
    a_person,
    a_reviewer,
    an_office,
    answering,
)
from tests.web.desk.test_window import basket_of, begin, sent

from tongban.casework import actions, inquiries, own_motion, posts, queries
from tongban.casework.models import Case, Notice
from tongban.casework.types import CaseRow
from tongban.core import audit, clock, fresh
from tongban.core.actor import DECIDE, SEE, WORK, Actor
from tongban.web import jpeg

pytestmark = pytest.mark.django_db


def press(client: Client, row: CaseRow, action: str, **more: str) -> int:
    """Press a button of the case page with the edition it shows now; the status of the answer."""
    edition = len(queries.get_case(row.id, client.actor).timeline)  # type: ignore[attr-defined]
    body = {"action": action, "edition": str(edition), "words": "核对无误", "key": str(uuid4())} | more
    return client.post(reverse("desk:case", args=[row.number]), body).status_code


def again(client: Client, row: CaseRow) -> CaseRow:
    found = queries.find_case(row.id, client.actor)  # type: ignore[attr-defined]
    assert found
    return found


def doubtful(partner: LittlePartner) -> CaseRow:
    """A case that came in online and whose name differs from the population register: it needs acceptance."""
    an_office()
    answering(partner, name="王大明")
    person = a_person()
    a_driver(person)
    citizen = Actor(
        kind="citizen", label="citizen", channel="online", account_id=uuid4(), person_id=person, assurance=2
    )
    case = actions.start(service="D06", applicant=person, actor=citizen, office=OFFICE)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office"})
    actions.submit(case_id=case.id, actor=citizen)
    row = queries.find_by_number(case.number)
    assert row and row.needs_post == "acceptance"
    return row


def for_review(person_id: UUID, driver_id: UUID) -> CaseRow:
    """A case the office opened, whose time to answer is over: a person decides."""
    case = own_motion.open_case(
        service="D08", person_id=person_id, subject=driver_id, office=OFFICE,
        ground={"reached_on": "2026-01-01", "classes": ["A1"]}, actor=SETUP,
    )  # fmt: skip
    assert case
    Case.for_system("test: the time is over").filter(id=case.id).update(due_on="2020-01-01")
    Notice.objects.filter(case=case.id).update(served_at="2020-01-01T00:00:00Z", proof="test")
    own_motion.look_after(case.id)
    found = queries.find_by_number(case.number)
    assert found and found.needs_post == "review"
    return found


def test_the_work_list_shows_what_is_at_my_post_and_counts_what_a_filter_hides(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk()
    page = clerk.get(reverse("desk:worklist")).content.decode()
    assert row.number in page and "王小明" in page
    hidden = clerk.get(reverse("desk:worklist") + "?service=D23").content.decode()
    assert row.number not in hidden and "隐藏" in hidden
    reviewer = a_reviewer()
    assert row.number not in reviewer.get(reverse("desk:worklist")).content.decode()


def test_every_name_on_the_work_list_leaves_a_look(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk()
    before = len(audit.looks_at(row.applicant))
    clerk.get(reverse("desk:worklist"))
    looks = audit.looks_at(row.applicant)
    assert len(looks) == before + 1 and (looks[0].what, looks[0].purpose) == ("name", "review")


def test_a_doubt_is_accepted_with_grounds_and_the_case_goes_on(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk()
    assert press(clerk, row, "accept", words="") == 400
    assert press(clerk, row, "accept") == 302
    assert again(clerk, row).needs_post == ""
    assert again(clerk, row).waiting_for == "payment"


def test_a_stale_page_changes_nothing(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk()
    assert press(clerk, row, "accept", edition="1") == 409
    assert again(clerk, row).needs_post == "acceptance"


def test_two_clerks_on_one_case_the_second_is_told(partner: LittlePartner) -> None:
    row = doubtful(partner)
    first, second = a_clerk(), a_clerk("310100-0003")
    assert press(first, row, "take") == 302
    page = second.get(reverse("desk:case", args=[row.number])).content.decode()
    assert posts.TAKEN.zh in page
    assert press(second, row, "accept") == 409


def test_a_reviewer_lets_a_case_lapse_and_corrects_it() -> None:
    an_office()
    person = a_person()
    row = for_review(person, a_driver(person).id)
    reviewer = a_reviewer()
    assert 'value="lapse"' in reviewer.get(reverse("desk:case", args=[row.number])).content.decode()
    assert press(reviewer, row, "refuse", words="  ") == 400
    assert press(reviewer, row, "refuse", words="已另案处理") == 302
    page = reviewer.get(reverse("desk:case", args=[row.number])).content.decode()
    assert "已另案处理" in page and 'value="reopen"' in page
    assert press(reviewer, row, "reopen", words="事实有误") == 302
    assert again(reviewer, row).needs_post == "review"


def test_a_lapsed_case_has_a_page() -> None:
    an_office()
    person = a_person()
    row = for_review(person, a_driver(person).id)
    reviewer = a_reviewer()
    assert press(reviewer, row, "lapse") == 302
    assert reviewer.get(reverse("desk:case", args=[row.number])).status_code == 200


def test_nobody_is_offered_to_review_what_they_accepted_and_the_engine_refuses_it() -> None:
    an_office()
    person = a_person()
    row = for_review(person, a_driver(person).id)
    both = a_clerk("310100-0004", posts=("acceptance", "review"), powers=(SEE, WORK, DECIDE))
    account = both.actor.account_id  # type: ignore[attr-defined]
    Case.for_system("test: they accepted it").filter(id=row.id).update(accepted_by=account)
    page = both.get(reverse("desk:case", args=[row.number])).content.decode()
    assert posts.OWN_ACCEPTANCE.zh in page and 'value="refuse"' not in page
    assert press(both, row, "refuse") == 403


def test_a_portrait_keeps_its_promise_whatever_the_file_is_called(partner: LittlePartner) -> None:
    an_office()
    answering(partner, portrait=False)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    row = sent(clerk, person)
    clerk.post(reverse("desk:till"), {"action": "open", "opening": "0", "key": "k"})
    clerk.post(basket_of(clerk, person), {"action": "cash", "given": "10", "key": "k2"})
    case_page = clerk.get(reverse("desk:case", args=[row.number])).content.decode()
    address = reverse("desk:evidence", args=[row.number, "portrait"])
    assert address in case_page
    for wrong in (b"", b"%PDF-1.7", JPEG[:-2], b"\xff\xd8\xff" + b"x" * 100 + b"\xff\xd9"):
        given = SimpleUploadedFile("face.jpg", wrong, content_type="image/jpeg")
        assert clerk.post(address, {"file": given}).status_code == 400
    right = SimpleUploadedFile("face.exe", JPEG, content_type="application/x-msdownload")
    assert clerk.post(address, {"file": right}).status_code == 302
    view = queries.get_case(row.id, clerk.actor)  # type: ignore[attr-defined]
    assert {one.key: one.group for one in view.evidence}["portrait"] == "brought"


def test_a_file_of_fifty_megabytes_is_refused_in_words(partner: LittlePartner) -> None:
    an_office()
    answering(partner, portrait=False)
    clerk, person = a_clerk(), a_person()
    a_driver(person)
    address = reverse("desk:evidence", args=[begin(clerk, person).number, "portrait"])
    large = SimpleUploadedFile("face.jpg", b"\xff\xd8" + b"\0" * (50 * 1024 * 1024), content_type="image/jpeg")
    response = clerk.post(address, {"file": large})
    assert response.status_code == 413 and "10" in response.content.decode()


@pytest.mark.parametrize("at", range(0, len(JPEG) - 1))
def test_no_beginning_of_a_jpeg_is_a_jpeg(at: int) -> None:
    assert jpeg.is_whole(JPEG) and not jpeg.is_whole(JPEG[:at])


def test_a_question_is_answered_once_from_the_consultation_post() -> None:
    an_office()
    person = a_person()
    consultant = a_clerk("310100-0006", posts=("consultation",))
    asked = inquiries.ask(
        kind="complaint",
        person_id=person,
        case_id=None,
        office=OFFICE,
        words="等了太久",
        actor=SETUP,
    )
    address = reverse("desk:inquiries")
    page = consultant.get(address).content.decode()
    assert "等了太久" in page
    assert audit.looks_at(person)[0].purpose == "complaint"
    body = {"action": "answer", "question": str(asked.id)}
    empty = consultant.post(address, body | {f"answer-{asked.id}": "", "key": "k0"})
    assert empty.status_code == 400
    assert consultant.post(address, body | {f"answer-{asked.id}": "已处理", "key": "k1"}).status_code == 302
    assert queries.open_inquiries(consultant.actor) == []  # type: ignore[attr-defined]
    assert queries.inquiries_of(person)[0]["answer"] == "已处理"
    assert clock.today() <= asked.due_on


def test_a_notice_that_did_not_arrive_is_served_by_hand_and_the_time_begins_anew() -> None:
    an_office()
    person = a_person()
    row = for_review(person, a_driver(person).id)
    Notice.objects.filter(case=row.id).update(served_at=None, proof="")
    clerk = a_clerk()
    page = clerk.get(reverse("desk:case", args=[row.number])).content.decode()
    assert 'value="serve"' in page and "尚无送达凭证" in page
    assert press(clerk, row, "serve", proof=" ") == 400
    assert press(clerk, row, "serve", proof="当面送达，回证 12 号") == 302
    after = again(clerk, row)
    assert (after.status, after.waiting_for) == ("waiting", "applicant")
    page = clerk.get(reverse("desk:case", args=[row.number])).content.decode()
    assert "当面送达，回证 12 号" in page and 'value="serve"' not in page


def test_a_reviewer_tells_the_person_once_more_or_takes_the_case_back() -> None:
    an_office()
    person = a_person()
    row = for_review(person, a_driver(person).id)
    reviewer = a_reviewer()
    page = reviewer.get(reverse("desk:case", args=[row.number])).content.decode()
    assert 'value="remind"' in page and 'value="void"' in page
    assert press(reviewer, row, "remind") == 302
    assert again(reviewer, row).waiting_for == "applicant"
    assert Notice.objects.filter(case=row.id, kind="ground").count() == 2
    Case.for_system("test: the time is over again").filter(id=row.id).update(due_on="2020-01-01")
    own_motion.look_after(row.id)
    assert press(reviewer, row, "void", words=" ") == 400
    assert press(reviewer, row, "void", words="登记有误") == 302
    assert again(reviewer, row).outcome == "voided"


def test_a_case_taken_by_mistake_is_given_back_and_that_of_an_absent_colleague_too() -> None:
    an_office()
    person = a_person()
    row = for_review(person, a_driver(person).id)
    first, second = a_reviewer(), a_reviewer("310100-0012")
    assert press(first, row, "take") == 302
    assert 'value="release"' in first.get(reverse("desk:case", args=[row.number])).content.decode()
    assert press(first, row, "release") == 302
    assert again(first, row).taken_by is None
    assert press(first, row, "take") == 302
    assert press(second, row, "release") == 302, "who may decide gives back the case of an absent colleague"
    window = a_clerk()
    press(first, row, "take")
    assert 'value="release"' not in window.get(reverse("desk:case", args=[row.number])).content.decode()
    assert press(window, row, "release") == 403


def test_the_work_list_costs_the_same_number_of_statements_whatever_its_length() -> None:
    an_office()
    clerk = a_clerk()

    def counted_with(orders: range) -> int:
        for order in orders:
            person = a_person(order)
            own = Actor(kind="citizen", label="citizen", channel="online", person_id=person, assurance=2)
            actions.start(service="D06", applicant=person, actor=own, office=OFFICE)
        Case.for_system("a queue").update(needs_post="acceptance")
        fresh.forget_all()
        with CaptureQueriesContext(connection) as log:
            assert clerk.get(reverse("desk:worklist")).context["shown_count"] == orders.stop - 1
        return len(log)

    assert counted_with(range(1, 3)) == counted_with(range(3, 9))
