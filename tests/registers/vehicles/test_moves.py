"""A vehicle moves to another city: asked for, sent or refused, entered, ended; nothing twice, nothing lost."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import transaction
from tests import builders

from tongban.core import clock, entries, personal, plates
from tongban.core.actor import system
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.exchange import wire
from tongban.exchange.models import Letter, Office
from tongban.exchange.offices.forms import (
    LETTERS,
    ArchiveMade,
    ArchivePage,
    ArchiveWanted,
    Ended,
    MovedIn,
    Reason,
    Restricted,
    Unrestricted,
)
from tongban.people import queries as people
from tongban.registers.types import Act
from tongban.registers.vehicles import actions, attachments, leaving, moves, queries, told
from tongban.registers.vehicles.models import Move
from tongban.registers.vehicles.types import Change, Owner, Vehicle

pytestmark = pytest.mark.django_db

THEM, OTHERS = "320500", "330100"
CLERK = system("test")
PLATE = plates.Plate("02", "沪A12345")
NEW = plates.Plate("02", "苏E54321")
PAGE = b"\xff\xd8 a photograph"
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def offices(settings: LazySettings) -> Iterator[None]:
    """We are one city, and two others are known to us."""
    settings.TONGBAN_REGION = "310100"
    for region in (THEM, OTHERS):
        Office.objects.create(region=region, address="http://127.0.0.1:1", introduced_at=clock.now())
    with clock.frozen(datetime(2026, 11, 20, 4, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def owner() -> UUID:
    return builders.a_person()


@pytest.fixture
def car(owner: UUID) -> Vehicle:
    """A car with a page in its file and a past."""
    found = builders.a_vehicle(owner)
    act = Act(effective_on=date(2024, 3, 1), actor=CLERK, cause="test")
    actions.record(vehicle_id=found.id, kind="colour_changed", changes=[Change("colour", "J")], **act)
    actions.attach_page(
        vehicle_id=found.id, kind="photo", content=PAGE, media_type="image/jpeg", on=DAY, actor=CLERK, cause="test"
    )
    return queries.get_vehicle(found.id)


def asked(owner: UUID, **other: str) -> ArchiveWanted:
    right = ArchiveWanted(
        transfer=str(uuid4()), plate_type="02", plate=PLATE.number, vin="LSVT91339CN063181",
        identity_number=people.identity_number(owner), name="王小明", case_number="2611270000001",
    )  # fmt: skip
    return replace(right, **other)


def written(to: str = THEM) -> list[Any]:
    """The letters we wrote, as the other office would read them."""
    rows = Letter.for_system("test").filter(office=to).order_by("written_at", "id")
    return [wire.form(LETTERS[row.kind]).validate_json(personal.unseal(row.body), strict=True) for row in rows]


def the_state(letter: Any) -> str:
    return Move.for_system("test").get(id=letter.transfer).state


# The former city.


def test_the_file_is_sent_with_everything_that_stands_and_the_vehicle_stays(owner: UUID, car: Vehicle) -> None:
    letter = asked(owner)
    leaving.wanted(THEM, letter, CLERK)
    made, page = written()
    assert isinstance(made, ArchiveMade)
    assert [value for facet, _, _, value in made.facts if facet in ("vin", "colour")] == [car.vin, "A", "J"]
    assert not [facet for facet, *_ in made.facts if facet in ("owners", "licence", "certificate")]
    assert (made.owners, made.original_holder) == (1, car.region)
    assert [one.sha256 for one in made.pages] == [page.sha256] == [hashlib.sha256(PAGE).hexdigest()]
    assert queries.vehicles_of(owner) == [car]
    leaving.wanted(THEM, letter, CLERK)  # the same letter again
    assert len(written()) == 2


@pytest.mark.parametrize("wrong", [{"plate": "沪A99999"}, {"vin": "LSVT91339CN063182"}, {"plate_type": "52"}])
def test_who_asks_for_a_vehicle_that_is_not_theirs_learns_nothing_of_it(
    owner: UUID, car: Vehicle, wrong: dict[str, str]
) -> None:
    stranger = builders.a_person(born=date(1990, 1, 2), phone="13900000002")
    for letter in (asked(owner, **wrong), asked(stranger)):
        leaving.wanted(THEM, letter, CLERK)
        assert [one.code for one in written()[-1].reasons] == ["moving.not_here"]


@pytest.mark.parametrize(
    ("state", "code"),
    [("G", "vehicle.violation"), ("mortgage", "moving.with_mortgagee"), ("attachment", "vehicle.attached")],
)
def test_what_stands_in_the_way_is_told_with_its_remedy(owner: UUID, car: Vehicle, state: str, code: str) -> None:
    act = Act(effective_on=DAY, actor=CLERK, cause="test")
    if len(state) == 1:
        actions.set_letter(vehicle_id=car.id, letter=state, **act)
    else:
        actions.restrict(vehicle_id=car.id, kind=state, holder="某某银行", reference="1", **act)
    letter = asked(owner)
    leaving.wanted(THEM, letter, CLERK)
    (refused,) = written()
    assert [one.code for one in refused.reasons] == [code]
    assert len(refused.reasons[0].zh) > 10
    assert the_state(letter) == "refused"


def test_two_cities_that_claim_one_file_the_second_is_told_so(owner: UUID, car: Vehicle) -> None:
    leaving.wanted(THEM, asked(owner), CLERK)
    leaving.wanted(OTHERS, asked(owner), CLERK)
    assert isinstance(written(THEM)[0], ArchiveMade)
    assert [one.code for one in written(OTHERS)[0].reasons] == ["moving.sent_elsewhere"]


def test_the_registration_ends_when_the_new_city_has_the_vehicle_and_not_before(owner: UUID, car: Vehicle) -> None:
    letter = asked(owner)
    leaving.wanted(THEM, letter, CLERK)
    told = MovedIn(letter.transfer, NEW.type, NEW.number, DAY)
    leaving.has_moved_in(OTHERS, told, CLERK)  # another office has no say in it
    assert queries.vehicles_of(owner)
    for _ in range(2):
        leaving.has_moved_in(THEM, told, CLERK)
    assert queries.vehicles_of(owner) == []
    assert [one.kind for one in queries.life_of(car.id)].count("moved_out") == 1
    assert "B" in queries.get_vehicle(car.id).law.letters


def test_a_move_that_came_to_nothing_frees_the_file_even_when_the_end_comes_first(owner: UUID, car: Vehicle) -> None:
    letter, other = asked(owner), asked(owner)
    leaving.wanted(THEM, letter, CLERK)
    leaving.came_to_nothing(THEM, Ended(letter.transfer, "withdrawn"), CLERK)
    leaving.came_to_nothing(OTHERS, Ended(other.transfer, "withdrawn"), CLERK)
    leaving.wanted(OTHERS, other, CLERK)  # overtaken by its end: nothing is sent
    assert written(OTHERS) == []
    leaving.wanted(OTHERS, asked(owner), CLERK)
    assert isinstance(written(OTHERS)[0], ArchiveMade)


# The new city.


@pytest.fixture
def sent(owner: UUID, car: Vehicle) -> list[Any]:
    """What a former city sends of such a car, which has left us before."""
    letter = asked(owner)
    leaving.wanted(THEM, letter, CLERK)
    letters = written()
    leaving.has_moved_in(THEM, MovedIn(letter.transfer, NEW.type, NEW.number, DAY), CLERK)
    return letters


def ask(owner: UUID, case: UUID | None = None) -> UUID:
    return moves.ask(
        office=THEM, plate=PLATE, vin="lsvt91339cn063181", person_id=owner, case_id=case or uuid4(),
        case_number="2611270000002", actor=CLERK,
    )  # fmt: skip


def arrive(move: UUID, letters: list[Any], sender: str = THEM) -> None:
    for letter in letters:
        told = replace(letter, transfer=str(move))
        (moves.file_came if isinstance(letter, ArchiveMade) else moves.page_came)(sender, told, CLERK)


def enter(owner: UUID, case: UUID) -> UUID:
    return moves.enter(
        case_id=case, vehicle_id=None, owner=Owner(owner), plate=NEW, region="320500", authority="苏E",
        licence="3280000000009", certificate="320000000009", effective_on=DAY, actor=CLERK, cause="case:1",
    )  # fmt: skip


def test_a_vehicle_is_entered_with_its_whole_file_and_the_former_city_is_told(owner: UUID, sent: list[Any]) -> None:
    case = uuid4()
    move = ask(owner, case)
    wanted = written()[-1]
    assert (wanted.vin, wanted.identity_number) == ("LSVT91339CN063181", people.identity_number(owner))
    arrive(move, sent)
    found = moves.find_of_case(case)
    assert found
    assert found.file
    assert (found.state, found.file.colour, found.file.law.type) == ("arrived", "J", "K33")
    vehicle = queries.get_vehicle(enter(owner, case))
    assert (vehicle.plate, vehicle.authority, vehicle.colour) == (NEW.number, "苏E", "J")
    assert vehicle.law.registered_on == date(2020, 6, 15)
    assert queries.vehicles_of(owner) == [vehicle]
    as_it_was = queries.vehicle_as_of(vehicle.id, date(2023, 1, 1))
    assert as_it_was
    assert (as_it_was.plate, as_it_was.colour) == (PLATE.number, "A")
    (page,) = queries.pages_of(vehicle.id)
    assert page.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert not list(queries.unfounded_facts())
    assert not list(queries.differences())
    assert written()[-1] == MovedIn(str(move), NEW.type, NEW.number, DAY)
    with pytest.raises(NotFound), transaction.atomic():
        enter(owner, case)


def test_a_file_is_complete_when_every_page_has_come_in_whatever_order(owner: UUID, sent: list[Any]) -> None:
    case = uuid4()
    move = ask(owner, case)
    with pytest.raises(Conflict), transaction.atomic():
        arrive(move, sent[1:])  # before its index: the job is tried again
    arrive(move, sent[:1])
    with pytest.raises(NotFound), transaction.atomic():
        enter(owner, case)
    for _ in range(2):
        arrive(move, sent)
    arrive(move, sent, sender=OTHERS)
    found = moves.find_of_case(case)
    assert found
    assert found.state == "arrived"


def test_a_damaged_page_sends_the_file_back(owner: UUID, sent: list[Any]) -> None:
    move = ask(owner)
    damaged = replace(sent[1], content="AAAA")
    assert isinstance(damaged, ArchivePage)
    arrive(move, [sent[0], damaged])
    assert (written()[-1].why, written()[-1].reasons[0].code) == ("returned", "moving.page_damaged")


def test_one_vehicle_is_moved_here_in_one_case_at_a_time(owner: UUID) -> None:
    case = uuid4()
    ask(owner, case)
    with pytest.raises(Conflict), transaction.atomic():
        ask(owner)
    moves.give_up(move_id=moves.find_of_case(case).id, why="withdrawn", actor=CLERK)
    moves.give_up(move_id=moves.find_of_case(case).id, why="withdrawn", actor=CLERK)
    assert isinstance(written()[-1], Ended)
    assert len([one for one in written() if isinstance(one, Ended)]) == 1
    ask(owner)


def test_a_vin_that_cannot_be_one_and_an_unknown_office_are_told_at_once(owner: UUID) -> None:
    common = {"plate": PLATE, "person_id": owner, "case_id": uuid4(), "case_number": "1", "actor": CLERK}
    with pytest.raises(BadInput), transaction.atomic():
        moves.ask(office=THEM, vin="LSVO91339CN063181", **common)
    with pytest.raises(NotFound), transaction.atomic():
        moves.ask(office="320600", vin="LSVT91339CN063181", **common)
    assert not Move.for_system("test").exists()


# After the file was sent.


KEY = "ab" * 16


def attached(transfer: str) -> Restricted:
    return Restricted(transfer, KEY, "attachment", "某某法院", "(2026)1", DAY, None)


def test_an_attachment_told_afterwards_holds_here_once_and_ends_when_it_ends_there(
    owner: UUID, sent: list[Any]
) -> None:
    case = uuid4()
    move = ask(owner, case)
    with pytest.raises(Conflict), transaction.atomic():
        told.restricted(THEM, attached(str(move)), CLERK)  # it overtook the file: taken in again later
    arrive(move, sent)
    told.restricted(OTHERS, attached(str(move)), CLERK)  # not theirs to say
    assert not moves.get(move).file.law.restrictions
    for _ in range(2):
        told.restricted(THEM, attached(str(move)), CLERK)
    [rests] = moves.get(move).file.law.restrictions
    assert (rests.kind, rests.holder) == ("attachment", "某某法院")
    vehicle = enter(owner, case)
    told.restricted(THEM, attached(str(move)), CLERK)
    assert [one.kind for one in queries.get_vehicle(vehicle).law.restrictions] == ["attachment"]
    for _ in range(2):
        told.unrestricted(THEM, Unrestricted(str(move), KEY, DAY), CLERK)
    assert not queries.get_vehicle(vehicle).law.restrictions
    told.restricted(THEM, replace(attached(str(move)), key="cd" * 16), CLERK)
    assert [one.reference for one in queries.get_vehicle(vehicle).law.restrictions] == ["(2026)1"]


def test_what_is_attached_after_the_file_was_sent_is_told_and_the_registration_still_ends(
    owner: UUID, car: Vehicle
) -> None:
    letter = asked(owner)
    leaving.wanted(THEM, letter, CLERK)
    notice = attachments.Notice("(2026)1", "court", "某某法院", "c", "attach", car.vin, "", DAY, date(2027, 5, 1))
    attachments.carry_out(notice, source=uuid4(), actor=CLERK)
    longer = replace(notice, number="(2026)2", act="extend", about="(2026)1", until=date(2028, 5, 1))
    attachments.carry_out(longer, source=uuid4(), actor=CLERK)
    ends = [(one.transfer, one.until) for one in written() if isinstance(one, Restricted)]
    assert ends == [(letter.transfer, date(2027, 5, 1)), (letter.transfer, date(2028, 5, 1))]
    leaving.has_moved_in(THEM, MovedIn(letter.transfer, NEW.type, NEW.number, DAY), CLERK)
    late = attachments.carry_out(replace(notice, number="(2026)3"), source=uuid4(), actor=CLERK)
    assert (late.result, late.where) == ("moved_away", THEM)


def test_an_extension_told_afterwards_holds_here_and_an_old_letter_shortens_nothing(
    owner: UUID, sent: list[Any]
) -> None:
    case = uuid4()
    move = ask(owner, case)
    arrive(move, sent)
    vehicle = enter(owner, case)
    first = replace(attached(str(move)), until=date(2027, 5, 1))
    for letter in (first, replace(first, until=date(2028, 5, 1)), first):
        told.restricted(THEM, letter, CLERK)
    [rests] = queries.get_vehicle(vehicle).law.restrictions
    assert rests.until == date(2028, 5, 1)


def test_a_file_is_sent_back_for_a_listed_reason_and_every_other_attempt_is_refused_and_counted(
    owner: UUID, sent: list[Any]
) -> None:
    move = ask(owner)
    arrive(move, sent)
    with pytest.raises(Conflict) as refused:
        moves.send_back(move_id=move, reasons=[Reason("no_paper", "没有纸质", "no paper")], actor=CLERK)
    assert "没有纸质资料" in refused.value.message.zh
    assert moves.get(move).state == "arrived"
    assert [entry.kind for entry in entries.history(move, "vehicles")][-1] == "wrongful_return"
    moves.send_back(move_id=move, reasons=[Reason("differs", "不符", "differs")], actor=CLERK)
    assert (moves.get(move).state, written()[-1].why) == ("ended", "returned")
