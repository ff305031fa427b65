"""Taking over a register of persons: the same rows and entries as one by one, all or nothing."""

from datetime import date
from uuid import UUID

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from tests.people.builders import DEMO, PASSWORD, a_citizen, a_person, identity_number, refused

from tongban.core import entries, sealing
from tongban.core.errors import BadInput, NotAllowed
from tongban.people import queries
from tongban.people.bulk import NewAccount, NewPerson, take_over_accounts, take_over_persons
from tongban.people.login import username_for

pytestmark = pytest.mark.django_db

SINCE = date(2026, 11, 22)


def a_new(order: int = 11, name: str = "王小明", **more: str) -> NewPerson:
    facts = {"identity_number": identity_number(order), "region": "310115", "address": "浦东新区世纪大道1号"}
    return NewPerson(name=name, **(facts | more))


def taken_over(*persons: NewPerson) -> list[UUID]:
    return take_over_persons(persons=persons, since=SINCE, actor=DEMO, cause="test")


def test_a_person_taken_over_is_the_person_that_would_have_been_registered() -> None:
    (bulk,) = taken_over(a_new(11))
    single = a_person(13)
    one, other = queries.get_person(bulk), queries.get_person(single)
    for name in ("name", "sex", "born", "identity_kind", "region", "address", "alive", "assurance", "phone_masked"):
        assert getattr(one, name) == getattr(other, name), name
    assert queries.find_person(identity_number(11)) == bulk


def test_the_entry_is_the_one_of_registering_with_its_personal_values() -> None:
    (bulk,) = taken_over(a_new(11))
    (entry,), (other,) = entries.history(bulk), entries.history(a_person(13))
    assert (entry.register, entry.kind, set(entry.facts)) == (other.register, other.kind, set(other.facts))
    values = entries.personal_values(entry.id)
    assert values["name"] == "王小明" and set(values) == set(entries.personal_values(other.id))
    assert set(entry.facts["personal"]) == set(values)


def test_entries_taken_over_are_sealed_and_verify() -> None:
    taken_over(*(a_new(order) for order in range(21, 41)))
    seal = sealing.seal()
    assert seal is not None and seal.size >= 20
    assert sealing.verify([(seal.size, seal.root_hex)]).ok


def test_one_known_number_leaves_nothing_of_the_batch() -> None:
    a_person(11)
    with refused(IntegrityError):
        taken_over(a_new(15), a_new(11))
    assert queries.find_person(identity_number(15)) is None


def test_a_wrong_number_is_named_before_anything_is_written() -> None:
    with refused(BadInput):
        taken_over(a_new(15), a_new(17, identity_number="310115198005170170"))
    assert queries.find_person(identity_number(15)) is None


def test_a_citizen_takes_nothing_over() -> None:
    with refused(NotAllowed):
        take_over_persons(persons=[a_new()], since=SINCE, actor=a_citizen(a_person(19)), cause="test")


def test_an_account_taken_over_opens_with_its_old_password_and_phone() -> None:
    (bulk,) = taken_over(a_new(11))
    hashed = make_password(PASSWORD)
    (account,) = take_over_accounts(accounts=[NewAccount(bulk, hashed, "13800138001")], actor=DEMO, cause="test")
    person = queries.get_person(bulk)
    assert (person.account_id, person.assurance) == (account, 2)
    assert username_for("13800138001") == username_for(identity_number(11))
    assert queries.find_person_by_phone("13800138001") == bulk
    kinds = [entry.kind for entry in entries.history(bulk)]
    assert kinds == ["registered", "account_opened", "phone_bound", "verified_at_window"]
    assert authenticate(username=username_for("13800138001"), password=PASSWORD)


def test_a_phone_belongs_to_one_account() -> None:
    first, second = taken_over(a_new(11), a_new(13))
    with refused(IntegrityError):
        take_over_accounts(
            accounts=[NewAccount(first, "x", "13800138001"), NewAccount(second, "x", "13800138001")],
            actor=DEMO, cause="test",
        )  # fmt: skip
    assert queries.get_person(first).account_id is None
