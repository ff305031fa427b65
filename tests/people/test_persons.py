"""Persons: found by every number they had, changed, corrected, merged."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.builders import identity_number as made_up
from tests.people.builders import (
    DEMO,
    PHONE,
    a_citizen,
    a_clerk,
    a_foreigner,
    a_person,
    an_account,
    identity_number,
    refused,
)

from tongban.core import audit, entries
from tongban.core.actor import Actor
from tongban.core.closed import ClosedDoor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.people import actions, queries
from tongban.people.models import Person, PersonIdentity, PhoneCheck
from tongban.people.types import IdentityKind


def test_sex_birth_and_region_are_read_off_the_number() -> None:
    person = queries.get_person(a_person(order=2))
    assert (person.sex, person.born, person.region) == ("2", date(1980, 5, 17), "310115")
    assert person.identity_masked == "3101************" + identity_number(2)[-2:]


def test_a_person_is_found_by_their_number_however_it_is_typed() -> None:
    person = a_person()
    full_width = identity_number().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert queries.find_person(full_width) == queries.find_person(f" {identity_number()} ") == person


def test_the_old_number_of_15_digits_leads_to_the_same_person() -> None:
    person = a_person()
    old = identity_number()[:6] + identity_number()[8:17]
    assert queries.find_person(old) == person


@pytest.mark.parametrize("number", ["", "310115198005170000", "9" * 10_000, "😀" * 18, "3101151980051700１x"])
def test_a_number_that_cannot_be_one_leads_to_nobody(number: str) -> None:
    assert queries.find_person(number) is None


def test_a_number_belongs_to_one_person_only() -> None:
    a_person()
    with refused(Conflict) as raised:
        a_person(name="李四")
    assert raised.value.code == "number_taken"
    assert Person.for_system("counted in a test").count() == 1


def test_two_countries_may_give_out_the_same_passport_number() -> None:
    person = a_foreigner("G1234567")
    assert queries.find_person("g 1234567", IdentityKind.PASSPORT) == person
    assert queries.find_person("G1234567", IdentityKind.DIPLOMAT) is None
    assert queries.identity_number(person) == "G1234567"


@pytest.mark.parametrize("name", ["", "王" * 61, "王" * 10_000, "王😀", "王3", "王\x00明", "<b>"])
def test_a_name_that_no_register_writes_is_refused(name: str) -> None:
    with refused(BadInput) as raised:
        a_person(name=name)
    assert raised.value.field == "name"


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提", "Jean-Luc O’Neill", "欧阳娜娜", "𠮷野"])
def test_names_of_all_peoples_are_taken(name: str) -> None:
    assert queries.get_person(a_person(name=name)).name == name


def test_a_new_number_does_not_lose_the_old_one() -> None:
    person = a_person()
    actions.change_identity(
        person_id=person, identity_number=identity_number(3), name="王大明", actor=a_clerk(), cause="case:1",
        effective_on=date(2026, 11, 1),
    )  # fmt: skip
    assert queries.find_person(identity_number(1)) == queries.find_person(identity_number(3)) == person
    assert len(queries.identity_lookups(person)) == 2
    assert queries.get_person(person).name == "王大明"
    former = queries.former_identities(person, a_clerk(), "enquiry")
    assert [row.name for row in former] == ["王小明", "王大明"]


def test_a_new_number_says_birth_date_and_sex() -> None:
    person = a_person()
    before = queries.get_person(person)
    number = made_up(date(1984, 2, 29), 902)
    actions.change_identity(person_id=person, identity_number=number, actor=a_clerk(), cause="case:1")
    after = queries.get_person(person)
    assert (after.born, after.sex) == (date(1984, 2, 29), "2") != (before.born, before.sex)


def test_a_corrected_number_leads_to_nobody_any_more() -> None:
    person = a_person()
    entry = actions.correct_person(
        person_id=person,
        identity_number=identity_number(5),
        reason="录入错误",
        actor=a_clerk(),
        cause="correction",
    )
    assert queries.find_person(identity_number(1)) is None
    assert queries.find_person(identity_number(5)) == person
    assert entries.get(entry).corrects == entries.history(person)[0].id
    assert len(queries.former_identities(person, a_clerk(), "correction")) == 1


def test_a_correction_needs_a_reason() -> None:
    with refused(BadInput) as raised:
        actions.correct_person(person_id=a_person(), sex="2", reason=" ", actor=a_clerk(), cause="correction")
    assert raised.value.field == "reason"


def test_a_correction_that_changes_nothing_is_refused() -> None:
    with refused(BadInput):
        actions.correct_person(person_id=a_person(), name="王小明", reason="核对", actor=a_clerk(), cause="correction")


def test_sex_birth_address_and_death_can_be_put_right() -> None:
    person = a_person()
    actions.record_death(person_id=person, died_on=date(2026, 11, 1), actor=DEMO, cause="platform:1")
    actions.correct_person(
        person_id=person, sex="2", born=date(1980, 5, 18), address="静安区1号", region="310106", alive=True,
        reason="误报死亡", actor=a_clerk(), cause="correction",
    )  # fmt: skip
    view = queries.get_person(person)
    assert (view.sex, view.born, view.region, view.address, view.alive) == (
        "2", date(1980, 5, 18), "310106", "静安区1号", True,
    )  # fmt: skip


def test_citizens_do_not_correct_themselves() -> None:
    person = a_person()
    with refused(NotAllowed):
        actions.correct_person(
            person_id=person, name="赵六", reason="想改名", actor=a_citizen(person), cause="correction"
        )


def test_two_rows_of_one_human_being_become_one() -> None:
    kept, gone = a_person(1), a_foreigner()
    actions.merge_persons(keep=kept, merge=gone, reason="同一人", actor=a_clerk(), cause="case:1")
    assert queries.find_person("G1234567", IdentityKind.PASSPORT) == kept
    assert queries.get_person(gone).id == kept
    assert len(queries.identity_lookups(kept)) == 2
    with refused(NotFound):
        actions.change_address(person_id=gone, address="x", region="310115", actor=a_clerk(), cause="case:2")


def test_a_merger_carries_the_account_over_when_there_is_only_one() -> None:
    opened, kept = an_account(1), a_foreigner()
    actions.merge_persons(keep=kept, merge=opened.person_id, reason="同一人", actor=a_clerk(), cause="case:1")
    assert queries.account_of_person(kept) == opened.account_id
    assert queries.find_person_by_phone(PHONE) == kept


def test_a_death_closes_the_account_and_says_so_once() -> None:
    opened = an_account()
    for _ in range(2):
        actions.record_death(person_id=opened.person_id, died_on=date(2026, 11, 20), actor=DEMO, cause="population:1")
    kinds = [entry.kind for entry in entries.history(opened.person_id)]
    assert kinds.count("died") == 1
    assert not queries.get_person(opened.person_id).alive


def test_no_entry_holds_a_personal_value() -> None:
    person = a_person()
    actions.change_address(person_id=person, address="静安区南京西路2号", region="310106", actor=DEMO, cause="case:1")
    text = "".join(str(entry.facts) for entry in entries.history(person))
    for value in (identity_number(), "王小明", "世纪大道", "南京西路", "1980-05-17"):
        assert value not in text
    assert entries.personal_values(entries.history(person)[-1].id) == {"address": "静安区南京西路2号"}


def test_no_column_of_a_person_holds_number_name_or_address_in_clear() -> None:
    row = Person.for_system("a test looks at the bytes").get(pk=a_person())
    stored = b"".join(bytes(value) for value in (row.identity, row.name, row.address))
    for value in (identity_number(), "王小明", "浦东"):
        assert value.encode() not in stored


@pytest.mark.parametrize("model", [Person, PersonIdentity, PhoneCheck])
def test_closed_models_refuse_the_open_door(model: type[Person]) -> None:
    with pytest.raises(ClosedDoor):
        model.objects.count()


def test_a_citizen_sees_themselves_and_nobody_else() -> None:
    mine, other = a_person(1), a_person(3)
    assert queries.view_person(mine, a_citizen(mine), "own").id == mine
    with refused(NotFound):
        queries.view_person(other, a_citizen(mine), "own")
    assert audit.looks_at(mine) == []


def test_a_look_of_a_clerk_is_written_down_and_names_its_purpose() -> None:
    person = a_person()
    queries.view_person(person, a_clerk("0042"), "service", "person")
    number = queries.get_identity_number(person, a_clerk("0042"), "identity_check")
    looks = sorted(audit.looks_at(person), key=lambda look: look.what)
    assert number == identity_number()
    assert [(look.actor_label, look.what) for look in looks] == [
        ("0042", "identity_number"),
        ("0042", "person"),
    ]


def test_a_look_without_a_purpose_of_the_list_shows_nothing() -> None:
    person = a_person()
    with refused(BadInput):
        queries.view_person(person, a_clerk(), "curiosity")


def test_somebody_without_the_power_to_see_finds_nobody() -> None:
    powerless = Actor(kind="staff", label="0001", channel="window")
    with refused(NotFound):
        queries.view_person(a_person(), powerless, "service")


def test_many_persons_cost_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    persons = [a_person(order) for order in (1, 3, 5)]
    with django_assert_num_queries(1):
        assert set(queries.get_persons(persons)) == set(persons)
