"""Collected rounds and withheld numbers: wishes, a draw, a reservation; two officers and a public reason."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests.allocation import builders
from tests.allocation import numbers as built
from tests.allocation.builders import ANNA, BEN
from tests.allocation.numbers import OFFICE, ROUND, TUESDAY, TYPE, VIN, a_person, row

from tongban.allocation import actions, outcome, tasks
from tongban.allocation.models import Motion, Number, Value
from tongban.allocation.plates import choosing, queries, rounds, withholding
from tongban.allocation.plates.types import Claimed, Kept, State, TakenAlready
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text

pytestmark = pytest.mark.django_db
WANTED = ("苏A7777K", "苏A7788K")
OTHER_VIN = "LSVTB05U0N0000002"
WHY = Text(zh="号牌在案件中丢失", en="The plate was lost in a crime")


def wish(pool: UUID, order: int, *numbers: str, vin: str = "") -> None:
    who = a_person(order)
    choice = built.a_choice(pool, who, vin or f"LSVTB05U0N000{order:04d}")
    rounds.wish(number=ROUND, choice=choice.id, person=who, numbers=numbers, actor=OFFICE)


def draw_round() -> None:
    """The window ends, the list is fixed, the values come out, the draw is made."""
    closes = TUESDAY + builders.WINDOW
    with clock.frozen(closes):
        fixed = actions.announce(number=ROUND, actor=OFFICE)
    with clock.frozen(closes + builders.LYING_OPEN + timedelta(hours=2)):
        for source in ("beacon-1", "double-colour-2"):
            published = ["ab" * 32] if source == "beacon-1" else ["7", "12", "18", "23", "28", "31", "9"]
            Value(draw=fixed, source=source, published=published, published_at=clock.now(), witness="test").save(
                force_insert=True
            )
        outcome.draw(number=ROUND, actor=OFFICE)
        tasks.settle_round(ROUND)
        tasks.settle_round(ROUND)  # a job may come twice


def test_a_round_gives_each_number_to_one_of_those_who_wished_it_and_leaves_the_rest_to_be_asked_for() -> None:
    pool = built.an_open_segment("苏A77##K")
    with clock.frozen(TUESDAY):
        built.an_open_round(pool, *WANTED)
        assert queries.state_of(TYPE, WANTED[0]) == State.ROUND
        mine = built.a_choice(pool, a_person(50), VIN)
        assert isinstance(
            choosing.compose(choice=mine.id, person=a_person(50), numbers=WANTED, actor=OFFICE), TakenAlready
        )
        for order in range(1, 6):
            wish(pool, order, WANTED[0])
    draw_round()
    with clock.frozen(TUESDAY + timedelta(days=4, hours=3)):
        given = [order for order in range(1, 6) if queries.choices_of(a_person(order))[0].got]
        assert len(given) == 1
        reserved = queries.find_reserved(a_person(given[0]), f"LSVTB05U0N000{given[0]:04d}")
        assert reserved is not None and reserved.number == WANTED[0]
        assert queries.state_of(TYPE, WANTED[1]) == State.AVAILABLE
        assert rounds.numbers_of(ROUND) == [] and queries.rounds(pool) == [ROUND]


def test_who_has_taken_another_number_meanwhile_gets_none_of_the_round() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.an_open_round(pool, WANTED[0])
        wish(pool, 1, vin=VIN)
        built.reserve(pool, "苏A7700K")
    draw_round()
    with clock.frozen(TUESDAY + timedelta(days=4, hours=3)):
        assert queries.state_of(TYPE, WANTED[0]) == State.AVAILABLE


def test_a_vehicle_takes_part_once_and_a_person_with_one_vehicle_at_a_time() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.an_open_round(pool, *WANTED)
        wish(pool, 1, WANTED[0], vin=VIN)
        wish(pool, 1, WANTED[1], vin=OTHER_VIN)
        with pytest.raises(Conflict), transaction.atomic():
            wish(pool, 2, WANTED[0], vin=OTHER_VIN)
        wish(pool, 3, vin=VIN)


def test_a_round_needs_a_pilot_and_numbers_that_are_free() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, WANTED[0])
        with pytest.raises(BadInput), transaction.atomic():
            built.an_open_round(pool, *WANTED)
    with clock.frozen(TUESDAY.replace(year=2025)), pytest.raises(Conflict, match="no such pilot"), transaction.atomic():
        built.an_open_round(pool, *WANTED)


def test_a_round_that_is_called_off_gives_its_numbers_back() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.an_open_round(pool, *WANTED)
        assert rounds.numbers_of(ROUND) == list(WANTED)
        rounds.call_off(number=ROUND, reason=Text(zh="停办", en="stopped"), actor=OFFICE)
        assert rounds.numbers_of(ROUND) == []
        assert queries.state_of(TYPE, WANTED[0]) == State.AVAILABLE


def test_an_original_number_can_be_taken_again_by_who_gave_it_back_and_nobody_else() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        built.use("苏A7700K")
        back = built.give_back("苏A7700K", TUESDAY.date().replace(year=2025))
        assert queries.kept_for(a_person()) == [Kept("苏A7700K", TYPE, back.kept_to)]
        theirs = built.a_choice(pool, a_person(2), OTHER_VIN)
        assert isinstance(
            choosing.take_kept(choice=theirs.id, person=a_person(2), number="苏A7700K", actor=OFFICE), TakenAlready
        )
        mine = built.a_choice(pool, vin=OTHER_VIN)
        got = choosing.take_kept(choice=mine.id, person=a_person(), number="苏A7700K", actor=OFFICE)
        assert isinstance(got, Claimed)
        assert isinstance(built.use("苏A7700K", vin=OTHER_VIN), Claimed)


def propose(kind: str = withholding.WITHHOLD, number: str = "苏A7700K", why: Text = WHY) -> UUID:
    return withholding.propose(plate_type=TYPE, number=number, kind=kind, why=why, actor=ANNA)


def test_a_number_is_withheld_and_given_free_by_two_officers_with_a_public_reason() -> None:
    built.an_open_segment()
    with clock.frozen(TUESDAY):
        first = propose()
        with pytest.raises(NotAllowed), transaction.atomic():
            withholding.confirm(motion=first, actor=ANNA)
        assert queries.state_of(TYPE, "苏A7700K") == State.AVAILABLE
        assert [one.id for one in queries.motions()] == [first]
        withholding.confirm(motion=first, actor=BEN)
        assert queries.state_of(TYPE, "苏A7700K") == State.WITHHELD
        assert [one.why for one in queries.withheld(9)] == [WHY] and queries.motions() == []
        with pytest.raises(NotFound), transaction.atomic():
            withholding.confirm(motion=first, actor=BEN)
        withholding.confirm(motion=propose(withholding.FREE), actor=BEN)
        assert queries.state_of(TYPE, "苏A7700K") == State.AVAILABLE


def test_nothing_is_withheld_without_a_reason_twice_or_out_of_somebodys_hands() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        with pytest.raises(BadInput), transaction.atomic():
            propose(why=Text(zh=" ", en=" "))
        propose()
        with pytest.raises(Conflict), transaction.atomic():
            propose()
        built.reserve(pool, "苏A7701K")
        with pytest.raises(Conflict), transaction.atomic():
            propose(number="苏A7701K")
        with pytest.raises(NotAllowed), transaction.atomic():
            withholding.propose(plate_type=TYPE, number="苏A7702K", kind=withholding.WITHHOLD, why=WHY, actor=OFFICE)
        motion = Motion.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Motion.objects.filter(id=motion.id).update(confirmed_by=motion.proposed_by)


def test_the_counts_of_a_pool_tell_the_same_as_each_number() -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        built.reserve(pool, "苏A7700K")
        built.reserve(pool, "苏A7701K", a_person(2), OTHER_VIN)
        built.use("苏A7701K", a_person(2), OTHER_VIN)
        built.give_back("苏A7701K", TUESDAY.date().replace(year=2025))
        built.reserve(pool, "苏A7702K", a_person(3), "LSVTB05U0N0000003")
        built.use("苏A7702K", a_person(3), "LSVTB05U0N0000003")
        withholding.confirm(motion=propose(number="苏A7703K"), actor=BEN)
        choosing.draw_set(choice=built.a_choice(pool, a_person(4), OTHER_VIN).id, person=a_person(4), actor=OFFICE)
        built.an_open_round(pool, *[one for one in WANTED if queries.state_of(TYPE, one) == State.AVAILABLE])
        one_by_one: dict[State, int] = {}
        for number in Number.for_system("test").values_list("number", flat=True):
            state = queries.state_of(TYPE, number)
            one_by_one[state] = one_by_one.get(state, 0) + 1
        (counted,) = queries.counts()
        assert counted.counts == one_by_one and len(one_by_one) >= 6
        assert row("苏A7702K").vehicle is not None
