"""Passes at the desk: what ran out overnight blocks the decision and not only the page; the examination at one's own
account; the lead's page; a partner's clerk."""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.exchange.little_partner import LittlePartner
from tests.passes import qualified
from tests.web.builders import OFFICE, SETUP, a_clerk, an_office
from tests.web.desk.test_posts import again, doubtful, press

from tongban.assessment.learning.training import actions as training
from tongban.assessment.learning.training import lessons, queries
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions import reading
from tongban.assessment.questions.types import QuestionState
from tongban.casework import actions
from tongban.core import clock
from tongban.core.actor import CONFIGURE, SEE, WORK, system
from tongban.core.errors import NotAllowed
from tongban.core.law_book import book
from tongban.law.text import Text, day_text
from tongban.outlets import actions as outlets
from tongban.outlets import passes
from tongban.outlets import queries as staff
from tongban.outlets.types import OutletKind
from tongban.people import queries as accounts

pytestmark = pytest.mark.django_db
NUMBER = "310100-0001"


def a_clerk_to(until: int | None, number: str = NUMBER, posts: tuple[str, ...] = ("acceptance",)) -> Client:
    """A clerk whose pass ends so many days from today; None: who never passed."""
    client = a_clerk(number, posts=posts, passed=False)
    if until is not None:
        qualified(number, until=clock.today() + timedelta(until))
    client.actor = staff.actor_for(accounts.find_account(number), "window")  # type: ignore[attr-defined, arg-type]
    return client


def test_a_pass_that_ended_while_the_page_was_open_blocks_at_the_decision(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk_to(0)
    assert "已经到期" not in clerk.get(reverse("desk:case", args=[row.number])).content.decode()
    last = day_text(clock.today()).zh
    midnight = datetime.combine(clock.today() + timedelta(1), time(), tzinfo=clock.CHINA)
    with clock.frozen(midnight):
        assert press(clerk, row, "accept") == 403
        page = clerk.get(reverse("desk:case", args=[row.number])).content.decode()
        assert last in page and "已经到期" in page and reverse("training:mine") in page
        assert again(clerk, row).needs_post == "acceptance"


def test_a_pass_withdrawn_while_a_case_is_in_hand_blocks_it(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk_to(99)
    assert press(clerk, row, "take") == 302
    one, other = a_head("310100-0021").actor, a_head("310100-0022").actor  # type: ignore[attr-defined]
    withdrawal = outlets.propose_withdrawal(number=NUMBER, kind="acceptance", reason="泄密", actor=one, cause="test")
    outlets.confirm_withdrawal(withdrawal=withdrawal, actor=other, cause="test")
    assert press(clerk, row, "accept") == 403
    with pytest.raises(NotAllowed) as raised:  # an actor from before it was withdrawn is asked again too
        actions.accept(case_id=row.id, actor=clerk.actor, grounds="x")  # type: ignore[attr-defined]
    assert raised.value.code == passes.WITHDRAWN


def test_who_has_no_pass_is_told_on_every_page_and_may_still_look(partner: LittlePartner) -> None:
    row = doubtful(partner)
    clerk = a_clerk_to(None)
    page = clerk.get(reverse("desk:case", args=[row.number]))
    assert page.status_code == 200 and "您还没有“受理岗”资格" in page.content.decode()


def a_head(number: str) -> Client:
    client = a_clerk(number, posts=("supervision",), powers=(SEE, CONFIGURE))
    return client


def a_bank() -> None:
    rows = reading.read(lessons.BANK.read_bytes(), book(), clock.today())
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=SETUP, cause="test")
    drafts = questions.questions(state=QuestionState.DRAFT, limit=1000)
    bank.approve(question_ids=[one.id for one in drafts], actor=system("other"), cause="test")


def begun(client: Client) -> UUID:
    """The course read, the examination begun, all on the pages."""
    for one in lessons.course("acceptance", clock.today(), book()):
        assert one.title.zh in client.get(reverse("training:lesson", args=[one.topic])).content.decode()
        assert client.post(reverse("training:lesson", args=[one.topic])).status_code == 302
    answer = client.post(reverse("training:mine"), {"action": "begin", "qualification": "acceptance", "key": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["location"].split("/")[3])


def test_the_course_the_examination_the_result_and_the_right_is_back() -> None:
    an_office()
    a_bank()
    clerk = a_clerk_to(-1)
    refused = clerk.post(reverse("training:mine"), {"action": "begin", "qualification": "acceptance", "key": "0"})
    assert refused.status_code == 409 and training.COURSE_FIRST.zh in refused.content.decode()
    attempt = begun(clerk)
    page = reverse("training:paper", args=[attempt])
    shown = clerk.get(page).content.decode()
    asked = queries.asked(attempt)
    assert all(one.wording.words.zh in shown for one in asked) and "正确答案" not in shown
    right = {f"q{one.place}": one.right for one in asked}
    other = next(value for value in ("A", "B", "T", "F") if value not in asked[0].right)
    kept = clerk.post(page, {**right, "action": "save"}, headers={"hx-request": "true"})
    assert kept.status_code == 204
    assert clerk.post(page, {**right, "q1": other, "action": "hand_in"}).status_code == 302
    result = clerk.get(page).content.decode()
    assert "95" in result and asked[0].wording.explanation and asked[0].wording.explanation.zh in result
    mine = clerk.get(reverse("training:mine")).content.decode()
    assert "有效" in mine and "已经到期" not in mine
    account = accounts.find_account(NUMBER)
    assert account and staff.actor_for(account, "window").may(WORK, "*", OFFICE)


def test_a_paper_whose_time_is_over_shows_its_result_and_takes_nothing_more() -> None:
    an_office()
    a_bank()
    clerk = a_clerk_to(-1)
    start = clock.now()
    attempt = begun(clerk)
    page = reverse("training:paper", args=[attempt])
    right = {f"q{one.place}": one.right for one in queries.asked(attempt)}
    with clock.frozen(start + timedelta(minutes=31)):
        late = clerk.post(page, {**right, "action": "save"}, headers={"hx-request": "true"})
        assert late.status_code == 204 and late["hx-refresh"] == "true"
        assert "未通过" in clerk.get(page).content.decode()
        assert "0分，不合格" in clerk.get(reverse("training:mine")).content.decode()
    stranger = a_clerk_to(None, "310100-0003")
    assert stranger.get(page).status_code == 404


def test_the_lead_sees_who_is_missing_and_withdraws_with_another() -> None:
    an_office()
    a_clerk_to(-1)
    a_clerk_to(99, "310100-0003")
    head, other = a_head("310100-0021"), a_head("310100-0022")
    for one in (head, other):
        outlets.grant(number=one.actor.label, power=CONFIGURE, office=OFFICE, actor=SETUP, cause="test")  # type: ignore[attr-defined]
    page = reverse("desk:posts")
    shown = head.get(page).content.decode()
    assert "1人缺少岗位资格" in shown and NUMBER in shown
    told = {"number": "310100-0003", "kind": "acceptance", "reason": "泄密", "action": "withdraw", "key": "1"}
    assert head.post(page, {**told, "reason": ""}).status_code == 400
    assert head.post(page, {**told, "key": "2"}).status_code == 302
    (waits,) = passes.withdrawals([OFFICE])
    confirm = {"withdrawal": str(waits.id), "action": "confirm", "key": "3"}
    assert head.post(page, confirm).status_code == 403
    assert other.post(page, confirm).status_code == 302
    assert "2人缺少岗位资格" in head.get(page).content.decode()
    figures = other.get(reverse("supervisor:training")).content.decode()
    assert "2人缺少岗位资格" in figures and "310100-0003" in figures


def test_the_lead_writes_no_pass_of_the_office_by_hand() -> None:
    an_office()
    a_clerk_to(None)
    head = a_head("310100-0021")
    told = {"number": NUMBER, "since": "2026-01-01", "until": "2027-01-01", "action": "certify", "certificate": "K1"}
    assert head.post(reverse("desk:posts"), {**told, "kind": "acceptance", "key": "1"}).status_code == 400
    assert head.post(reverse("desk:posts"), {**told, "kind": "examiner", "key": "2"}).status_code == 302
    assert passes.has_qualification(NUMBER, "examiner", clock.today())


def test_a_partners_clerk_has_the_same_pages_and_no_desk() -> None:
    an_office()
    outlets.open_outlet(
        code="310100-PO", kind=OutletKind.POST, name=Text(zh="邮政", en="Post"), region="310100",
        opened_on=clock.today() - timedelta(900), actor=SETUP, cause="test",
    )  # fmt: skip
    client = a_clerk("PO-00001", posts=("acceptance",), office="310100-PO", passed=False)
    page = client.get(reverse("training:mine"))
    assert page.status_code == 200 and "委托网点受理" in page.content.decode()
    assert client.get(reverse("desk:search")).status_code == 404
    assert client.get("/me/")["location"] == reverse("training:mine")
    assert reverse("desk:worklist") not in page.content.decode()
