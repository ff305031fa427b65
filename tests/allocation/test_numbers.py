"""What a plate number goes through: released, offered, reserved, used, kept, resting; and every refusal is said."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests import builders
from tests.allocation import numbers as built
from tests.allocation.numbers import OFFICE, TUESDAY, TYPE, VIN, a_person, row

from tongban.allocation import tasks
from tongban.allocation.models import Ban, Choice, Number
from tongban.allocation.plates import bans, choosing, lots, queries, releasing, secrets
from tongban.allocation.plates.types import Claimed, Energy, State, TakenAlready
from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db

OTHER_VIN = "LSVTB05U0N0000002"


def refused(act: Callable[[], Any]) -> str:
    """The code of the refusal; what was done before it stands."""
    with pytest.raises((Conflict, NotAllowed)) as said, transaction.atomic():
        act()
    return said.value.code


def compose(choice: Choice, *wished: str, order: int = 1) -> Claimed | TakenAlready:
    return choosing.compose(choice=choice.id, person=a_person(order), numbers=wished, actor=OFFICE)


def draw(choice: Choice, order: int = 1) -> choosing.Set:
    return choosing.draw_set(choice=choice.id, person=a_person(order), actor=OFFICE)


def take(choice: Choice, number: str, order: int = 1) -> Claimed | TakenAlready:
    return choosing.take(choice=choice.id, person=a_person(order), number=number, actor=OFFICE)


def test_a_number_goes_from_its_announcement_onto_a_vehicle() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        assert queries.state_of(TYPE, "苏A7700K") == State.AVAILABLE
        got = compose(built.a_choice(pool), "苏A7700K")
        assert isinstance(got, Claimed)
        assert queries.state_of(TYPE, "苏A7700K") == State.RESERVED
        reserved = queries.find_reserved(a_person(), VIN)
        assert reserved is not None and (reserved.number, reserved.until) == ("苏A7700K", got.until)
        assert built.use("苏A7700K") == Claimed("苏A7700K", TYPE)
        assert queries.find_reserved(a_person(), VIN) is None
        assert queries.state_of(TYPE, "苏A7700K") == State.USED
    kinds = [entry.kind for entry in entries.history(row("苏A7700K").id)]
    assert kinds == ["reserved", "used"]


def test_a_reservation_lasts_three_working_days_from_the_day_after_and_not_a_moment_longer() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        until = built.reserve(pool, "苏A7700K").until
        assert until is not None and clock.day_of(until - timedelta(seconds=1)) == date(2026, 11, 20)
    with clock.frozen(until):
        assert queries.find_reserved(a_person(), VIN) is None
        assert built.use("苏A7700K") == TakenAlready("苏A7700K", TYPE)
        assert queries.state_of(TYPE, "苏A7700K") == State.AVAILABLE
        built.reserve(pool, "苏A7700K", a_person(2), OTHER_VIN)
    with clock.frozen(until - timedelta(seconds=1)):
        assert built.use("苏A7700K") == TakenAlready("苏A7700K", TYPE)


def test_nobody_can_have_a_number_before_its_segment_is_open_and_by_name_only_from_its_random_day_on() -> None:
    pool = built.an_open_segment(askable=False)
    released = TUESDAY - timedelta(hours=1)
    with clock.frozen(released - timedelta(seconds=1)):
        assert queries.state_of(TYPE, "苏A7700K") == State.UNRELEASED
        assert draw(built.a_choice(pool)).numbers == ()
    with clock.frozen(TUESDAY):
        assert queries.state_of(TYPE, "苏A7700K") == State.RANDOM_ONLY
        assert isinstance(compose(built.a_choice(pool), "苏A7700K"), TakenAlready)
        assert len(draw(built.a_choice(pool)).numbers) == 10
        assert releasing.give_days(OFFICE) == 100 and releasing.give_days(OFFICE) == 0
    days = {clock.day_of(at) for at in Number.for_system("test").values_list("askable_at", flat=True)}
    assert min(days) >= date(2026, 11, 24) and max(days) <= date(2026, 12, 8) and len(days) > 5


def test_a_release_is_announced_before_it_happens() -> None:
    with clock.frozen(TUESDAY):
        releasing.file_segment(authority="苏A", region="320100", plate_type=TYPE, mask="苏A7####", actor=OFFICE)
        with pytest.raises(BadInput), transaction.atomic():
            releasing.announce_release(mask="苏A7####", at=TUESDAY + timedelta(hours=23), actor=OFFICE)
        releasing.announce_release(mask="苏A7####", at=TUESDAY + timedelta(hours=24), actor=OFFICE)
        with pytest.raises(Conflict), transaction.atomic():
            releasing.announce_release(mask="苏A7####", at=TUESDAY + timedelta(hours=48), actor=OFFICE)


@pytest.mark.parametrize(
    ("plate_type", "mask", "energy"),
    [
        ("02", "苏B####K", Energy.NONE),
        ("02", "苏A###OK", Energy.NONE),
        ("52", "苏AD#####", Energy.HYBRID),
        ("52", "苏AD#####", Energy.NONE),
        ("02", "苏A####K", Energy.ELECTRIC),
    ],
)
def test_a_segment_holds_numbers_that_can_be_and_of_its_own_drive(plate_type: str, mask: str, energy: Energy) -> None:
    with pytest.raises(BadInput), transaction.atomic():
        releasing.file_segment(
            authority="苏A", region="320100", plate_type=plate_type, mask=mask, energy=energy, actor=OFFICE
        )


def test_numbers_are_filed_once() -> None:
    built.an_open_segment()
    with pytest.raises(Conflict), transaction.atomic():
        releasing.file_segment(authority="苏A", region="320100", plate_type=TYPE, mask="苏A770#K", actor=OFFICE)


def test_the_first_free_one_of_those_wished_is_reserved_and_taken_ones_cost_a_try_each() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K", a_person(2), OTHER_VIN)
        mine = built.a_choice(pool)
        assert isinstance(compose(mine, "苏A7700K"), TakenAlready)
        got = compose(mine, "苏A7700K", "苏A7705K", "苏A7701K")
        assert isinstance(got, Claimed) and got.number == "苏A7705K"
        assert Choice.for_system("test").get(id=mine.id).tries == 4
        assert refused(lambda: compose(mine, "苏A7701K")) == "has_number"


def test_at_most_five_names_at_once_and_twenty_in_all() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        taken = [f"苏A771{digit}K" for digit in range(5)]
        Number.for_system("test").filter(number__in=taken).update(opens_at=TUESDAY + timedelta(days=9))
        mine = built.a_choice(pool)
        for wrong in ([], ["苏A7700K"] * 2, [f"苏A770{digit}K" for digit in range(6)]):
            with pytest.raises(BadInput), transaction.atomic():
                compose(mine, *wrong)
        for _ in range(4):
            assert isinstance(compose(mine, *taken), TakenAlready)
        assert refused(lambda: compose(mine, "苏A7700K")) == "no_tries_left"


def test_a_random_set_on_the_internet_can_be_taken_from_until_its_time_is_over() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        mine = built.a_choice(pool)
        offered = draw(mine)
        assert len(set(offered.numbers)) == 10
        assert {queries.state_of(TYPE, one) for one in offered.numbers} == {State.OFFERED}
        theirs = compose(built.a_choice(pool, a_person(2), OTHER_VIN), *offered.numbers[:5], order=2)
        assert isinstance(theirs, TakenAlready)
    with clock.frozen(offered.until):
        assert refused(lambda: take(mine, offered.numbers[0])) == "set_over"
        again = draw(mine)
        with pytest.raises(BadInput), transaction.atomic():
            take(mine, next(one for one in offered.numbers if one not in again.numbers))
        assert isinstance(take(mine, again.numbers[3]), Claimed)
        others = [one for one in again.numbers if one != again.numbers[3]]
        assert {queries.state_of(TYPE, one) for one in others} == {State.AVAILABLE}
        assert refused(lambda: draw(mine)) == "has_number"


def test_five_sets_on_the_internet_and_no_more() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        mine = built.a_choice(pool)
        sets = [draw(mine).numbers for _ in range(5)]
        assert refused(lambda: draw(mine)) == "no_sets_left"
        held = Number.for_system("test").filter(claim="offered").count()
    assert held == len(sets[-1]) == 10


def test_on_site_fifty_are_offered_and_who_lets_the_time_pass_has_the_first() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        mine = built.a_choice(pool, channel="window")
        offered = draw(mine)
        assert len(offered.numbers) == 50 and offered.until == TUESDAY + timedelta(seconds=180)
    with clock.frozen(offered.until + timedelta(minutes=1)):
        reserved = queries.find_reserved(a_person(), VIN)
        assert reserved is not None and reserved.number == offered.numbers[0]
        assert refused(lambda: take(mine, offered.numbers[7])) == "set_over"


def test_on_site_another_of_the_fifty_takes_the_place_of_the_first() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        mine = built.a_choice(pool, channel="window")
        offered = draw(mine)
        assert isinstance(take(mine, offered.numbers[7]), Claimed)
        assert refused(lambda: take(mine, offered.numbers[8])) == "set_over"
        reserved = queries.find_reserved(a_person(), VIN)
        assert reserved is not None and reserved.number == offered.numbers[7]
        assert queries.state_of(TYPE, offered.numbers[0]) == State.AVAILABLE


def test_few_numbers_that_are_left_are_offered_all() -> None:
    pool = built.an_open_segment()
    Number.for_system("test").filter(pool=pool).exclude(number__in=["苏A7703K", "苏A7790K"]).update(opens_at=None)
    with clock.frozen(TUESDAY):
        assert set(draw(built.a_choice(pool)).numbers) == {"苏A7703K", "苏A7790K"}


def test_a_set_can_be_checked_with_the_secret_that_is_published_the_day_after() -> None:
    pool = built.an_open_segment()
    day = clock.day_of(TUESDAY)
    with clock.frozen(TUESDAY):
        committed = secrets.commit(day, OFFICE)
        assert secrets.commit(day, OFFICE) == committed
        mine = built.a_choice(pool)
        draw(mine)
        with pytest.raises(NotFound), transaction.atomic():
            secrets.published(day)
    with clock.frozen(TUESDAY + timedelta(days=1)):
        secret = secrets.published(day)
    assert lots.commitment(secret) == committed
    told = next(entry for entry in entries.history(mine.id) if entry.kind == "set_drawn").facts
    again = lots.places(secret, f"{pool}|{a_person()}|{VIN}|1", told["places"])
    passed, offered = set(told["not_free"]), [place for place, _ in told["drawn"]]
    drawn = list(dict.fromkeys(place for place, _ in zip(again, range(60), strict=False) if place not in passed))
    assert drawn[:10] == offered


def test_every_place_is_drawn_as_often_as_every_other() -> None:
    drawn = lots.places(b"secret", "what", 7)
    count = [0] * 8
    for _, place in zip(range(70_000), drawn, strict=False):
        count[place] += 1
    assert count[0] == 0 and all(abs(each - 10_000) < 400 for each in count[1:])  # four deviations


def test_no_vehicle_has_two_numbers_reserved_and_one_person_may_choose_for_two_vehicles() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        built.reserve(pool, "苏A7701K", vin=OTHER_VIN)
        assert refused(lambda: built.reserve(pool, "苏A7702K", a_person(2))) == "vehicle_has_number"


def test_who_reserves_on_the_internet_and_does_not_register_is_banned_for_two_years() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        until = built.reserve(pool, "苏A7700K").until
    assert until is not None
    with clock.frozen(until):
        assert refused(lambda: built.a_choice(pool)) == "banned"
        tasks.look_after_numbers(0)
        assert Ban.for_system("test").get().until == date(2028, 11, 21)
        assert built.a_choice(pool, channel="window").channel == "window"
    last_day = until.replace(year=2028)
    with clock.frozen(last_day):
        assert bans.find(a_person()) is not None
    with clock.frozen(last_day + timedelta(days=1)):
        assert bans.find(a_person()) is None


def test_two_officers_lift_a_ban_and_say_why() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        until = built.reserve(pool, "苏A7700K").until
    assert until is not None
    with clock.frozen(until):
        assert bans.note_breaches(actor=OFFICE) == 1
        ban = bans.find(a_person())
        assert ban is not None
        anna = builders.a_clerk("supervision", label="0001", account=1)
        ben = builders.a_clerk("supervision", label="0002", account=2)
        with pytest.raises(BadInput), transaction.atomic():
            bans.propose_lifting(ban=ban.id, reason=" ", actor=anna)
        with pytest.raises(Conflict), transaction.atomic():
            bans.lift(ban=ban.id, actor=ben)
        with pytest.raises(NotAllowed), transaction.atomic():
            bans.propose_lifting(ban=ban.id, reason="late", actor=builders.a_clerk("acceptance"))
        bans.propose_lifting(ban=ban.id, reason="the dealer's papers were late", actor=anna)
        assert refused(lambda: bans.lift(ban=ban.id, actor=anna)) == "not_allowed"
        assert refused(lambda: built.a_choice(pool)) == "banned", "one officer alone lifts nothing"
        bans.lift(ban=ban.id, actor=ben)
        assert built.a_choice(pool).ended == "" and bans.running() == []
        with pytest.raises(NotFound), transaction.atomic():
            bans.lift(ban=ban.id, actor=ben)


def test_a_choice_is_ended_without_fault_where_the_papers_of_the_vehicle_were_wrong() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        choice = built.a_choice(pool)
        with pytest.raises(BadInput), transaction.atomic():
            choosing.void(choice=choice.id, person=a_person(), reason="", actor=OFFICE)
        choosing.void(choice=choice.id, person=a_person(), reason="invoice wrong", actor=OFFICE)
        assert queries.state_of(TYPE, "苏A7700K") == State.AVAILABLE
        assert bans.find(a_person()) is None and built.a_choice(pool).id != choice.id


def test_a_number_given_back_after_a_year_is_kept_two_years_for_its_owner_then_free_for_all() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        built.use("苏A7700K")
    back_on = TUESDAY.replace(year=2027)
    with clock.frozen(back_on):
        back = built.give_back("苏A7700K", date(2026, 11, 17))
        assert back.kept_to == date(2029, 11, 17)
        assert queries.state_of(TYPE, "苏A7700K") == State.KEPT
        assert [kept.number for kept in queries.kept_for(a_person())] == ["苏A7700K"]
        assert isinstance(compose(built.a_choice(pool, a_person(2), OTHER_VIN), "苏A7700K", order=2), TakenAlready)
        with pytest.raises(Conflict), transaction.atomic():
            built.give_back("苏A7700K", date(2026, 11, 17))
    with clock.frozen(back_on.replace(year=2029) + timedelta(days=1)):
        assert queries.kept_for(a_person()) == []
        assert queries.state_of(TYPE, "苏A7700K") == State.RANDOM_ONLY


def test_a_number_used_for_less_than_a_year_rests_for_half_a_year() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        built.use("苏A7700K")
        assert built.give_back("苏A7700K", date(2025, 11, 18)).kept_to is None
        assert queries.state_of(TYPE, "苏A7700K") == State.COOLING
    with clock.frozen(TUESDAY.replace(year=2027, month=5)):
        assert queries.state_of(TYPE, "苏A7700K") == State.RANDOM_ONLY


def test_a_number_from_before_the_pool_was_kept_enters_it_when_it_comes_back() -> None:
    with clock.frozen(TUESDAY):
        built.give_back("苏A12345", date(2020, 1, 1))
        assert queries.state_of(TYPE, "苏A12345") == State.KEPT
        assert [pool.places for pool in queries.pools("320100")] == [1]


def test_what_somebody_has_goes_with_them_when_two_records_of_one_person_become_one() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        tasks.follow_merger(str(a_person(9)), str(a_person()))
        assert queries.find_reserved(a_person(9), VIN) is not None
        assert built.use("苏A7700K", a_person(9)) == Claimed("苏A7700K", TYPE)


def test_the_database_refuses_a_used_number_without_a_vehicle_and_a_withheld_one_without_a_reason() -> None:
    built.an_open_segment()
    for wrong in ({"standing": "used"}, {"standing": "withheld"}, {"claim": "reserved", "claim_ends_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Number.for_system("test").filter(number="苏A7700K").update(**wrong)
