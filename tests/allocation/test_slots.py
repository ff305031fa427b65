"""Plans, preferences and runs: the rule alone decides, the proof holds, nothing is sold twice, refusals are said."""

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.allocation import sessions as built
from tests.allocation.sessions import CLOSES, DRAWN, FIRST, OFFICE, PLAN, TODAY, a_person, a_session, got, prefer

from tongban.allocation import queries as draws
from tongban.allocation import tasks
from tongban.allocation.models import FixedPlan, Preference, Session, Slot
from tongban.allocation.program import verify_assignment
from tongban.allocation.slots import booking, planning, preferring, queries, ranking, running
from tongban.allocation.slots.types import Full, Got, PlanState
from tongban.core import clock, entries, fresh
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text

pytestmark = pytest.mark.django_db
WINDOW = Actor(kind="staff", label="NJ-0101", channel="window", office="320100-1")
CITIZEN = Actor(kind="citizen", label="citizen", channel="online")
RAIN = Text(zh="暴雨", en="Heavy rain")


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Conflict) as said, transaction.atomic():
        act()
    return said.value.code


def checked(commitment: str) -> dict[str, bool | None]:
    files = queries.files(PLAN)
    told = verify_assignment.check(
        json.loads(files["proof.json"]), files["sessions.txt"], files["applicants.txt"], files["slots.txt"], commitment
    )
    return dict(told)


def test_a_plan_goes_from_publication_to_slots_and_a_proof_that_a_stranger_can_check() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 6):
        prefer(order, 1, 2, school="SCHOOL-A" if order % 2 else "")
    prefer(6, 1, priority=True)
    commitment = built.fix()
    assert queries.get_plan(PLAN).state == PlanState.FIXED
    assert draws.files(PLAN, "pool.txt").content["pool.txt"].decode().endswith(f"{PLAN} {commitment}\n")
    built.draw()
    built.run()
    assert built.taken(range(1, 7)) == {1: [1], 2: [2], 3: [2], 4: [], 5: [], 6: [1]}
    assert all(checked(commitment).values())
    view = queries.get_plan(PLAN)
    assert (view.state, view.applicants, view.given, view.commitment) == (PlanState.RUN, 6, 4, commitment)
    kinds = [entry.kind for entry in entries.history(view.id)]
    assert kinds == ["plan_published", "plan_fixed", "plan_run"]


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


def test_a_plan_is_fixed_once_after_its_window_and_run_once_after_its_draw() -> None:
    built.a_site()
    built.a_plan()
    with clock.frozen(CLOSES):
        assert running.fix(number=PLAN, actor=OFFICE) is None  # nobody: nothing to fix
    prefer(1, 1)
    with clock.frozen(CLOSES - timedelta(seconds=1)):
        assert refused(lambda: running.fix(number=PLAN, actor=OFFICE)) == "plan_not_closed"
    built.fix()
    assert refused(built.fix) == "plan_fixed"
    assert refused(built.run) == "plan_waits"
    built.draw()
    built.run()
    assert refused(built.run) == "plan_run"
    assert built.booked() == 1


def test_the_jobs_fix_and_run_a_plan_and_may_come_twice() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 2)
    with clock.frozen(CLOSES):
        tasks.reckon_places(0)
        tasks.look_after_plans(0)
        tasks.look_after_plans(0)
    built.draw()
    with clock.frozen(DRAWN):
        tasks.run_plan(PLAN)
        tasks.run_plan(PLAN)
        tasks.look_after_plans(0)
    assert got(1) == [2] and built.booked() == 1


@pytest.mark.parametrize("changed", ["applicants", "sessions", "document"])
def test_changed_files_are_not_run(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses the change; should it come about all the same, the published hash does not fit."""
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    prefer(2, 1)
    built.fix()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        FixedPlan.objects.update(count=1)
    built.draw()
    ready = running._ready

    def with_a_change(row: Any) -> Any:
        fixed = ready(row)
        setattr(fixed, changed, bytes(getattr(fixed, changed)).replace(b"2", b"3", 1))
        return fixed

    monkeypatch.setattr(running, "_ready", with_a_change)
    assert refused(built.run) == "plan_changed"
    assert built.booked() == 0


@pytest.mark.parametrize(
    ("file", "of", "to", "fails"),
    [
        ("applicants.txt", b"\t0\t", b"\t1\t", {"applicants"}),
        ("sessions.txt", b"\t2\n", b"\t3\n", {"sessions", "result", "nobody passed over"}),
        ("slots.txt", b"\t1\n", b"\t2\n", {"result", "nobody passed over"}),
        ("proof.json", b'"seed":"', b'"seed":"0', {"seed"}),
        ("proof.json", b'\\"grain\\":\\"second\\"', b'\\"grain\\":\\"day\\"', {"draw"}),
    ],
)
def test_a_changed_file_fails_its_checks(file: str, of: bytes, to: bytes, fails: set[str]) -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 6):
        prefer(order, 1, 2, hours=order // 2)
    commitment = built.fix()
    built.draw()
    built.run()
    files = queries.files(PLAN)
    assert of in files[file]
    files[file] = files[file].replace(of, to, 1)
    told = dict(
        verify_assignment.check(
            json.loads(files["proof.json"]), files["sessions.txt"], files["applicants.txt"], files["slots.txt"],
            commitment,
        )
    )  # fmt: skip
    assert fails <= {name for name, holds in told.items() if not holds}


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


def test_no_session_is_oversold_and_nobody_has_two_slots_in_a_subject() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 8):
        prefer(order, 1, 2, 3)
    built.fix_draw_and_run()
    assert list(Session.objects.order_by("place").values_list("taken", flat=True)) == [2, 2, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(place=1).update(taken=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        row = Slot.for_system("test").first()
        assert row is not None
        Slot.for_system("test").filter(person=row.person).exclude(session=row.session).delete()
        other = Session.objects.exclude(id=row.session_id).first()
        Slot(session=other, person=row.person, subject="S2", how="direct", given_at=TODAY).save(force_insert=True)


def test_what_is_left_after_the_run_is_booked_directly_until_it_is_full() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    left = built.session_id(1)

    def take(order: int) -> Got | Full:
        return booking.take(session=left, person=a_person(order), subjects="S2", licence_class="C1", actor=CITIZEN)

    assert refused(lambda: take(2)) == "in_plan"
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        assert refused(lambda: take(1)) == "has_slot"
        assert isinstance(take(2), Got)
        assert isinstance(take(3), Full)
        with pytest.raises(BadInput), transaction.atomic():
            booking.take(session=left, person=a_person(4), subjects="S1", licence_class="C1", actor=CITIZEN)


def test_a_slot_is_given_back_at_a_window_in_time_and_goes_to_the_next_in_line_by_itself() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 4):
        prefer(order, 1, stands_by=order != 3)
    prefer(4, 1, 2, hours=100)
    prefer(5, 2, hours=1)
    prefer(6, 2, hours=2)
    built.fix_draw_and_run()
    assert built.taken(range(1, 7)) == {1: [1], 2: [1], 3: [], 4: [], 5: [2], 6: [2]}
    first = built.session_id(1)
    with clock.frozen(DRAWN):
        with pytest.raises(NotAllowed), transaction.atomic():
            booking.cancel(session=first, person=a_person(1), actor=CITIZEN)
        booking.cancel(session=first, person=a_person(1), actor=WINDOW)
        with pytest.raises(NotFound), transaction.atomic():
            booking.cancel(session=first, person=a_person(1), actor=WINDOW)
        tasks.give_freed_slot(str(first))
        tasks.give_freed_slot(str(first))  # a job may come twice
    assert built.taken(range(1, 7)) == {1: [], 2: [1], 3: [], 4: [1], 5: [2], 6: [2]}
    with clock.frozen(FIRST - timedelta(days=1) + timedelta(hours=20)):  # the day itself has begun in China
        assert refused(lambda: booking.cancel(session=first, person=a_person(2), actor=WINDOW)) == "cancel_too_late"


def test_a_freed_slot_goes_to_nobody_who_could_no_longer_come() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 4):
        prefer(order, 1)
    built.fix_draw_and_run()
    with clock.frozen(FIRST - timedelta(days=1)):
        booking.cancel(session=built.session_id(1), person=a_person(1), actor=WINDOW)
        tasks.give_freed_slot(str(built.session_id(1)))
    assert got(3) == []


def test_a_session_that_fails_by_fault_of_the_site_gives_the_attempt_back_and_a_priority() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 4):
        prefer(order, 1)
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        assert planning.cancel_session(session=built.session_id(1), why=RAIN, actor=WINDOW) == 2
        assert planning.cancel_session(session=built.session_id(1), why=RAIN, actor=WINDOW) == 0
        assert [queries.owed_priority(a_person(order), "S2") for order in (1, 2, 3)] == [True, True, False]
        assert got(1) == [] and booking.give_next(session=built.session_id(1), actor=OFFICE) is None
        with pytest.raises(BadInput), transaction.atomic():
            planning.cancel_session(session=built.session_id(2), why=Text(zh=" ", en=" "), actor=WINDOW)


def test_a_session_cancelled_between_list_and_run_is_run_as_published_and_void_at_once() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1, 2)
    commitment = built.fix()
    with clock.frozen(CLOSES):
        planning.cancel_session(session=built.session_id(1), why=RAIN, actor=WINDOW)
    built.draw()
    built.run()
    assert got(1) == [] and queries.owed_priority(a_person(1), "S2") and all(checked(commitment).values())


def test_who_took_a_slot_elsewhere_meanwhile_keeps_that_one_and_the_count_is_right() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    prefer(2, 1)
    built.fix()
    with clock.frozen(TODAY):
        weekend = a_weekend()
        assert isinstance(
            booking.take(session=weekend, person=a_person(1), subjects="S2", licence_class="C1", actor=OFFICE), Got
        )
    built.draw()
    built.run()
    assert got(1) == [0] and got(2) == [1]
    assert Session.objects.get(place=1).taken == 1


def a_weekend() -> Any:
    """A session on the first Saturday, since people wait too long."""
    return planning.open_weekend(session=a_session(2, quota=3), waiting=1_000, actor=WINDOW).id


def test_a_session_at_a_weekend_needs_a_forecast_beyond_the_limit() -> None:
    built.a_site()
    built.a_plan()
    with clock.frozen(TODAY):
        expected = planning.expected_wait("320100", "S2", 3)
        assert (expected.slots, expected.in_days, expected.days) == (6, 56, 28)
        assert refused(lambda: planning.open_weekend(session=a_session(2), waiting=3, actor=WINDOW)) == "wait_is_short"
        row = planning.open_weekend(session=a_session(2), waiting=4, actor=WINDOW)
    assert row.weekend and row.plan_id is None


def test_a_no_show_is_written_down_after_the_session_and_a_part_may_be_released_to_another() -> None:
    built.a_site()
    built.a_plan(a_session(subjects="S2+S3R"))
    prefer(1, 1, subjects="S2+S3R")
    prefer(2, 1, subjects="S2+S3R")
    built.fix_draw_and_run()
    one = built.session_id(1)
    with clock.frozen(FIRST + timedelta(hours=1)):
        assert refused(lambda: booking.absent(session=one, person=a_person(1), actor=WINDOW)) == "not_over"
        booking.release(session=one, person=a_person(2), subject="S3R", actor=WINDOW)
        assert isinstance(booking.take_part(session=one, person=a_person(7), subject="S3R", actor=WINDOW), Got)
        assert isinstance(booking.take_part(session=one, person=a_person(8), subject="S3R", actor=WINDOW), Full)
    with clock.frozen(FIRST + timedelta(hours=4)):
        booking.absent(session=one, person=a_person(1), actor=WINDOW)
        booking.attended(session=one, person=a_person(2), actor=WINDOW)
    assert {one.standing for one in queries.slots_of(a_person(1))} == {"absent"}
    assert {(one.subject, str(one.standing)) for one in queries.slots_of(a_person(2))} == {
        ("S2", "attended"), ("S3R", "released")
    }  # fmt: skip


def publish(**change: Any) -> None:
    with clock.frozen(TODAY), transaction.atomic():
        planning.publish(**{**_told(), **change})


def _told() -> dict[str, Any]:
    from tongban.allocation.slots.types import SiteKind
    from tongban.allocation.types import Source

    due = built.DUE
    return {
        "number": PLAN, "kind": SiteKind.TEST_CENTRE, "region": "320100", "title": built.TITLE,
        "sessions": [a_session()], "sources": [Source("", "beacon", "", due), Source("", "double-colour", "1", due)],
        "opens_at": TODAY, "closes_at": CLOSES, "actor": OFFICE,
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"sessions": []},
        {"sessions": [a_session(-4)]},  # less than ten days before
        {"sessions": [a_session(2)]},  # a Saturday, when the site is closed
        {"sessions": [a_session(quota=107)]},  # one more than fits
        {"sessions": [a_session(quota=0)]},
        {"sessions": [a_session(quota=100), a_session(quota=101)]},  # beyond the daily limit
        {"sessions": [a_session(site="NOWHERE")]},
        {"closes_at": CLOSES + timedelta(days=2)},
        {"closes_at": TODAY},
        {"sources": []},
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_of_it_stays(change: dict[str, Any]) -> None:
    built.a_site(limit=200)
    with pytest.raises(BadInput):
        publish(**change)
    assert not Session.objects.exists()
    publish()
    assert refused(publish) == "conflict"


def test_the_capacity_of_a_session_says_from_what_it_was_reckoned() -> None:
    built.a_site()
    publish(sessions=[a_session(quota=None)])
    (one,) = queries.sessions_of(PLAN)
    # ten vehicles, 180 minutes less 30, 12 minutes each, 85 of 100
    assert one.capacity == one.quota == 10 * (180 - 30) * 85 // (12 * 100) == 106
    assert (one.formula["units"], one.formula["minutes"], one.formula["each"]) == (10, 180, 12)


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


def test_a_day_with_its_sessions_is_found() -> None:
    built.a_site()
    built.a_plan()
    begin = datetime(2026, 12, 10, tzinfo=clock.CHINA)
    assert [one.place for one in queries.sessions_at("NJ-T1", begin, begin + timedelta(days=1))] == [1]
    assert [one.place for one in queries.sessions_of(PLAN, day=date(2026, 12, 11))] == [2]
