"""Accounts: one for one person, nobody's until the live check has passed."""

from dataclasses import replace

import pytest
from pytest_django import Settings
from tests.people.builders import (
    DEMO,
    ONLINE,
    PASSWORD,
    PHONE,
    a_citizen,
    a_clerk,
    a_confirmed_check,
    a_person,
    an_account,
    population,
    refused,
)

from tongban.core import entries
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.people import actions, queries
from tongban.people.livecheck import Comparison
from tongban.people.models import Account
from tongban.people.types import AccountKind, OpenedAccount, PopulationFacts


def holder(opened: OpenedAccount) -> Actor:
    """Somebody logged in whose comparison has not passed: an account without a person."""
    return replace(ONLINE, account_id=opened.account_id)


class PassesAtOnce:
    """An engine that is sure."""

    name = "sure"

    def compare(self, person_id: object, evidence: str) -> Comparison:
        return Comparison(passed=True, reference="7")


class FailsAtOnce:
    """An engine that saw somebody else."""

    name = "unsure"

    def compare(self, person_id: object, evidence: str) -> Comparison:
        return Comparison(passed=False, reason="光线不足")


def test_a_new_account_waits_for_a_clerk_and_binds_the_phone() -> None:
    opened = an_account()
    assert opened.assurance == 0 and opened.waiting_for is not None
    assert [check.id for check in queries.open_live_checks()] == [opened.waiting_for]
    assert queries.phone_number(opened.person_id) == PHONE


def test_the_account_holds_no_personal_data() -> None:
    account = Account.objects.get(pk=an_account().account_id)
    assert account.username.startswith("c") and len(account.username) == 25
    assert PASSWORD not in account.password
    assert {field.name for field in Account._meta.fields} == {
        "id", "username", "password", "kind", "is_active", "last_login",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("known", "name"),
    [(None, "王小明"), (population("李四"), "王小明"), (population(alive=False), "王小明")],
    ids=["unknown number", "other name", "dead"],
)
def test_what_does_not_agree_with_the_register_gets_one_and_the_same_answer(
    known: PopulationFacts | None, name: str
) -> None:
    check = a_confirmed_check()
    with refused(BadInput) as raised:
        an_account(name=name, population=known, check_id=check)
    assert raised.value.field == "identity_number"
    assert "do not belong together" in str(raised.value)


def test_one_person_has_one_account() -> None:
    an_account()
    check = a_confirmed_check("13900139000")
    with refused(Conflict) as raised:
        an_account(check_id=check)
    assert raised.value.code == "account_exists"


def test_an_account_needs_a_confirmed_phone() -> None:
    check = actions.start_phone_check(phone=PHONE, actor=ONLINE)
    with refused(BadInput) as raised:
        an_account(check_id=check.id)
    assert raised.value.field == "phone"
    assert Account.objects.count() == 0


@pytest.mark.parametrize("password", ["", "short", "password123", "1234567890"])
def test_a_password_that_is_short_or_common_is_refused(password: str) -> None:
    check = a_confirmed_check()
    with refused(BadInput) as raised:
        an_account(password=password, check_id=check)
    assert raised.value.field == "password"
    assert Account.objects.count() == 0


def test_a_passed_comparison_makes_the_account_the_persons() -> None:
    opened = an_account()
    actions.decide_live_check(check_id=opened.waiting_for, passed=True, actor=a_clerk())
    assert queries.person_of_account(opened.account_id).assurance == 1
    assert queries.open_live_checks() == []


def test_a_failed_comparison_says_why_and_another_may_follow() -> None:
    opened = an_account()
    with refused(BadInput):
        actions.decide_live_check(check_id=opened.waiting_for, passed=False, actor=a_clerk())
    actions.decide_live_check(check_id=opened.waiting_for, passed=False, reason="照片模糊", actor=a_clerk())
    assert queries.person_of_account(opened.account_id).assurance == 0
    assert queries.latest_live_check(opened.person_id).reason == "照片模糊"
    second = actions.start_live_check(person_id=opened.person_id, actor=holder(opened))
    assert second != opened.waiting_for


def test_a_comparison_is_decided_once() -> None:
    opened = an_account()
    actions.decide_live_check(check_id=opened.waiting_for, passed=True, actor=a_clerk())
    with refused(Conflict):
        actions.decide_live_check(check_id=opened.waiting_for, passed=False, reason="x", actor=a_clerk())


def test_asking_again_while_one_waits_makes_no_second_comparison() -> None:
    opened = an_account()
    assert actions.start_live_check(person_id=opened.person_id, actor=holder(opened)) == opened.waiting_for


def test_nobody_asks_for_the_comparison_of_another() -> None:
    opened, other = an_account(), a_person(3)
    for actor in (ONLINE, holder(opened)):
        with refused(NotAllowed):
            actions.start_live_check(person_id=other, actor=actor)


def test_nobody_decides_their_own_comparison_nor_does_a_citizen() -> None:
    opened = an_account()
    for actor in (a_clerk(person_id=opened.person_id), a_citizen(opened.person_id)):
        with refused(NotAllowed):
            actions.decide_live_check(check_id=opened.waiting_for, passed=True, actor=actor)


def test_another_engine_decides_at_once(settings: Settings) -> None:
    settings.TONGBAN_LIVECHECK = f"{__name__}.PassesAtOnce"
    opened = an_account()
    assert (opened.assurance, opened.waiting_for) == (1, None)
    assert queries.latest_live_check(opened.person_id).engine == "sure"


def test_an_engine_that_fails_leaves_the_account_nobodys(settings: Settings) -> None:
    settings.TONGBAN_LIVECHECK = f"{__name__}.FailsAtOnce"
    opened = an_account()
    assert opened.assurance == 0
    assert queries.latest_live_check(opened.person_id).outcome == "failed"


def test_the_window_verifies_and_settles_the_waiting_comparison() -> None:
    opened = an_account()
    actions.verify_at_window(person_id=opened.person_id, actor=a_clerk())
    assert queries.person_of_account(opened.account_id).assurance == 2
    assert queries.open_live_checks() == []


@pytest.mark.parametrize("who", ["citizen", "own clerk", "looker"])
def test_nobody_but_another_clerk_verifies(who: str) -> None:
    person = a_person()
    actor = {
        "citizen": a_citizen(person),
        "own clerk": a_clerk(person_id=person),
        "looker": a_clerk(power="see"),
    }
    with refused(NotAllowed):
        actions.verify_at_window(person_id=person, actor=actor[who])


def test_what_a_window_knew_of_a_person_is_not_given_to_whoever_opens_an_account_online() -> None:
    person = a_person()
    actions.verify_at_window(person_id=person, actor=a_clerk())
    opened = an_account()
    assert opened.person_id == person and opened.assurance == 0


def test_a_clerk_opens_an_account_at_the_window() -> None:
    person = a_person()
    account = actions.open_account_at_window(person_id=person, password=PASSWORD, actor=a_clerk())
    actions.verify_at_window(person_id=person, actor=a_clerk())
    assert queries.account_of_person(person) == account
    assert queries.person_of_account(account).assurance == 2


def test_a_closed_account_is_closed_by_its_person_and_opened_again_at_a_window() -> None:
    opened = an_account()
    person = opened.person_id
    actions.close_account(person_id=person, actor=a_citizen(person), cause="account")
    assert not Account.objects.get(pk=opened.account_id).is_active
    with refused(NotAllowed):
        actions.reopen_account(person_id=person, actor=a_citizen(person), cause="account")
    actions.reopen_account(person_id=person, actor=a_clerk(), cause="case:1")
    assert Account.objects.get(pk=opened.account_id).is_active
    assert [entry.kind for entry in entries.history(person)][-2:] == ["account_closed", "account_reopened"]


def test_a_clerk_sets_a_citizens_password_but_not_a_colleagues() -> None:
    opened = an_account()
    staff = actions.open_work_account(
        username="0008", kind=AccountKind.STAFF, password=PASSWORD, actor=DEMO, cause="test"
    )
    actions.set_password(account_id=opened.account_id, password="another long word 8", actor=a_clerk(), cause="case:1")
    assert Account.objects.get(pk=opened.account_id).check_password("another long word 8")
    with refused(NotAllowed):
        actions.set_password(account_id=staff.id, password="another long word 8", actor=a_clerk(), cause="case:1")


@pytest.mark.parametrize("number", ["", "ab", "x" * 16, "13800138000", "工号一", "0 1 2", "../etc"])
def test_a_staff_number_that_could_be_something_else_is_refused(number: str) -> None:
    with refused(BadInput):
        actions.open_work_account(username=number, kind=AccountKind.STAFF, password=PASSWORD, actor=DEMO, cause="test")


def test_a_staff_number_is_given_once() -> None:
    for expected in (None, Conflict):
        if expected is None:
            actions.open_work_account(
                username="0009", kind=AccountKind.STAFF, password=PASSWORD, actor=DEMO, cause="test"
            )
        else:
            with refused(expected):
                actions.open_work_account(
                    username="0009", kind=AccountKind.STAFF, password=PASSWORD, actor=DEMO, cause="test"
                )
