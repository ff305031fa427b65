"""Staff: numbers, posts, powers with days, and an actor in two statements."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.outlets.builders import DEMO, LONG_AGO, PASSWORD, TODAY, a_clerk, actor_of, an_outlet, refused
from tests.people.builders import an_account

from tongban.core import entries
from tongban.core.actor import CONFIGURE, DECIDE, SEE, WORK
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.outlets import actions, passes, queries
from tongban.outlets.types import OutletKind
from tongban.people import actions as people
from tongban.people.models import Account
from tongban.people.types import AccountKind

pytestmark = pytest.mark.django_db


def granted(number: str = "0007", power: str = WORK, **more: object) -> object:
    facts: dict[str, object] = {"actor": DEMO, "cause": "test", "since": LONG_AGO}
    return actions.grant(number=number, power=power, **(facts | more))  # type: ignore[arg-type]


def test_a_new_clerk_has_an_office_and_posts_but_no_power() -> None:
    a_clerk()
    actor = actor_of("0007")
    assert (actor.kind, actor.label, actor.office, actor.posts) == (
        "staff",
        "0007",
        "310115-1",
        {"acceptance"},
    )
    assert not any(actor.may(power) for power in (SEE, WORK, DECIDE, CONFIGURE))


def test_a_power_is_for_its_service_at_its_office() -> None:
    a_clerk()
    granted(service="D06", office="310115-1")
    actor = actor_of("0007")
    assert actor.may(WORK, "D06", "310115-1")
    assert not actor.may(WORK, "D07", "310115-1")
    assert not actor.may(WORK, "D06", "310106-1")
    assert not actor.may(DECIDE, "D06", "310115-1")


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_power_holds_from_its_first_to_its_last_day(on: date, held: bool) -> None:
    a_clerk()
    granted(since=date(2026, 3, 1), until=date(2026, 6, 30))
    assert actor_of("0007", on).may(WORK) is held


def test_a_power_taken_back_is_gone_the_same_day() -> None:
    a_clerk()
    row = granted()
    actions.end_grant(grant_id=row, actor=DEMO, cause="test")
    assert not actor_of("0007").may(WORK)
    assert actor_of("0007", TODAY - timedelta(1)).may(WORK)
    with refused(Conflict):
        actions.end_grant(grant_id=row, actor=DEMO, cause="test")


@pytest.mark.parametrize(("days", "works"), [(-1, True), (0, False), (1, False)])
def test_who_has_left_has_no_power_and_no_office(days: int, works: bool) -> None:
    a_clerk()
    granted()
    actions.dismiss(number="0007", on=TODAY, actor=DEMO, cause="test")
    actor = actor_of("0007", TODAY + timedelta(days))
    assert actor.may(WORK) is works and bool(actor.office) is works


def test_who_has_not_begun_has_no_power() -> None:
    a_clerk(employed_on=TODAY + timedelta(1))
    granted()
    assert not actor_of("0007").may(WORK)


def test_an_actor_costs_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_clerk()
    for power in (SEE, WORK, DECIDE):
        granted(power=power)
    account = Account.objects.get(username="0007")
    with django_assert_num_queries(2):
        queries.actor_for(account, "window")


def test_a_citizen_whose_live_check_waits_acts_for_nobody() -> None:
    opened = an_account()
    account = Account.objects.get(pk=opened.account_id)
    actor = queries.actor_for(account, "online")
    assert (actor.kind, actor.label, actor.person_id, actor.assurance) == ("citizen", "citizen", None, 0)
    people.verify_at_window(person_id=opened.person_id, actor=DEMO)
    actor = queries.actor_for(account, "online")
    assert (actor.person_id, actor.assurance) == (opened.person_id, 2)


def test_a_citizen_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = Account.objects.get(pk=an_account().account_id)
    with django_assert_num_queries(1):
        queries.actor_for(account, "online")


def test_clerks_of_partners_are_partners_and_never_decide() -> None:
    a_clerk("SPD-1", outlet=an_outlet("BANK-1", OutletKind.BANK))
    granted("SPD-1", WORK, service="V32", office="BANK-1")
    assert actor_of("SPD-1").kind == AccountKind.PARTNER
    with refused(NotAllowed):
        granted("SPD-1", DECIDE)


def test_nobody_gives_rights_to_themselves() -> None:
    a_clerk()
    granted(power=CONFIGURE)
    with refused(NotAllowed):
        granted(power=DECIDE, actor=actor_of("0007"))
    with refused(NotAllowed):
        actions.move_staff(number="0007", outlet="310115-1", posts=["review"], actor=actor_of("0007"), cause="test")


def test_who_configures_one_office_gives_no_rights_at_another() -> None:
    office = an_outlet()
    a_clerk("0001", outlet=office)
    a_clerk("0002", outlet=office)
    granted("0001", CONFIGURE, office=office)
    granted("0002", WORK, office=office, actor=actor_of("0001"))
    for where in ("310106-1", "*"):
        with refused(NotAllowed):
            granted("0002", WORK, office=where, actor=actor_of("0001"))


@pytest.mark.parametrize("wrong", [{"power": "rule"}, {"until": LONG_AGO - timedelta(1)}], ids=["power", "days"])
def test_a_power_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    a_clerk()
    with refused(BadInput):
        granted(**wrong)  # type: ignore[arg-type]


def test_an_unknown_post_is_refused() -> None:
    with refused(BadInput):
        a_clerk(posts=["boss"])


def test_a_number_is_given_to_one_person() -> None:
    a_clerk()
    with refused(Conflict):
        a_clerk(outlet="310115-1")


def test_nobody_is_employed_at_an_outlet_that_is_not() -> None:
    with refused(NotFound):
        a_clerk(outlet="nowhere")


def test_only_who_configures_the_outlet_employs() -> None:
    a_clerk()
    with refused(NotAllowed):
        actions.employ(
            number="0008",
            outlet="310115-1",
            posts=[],
            password=PASSWORD,
            actor=actor_of("0007"),
            cause="test",
        )


def test_a_clerk_moves_between_offices_but_not_to_a_partner() -> None:
    a_clerk()
    other, bank = an_outlet("310106-1", region="310106"), an_outlet("BANK-1", OutletKind.BANK)
    actions.move_staff(number="0007", outlet=other, posts=["review"], actor=DEMO, cause="test")
    assert (actor_of("0007").office, actor_of("0007").posts) == (other, {"review"})
    with refused(BadInput):
        actions.move_staff(number="0007", outlet=bank, posts=[], actor=DEMO, cause="test")


@pytest.mark.parametrize(
    ("on", "held"), [(date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)]
)
def test_a_qualification_holds_to_its_last_day(on: date, held: bool) -> None:
    a_clerk()
    actions.qualify(
        number="0007", kind="checking_officer", since=date(2026, 1, 1), until=date(2026, 12, 31), actor=DEMO,
        cause="learning:1",
    )  # fmt: skip
    assert passes.has_qualification("0007", "checking_officer", on) is held
    assert not passes.has_qualification("0007", "examiner", on)


def test_every_change_of_a_staff_member_is_an_entry() -> None:
    staff = a_clerk(passed=False)
    row = granted()
    actions.end_grant(grant_id=row, actor=DEMO, cause="test")
    actions.dismiss(number="0007", on=TODAY, actor=DEMO, cause="test")
    kinds = [entry.kind for entry in entries.history(staff.id)]
    assert kinds == ["employed", "granted", "grant_ended", "dismissed"]


def test_staff_are_listed_by_number_and_shown_with_their_grants() -> None:
    office = an_outlet()
    a_clerk("0002", outlet=office)
    a_clerk("0001", outlet=office)
    granted("0001", WORK, service="D06")
    assert [row.number for row in queries.staff_of(office)] == ["0001", "0002"]
    assert {grant.service for grant in queries.get_staff("0001").grants} == {"D06"}
    assert [row[1].power for row in queries.grants_of("0001")] == [WORK]
