"""One-time codes: few tries, a short life, one phone for one person."""

from datetime import date, timedelta

import pytest
from tests.people.builders import DEMO, ONLINE, PHONE, a_citizen, a_clerk, a_person, refused
from tests.people.conftest import NOW

from tongban.core import clock, entries
from tongban.core.errors import BadInput, NotAllowed
from tongban.people import actions, queries
from tongban.people.actions import phones
from tongban.people.models import PhoneCheck
from tongban.people.types import StartedCheck, TooManyCodes


def started(phone: str = PHONE) -> StartedCheck:
    return actions.start_phone_check(phone=phone, actor=ONLINE)


def wrong(check: StartedCheck) -> str:
    return f"{(int(check.code) + 1) % 10**6:06d}"


@pytest.mark.parametrize("phone", ["１３８００１３８０００", "+86 138-0013-8000", " 138 0013 8000 "])
def test_a_number_is_taken_however_it_is_typed(phone: str) -> None:
    assert started(phone).phone == PHONE


@pytest.mark.parametrize("phone", ["", "12345678901", "1380013800", "138001380001", "😀", "1" * 10_000])
def test_what_is_no_mobile_number_is_refused(phone: str) -> None:
    with refused(BadInput) as raised:
        started(phone)
    assert raised.value.field == "phone"


def test_the_right_code_confirms_also_in_full_width() -> None:
    check = started()
    code = check.code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert actions.confirm_phone(check_id=check.id, code=code).confirmed


def test_the_code_is_stored_as_a_hash_only() -> None:
    check = started()
    row = PhoneCheck.for_system("a test looks at the bytes").get(pk=check.id)
    assert check.code.encode() not in bytes(row.code_hash) + bytes(row.phone)
    assert len(bytes(row.code_hash)) == 32


def test_the_fifth_wrong_code_ends_the_check_for_the_right_one_too() -> None:
    check = started()
    left = [actions.confirm_phone(check_id=check.id, code=wrong(check)).tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert not actions.confirm_phone(check_id=check.id, code=check.code).confirmed


def test_the_right_code_after_four_wrong_ones_confirms() -> None:
    check = started()
    for _ in range(4):
        actions.confirm_phone(check_id=check.id, code=wrong(check))
    assert actions.confirm_phone(check_id=check.id, code=check.code).confirmed


@pytest.mark.parametrize(("later", "confirmed"), [(0, True), (1, False)])
def test_a_code_lasts_ten_minutes(later: int, confirmed: bool) -> None:
    check = started()
    with clock.frozen(NOW + phones.CODE_LASTS + timedelta(seconds=later)):
        assert actions.confirm_phone(check_id=check.id, code=check.code).confirmed is confirmed


@pytest.mark.parametrize(("seconds", "sent"), [(59, False), (60, True), (61, True)])
def test_the_next_code_is_sent_after_a_minute(seconds: int, sent: bool) -> None:
    started()
    with clock.frozen(NOW + timedelta(seconds=seconds)):
        if sent:
            started()
        else:
            with refused(TooManyCodes) as raised:
                started()
            assert raised.value.wait_seconds == 2


def test_a_phone_gets_five_codes_in_an_hour() -> None:
    for minute in range(0, 10, 2):
        with clock.frozen(NOW + timedelta(minutes=minute)):
            started()
    with clock.frozen(NOW + timedelta(minutes=59)), refused(TooManyCodes):
        started()
    with clock.frozen(NOW + timedelta(minutes=60)):
        started()


def test_other_phones_are_not_held_up() -> None:
    started()
    assert started("13900139000").phone == "13900139000"


def test_a_citizen_binds_a_phone_only_with_a_code() -> None:
    person = a_person()
    with refused(BadInput):
        actions.bind_phone(person_id=person, phone=PHONE, actor=a_citizen(person), cause="account")
    assert queries.phone_number(person) == ""


def test_a_confirmed_phone_is_bound_once() -> None:
    person = a_person()
    check = actions.start_phone_check(phone=PHONE, actor=a_citizen(person), person_id=person)
    actions.confirm_phone(check_id=check.id, code=check.code)
    actions.bind_phone(person_id=person, phone=PHONE, actor=a_citizen(person), cause="account")
    assert queries.phone_number(person) == PHONE
    assert queries.get_person(person).phone_masked == "138****8000"
    with refused(BadInput):
        actions.bind_phone(person_id=person, phone=PHONE, actor=a_citizen(person), cause="account")


def test_a_check_that_was_not_confirmed_binds_nothing() -> None:
    person = a_person()
    actions.start_phone_check(phone=PHONE, actor=a_citizen(person), person_id=person)
    with refused(BadInput):
        actions.bind_phone(person_id=person, phone=PHONE, actor=a_citizen(person), cause="account")


def test_nobody_uses_the_check_of_another() -> None:
    mine, other = a_person(1), a_person(3)
    check = actions.start_phone_check(phone=PHONE, actor=a_citizen(other), person_id=other)
    actions.confirm_phone(check_id=check.id, code=check.code)
    with refused(BadInput):
        actions.bind_phone(person_id=mine, phone=PHONE, actor=a_citizen(mine), cause="account")


def test_nobody_binds_a_phone_to_another_person() -> None:
    mine, other = a_person(1), a_person(3)
    with refused(NotAllowed):
        actions.bind_phone(person_id=other, phone=PHONE, actor=a_citizen(mine), cause="account")


def test_a_clerk_binds_a_phone_at_the_window() -> None:
    person = a_person()
    actions.bind_phone(person_id=person, phone=PHONE, actor=a_clerk(), cause="case:1")
    assert queries.find_person_by_phone(PHONE) == person


def test_a_phone_given_to_a_new_holder_leaves_the_former_one() -> None:
    former, new = a_person(1), a_person(3)
    for person in (former, new):
        actions.bind_phone(person_id=person, phone=PHONE, actor=DEMO, cause="case:1")
    assert queries.find_person_by_phone(PHONE) == new
    assert queries.phone_number(former) == ""
    assert entries.history(former)[-1].kind == "phone_unbound"


def test_no_entry_tells_the_phone() -> None:
    person = a_person()
    actions.bind_phone(person_id=person, phone=PHONE, actor=DEMO, cause="case:1")
    assert PHONE not in "".join(str(entry.facts) for entry in entries.history(person))


def test_old_checks_are_forgotten_and_young_ones_kept() -> None:
    old = started()
    with clock.frozen(NOW + timedelta(hours=26)):
        young = started()
        assert actions.forget_old_checks() == 1
    left = PhoneCheck.for_system("counted in a test").values_list("id", flat=True)
    assert list(left) == [young.id] != [old.id]


def test_the_confirmation_of_one_phone_binds_no_other() -> None:
    person = a_person()
    check = actions.start_phone_check(phone=PHONE, actor=a_citizen(person), person_id=person)
    actions.confirm_phone(check_id=check.id, code=check.code)
    with refused(BadInput):
        actions.bind_phone(person_id=person, phone="13900139000", actor=a_citizen(person), cause="account")


@pytest.mark.parametrize(("hours", "bound"), [(23, True), (24, True), (25, False)])
def test_a_confirmation_can_be_used_for_a_day(hours: int, bound: bool) -> None:
    person = a_person()
    check = actions.start_phone_check(phone=PHONE, actor=a_citizen(person), person_id=person)
    actions.confirm_phone(check_id=check.id, code=check.code)
    with clock.frozen(NOW + timedelta(hours=hours)):
        if bound:
            actions.bind_phone(person_id=person, phone=PHONE, actor=a_citizen(person), cause="account")
        else:
            with refused(BadInput):
                actions.bind_phone(person_id=person, phone=PHONE, actor=a_citizen(person), cause="account")
    assert bool(queries.phone_number(person)) is bound


def test_an_agent_binds_the_principals_phone_only_under_a_mandate_for_that_service() -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = actions.give_mandate(
        principal=principal, agent=agent, service="D23", until=date(2026, 12, 31), actor=a_clerk()
    )
    actions.accept_mandate(mandate_id=mandate.id, most_principals=3, actor=a_clerk())
    check = actions.start_phone_check(phone=PHONE, actor=a_citizen(agent), person_id=agent)
    actions.confirm_phone(check_id=check.id, code=check.code)
    for service in ("", "D06"):
        with refused(NotAllowed):
            actions.bind_phone(
                person_id=principal, phone=PHONE, actor=a_citizen(agent), cause="case:1", service=service
            )
    actions.bind_phone(person_id=principal, phone=PHONE, actor=a_citizen(agent), cause="case:1", service="D23")
    assert queries.phone_number(principal) == PHONE
