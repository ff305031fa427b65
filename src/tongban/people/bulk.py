"""Persons in bulk: the migration of an existing register of persons, accounts included.

Every row and entry is the one that `actions` would have written; only the way into the database is COPY. A batch is
one transaction, all or nothing; callers choose its size (some thousands) and so the memory it takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.core import clock, identity, personal
from tongban.core.actor import Actor
from tongban.core.bulk import NewEntry, copy_rows, write_entries
from tongban.core.ids import new_id
from tongban.people import input as typed
from tongban.people.models import Account, Person
from tongban.people.record import REGISTER
from tongban.people.rights import must_be_office
from tongban.people.types import FEMALE, MALE, VERIFIED_AT_WINDOW, AccountKind, IdentityKind

_SEXES = {"M": MALE, "F": FEMALE}
_KIND = IdentityKind.RESIDENT.value


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person with a resident's identity number, which says sex and birth date. `region`: where they live."""

    identity_number: str
    name: str
    region: str
    address: str
    alive: bool = True


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account taken over with the hash of its password, as Django writes it, and the phone bound to it."""

    person_id: UUID
    password_hash: str
    phone: str


def take_over_persons(*, persons: Sequence[NewPerson], since: date, actor: Actor, cause: str) -> list[UUID]:
    """Make persons known, as `register_person` does one by one; return their ids in order. Seven statements.

    Raises BadInput, NotAllowed, and IntegrityError (nothing is written) where a number belongs to a known person.
    """
    must_be_office(actor)
    ids = [new_id() for _ in persons]
    parsed = [identity.parse(person.identity_number) for person in persons]
    names = [typed.clean_name(person.name) for person in persons]
    addresses = [typed.clean_address(person.address) for person in persons]
    people, known, numbers, new = [], [], [], []
    for identifier, person, number, name, address in zip(ids, persons, parsed, names, addresses, strict=True):
        sex = _SEXES[number.sex]
        sealed_number, sealed_name = personal.seal(number.number), personal.seal(name)
        people.append(
            (
                identifier, _KIND, sealed_number, sealed_name, sex, number.born, person.region,
                personal.seal(address), person.alive, 0,
            )
        )  # fmt: skip
        known.append((new_id(), identifier, _KIND, personal.seal(number.number), personal.seal(name), since))
        numbers.append((personal.lookup(number.number), identifier))
        facts = {"identity_kind": _KIND, "region": person.region, "alive": person.alive}
        hidden = {
            "identity_number": number.number, "name": name, "sex": sex, "born": str(number.born), "address": address,
        }  # fmt: skip
        new.append(NewEntry(identifier, "registered", since, facts, hidden))
    with transaction.atomic():
        columns = "id, identity_kind, identity, name, sex, born, region, address, alive, assurance"
        copy_rows("people_person", columns, people)
        copy_rows("people_identitynumber", "lookup, person_id", numbers)
        written = write_entries(register=REGISTER, new=new, actor=actor, cause=cause)
        columns = "id, person_id, kind, number, name, since, entry"
        rows = ((*row, entry) for row, entry in zip(known, written, strict=True))
        copy_rows("people_personidentity", columns, rows)
    return ids


def take_over_accounts(*, accounts: Sequence[NewAccount], actor: Actor, cause: str) -> list[UUID]:
    """Open accounts of persons whom a window of the former system had verified; return the accounts' ids.

    Raises NotAllowed, BadInput for a phone, and IntegrityError where a person or a phone has an account already.
    """
    must_be_office(actor)
    today = clock.today()
    phones = [typed.clean_phone(account.phone) for account in accounts]
    rows = [
        Account(username=f"c{new_id().hex[-24:]}", kind=AccountKind.CITIZEN, password=account.password_hash)
        for account in accounts
    ]
    with transaction.atomic():
        Account.objects.bulk_create(rows)
        held = Person.for_system("accounts are taken over").in_bulk([account.person_id for account in accounts])
        new = []
        for account, row, phone in zip(accounts, rows, phones, strict=True):
            person = held[account.person_id]
            person.account, person.assurance = row, VERIFIED_AT_WINDOW
            person.phone, person.phone_lookup = personal.seal(phone), personal.lookup(phone)
            new += [
                NewEntry(person.id, "account_opened", today, {"account": str(row.id)}),
                NewEntry(person.id, "phone_bound", today, {"check": None}, {"phone": phone}),
                NewEntry(person.id, "verified_at_window", today, {"assurance": VERIFIED_AT_WINDOW}),
            ]
        Person.for_system("accounts are taken over").bulk_update(
            held.values(), ["account", "assurance", "phone", "phone_lookup"]
        )
        write_entries(register=REGISTER, new=new, actor=actor, cause=cause)
    return [row.id for row in rows]
