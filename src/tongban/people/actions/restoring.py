"""Taking back a change of contact data that was wrong: telephone and address become what they were before."""

from uuid import UUID

from django.db import transaction

from tongban.core import entries, personal
from tongban.core.actor import Actor
from tongban.core.entries import EntryView
from tongban.people import record
from tongban.people.actions.persons import locked
from tongban.people.actions.phones import bind
from tongban.people.models import Person
from tongban.people.rights import must_be_office

_UNBOUND = "phone_unbound"


def restore_contact(*, person_id: UUID, changed_by: str, reason: str, actor: Actor, cause: str) -> list[UUID]:
    """Undo what `changed_by` (the cause of its entries) changed in a person's telephone and address.

    What was changed again since stays as it is, and so does what was corrected already. A former number that leads
    to somebody else by now is not taken from them: then no telephone is bound. Whoever lost the wrong number to this
    person gets it back where they have none. Returns the corrections. Raises NotAllowed, NotFound.
    """
    must_be_office(actor)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        history = entries.history(person_id, record.REGISTER)
        struck = {entry.corrects for entry in history}
        standing = [entry for entry in history if entry.id not in struck]
        written = []
        for field in ("phone", "address"):
            wrong = next((entry for entry in reversed(standing) if _tells(entry, field)), None)
            if wrong is None or wrong.cause != changed_by:
                continue
            former = next((one for one in reversed(standing) if one.id < wrong.id and _tells(one, field)), None)
            restore = _restore_phone if field == "phone" else _restore_address
            value = restore(person, former)
            written.append(
                record.write(
                    person.id, "corrected", actor=actor, cause=cause, corrects=wrong.id,
                    facts={"reason": reason, "fields": [field]}, personal={field: value} if value else None,
                )
            )  # fmt: skip
        _give_numbers_back(person.id, changed_by, actor, cause)
    return written


def _tells(entry: EntryView, field: str) -> bool:
    return field in entry.facts.get("personal", {}) or (field == "phone" and entry.kind == _UNBOUND)


def _value(entry: EntryView | None, field: str) -> str:
    """What an entry told, "" where it told of none or has been erased since."""
    return entries.personal_values(entry.id).get(field, "") if entry else ""


def _restore_phone(person: Person, former: EntryView | None) -> str:
    number = _value(former, "phone")
    key = personal.lookup(number) if number else None
    others = Person.for_system("a phone leads to one person only").filter(phone_lookup=key).exclude(pk=person.pk)
    if key is None or others.exists():
        number, key = "", None
    person.phone, person.phone_lookup = (personal.seal(number) if number else None), key
    person.save(update_fields=["phone", "phone_lookup"])
    return number


def _restore_address(person: Person, former: EntryView | None) -> str:
    address = _value(former, "address")
    person.address = personal.seal(address)
    if former and "region" in former.facts:
        person.region = former.facts["region"]
    person.save(update_fields=["address", "region"])
    return address


def _give_numbers_back(person_id: UUID, changed_by: str, actor: Actor, cause: str) -> None:
    """Whoever lost their number by the wrong change has it again, unless they bound another one since."""
    for lost in entries.caused_by(changed_by):
        if lost.kind != _UNBOUND or lost.subject == person_id:
            continue
        loser = locked(lost.subject)
        earlier = [entry for entry in entries.history(loser.id, record.REGISTER) if entry.id < lost.id]
        number = _value(next((one for one in reversed(earlier) if _tells(one, "phone")), None), "phone")
        taken = Person.for_system("a phone leads to one person only").filter(phone_lookup=personal.lookup(number))
        if number and loser.phone is None and not taken.exists():
            bind(loser, number, actor=actor, cause=cause, check_id=None)
