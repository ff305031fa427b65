"""Taking over a register of drivers: the same rows, facts and entries as one by one, all or nothing."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tongban.core import entries
from tongban.core.actor import system
from tongban.registers.drivers import actions, queries
from tongban.registers.drivers.bulk import NewFile, take_over_files
from tongban.registers.drivers.types import Change

pytestmark = pytest.mark.django_db

CLERK = system("test")
ISSUED = date(2021, 3, 1)
CHANGES = (
    Change("class:B2", "2015-03-01", since=date(2015, 3, 1)),
    Change("validity", ["2015-03-01", "2021-03-01", 6], since=date(2015, 3, 1)),
    Change("validity", ["2021-03-01", "2031-03-01", 10], since=ISSUED),
    Change("cycle:2026-03-01", ["2027-02-28", 3], since=date(2026, 3, 1)),
    Change("letter:D", True, since=date(2026, 10, 1), until=date(2027, 4, 1)),
    Change("suspended", "2027-04-01", since=date(2026, 10, 1)),
    Change("extension"),
)


def a_file(serial: str = "3200000000001", **more: Any) -> NewFile:
    facts: dict[str, Any] = {
        "person_id": uuid4(), "born": date(1980, 5, 5), "region": "320100", "authority": "苏A",
        "first_issue_on": date(2015, 3, 1), "issued_on": ISSUED, "changes": CHANGES, **more,
    }  # fmt: skip
    return NewFile(card_serial=serial, **facts)


def taken_over(*files: NewFile) -> list[UUID]:
    return take_over_files(files=files, actor=CLERK, cause="test")


def registered(file: NewFile) -> UUID:
    return actions.register_driver(
        person_id=file.person_id, born=file.born, region=file.region, authority=file.authority,
        first_issue_on=file.first_issue_on, changes=file.changes, card_serial=file.card_serial,
        effective_on=file.issued_on, actor=CLERK, cause="test",
    ).id  # fmt: skip


def stated(driver: UUID) -> set[tuple[object, ...]]:
    """Every fact but the card, which is another one."""
    facts = queries.facts_of(driver)
    return {(fact.facet, fact.since, fact.until, str(fact.value)) for fact in facts if fact.facet != "card"}


def test_a_file_taken_over_is_the_file_that_would_have_been_registered() -> None:
    (bulk,) = taken_over(a_file("3200000000001"))
    single = registered(a_file("3200000000002"))
    one, other = queries.get_driver(bulk), queries.get_driver(single)
    assert (one.licence, one.authority, one.region, one.version) == (
        other.licence, other.authority, other.region, other.version,
    )  # fmt: skip
    assert stated(bulk) == stated(single)
    assert [entry.kind for entry in entries.history(bulk)] == [entry.kind for entry in entries.history(single)]


def test_rows_equal_the_fold_of_their_facts() -> None:
    taken_over(*(a_file(f"320000000{number:04d}") for number in range(50)))
    assert list(queries.differences()) == []


def test_the_history_before_the_takeover_can_be_asked_for() -> None:
    (bulk,) = taken_over(a_file())
    before = queries.driver_as_of(bulk, date(2020, 1, 1))
    assert before is not None
    assert (before.licence.valid_to, before.licence.letters) == (ISSUED, frozenset())


def test_the_daily_work_looks_when_it_is_told_to_or_else_at_once() -> None:
    later, now = taken_over(a_file("3200000000001", look_on=date(2027, 2, 1)), a_file("3200000000002"))
    assert queries.due_for_a_look(date(2026, 11, 22), 10) == [now]
    assert later in queries.due_for_a_look(date(2027, 2, 1), 10)


def test_the_card_of_a_file_taken_over_is_valid_and_void_after_the_next() -> None:
    (bulk,) = taken_over(a_file("3200000000001"))
    assert queries.card_standing("3200000000001").valid
    actions.replace_licence(
        driver_id=bulk, card_serial="3200000000009", effective_on=date(2026, 11, 22), actor=CLERK, cause="case:x"
    )
    assert not queries.card_standing("3200000000001").valid


def test_one_person_with_a_file_leaves_nothing_of_the_batch() -> None:
    known = a_file("3200000000001")
    taken_over(known)
    stranger = a_file("3200000000002")
    with pytest.raises(IntegrityError), transaction.atomic():
        taken_over(stranger, a_file("3200000000003", person_id=known.person_id))
    assert queries.find_driver(stranger.person_id) is None


def test_an_unknown_facet_is_refused() -> None:
    with pytest.raises(ValueError, match="knows no facet"), transaction.atomic():
        taken_over(a_file(changes=(*CHANGES, Change("colour", "red", since=ISSUED))))
