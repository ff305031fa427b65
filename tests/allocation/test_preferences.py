"""Preferences for sessions: the rule alone decides, everybody sees their place, refusals are said."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.allocation import sessions as built
from tests.allocation.sessions import CLOSES, OFFICE, PLAN, TODAY, a_person, a_session, checked, got, prefer, refused

from tongban.allocation.models import Preference, Session
from tongban.allocation.slots import preferring, queries, ranking
from tongban.core import clock, fresh
from tongban.core.errors import BadInput

pytestmark = pytest.mark.django_db


def test_times_decide_to_the_second_and_equals_are_drawn() -> None:
    built.a_site()
    built.a_plan(a_session(quota=1))
    winners = set()
    for order in range(1, 9):
        prefer(order, 1, hours=5)
    prefer(9, 1, hours=6)
    built.fix()
    built.draw()
    built.run()
    winners = {order for order in range(1, 10) if got(order)}
    assert len(winners) == 1 and winners < set(range(1, 9))


def test_asking_earlier_or_more_often_or_after_a_hundred_changes_gains_nothing() -> None:
    """The same people with the same keys, in two orders of asking, one of them a bot: the same lines but for the time
    of asking, the same slots."""
    built.a_site()
    results = []
    for seed in (1, 2):
        with transaction.atomic():
            built.a_plan()
            everybody = list(range(1, 21))
            random.Random(seed).shuffle(everybody)
            for minute, order in enumerate(everybody):
                prefer(order, *random.Random(order).sample((1, 2, 3), 2), at=TODAY + timedelta(minutes=minute))
            for _ in range(50):  # a bot, which comes last by its key
                prefer(20, 1, 2, 3, hours=10_000, at=TODAY + timedelta(seconds=seed))
            built.fix_draw_and_run()
            results.append(built.taken(everybody))
            transaction.set_rollback(True)
        fresh.forget_all()  # the plan of this number is gone, and another comes
    assert results[0] == results[1] and results[0][20] == []


def test_a_person_has_one_preference_for_a_test_through_however_many_accounts() -> None:
    built.a_site()
    built.a_plan()
    first, second = prefer(1, 1), prefer(1, 2, 3)
    assert first.code == second.code and Preference.for_system("test").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO allocation_preference SELECT plan_id, 'OTHERCODE222', subjects, person, priority, ordering_at,"
            " event, submitted_at, school, places, stands_by FROM allocation_preference"
        )


def test_what_is_submitted_first_stays_the_time_of_submission() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    prefer(1, 2, at=TODAY + timedelta(days=1))
    row = Preference.for_system("test").get()
    assert (row.submitted_at, row.places) == (TODAY, "2")


def test_a_test_in_one_go_covers_its_subjects_and_one_person_is_never_in_two_places() -> None:
    built.a_site()
    both = a_session(subjects="S2+S3R", quota=1)
    theory = a_session(subjects="S1", quota=5)
    built.a_plan(both, theory, a_session(1, subjects="S1", quota=5))
    prefer(1, 1, subjects="S2+S3R", hours=0)
    prefer(1, 2, 3, subjects="S1")  # the second at the same hours as the first
    built.fix()
    built.draw()
    built.run()
    assert got(1) == [1, 3]
    assert {one.subject for one in queries.slots_of(a_person(1))} == {"S1", "S2", "S3R"}
    assert Session.objects.get(place=1).taken == 1


def test_two_preferences_for_one_subject_in_a_plan_are_refused() -> None:
    built.a_site()
    built.a_plan(a_session(subjects="S2+S3R"), a_session(1))
    prefer(1, 1, subjects="S2+S3R")
    assert refused(lambda: prefer(1, 2)) == "asked_already"
    with clock.frozen(TODAY):
        preferring.withdraw(plan=PLAN, person=a_person(1), subjects="S2+S3R", actor=OFFICE)
    assert prefer(1, 2).places == (2,)


@pytest.mark.parametrize("places", [(), (1, 1), (9,), (4,)])
def test_preferences_are_sessions_of_the_same_test_none_twice(places: tuple[int, ...]) -> None:
    built.a_site()
    built.a_plan(a_session(), a_session(1), a_session(4), a_session(5, subjects="S1"))
    with pytest.raises(BadInput), transaction.atomic():
        prefer(1, *places)
    assert not Preference.for_system("test").exists()


def test_a_late_preference_is_refused_by_the_clock_by_the_lock_and_by_the_database() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    assert refused(lambda: prefer(2, 1, at=CLOSES)) == "plan_closed"
    assert refused(lambda: prefer(2, 1, at=TODAY - timedelta(hours=1))) == "plan_not_open"
    built.fix()
    assert refused(lambda: prefer(2, 1, at=CLOSES)) == "plan_fixed"
    for late in ("DELETE FROM allocation_preference", "UPDATE allocation_preference SET places = '2'"):
        with pytest.raises(IntegrityError, match="fixed and published"), transaction.atomic():
            connection.cursor().execute(late)


def test_no_school_is_preferred_and_its_number_names_it_to_nobody_else() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 10):
        prefer(order, 1, 2, 3, school=f"NJ-SCHOOL-{order % 3}", hours=order * 7 % 10)
    commitment = built.fix()
    built.draw()
    built.run()
    listed = queries.files(PLAN)["applicants.txt"].decode()
    assert "NJ-SCHOOL" not in listed
    assert {line.split("\t")[5] for line in listed.split("\n")[:-1]} == {"001", "002", "003"}
    assert checked(commitment)["nobody passed over"]


def test_everybody_sees_their_place_why_and_where_they_would_get_a_slot() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 6):
        prefer(order, 1, 2, hours=3 if order in (3, 4) else order)
    with clock.frozen(TODAY):
        assert ranking.orders_of(PLAN, a_person(1))[0].reckoned_at is None
        assert ranking.reckon(number=PLAN) == 5
        (first,) = ranking.orders_of(PLAN, a_person(1))
        assert first.would_get is not None and first.would_get.place == 1
        (fourth,) = ranking.orders_of(PLAN, a_person(4))
        assert [(one.ahead, one.equal) for one in fourth.places] == [(2, 1), (2, 1)]
        (last,) = ranking.orders_of(PLAN, a_person(5))
        assert [(one.ahead, one.inside) for one in last.places] == [(4, False), (4, False)]
        assert last.would_get is None
        assert [one.place for one in ranking.others_inside(PLAN, last)] == [3]


def test_a_place_costs_the_same_number_of_statements_for_ten_people_or_a_thousand(
    django_assert_max_num_queries: Any,
) -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 30):
        prefer(order, 1, 2, 3)
    with clock.frozen(TODAY):
        ranking.reckon(number=PLAN)
        ranking.orders_of(PLAN, a_person(1))
        with django_assert_max_num_queries(5):
            (order,) = ranking.orders_of(PLAN, a_person(29))
    assert order.places[0].ahead == 28
