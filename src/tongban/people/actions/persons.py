"""Persons: known, changed, corrected, merged."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongban.core import clock, identity, outbox, personal
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.people import input as typed
from tongban.people import record
from tongban.people.models import AuthorisedPerson, IdentityNumber, Mandate, Person, PersonIdentity
from tongban.people.rights import must_be_office, must_handle_for
from tongban.people.types import FEMALE, MALE, IdentityKind, PopulationFacts

_SEXES = {"M": MALE, "F": FEMALE}


def register_person(
    *,
    identity_number: str,
    name: str,
    actor: Actor,
    cause: str,
    kind: IdentityKind = IdentityKind.RESIDENT,
    sex: str = "",
    born: date | None = None,
    region: str = "",
    address: str = "",
    effective_on: date | None = None,
) -> UUID:
    """Make a person known and return their id.

    Sex, birth date and region are read from a resident's number where they are not given; other documents
    need sex ("1", "2") and birth date. Raises BadInput, and Conflict where the number belongs to a known
    person.
    """
    number = typed.clean_number(identity_number, kind)
    sex, born, region = _read_off(number, sex, born, region)
    name, address = typed.clean_name(name), typed.clean_address(address)
    with transaction.atomic():
        person = Person(
            identity_kind=kind, identity=personal.seal(number), name=personal.seal(name), sex=sex, born=born,
            region=region, address=personal.seal(address),
        )  # fmt: skip
        person.save(force_insert=True)
        _claim_number(number, person)
        since = effective_on or clock.today()
        entry = record.write(
            person.id, "registered", actor=actor, cause=cause, effective_on=since,
            facts={"identity_kind": kind, "region": region, "alive": True},
            personal={
                "identity_number": number, "name": name, "sex": sex, "born": str(born), "address": address,
            },
        )  # fmt: skip
        _add_identity(person, number, name, since, entry)
    return person.id


def register_known(number: str, known: PopulationFacts, actor: Actor, cause: str) -> Person:
    """Register whom the population register knows by this number; return them, locked."""
    person_id = register_person(
        identity_number=number, name=known.name, sex=known.sex, born=known.born, region=known.region,
        address=known.address, actor=actor, cause=cause,
    )  # fmt: skip
    return locked(person_id)


def change_identity(
    *,
    person_id: UUID,
    actor: Actor,
    cause: str,
    identity_number: str = "",
    name: str = "",
    effective_on: date | None = None,
) -> None:
    """Record that a person has a new number or a new name from a day on. The former number still leads to
    them; a resident's new number says birth date and sex.

    Raises BadInput, NotFound, NotAllowed, and Conflict where the number belongs to somebody else: then merge.
    """
    must_be_office(actor)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        changes, number, new_name = _new_identity(person, identity_number, name)
        if "identity_number" in changes and " " not in number:
            parsed = identity.parse(number)
            changes |= _corrections(person, _SEXES[parsed.sex], parsed.born, "", None, None)
        since = effective_on or clock.today()
        entry = record.write(
            person.id, "identity_changed", actor=actor, cause=cause, effective_on=since,
            facts={"identity_kind": person.identity_kind}, personal=changes,
        )  # fmt: skip
        _add_identity(person, number, new_name, since, entry)
        person.save(update_fields=["identity_kind", "identity", "name", "sex", "born"])
    outbox.announce("identity_changed", person_id=person.id)


def change_address(
    *,
    person_id: UUID,
    address: str,
    region: str,
    actor: Actor,
    cause: str,
    service: str = "",
) -> None:
    """Record where a person lives now; an agent names the `service` of the mandate. Raises BadInput,
    NotFound, NotAllowed."""
    must_handle_for(actor, person_id, service)
    address = typed.clean_address(address)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        person.address, person.region = personal.seal(address), _region(region)
        person.save(update_fields=["address", "region"])
        record.write(
            person.id, "address_changed", actor=actor, cause=cause, facts={"region": region},
            personal={"address": address},
        )  # fmt: skip


def record_death(*, person_id: UUID, died_on: date, actor: Actor, cause: str) -> None:
    """Record that a person died: their account closes and their mandates end. A second report changes
    nothing."""
    must_be_office(actor)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        if not person.alive:
            return
        person.alive = False
        person.save(update_fields=["alive"])
        if person.account is not None:
            person.account.is_active = False
            person.account.save(update_fields=["is_active"])
        ended = _end_ties(person.id, clock.today())
        record.write(person.id, "died", actor=actor, cause=cause, effective_on=died_on, facts={"ended": ended})
    outbox.announce("person_died", person_id=person.id)


def correct_person(
    *,
    person_id: UUID,
    reason: str,
    actor: Actor,
    cause: str,
    identity_number: str = "",
    name: str = "",
    sex: str = "",
    born: date | None = None,
    region: str = "",
    address: str | None = None,
    alive: bool | None = None,
) -> UUID:
    """Put right what was recorded wrongly; return the correction's entry, which names the one it corrects.

    A corrected number does not lead to this person any more, unlike one that has changed. Raises BadInput
    without a reason or without anything to correct, NotFound, NotAllowed, Conflict.
    """
    must_be_office(actor)
    with transaction.atomic():
        person = locked(person_id)
        known = current_identity(person.id)
        changes = _corrections(person, sex, born, region, address, alive)
        identity_changes, number, new_name = _new_identity(person, identity_number, name, needed=not changes)
        if "identity_number" in identity_changes:
            old = personal.lookup(personal.unseal(known.number))
            IdentityNumber.objects.filter(lookup=old, person=person).delete()
        changes |= identity_changes
        entry = record.write(
            person.id, "corrected", actor=actor, cause=cause, corrects=known.entry,
            facts={"reason": reason, "fields": sorted(changes)}, personal=changes,
        )  # fmt: skip
        if identity_changes:
            known.struck_by = entry
            known.save(update_fields=["struck_by"])
            _add_identity(person, number, new_name, known.since, entry)
        person.save()
    outbox.announce("person_corrected", person_id=person.id)
    return entry


def merge_persons(*, keep: UUID, merge: UUID, reason: str, actor: Actor, cause: str) -> None:
    """Make two rows for one human being one: every number of `merge` leads to `keep` from now on.

    The account of `keep` stays; without one it takes over that of `merge`, otherwise that one closes.
    Registers hear of it by "persons_merged". Raises BadInput without a reason, NotFound, NotAllowed, Conflict
    for one and the same.
    """
    must_be_office(actor)
    if keep == merge:
        raise Conflict(Text(zh="两条记录相同，无需合并。", en="This is one and the same record."))
    if not reason.strip():
        raise BadInput("reason", Text(zh="合并必须写明原因。", en="A merger must give its reason."))
    with transaction.atomic(savepoint=False):
        rows = {row.id: row for row in (locked(person_id) for person_id in sorted((keep, merge)))}
        kept, gone = rows[keep], rows[merge]
        _move_account_and_phone(kept, gone)
        IdentityNumber.objects.filter(person=gone).update(person=kept)
        PersonIdentity.for_system("two rows of one person become one").filter(person=gone).update(person=kept)
        facts = {"reason": reason, "kept": keep, "merged": merge, "ended": _end_ties(merge, clock.today())}
        for row, kind in ((gone, "merged_away"), (kept, "merged")):
            record.write(row.id, kind, actor=actor, cause=cause, facts=facts)
    outbox.announce("persons_merged", keep=keep, merged=merge)


def locked(person_id: UUID) -> Person:
    """Return a person for changing, locked until the transaction ends. Raises NotFound, also for one merged
    away."""
    rows = Person.for_system("an action changes this person").select_for_update()
    person = rows.filter(pk=person_id, merged_into=None).first()
    if person is None:
        raise NotFound(Text(zh="没有这个人的记录。", en="There is no such person."))
    return person


def current_identity(person_id: UUID) -> PersonIdentity:
    """Return the row of the number and name that hold now."""
    rows = PersonIdentity.for_system("the current identity of a person being changed")
    return rows.filter(person=person_id, struck_by=None).latest("id")


def _read_off(number: str, sex: str, born: date | None, region: str) -> tuple[str, date, str]:
    """Fill sex, birth date and region from a resident's number. Raises BadInput where they stay unknown."""
    if " " not in number:
        parsed = identity.parse(number)
        sex, born, region = sex or _SEXES[parsed.sex], born or parsed.born, region or parsed.region
    if sex not in (MALE, FEMALE):
        raise BadInput("sex", Text(zh="请填写性别。", en="Say which sex the document gives."))
    if born is None or born > clock.today():
        raise BadInput("born", Text(zh="请填写正确的出生日期。", en="Enter a date of birth that is not in the future."))
    return sex, born, _region(region)


def _region(code: str) -> str:
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise BadInput("region", Text(zh="行政区划代码应为6位数字。", en="A region is a code of six digits."))
    return code


def _claim_number(number: str, person: Person) -> None:
    """Let a number lead to a person. Raises Conflict where it leads to another."""
    row, _ = IdentityNumber.objects.get_or_create(lookup=personal.lookup(number), defaults={"person": person})
    if row.person_id != person.id:
        raise Conflict(
            Text(
                zh="该证件号码已登记在另一人名下。",
                en="This number belongs to a person who is already known.",
            ),
            code="number_taken",
        )


def _add_identity(person: Person, number: str, name: str, since: date, entry: UUID) -> None:
    PersonIdentity(
        person=person, kind=person.identity_kind, number=personal.seal(number), name=personal.seal(name), since=since,
        entry=entry,
    ).save(force_insert=True)  # fmt: skip


def _new_identity(
    person: Person, identity_number: str, name: str, *, needed: bool = True
) -> tuple[dict[str, str], str, str]:
    """Set a new number and name on the row; return what changed, and number and name as they are now."""
    number, current_name = personal.unseal(person.identity), personal.unseal(person.name)
    changes: dict[str, str] = {}
    if identity_number:
        new_number = typed.clean_number(identity_number, IdentityKind(person.identity_kind))
        if new_number != number:
            _claim_number(new_number, person)
            person.identity = personal.seal(new_number)
            number = changes["identity_number"] = new_number
    if name and typed.clean_name(name) != current_name:
        current_name = changes["name"] = typed.clean_name(name)
        person.name = personal.seal(current_name)
    if needed and not changes:
        raise BadInput("change", Text(zh="内容没有变化。", en="Nothing would change."))
    return changes, number, current_name


def _corrections(
    person: Person, sex: str, born: date | None, region: str, address: str | None, alive: bool | None
) -> dict[str, str]:
    """Set corrected facts on the row and return what changed, as text."""
    cleaned: Mapping[str, str | date | bool | None] = {
        "sex": sex or None, "born": born, "region": _region(region) if region else None, "alive": alive
    }  # fmt: skip
    if sex and sex not in (MALE, FEMALE):
        raise BadInput("sex", Text(zh="性别代码为1或2。", en="The code of the sex is 1 or 2."))
    changes: dict[str, str] = {}
    for field, value in cleaned.items():
        if value is not None and value != getattr(person, field):
            setattr(person, field, value)
            changes[field] = str(value)
    if address is not None:
        changes["address"] = typed.clean_address(address)
        person.address = personal.seal(changes["address"])
    return changes


def _move_account_and_phone(kept: Person, gone: Person) -> None:
    """Give `kept` what it lacks; the rest of `gone` is let go, since a merged row holds neither."""
    account, phone, phone_lookup, assurance = gone.account, gone.phone, gone.phone_lookup, gone.assurance
    gone.account = gone.phone = gone.phone_lookup = None
    gone.merged_into = kept
    gone.save()
    if account is not None and kept.account is not None:
        account.is_active = False
        account.save(update_fields=["is_active"])
    elif account is not None:
        kept.account, kept.assurance = account, assurance
    if kept.phone is None and phone is not None:
        kept.phone, kept.phone_lookup = phone, phone_lookup
    kept.save()


def _end_ties(person_id: UUID, on: date) -> list[UUID]:
    """End every mandate a person gave or holds and every authorisation; return the ids of what ended."""
    mandates = Mandate.objects.filter(Q(principal=person_id) | Q(agent=person_id), ended_on=None)
    authorisations = AuthorisedPerson.objects.filter(person=person_id, ended_on=None)
    ended = [row.id for row in mandates.select_for_update()]
    ended += [row.id for row in authorisations.select_for_update()]
    mandates.update(ended_on=on)
    authorisations.update(ended_on=on)
    return ended
