"""Parcels: ordered once, followed, and back into custody."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.exchange.facts import a_citizen
from tests.exchange.little_partner import Faults, LittlePartner

from tongban.core import clock
from tongban.core.errors import BadInput, NotFound
from tongban.core.ids import new_id
from tongban.core.outbox import listens
from tongban.exchange import post, tasks
from tongban.exchange.models import Parcel
from tongban.exchange.types import ParcelView

AT = datetime(2025, 3, 3, 4, 0, tzinfo=UTC)


@listens("parcel_returned")
def test_listener_of_returned_parcels(parcel: str = "") -> None:
    """Stands for the room that takes returned parcels into custody, so that a job is made."""
    assert parcel == ""


def a_parcel(number: str = "P1", **given: object) -> ParcelView:
    return post.order_parcel(
        number=number, to_name="王明", to_phone="13800138000", to_address="上海市人民大道1号",
        contents="驾驶证", **given,  # type: ignore[arg-type]
    )  # fmt: skip


def an_event(kind: str, hours: int = 0, tracking: str = "E1", parcel: str = "P1") -> post.Event:
    return post.Event(tracking, parcel, kind, AT + timedelta(hours=hours), "上海")  # type: ignore[arg-type]


def the_post(little: LittlePartner) -> None:
    little.answer("post", "parcel", lambda asked: {"parcel": asked["parcel"], "tracking_number": f"E{asked['parcel']}"})


def test_a_parcel_is_handed_to_the_post_by_a_job_once(partner: LittlePartner) -> None:
    the_post(partner)
    parcel = a_parcel()
    assert (parcel.state, parcel.tracking_number, partner.seen) == ("ordered", "", [])
    tasks.hand_over_parcel(str(parcel.id))
    tasks.hand_over_parcel(str(parcel.id))
    assert post.get_parcel(parcel.id).tracking_number == "EP1"
    (seen,) = partner.seen
    assert seen.payload["to_name"] == "王明"
    assert seen.headers["idempotency-key"] == "parcel-P1"


def test_the_address_is_sealed_and_goes_when_the_parcel_has_arrived(partner: LittlePartner) -> None:
    parcel = a_parcel()
    row = Parcel.for_system("test").get()
    assert row.address and "王明".encode() not in bytes(row.address)
    post.record(event=an_event("delivered"))
    assert Parcel.for_system("test").get().address is None
    assert post.get_parcel(parcel.id).state == "delivered"


@pytest.mark.django_db
def test_the_same_parcel_ordered_again_is_the_same_one() -> None:
    assert a_parcel().id == a_parcel().id
    assert ProcrastinateJob.objects.filter(task_name="exchange.hand_over_parcel").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["to_name", "to_phone", "to_address"])
@pytest.mark.parametrize("value", ["", "  ", "长" * 201])
def test_a_parcel_without_a_whole_address_is_refused(field: str, value: str) -> None:
    address = {"to_name": "王明", "to_phone": "13800138000", "to_address": "人民大道1号"}
    with pytest.raises(BadInput) as caught:
        post.order_parcel(number="P1", contents="驾驶证", **address | {field: value})
    assert caught.value.field == field


def test_a_post_that_is_down_only_delays_a_parcel(partner: LittlePartner) -> None:
    the_post(partner)
    parcel = a_parcel()
    partner.faults = Faults(cut=True)
    tasks.hand_over_parcel(str(parcel.id))
    Parcel.for_system("test").update(ordered_at=clock.now() - timedelta(minutes=5))
    partner.faults = Faults()
    tasks.send_what_waits(60)
    assert post.get_parcel(parcel.id).tracking_number == "EP1"


@pytest.mark.django_db
def test_events_are_kept_in_the_order_they_happened_whatever_the_order_they_came() -> None:
    parcel = a_parcel()
    for kind, hours in (("taken_over", 0), ("refused", 5), ("on_the_way", 2)):
        post.record(event=an_event(kind, hours))
    followed = post.get_parcel(parcel.id)
    assert followed.state == "refused"
    assert [kind for _, kind, _ in followed.events] == ["taken_over", "on_the_way", "refused"]


@pytest.mark.django_db
def test_an_event_told_twice_is_announced_once() -> None:
    parcel = a_parcel()
    post.record(event=an_event("returned"))
    post.record(event=an_event("returned"))
    job = ProcrastinateJob.objects.get(task_name__endswith="test_listener_of_returned_parcels")
    assert job.args == {"parcel": str(parcel.id)}


@pytest.mark.django_db
def test_an_event_of_a_parcel_that_is_not_ours_changes_nothing() -> None:
    a_parcel()
    assert post.record(event=an_event("lost", parcel="P9")) is None
    post.record(event=an_event("taken_over"))
    assert post.record(event=an_event("lost", tracking="E9")) is None
    assert Parcel.for_system("test").get().state == "taken_over"


def test_an_event_never_told_is_found_by_asking_at_night(partner: LittlePartner) -> None:
    the_post(partner)
    parcel = a_parcel()
    tasks.hand_over_parcel(str(parcel.id))
    steps = [{"at": AT.isoformat(), "kind": "lost", "place": "上海"}]
    partner.answer("post", "track", {"parcel": "P1", "events": steps})
    tasks.track_parcels(0)
    assert post.get_parcel(parcel.id).state == "lost"
    partner.seen.clear()
    tasks.track_parcels(0)
    assert partner.seen == []


@pytest.mark.django_db
def test_parcels_are_found_by_case_and_by_their_person() -> None:
    case_id, me = new_id(), new_id()
    mine = a_parcel(case_id=case_id, person_id=me)
    a_parcel("P2")
    assert post.parcels_of_case(case_id) == [mine] == post.parcels(a_citizen(me))
    assert post.parcels(a_citizen()) == []
    with pytest.raises(NotFound):
        post.get_parcel(new_id())
