"""The register of drivers: what each verb writes, and what history answers."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from tongban.core import entries
from tongban.core.actor import system
from tongban.core.errors import Conflict, NotFound
from tongban.registers.drivers import actions, queries
from tongban.registers.drivers.types import Change, Driver

pytestmark = pytest.mark.django_db

CLERK = system("test")


def a_driver(
    *, classes: dict[str, str] | None = None, valid_to: str | None = "2027-03-01", serial: str = "3100000000001"
) -> Driver:
    held = classes or {"C1": "2015-03-01"}
    changes = [Change(f"class:{code}", since, since=date.fromisoformat(since)) for code, since in held.items()]
    changes += [
        Change("validity", ["2021-03-01", valid_to, 6 if valid_to else None], since=date(2021, 3, 1)),
        Change("cycle:2026-03-01", ["2027-02-28", 0], since=date(2026, 3, 1)),
    ]
    row = actions.register_driver(
        person_id=uuid4(),
        born=date(1980, 5, 5),
        region="310115",
        authority="沪A",
        first_issue_on=date(2015, 3, 1),
        changes=changes,
        card_serial=serial,
        effective_on=date(2021, 3, 1),
        actor=CLERK,
        cause="test",
    )
    return queries.get_driver(row.id)


def test_a_registered_driver_is_found_by_person_and_file_number() -> None:
    driver = a_driver()
    assert queries.find_driver(driver.person_id) == driver
    assert queries.find_by_file_number(driver.file_number) == driver
    assert len(driver.file_number) == 12 and driver.file_number.startswith("3101")


def test_the_old_card_is_void_from_the_moment_of_the_new_one() -> None:
    driver = a_driver()
    actions.replace_licence(
        driver_id=driver.id, card_serial="3100000000002", effective_on=date(2026, 11, 22), actor=CLERK, cause="case:x"
    )
    old, new = queries.card_standing("3100000000001"), queries.card_standing("3100000000002")
    assert (old.valid, old.voided_on, old.cause) == (False, date(2026, 11, 22), "replaced")
    assert new.valid
    assert not queries.card_standing("3100000000009").known


def test_each_verb_writes_exactly_one_entry() -> None:
    driver = a_driver()
    actions.set_letter(driver_id=driver.id, letter="H", effective_on=date(2026, 1, 2), actor=CLERK, cause="platform:1")
    actions.clear_letter(
        driver_id=driver.id, letter="H", effective_on=date(2026, 1, 9), actor=CLERK, cause="platform:2"
    )
    assert [entry.kind for entry in entries.history(driver.id)] == ["registered", "letter_set", "letter_cleared"]


def test_several_letters_stand_at_once_and_go_one_by_one() -> None:
    driver = a_driver()
    for letter in "HIB":
        actions.set_letter(driver_id=driver.id, letter=letter, effective_on=date(2026, 1, 2), actor=CLERK, cause="t")
    actions.clear_letter(driver_id=driver.id, letter="I", effective_on=date(2026, 1, 9), actor=CLERK, cause="t")
    assert queries.get_driver(driver.id).licence.letters == {"B", "H"}


def test_the_answer_as_of_a_day_is_the_answer_of_that_day() -> None:
    driver = a_driver()
    actions.set_letter(driver_id=driver.id, letter="H", effective_on=date(2026, 1, 2), actor=CLERK, cause="t")
    before = queries.driver_as_of(driver.id, date(2026, 1, 1))
    after = queries.driver_as_of(driver.id, date(2026, 1, 2))
    assert before is not None and after is not None
    assert (before.licence.letters, after.licence.letters) == (frozenset(), frozenset("H"))
    assert queries.driver_as_of(driver.id, date(2014, 12, 31)) is None


def test_a_correction_strikes_and_both_answers_stay_readable() -> None:
    driver = a_driver()
    actions.set_letter(driver_id=driver.id, letter="F", effective_on=date(2026, 1, 2), actor=CLERK, cause="t")
    wrong = entries.history(driver.id)[-1]
    actions.correct(
        driver_id=driver.id,
        entry=wrong.id,
        reason="another person was meant",
        effective_on=date(2026, 2, 1),
        actor=CLERK,
    )
    now = queries.driver_as_of(driver.id, date(2026, 1, 15))
    then = queries.driver_as_of(driver.id, date(2026, 1, 15), known_on=wrong.id)
    assert now is not None and then is not None
    assert (now.licence.letters, then.licence.letters) == (frozenset(), frozenset("F"))
    assert queries.get_driver(driver.id).licence.letters == frozenset()


def test_a_correction_without_a_reason_is_refused_and_changes_nothing() -> None:
    driver = a_driver()
    entry = entries.history(driver.id)[0]
    with pytest.raises(Conflict):
        actions.correct(driver_id=driver.id, entry=entry.id, reason=" ", effective_on=date(2026, 2, 1), actor=CLERK)
    assert queries.get_driver(driver.id) == driver


def test_an_entry_cannot_be_corrected_twice() -> None:
    driver = a_driver()
    actions.set_letter(driver_id=driver.id, letter="L", effective_on=date(2026, 1, 2), actor=CLERK, cause="t")
    wrong = entries.history(driver.id)[-1].id
    arguments = {"driver_id": driver.id, "entry": wrong, "reason": "mistake", "effective_on": date(2026, 2, 1)}
    actions.correct(**arguments, actor=CLERK)
    with pytest.raises(NotFound):
        actions.correct(**arguments, actor=CLERK)


def test_a_corrected_replacement_leaves_no_valid_card() -> None:
    driver = a_driver()
    actions.replace_licence(
        driver_id=driver.id, card_serial="3100000000002", effective_on=date(2026, 3, 1), actor=CLERK, cause="case:x"
    )
    entry = entries.history(driver.id)[-1].id
    actions.correct(driver_id=driver.id, entry=entry, reason="not lost", effective_on=date(2026, 3, 2), actor=CLERK)
    assert not queries.card_standing("3100000000002").valid
    assert not queries.card_standing("3100000000001").valid
    assert queries.get_driver(driver.id).card_serial == ""


def test_the_row_equals_the_fold_of_its_facts_after_everything() -> None:
    driver = a_driver(classes={"A2": "2010-03-01", "E": "2012-01-01"})
    actions.postpone(
        duty="renewal",
        driver_id=driver.id,
        original_due_on=date(2027, 3, 1),
        until=date(2028, 3, 1),
        effective_on=date(2026, 5, 1),
        actor=CLERK,
        cause="t",
    )
    actions.exchange_for_age(
        driver_id=driver.id,
        classes={"C1": date(2010, 3, 1), "E": date(2012, 1, 1)},
        card_serial="3100000000003",
        effective_on=date(2026, 6, 1),
        actor=CLERK,
        cause="t",
    )
    assert list(queries.differences()) == []
    assert queries.get_driver(driver.id).licence.codes == {"C1", "E"}


def test_renewal_ends_overdue_and_postponed() -> None:
    driver = a_driver()
    actions.set_letter(driver_id=driver.id, letter="M", effective_on=date(2027, 3, 2), actor=CLERK, cause="daily")
    actions.renew_licence(
        driver_id=driver.id,
        card_serial="3100000000004",
        valid_from=date(2027, 3, 1),
        valid_to=date(2037, 3, 1),
        term_years=10,
        effective_on=date(2027, 4, 1),
        actor=CLERK,
        cause="case:y",
    )
    licence = queries.get_driver(driver.id).licence
    assert (licence.letters, licence.valid_to, licence.term_years) == (frozenset(), date(2037, 3, 1), 10)


def test_a_ban_follows_the_number_not_the_file() -> None:
    number = "11010519491231002X"
    actions.set_ban(
        identity_number=number,
        person_id=None,
        code="N03",
        since=date(2020, 1, 1),
        until=None,
        reference="criminal case",
        actor=CLERK,
        cause="court",
    )
    assert queries.bans_of(number, date(2026, 11, 22)) == ("N03",)
    assert queries.bans_of(number, date(2019, 12, 31)) == ()


def test_a_ban_that_was_set_wrongly_is_taken_back_and_stays_readable() -> None:
    number, day = "11010519491231002X", date(2026, 11, 22)
    ban = actions.set_ban(
        identity_number=number, person_id=None, code="N03", since=date(2020, 1, 1), until=None, reference="a mistake",
        actor=CLERK, cause="court",
    )  # fmt: skip
    actions.lift_ban(ban_id=ban.id, reason="another person", effective_on=day, actor=CLERK)
    assert queries.bans_of(number, day) == ()
    ban.refresh_from_db()
    lifted = entries.history(ban.id)[-1]
    assert (ban.lifted_by, lifted.corrects, lifted.facts["reason"]) == (lifted.id, ban.entry, "another person")


def test_every_dated_fact_stands_in_the_sealed_entry_that_wrote_it() -> None:
    driver = a_driver()
    actions.set_letter(
        driver_id=driver.id, letter="D", effective_on=date(2026, 1, 2), until=date(2026, 7, 1), actor=CLERK, cause="t"
    )
    wrong = entries.history(driver.id)[-1].id
    actions.correct(driver_id=driver.id, entry=wrong, reason="mistake", effective_on=date(2026, 2, 1), actor=CLERK)
    assert list(queries.unfounded_facts()) == []


def test_a_fact_changed_by_hand_is_reported() -> None:
    driver = a_driver()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE drivers_driverfact SET value = '[\"2021-03-01\", null, null]' WHERE facet = 'validity'")
    assert [fact.facet for fact in queries.unfounded_facts()] == ["validity"]
    assert driver.licence.valid_to


def test_a_file_that_moved_answers_for_each_day_with_the_authority_of_that_day() -> None:
    driver = a_driver()
    actions.set_letter(driver_id=driver.id, letter="C", effective_on=date(2026, 1, 1), actor=CLERK, cause="test")
    actions.transfer_in(
        driver_id=driver.id, authority="苏A", region="320100", card_serial="3200000000002",
        effective_on=date(2026, 3, 1), actor=CLERK, cause="case:x",
    )  # fmt: skip
    then, now = queries.driver_as_of(driver.id, date(2026, 2, 28)), queries.get_driver(driver.id)
    assert then and (then.authority, then.region, then.licence.letters) == ("沪A", "310115", {"C"})
    assert (now.authority, now.region, now.licence.letters) == ("苏A", "320100", frozenset())
    assert now.file_number == driver.file_number and list(queries.differences()) == []


def test_fewer_classes_on_29_february_and_the_correction_of_a_correction() -> None:
    driver = a_driver(classes={"A2": "2012-03-01", "E": "2016-02-29"})
    leap = date(2024, 2, 29)
    actions.reduce_licence(
        driver_id=driver.id, classes={"C1": date(2012, 3, 1)}, card_serial="3100000000002", effective_on=leap,
        actor=CLERK, cause="case:x",
    )  # fmt: skip
    before, after = queries.driver_as_of(driver.id, date(2024, 2, 28)), queries.driver_as_of(driver.id, leap)
    assert before and after and (before.licence.codes, after.licence.codes) == ({"A2", "E"}, {"C1"})
    reduced = entries.history(driver.id)[-1].id
    first = actions.correct(
        driver_id=driver.id, entry=reduced, reason="A2 was to stay, E was given up", effective_on=leap, actor=CLERK,
        changes=[Change("class:E", since=leap)],
    )  # fmt: skip
    assert dict(first.classes) == {"A2": "2012-03-01"}
    correction = entries.history(driver.id)[-1].id
    actions.correct(driver_id=driver.id, entry=correction, reason="E was to stay too", effective_on=leap, actor=CLERK)
    assert queries.get_driver(driver.id).licence.codes == {"A2", "E"}
    assert list(queries.differences()) == [] and list(queries.unfounded_facts()) == []


def test_the_day_of_birth_on_the_licence_follows_a_new_number() -> None:
    driver = a_driver()
    actions.exchange_for_information(
        driver_id=driver.id, card_serial="3100000000002", born=date(1980, 5, 6), effective_on=date(2026, 3, 1),
        actor=CLERK, cause="case:x",
    )  # fmt: skip
    after = queries.get_driver(driver.id)
    assert (after.born, after.licence) == (date(1980, 5, 6), driver.licence)
    assert queries.card_before("3100000000002") == "3100000000001" and queries.card_before("3100000000001") == ""
