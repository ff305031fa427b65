"""From what the national identity says of somebody to their account here. Nothing of the provider's is kept.

The provider vouches for number and name; the person is found by the number and must bear the name. Whoever has no
account gets one without a password. An account that nobody had proven to be theirs (assurance 0) was perhaps opened by
somebody else: its password, telephone and second factors end, so that only its person comes in from now on.
"""

import secrets
from dataclasses import replace
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from tongban.core import clock, personal
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotAllowed
from tongban.law.text import Text
from tongban.people import input as typed
from tongban.people import record
from tongban.people.actions.persons import locked, register_known
from tongban.people.models import Account, IdentityNumber, LiveCheck, Person
from tongban.people.types import (
    NOT_KNOWN,
    REGISTERED_ONLINE,
    VERIFIED_AT_WINDOW,
    AccountKind,
    IdentityKind,
    PopulationFacts,
)

NOT_OURS = Text(
    zh="国家身份认证的号码与姓名，和人口登记不一致。请带身份证到窗口核对。",
    en="Number and name of the national identity do not agree with the register. Bring your identity card to a window.",
)
TOO_LOW = Text(
    zh="这次登录的认证等级不够。请用刷脸等更高等级的方式重新登录。",
    en="This log-in was not sure enough. Sign in again in a surer way, such as with your face.",
)
CLOSED = Text(zh="您的账户已关闭，请到窗口重新开通。", en="Your account is closed. Have it opened again at a window.")
CAUSE = "national_identity"


def enter_with_national_identity(
    *, identity_number: str, name: str, level: int, population: PopulationFacts | None, actor: Actor
) -> UUID:
    """Return the account of whom the national identity vouches for, opened now where there is none.

    `level` is the assurance the provider gives, 1 or 2; it never lowers what is known. `population` is the register's
    answer about a number that we do not know. Raises BadInput where number and name do not belong together, NotAllowed
    for a level of 0 and for a closed account.
    """
    number = typed.clean_number(identity_number, IdentityKind.RESIDENT)
    if level not in (REGISTERED_ONLINE, VERIFIED_AT_WINDOW):
        raise NotAllowed(TOO_LOW)
    with transaction.atomic(savepoint=False):
        person = _person_of(number, typed.clean_name(name), population, actor)
        if person.account is None:
            person.account = Account(username=f"c{secrets.token_hex(12)}", kind=AccountKind.CITIZEN)
            person.account.set_unusable_password()
            person.account.save(force_insert=True)
            opened = {"account": person.account.id}
            record.write(person.id, "account_opened", actor=_as(person, actor), cause=CAUSE, facts=opened)
        elif not person.account.is_active:
            raise NotAllowed(CLOSED)
        elif person.assurance == NOT_KNOWN:
            _end_what_a_stranger_may_hold(person, person.account)
        if level > person.assurance:
            person.assurance = level
            LiveCheck.objects.filter(person=person, outcome="").update(
                outcome="passed", decided_at=clock.now(), decided_by=CAUSE
            )
            facts = {"assurance": level}
            record.write(person.id, "verified_by_national_identity", actor=_as(person, actor), cause=CAUSE, facts=facts)
        person.save(update_fields=["account", "assurance", "phone", "phone_lookup"])
        return person.account.id


def _person_of(number: str, name: str, population: PopulationFacts | None, actor: Actor) -> Person:
    """The person of the number, who bears the name and lives; registered now where only the population register
    knows them."""
    row = IdentityNumber.objects.filter(lookup=personal.lookup(number)).first()
    if row is not None:
        person = locked(row.person_id)
        if not person.alive or personal.unseal(person.name) != name:
            raise BadInput("identity_number", NOT_OURS)
        return person
    if population is None or population.name != name or not population.alive:
        raise BadInput("identity_number", NOT_OURS)
    return register_known(number, population, actor, CAUSE)


def _end_what_a_stranger_may_hold(person: Person, account: Account) -> None:
    """Password (and with it every session), telephone and second factors of an account nobody had proven."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    person.phone = person.phone_lookup = None
    Authenticator.objects.filter(user=account).delete()


def _as(person: Person, actor: Actor) -> Actor:
    return replace(actor, person_id=person.id, account_id=person.account_id)
