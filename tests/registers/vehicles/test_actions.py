"""The register of vehicles: what each verb writes, what history answers, and what the database refuses."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests import builders

from tongban.core import entries, plates
from tongban.core.actor import system
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.registers.vehicles import actions, queries
from tongban.registers.vehicles.types import Change, Owner

pytestmark = pytest.mark.django_db

CLERK = system("test")
COURT = "某某区人民法院"


def restricted(vehicle_id: UUID, kind: str = "attachment", reference: str = "1", **more: object) -> str:
    common = {"holder": COURT, "effective_on": date(2026, 1, 5), "actor": CLERK, "cause": "test"}
    return actions.restrict(vehicle_id=vehicle_id, kind=kind, reference=reference, **{**common, **more})  # type: ignore[arg-type]


def test_a_registered_vehicle_is_found_by_owner_plate_and_vin() -> None:
    owner, spouse = uuid4(), uuid4()
    car = builders.a_vehicle(owner, co_owners=[spouse])
    assert queries.vehicles_of(owner) == queries.vehicles_of(spouse) == [car]
    assert queries.find_by_plate("沪A12345") == queries.find_by_vin(car.vin) == [car]
    assert queries.vehicles_of(uuid4()) == []
    assert (car.is_of(spouse), car.law.owners) == (True, 2)


def test_an_organisation_owns_as_a_person_does() -> None:
    firm = uuid4()
    car = builders.a_vehicle(Owner(firm, "organisation"))
    assert queries.vehicles_of(firm) == [car]
    assert car.owners == (Owner(firm, "organisation"),)


def test_each_verb_writes_exactly_one_entry() -> None:
    car = builders.a_vehicle(uuid4())
    day = {"effective_on": date(2026, 2, 1), "actor": CLERK, "cause": "test"}
    actions.issue_licence(vehicle_id=car.id, serial="3180000000002", kind="licence_replaced", **day)
    actions.set_letter(vehicle_id=car.id, letter="G", **day)
    actions.clear_letter(vehicle_id=car.id, letter="G", **day)
    key = restricted(car.id, "mortgage")
    actions.release(vehicle_id=car.id, key=key, **day)
    actions.give_mark(vehicle_id=car.id, valid_to=date(2028, 6, 30), **day)
    actions.record(vehicle_id=car.id, kind="colour_changed", changes=[Change("colour", "AJ")], **day)
    actions.transfer(vehicle_id=car.id, to=[Owner(uuid4())], licence="3180000000003", **day)
    actions.attach_page(
        vehicle_id=car.id, kind="photo", content=b"jpeg", media_type="image/jpeg", on=date(2026, 2, 1), actor=CLERK,
        cause="test",
    )  # fmt: skip
    actions.deregister(vehicle_id=car.id, ground="scrapped", **day)
    assert [moment.kind for moment in queries.life_of(car.id)] == [
        "registered", "licence_replaced", "letter_set", "letter_cleared", "mortgage_registered", "mortgage_released",
        "mark_given", "colour_changed", "transferred", "page_attached", "deregistered",
    ]  # fmt: skip
    assert list(queries.differences()) == []
    assert list(queries.unfounded_facts()) == []


def test_a_vin_that_is_none_is_refused_before_anything_is_written() -> None:
    for wrong in ("LSVT91339CN06318O", "LSVT91339CN063182", "LSV"):
        with pytest.raises(BadInput):
            builders.a_vehicle(uuid4(), vin=wrong)
    assert builders.a_vehicle(uuid4(), vin="CJ50012345", frame_number=True).vin == "CJ50012345"


def test_a_code_that_the_lists_do_not_have_is_refused() -> None:
    for changes in ([Change("type", "K99")], [Change("colour", "QQ")], [Change("use", "?")]):
        with pytest.raises(BadInput):
            builders.a_vehicle(uuid4(), more=changes)


@pytest.mark.parametrize("same", [{"plate": "沪A99999"}, {"vin": "1M8GDM9AXKP042788"}])
def test_no_two_live_vehicles_have_one_vin_or_one_number(same: dict[str, object]) -> None:
    first = builders.a_vehicle(uuid4())
    with pytest.raises(Conflict), transaction.atomic():
        builders.a_vehicle(uuid4(), serial=2, **same)
    actions.deregister(vehicle_id=first.id, ground="scrapped", effective_on=date(2026, 1, 5), actor=CLERK, cause="test")
    assert builders.a_vehicle(uuid4(), serial=2, **same)


def test_the_database_itself_refuses_a_second_vin() -> None:
    first, second = (
        builders.a_vehicle(uuid4()),
        builders.a_vehicle(uuid4(), serial=2, vin="1M8GDM9AXKP042788", plate="沪A00002"),
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE vehicles_vehicle SET vin = %s WHERE id = %s", [first.vin, second.id])


def test_the_former_licence_is_void_from_the_moment_of_the_new_one() -> None:
    car = builders.a_vehicle(uuid4())
    actions.issue_licence(
        vehicle_id=car.id, serial="3180000000002", kind="licence_replaced", effective_on=date(2026, 1, 5), actor=CLERK,
        cause="case:x",
    )  # fmt: skip
    old, new = queries.find_paper("licence", car.licence), queries.find_paper("licence", "3180000000002")
    assert old and (old.valid, old.voided_on, old.void_cause) == (False, date(2026, 1, 5), "licence_replaced")
    assert new and (new.valid, new.number) == (True, 2)


def test_restrictions_keep_their_rank_by_time_when_an_earlier_one_ends() -> None:
    car = builders.a_vehicle(uuid4())
    first, second = restricted(car.id, reference="1"), restricted(car.id, reference="2")
    actions.release(vehicle_id=car.id, key=first, effective_on=date(2026, 2, 1), actor=CLERK, cause="test")
    restricted(car.id, reference="3")
    assert [(one.rank, one.reference) for one in queries.get_vehicle(car.id).law.restrictions] == [(2, "2"), (3, "3")]
    assert restricted(car.id, reference="2") == second, "the same notice again is the same restriction"
    with pytest.raises(NotFound):
        actions.release(vehicle_id=car.id, key=first, effective_on=date(2026, 2, 1), actor=CLERK, cause="test")


def test_the_answer_as_of_a_day_is_the_answer_of_that_day() -> None:
    before, after = uuid4(), uuid4()
    car = builders.a_vehicle(before)
    key = restricted(car.id, "mortgage", effective_on=date(2023, 1, 1))
    actions.release(vehicle_id=car.id, key=key, effective_on=date(2024, 1, 1), actor=CLERK, cause="test")
    actions.transfer(
        vehicle_id=car.id, to=[Owner(after)], licence="3180000000002", plate=plates.parse("02", "沪B54321"),
        effective_on=date(2025, 1, 1), actor=CLERK, cause="test",
    )  # fmt: skip
    assert queries.vehicle_as_of(car.id, date(2020, 6, 14)) is None
    then = {on: queries.vehicle_as_of(car.id, on) for on in (date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 1))}
    assert [(one.owners[0].id, one.plate, len(one.law.restrictions)) for one in then.values() if one] == [
        (before, "沪A12345", 1), (before, "沪A12345", 0), (after, "沪B54321", 0),
    ]  # fmt: skip


def test_a_correction_strikes_and_both_answers_stay_readable() -> None:
    car = builders.a_vehicle(uuid4())
    actions.record(
        vehicle_id=car.id, kind="colour_changed", changes=[Change("colour", "E")], effective_on=date(2026, 1, 5),
        actor=CLERK, cause="test",
    )  # fmt: skip
    wrong = entries.history(car.id)[-1].id
    actions.correct(
        vehicle_id=car.id, entry=wrong, reason="it is blue", effective_on=date(2026, 2, 1), actor=CLERK,
        changes=[Change("colour", "H", since=date(2026, 1, 5))],
    )  # fmt: skip
    asked = date(2026, 1, 20)
    now, then = queries.vehicle_as_of(car.id, asked), queries.vehicle_as_of(car.id, asked, known_on=wrong)
    assert now and then and (now.colour, then.colour) == ("H", "E")
    assert queries.get_vehicle(car.id).colour == "H"
    assert [moment.corrected for moment in queries.life_of(car.id)] == [False, True, False]
    assert list(queries.differences()) == []


def test_a_corrected_replacement_leaves_no_valid_licence() -> None:
    car = builders.a_vehicle(uuid4())
    actions.issue_licence(
        vehicle_id=car.id, serial="3180000000002", kind="licence_replaced", effective_on=date(2026, 1, 5), actor=CLERK,
        cause="test",
    )  # fmt: skip
    wrong = entries.history(car.id)[-1].id
    actions.correct(vehicle_id=car.id, entry=wrong, reason="not lost", effective_on=date(2026, 1, 6), actor=CLERK)
    assert queries.get_vehicle(car.id).licence == ""
    assert not any(paper.valid for paper in queries.papers_of(car.id) if paper.kind == "licence")
    assert list(queries.differences()) == []


def test_a_correction_without_a_reason_is_refused() -> None:
    car = builders.a_vehicle(uuid4())
    wrong = entries.history(car.id)[0].id
    with pytest.raises(Conflict):
        actions.correct(vehicle_id=car.id, entry=wrong, reason=" ", effective_on=date(2026, 1, 5), actor=CLERK)


def test_a_decision_notices_that_the_vehicle_changed_since_it_was_read() -> None:
    car = builders.a_vehicle(uuid4())
    assert queries.still_at(car)
    restricted(car.id)
    assert not queries.still_at(car)


def test_the_digest_of_a_page_stands_in_its_entry_and_only_staff_open_it() -> None:
    owner = uuid4()
    car = builders.a_vehicle(owner)
    page = actions.attach_page(
        vehicle_id=car.id, kind="photo", content=b"jpeg", media_type="image/jpeg", on=date(2026, 1, 5), actor=CLERK,
        cause="test",
    )  # fmt: skip
    assert entries.get(page.entry).facts["sha256"] == page.sha256 == queries.pages_of(car.id)[0].sha256
    assert queries.page_content(page.id, builders.a_clerk()) == b"jpeg"
    with pytest.raises(NotFound):
        queries.page_content(page.id, builders.a_citizen(owner))


def test_what_either_of_two_merged_persons_owned_is_the_kept_ones() -> None:
    keep, merged = uuid4(), uuid4()
    shared = builders.a_vehicle(keep, co_owners=[merged])
    own = builders.a_vehicle(merged, serial=2, vin="1M8GDM9AXKP042788", plate="沪A00002")
    moved = actions.follow_merger(keep=keep, merged=merged, effective_on=date(2026, 1, 5), actor=CLERK, cause="test")
    assert moved == 2
    assert {car.id for car in queries.vehicles_of(keep)} == {shared.id, own.id}
    assert queries.get_vehicle(shared.id).owners == (Owner(keep),)


def test_what_a_day_and_a_whole_life_cost(django_assert_num_queries: object) -> None:
    owner = uuid4()
    car = builders.a_vehicle(owner)
    for statements, ask in ((1, queries.vehicles_of), (1, queries.find_vehicle), (1, queries.life_of)):
        with django_assert_num_queries(statements):  # type: ignore[operator]
            ask(owner if ask is queries.vehicles_of else car.id)
    with django_assert_num_queries(2):  # type: ignore[operator]
        queries.vehicle_as_of(car.id, date(2024, 1, 1))
