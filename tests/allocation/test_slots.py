"""Slots: nothing is sold twice, what is given back goes on, faults of a site cost nobody, no-shows are written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.allocation import sessions as built
from tests.allocation.sessions import (
    CITIZEN,
    CLOSES,
    DRAWN,
    FIRST,
    OFFICE,
    RAIN,
    TODAY,
    WINDOW,
    a_person,
    a_session,
    checked,
    got,
    prefer,
    refused,
)

from tongban.allocation import tasks
from tongban.allocation.models import Preference, Session, Slot
from tongban.allocation.slots import booking, planning, queries
from tongban.allocation.slots.types import Full, Got, Standing
from tongban.core import clock
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.law.text import Text

pytestmark = pytest.mark.django_db


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
        booking.came_to(session=one, person=a_person(2), subject="S2", standing=Standing.ATTENDED, actor=WINDOW)
    assert {one.standing for one in queries.slots_of(a_person(1))} == {"absent"}
    assert {(one.subject, str(one.standing)) for one in queries.slots_of(a_person(2))} == {
        ("S2", "attended"), ("S3R", "released")
    }  # fmt: skip


def test_two_rows_of_one_person_become_one_and_slots_follow_but_no_second_one_in_a_subject() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 4):
        prefer(order, order)
    built.fix_draw_and_run()
    kept, both = a_person(3), a_person(9)
    booking.follow_merger(keep=both, merged=a_person(1))
    assert got(9) == [1] and got(1) == []
    booking.follow_merger(keep=kept, merged=a_person(2))
    assert got(3) == [3] and got(2) == [2]  # the kept person has a slot in this subject: a human decides


def test_a_preference_of_an_open_plan_follows_and_one_of_a_published_list_never_changes() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    booking.follow_merger(keep=a_person(8), merged=a_person(1))
    assert Preference.for_system("test").get().person == a_person(8)
    built.fix()
    booking.follow_merger(keep=a_person(7), merged=a_person(8))
    assert Preference.for_system("test").get().person == a_person(8)
