"""Phones: one-time codes, binding, changing."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from tongban.core import clock, personal
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.people import input as typed
from tongban.people import record
from tongban.people.actions.persons import locked
from tongban.people.models import Person, PhoneCheck
from tongban.people.rights import must_be_self_or_office, must_handle_for
from tongban.people.types import CheckAnswer, StartedCheck, TooManyCodes

# Limits of security, not of law.
CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
TRIES = 5
BETWEEN_CODES = timedelta(seconds=60)
CODES_PER_HOUR = 5
CONFIRMED_LASTS = timedelta(hours=24)
_HOUR = timedelta(hours=1)

_EXPIRED = Text(zh="验证码已过期，请重新获取。", en="The code is no longer valid. Ask for a new one.")
_USED_UP = Text(zh="输入错误次数过多，请重新获取验证码。", en="Too many wrong codes. Ask for a new one.")
_WRONG = Text(zh="验证码不正确。", en="The code is not right.")


def start_phone_check(*, phone: str, actor: Actor, person_id: UUID | None = None) -> StartedCheck:
    """Make a one-time code for a phone. The caller sends `code` to `phone`; here only its keyed hash is kept.

    `person_id` ties the check to a person; without one it serves to open an account. The answer does not tell
    whether the phone is bound to anybody. Raises BadInput, NotAllowed, TooManyCodes.
    """
    if person_id is not None:
        must_be_self_or_office(actor, person_id)
    number = typed.clean_phone(phone)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    identifier, key, now = new_id(), personal.lookup(number), clock.now()
    with transaction.atomic(savepoint=False):
        _must_not_be_too_often(key, now)
        PhoneCheck(
            id=identifier, person_id=person_id, phone=personal.seal(number), phone_lookup=key,
            code_hash=_hash(identifier, code), started_at=now, expires_at=now + CODE_LASTS,
        ).save(force_insert=True)  # fmt: skip
    return StartedCheck(identifier, code, number, personal.mask_phone(number), now + CODE_LASTS)


def confirm_phone(*, check_id: UUID, code: str) -> CheckAnswer:
    """Compare the code a person typed. A wrong one is an answer, not an error, so that the try is counted.

    Raises NotFound for a check that does not exist.
    """
    given = typed.fold_digits(code)
    with transaction.atomic(savepoint=False):
        check = _locked_check(check_id)
        refusal = _unusable(check, clock.now())
        if refusal is not None:
            return CheckAnswer(False, 0, refusal)
        if secrets.compare_digest(bytes(check.code_hash), _hash(check.id, given)):
            check.confirmed_at = clock.now()
            check.save(update_fields=["confirmed_at"])
            return CheckAnswer(True, TRIES - check.tries)
        check.tries += 1
        check.save(update_fields=["tries"])
        left = TRIES - check.tries
        return CheckAnswer(False, left, _WRONG if left else _USED_UP)


def bind_phone(*, person_id: UUID, phone: str, actor: Actor, cause: str, service: str = "") -> None:
    """Bind a phone to a person, instead of the one bound before.

    A citizen must have confirmed this phone with a code within a day, and the confirmation is used up; at an
    outlet the clerk's word is enough. An agent names the `service` of the mandate. Whoever had this number
    bound before loses it: numbers are given to new people, and the code proves who holds it. Raises BadInput,
    NotAllowed, NotFound.
    """
    must_handle_for(actor, person_id, service)
    number = typed.clean_phone(phone)
    with transaction.atomic(savepoint=False):
        check_id = _use_check_of(number, actor.person_id) if actor.kind == "citizen" else None
        bind(locked(person_id), number, actor=actor, cause=cause, check_id=check_id)


def bind(person: Person, number: str, *, actor: Actor, cause: str, check_id: UUID | None) -> None:
    """Bind a checked number to a locked person and write the entries; part of a wider action's
    transaction."""
    key = personal.lookup(number)
    rows = Person.for_system("a phone leads to one person only").select_for_update()
    for former in rows.filter(phone_lookup=key).exclude(pk=person.pk):
        former.phone = former.phone_lookup = None
        former.save(update_fields=["phone", "phone_lookup"])
        record.write(former.id, "phone_unbound", actor=actor, cause=cause)
    person.phone, person.phone_lookup = personal.seal(number), key
    person.save(update_fields=["phone", "phone_lookup"])
    facts = {"check": check_id}
    record.write(person.id, "phone_bound", actor=actor, cause=cause, facts=facts, personal={"phone": number})


def is_confirmed(*, person_id: UUID, phone: str) -> bool:
    """True where this person proved this phone with a code that can still be used. One query."""
    since, key = clock.now() - CONFIRMED_LASTS, personal.lookup(typed.clean_phone(phone))
    rows = PhoneCheck.for_system("may this phone be bound").filter(phone_lookup=key)
    return rows.filter(person=person_id, used_at=None, confirmed_at__gte=since).exists()


def use_check(check_id: UUID) -> str:
    """Use up a confirmed check that belongs to no person yet, and return its phone.

    Raises BadInput where it is not confirmed, too old, used, or somebody's.
    """
    return personal.unseal(_use(_usable_checks(None).filter(pk=check_id)).phone)


def _use_check_of(number: str, person_id: UUID | None) -> UUID:
    """Use up the confirmed check by which this person proved a phone; return it. Raises BadInput without
    one."""
    return _use(_usable_checks(person_id).filter(phone_lookup=personal.lookup(number))).id


def _usable_checks(person_id: UUID | None) -> QuerySet[PhoneCheck]:
    rows = PhoneCheck.for_system("a confirmation is used up").select_for_update()
    since = clock.now() - CONFIRMED_LASTS
    return rows.filter(person=person_id, used_at=None, confirmed_at__gte=since)


def _use(rows: QuerySet[PhoneCheck]) -> PhoneCheck:
    check = rows.order_by("-confirmed_at").first()
    if check is None:
        raise BadInput("phone", Text(zh="请先用验证码验证手机号码。", en="Confirm the phone with a code first."))
    check.used_at = clock.now()
    check.save(update_fields=["used_at"])
    return check


def forget_old_checks() -> int:
    """Delete checks whose confirmation can no longer be used; return how many. Runs nightly."""
    rows = PhoneCheck.for_system("codes are deleted when they are of no use")
    deleted, _ = rows.filter(expires_at__lt=clock.now() - CONFIRMED_LASTS - _HOUR).delete()
    return deleted


def _must_not_be_too_often(key: bytes, now: datetime) -> None:
    """Raise TooManyCodes within a minute of the last code, or for the sixth code in an hour."""
    with connection.cursor() as cursor:  # two requests at once count one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], signed=True)])
    rows = PhoneCheck.for_system("how many codes went to this phone").filter(
        phone_lookup=key, started_at__gt=now - _HOUR
    )
    times = list(rows.order_by("-started_at").values_list("started_at", flat=True))
    waits = [times[0] + BETWEEN_CODES - now] if times else []
    if len(times) >= CODES_PER_HOUR:
        waits.append(times[CODES_PER_HOUR - 1] + _HOUR - now)
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise TooManyCodes(int(longest.total_seconds()) + 1)


def _locked_check(check_id: UUID) -> PhoneCheck:
    check = PhoneCheck.for_system("a code is compared").select_for_update().filter(pk=check_id).first()
    if check is None:
        raise NotFound(Text(zh="没有这次验证。", en="There is no such check."))
    return check


def _unusable(check: PhoneCheck, now: datetime) -> Text | None:
    if check.tries >= TRIES:
        return _USED_UP
    if check.confirmed_at is not None or now > check.expires_at:
        return _EXPIRED
    return None


def _hash(check_id: UUID, code: str) -> bytes:
    return personal.lookup(f"{check_id}:{code}")
