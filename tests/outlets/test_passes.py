"""A right depends on a valid pass: resolved with the grants, said in words, withdrawn and given back by two."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from tests.outlets.builders import DEMO, LONG_AGO, TODAY, a_clerk, actor_of, an_outlet, refused
from tests.passes import qualified

from tongban.core import entries
from tongban.core.actor import CONFIGURE, DECIDE, SEE, WORK, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.outlets import actions, passes, queries
from tongban.outlets.models import Withdrawal
from tongban.outlets.types import OutletKind
from tongban.people.models import Account

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(1)


def a_clerk_with(posts: list[str], *powers: str, until: date | None = None, number: str = "0007") -> None:
    """A clerk with posts and powers whose passes end on a day; no pass where no day is given."""
    a_clerk(number, passed=False, posts=posts)
    for power in powers:
        actions.grant(number=number, power=power, since=LONG_AGO, actor=DEMO, cause="test")
    if until is not None:
        qualified(number, until=until)


@pytest.mark.parametrize(("until", "works"), [(YESTERDAY, False), (TODAY, True), (TODAY + timedelta(1), True)])
def test_a_pass_that_ran_out_yesterday_takes_the_power_and_its_last_day_does_not(until: date, works: bool) -> None:
    a_clerk_with(["acceptance"], SEE, WORK, until=until)
    actor = actor_of("0007")
    assert actor.may(WORK) is works
    assert actor.granted(WORK) and actor.may(SEE)  # the grant stands, and looking needs no pass


def test_the_refusal_says_what_ran_out_when_and_what_to_do() -> None:
    a_clerk_with(["acceptance"], WORK, until=YESTERDAY)
    with pytest.raises(NotAllowed) as raised:
        actor_of("0007").must(WORK, "D06", "310115-1", NO_POST)
    assert raised.value.code == "qualification.ended"
    assert "2026年11月21日" in raised.value.message.zh and "我的资格" in raised.value.message.zh
    assert "21 November 2026" in raised.value.message.en


NO_POST = passes.name_of("acceptance")


def test_who_never_passed_is_told_so() -> None:
    a_clerk_with(["review"], DECIDE)
    lack = actor_of("0007").lack(DECIDE)
    assert lack is not None and lack.code == "qualification.missing"


def test_each_post_needs_its_own_pass() -> None:
    a_clerk_with(["acceptance", "review", "till"], WORK, DECIDE)
    actions.qualify(number="0007", kind="review", since=LONG_AGO, actor=DEMO, cause="test")
    actor = actor_of("0007")
    assert actor.may(DECIDE) and actor.may(WORK) and actor.may(WORK, post="till")
    assert not actor.may(WORK, post="acceptance")


def test_a_pass_of_another_post_gives_no_decision() -> None:
    a_clerk_with(["acceptance", "review", "supervision"], WORK, DECIDE)
    actions.qualify(number="0007", kind="acceptance", since=LONG_AGO, actor=DEMO, cause="test")
    assert not actor_of("0007").may(DECIDE)


def test_the_holder_is_warned_before_the_last_day_and_not_before_that() -> None:
    a_clerk_with(["acceptance"], WORK, until=TODAY + timedelta(30))
    (one,) = actor_of("0007").passes
    assert one.warning is not None and one.lack is None
    assert actor_of("0007", YESTERDAY).passes[0].warning is None


def test_a_next_pass_that_follows_without_a_gap_needs_no_warning() -> None:
    a_clerk_with(["acceptance"], WORK, until=TODAY + timedelta(5))
    qualified("0007", since=TODAY + timedelta(6), until=TODAY + timedelta(700))
    (one,) = actor_of("0007").passes
    assert one.warning is None and one.until == TODAY + timedelta(700)


def test_an_actor_with_passes_still_costs_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_clerk_with(["acceptance", "review", "check", "exam"], WORK, until=TODAY)
    account = Account.objects.get(username="0007")
    with django_assert_num_queries(2):
        actor = queries.actor_for(account, "window")
    assert {one.qualification for one in actor.passes} == {"acceptance", "review", "checking_officer", "examiner"}


def test_a_pass_is_asked_again_at_the_moment_of_a_decision() -> None:
    a_clerk_with(["review"], DECIDE, until=TODAY)
    before = actor_of("0007")
    assert before.may(DECIDE)
    (row,) = passes.qualifications_of(before.account_id)  # type: ignore[arg-type]
    actions.strike_qualification(qualification=row.id, reason="wrong number", actor=DEMO, cause="test")
    with refused(NotAllowed):
        passes.must_be_qualified_now(before, DECIDE, "D06", post="review")


def two_heads() -> tuple[Actor, Actor]:
    """Two persons who configure the office of the clerk 0007."""
    for number in ("0001", "0002"):
        a_clerk(number, outlet="310115-1", posts=["supervision"])
        actions.grant(number=number, power=CONFIGURE, office="310115-1", since=LONG_AGO, actor=DEMO, cause="test")
    return actor_of("0001"), actor_of("0002")


def proposed(by: Actor) -> Mapping[str, object]:
    row = actions.propose_withdrawal(number="0007", kind="acceptance", reason="收了红包", actor=by, cause="test")
    return {"withdrawal": row, "cause": "test"}


def test_a_pass_is_withdrawn_by_two_and_given_back_by_two() -> None:
    a_clerk_with(["acceptance"], WORK, until=TODAY + timedelta(99))
    one, other = two_heads()
    told = proposed(one)
    assert actor_of("0007").may(WORK)  # nothing changes by a proposal
    with refused(NotAllowed):
        actions.confirm_withdrawal(actor=one, **told)  # type: ignore[arg-type]
    actions.confirm_withdrawal(actor=other, **told)  # type: ignore[arg-type]
    lack = actor_of("0007").lack(WORK)
    assert lack is not None and lack.code == "qualification.withdrawn"
    assert not passes.has_qualification("0007", "acceptance", TODAY)
    actions.propose_giving_back(actor=other, reason="查无实据", **told)  # type: ignore[arg-type]
    with refused(NotAllowed):
        actions.confirm_giving_back(actor=other, **told)  # type: ignore[arg-type]
    assert not actor_of("0007").may(WORK)
    actions.confirm_giving_back(actor=one, **told)  # type: ignore[arg-type]
    assert actor_of("0007").may(WORK) and passes.withdrawals(["310115-1"]) == []
    kinds = [entry.kind for entry in entries.history(queries.get_staff("0007").id)][-4:]
    assert kinds == [
        "withdrawal_proposed", "qualification_withdrawn", "giving_back_proposed", "qualification_given_back",
    ]  # fmt: skip


def test_a_new_pass_does_not_go_round_a_withdrawal() -> None:
    a_clerk_with(["acceptance"], WORK, until=TODAY + timedelta(99))
    one, other = two_heads()
    actions.confirm_withdrawal(actor=other, **proposed(one))  # type: ignore[arg-type]
    qualified("0007", until=TODAY + timedelta(700))
    assert not actor_of("0007").may(WORK)


def test_the_database_too_refuses_one_person_for_both() -> None:
    a_clerk_with(["acceptance"], WORK, until=TODAY)
    one, _ = two_heads()
    told = proposed(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.filter(id=told["withdrawal"]).update(confirmed_by=one.account_id)


def test_a_withdrawal_needs_a_reason_a_pass_and_is_open_once() -> None:
    a_clerk_with(["acceptance"], WORK, until=TODAY)
    one, other = two_heads()
    common = {"number": "0007", "actor": one, "cause": "test"}
    with refused(BadInput):
        actions.propose_withdrawal(kind="acceptance", reason=" ", **common)  # type: ignore[arg-type]
    with refused(NotFound):
        actions.propose_withdrawal(kind="review", reason="x", **common)  # type: ignore[arg-type]
    told = proposed(one)
    with refused(Conflict):
        proposed(other)
    actions.drop_proposal(actor=one, **told)  # type: ignore[arg-type]
    assert proposed(other)


def test_nobody_writes_down_or_withdraws_their_own() -> None:
    a_clerk_with(["review"], CONFIGURE, until=TODAY)
    me = actor_of("0007")
    with refused(NotAllowed):
        actions.qualify(number="0007", kind="examiner", since=TODAY, actor=me, cause="test")
    with refused(NotAllowed):
        actions.propose_withdrawal(number="0007", kind="review", reason="x", actor=me, cause="test")


def test_a_program_of_an_outlet_needs_somebody_there_who_passed() -> None:
    post = an_outlet("POST-1", OutletKind.POST)
    facts = {"outlet": post, "roles": ["start"], "services": ["*"], "actor": DEMO, "cause": "test"}
    token = actions.issue_token(code="post-1", **facts)  # type: ignore[arg-type]

    def lack() -> str:
        client = queries.api_client(token)
        assert client is not None
        found = client.actor("310115-1").lack(WORK, "D06")
        return found.code if found else ""

    assert lack() == "qualification.missing"
    a_clerk("PO-1", outlet=post, passed=False)
    qualified("PO-1", until=YESTERDAY)
    assert lack() == "qualification.ended"
    qualified("PO-1", since=TODAY)
    assert lack() == ""
    actions.dismiss(number="PO-1", on=TODAY, actor=DEMO, cause="test")
    assert lack() == "qualification.missing"


def test_a_post_held_for_long_is_told_and_nothing_is_blocked() -> None:
    a_clerk("0001", employed_on=date(2023, 11, 21))
    a_clerk("0002", outlet="310115-1", employed_on=date(2024, 1, 20))
    a_clerk("0003", outlet="310115-1", employed_on=date(2024, 1, 22))
    told = passes.rotations(TODAY)
    assert [(one.number, one.over(TODAY)) for one in told] == [("0001", True), ("0002", False)]
    actions.move_staff(number="0001", outlet="310115-1", posts=["review"], actor=DEMO, cause="test")
    assert [one.number for one in passes.rotations(TODAY)] == ["0002"]
