"""Reading persons, accounts, organisations and mandates. Answers are views; sealed bytes never leave the
room.

`get_person` and `identity_number` are for the system's own work (rules, questions to partners). What a page
shows of somebody else goes through `view_person` and `get_identity_number`, which write the look into the
audit.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import prefetch_related_objects

from tongban.core import audit, personal
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound
from tongban.core.rows import Rows
from tongban.law.text import Text
from tongban.people import input as typed
from tongban.people.models import (
    Account,
    AuthorisedPerson,
    IdentityNumber,
    LiveCheck,
    Mandate,
    Organisation,
    Person,
    PersonIdentity,
    usable_mandates,
)
from tongban.people.types import (
    AccountPerson,
    FormerIdentity,
    IdentityKind,
    LiveCheckView,
    MandateView,
    OrganisationView,
    PersonView,
)

_PERSON = Rows(Person, "id = %s", why="a row for the system's own work, by id")
_PERSONS = Rows(Person, "id = ANY(%s)", why="rows for the system's own work, by id")
_NUMBERS = Rows(IdentityNumber, "person_id = %s")
_MANDATES = Rows(Mandate, "principal_id = %s OR agent_id = %s ORDER BY id DESC")
_ACTS_FOR = Rows(AuthorisedPerson, "person_id = %s AND ended_on IS NULL ORDER BY since, id")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def find_person(identity_number: str, kind: IdentityKind = IdentityKind.RESIDENT) -> UUID | None:
    """Return the person a number leads to, now or formerly. A number that cannot be one leads to nobody. One
    query."""
    try:
        number = typed.clean_number(identity_number, kind)
    except BadInput:
        return None
    return IdentityNumber.objects.filter(lookup=personal.lookup(number)).values_list("person", flat=True).first()


def find_person_by_phone(phone: str) -> UUID | None:
    """Return the person to whom a phone is bound. One query."""
    number = typed.find_phone(phone)
    if number is None:
        return None
    rows = Person.for_system("a phone leads to a person").filter(phone_lookup=personal.lookup(number))
    return rows.values_list("id", flat=True).first()


def get_person(person_id: UUID) -> PersonView:
    """Return a person for the system's own work; one merged away is answered with whom they are now.

    Raises NotFound. One query, one more for each step of a merger.
    """
    row = _PERSON.first(person_id)
    if row is None:
        raise NotFound(Text(zh="没有这个人的记录。", en="There is no such person."))
    return _view(_final(row, {}))


def get_persons(person_ids: Iterable[UUID]) -> dict[UUID, PersonView]:
    """Return several persons by id, those that exist. One query, two where some were merged."""
    rows = {row.id: row for row in _PERSONS.all(list(person_ids))}
    successors = {row.merged_into_id for row in rows.values() if row.merged_into_id} - rows.keys()
    if successors:
        rows |= {row.id: row for row in _PERSONS.all(list(successors))}
    return {identifier: _view(_final(row, rows)) for identifier, row in rows.items()}


def view_person(
    person_id: UUID, actor: Actor, purpose: str, what: str = "person", case_id: UUID | None = None
) -> PersonView:
    """Return a person that the actor may see, and write the look into the audit unless it is themselves.

    `purpose` is one of `core.audit.Purpose`. Raises NotFound, the same for nobody and for somebody not to be
    seen.
    """
    row = Person.visible_to(actor).filter(pk=person_id).first()
    if row is None:
        raise NotFound(Text(zh="没有这个人的记录。", en="There is no such person."))
    if actor.person_id != person_id:
        audit.look(actor=actor, person_id=person_id, purpose=purpose, what=what, case_id=case_id)
    return _view(row)


def identity_number(person_id: UUID) -> str:
    """Return the full number for the system's own work: questions to partners. Raises NotFound. One query."""
    sealed = _sealed("identity", person_id)
    if sealed is None:
        raise NotFound(Text(zh="没有这个人的记录。", en="There is no such person."))
    return _bare(personal.unseal(sealed))


def get_identity_number(person_id: UUID, actor: Actor, purpose: str, case_id: UUID | None = None) -> str:
    """Return the full number to somebody: an audited act, but for the system. Raises NotFound."""
    if actor.kind != "system":
        view_person(person_id, actor, purpose, "identity_number", case_id)
    return identity_number(person_id)


def identity_lookups(person_id: UUID) -> list[bytes]:
    """Return the lookup of every number the person has or had, for bans that follow a number. One query."""
    return sorted(bytes(row.lookup) for row in _NUMBERS.all(person_id))


def identity_lookups_of(person_ids: Iterable[UUID]) -> dict[UUID, list[bytes]]:
    """Return the same of several persons. One query."""
    found: dict[UUID, list[bytes]] = {}
    rows = IdentityNumber.objects.filter(person__in=list(person_ids)).values_list("person", "lookup")
    for person_id, lookup in rows:
        found.setdefault(person_id, []).append(bytes(lookup))
    return found


def former_identities(person_id: UUID, actor: Actor, purpose: str) -> list[FormerIdentity]:
    """Return the numbers (masked) and names of a person, oldest first; an audited look. Raises NotFound."""
    view_person(person_id, actor, purpose, "identities")
    rows = PersonIdentity.visible_to(actor).filter(person=person_id, struck_by=None).order_by("id")
    return [
        FormerIdentity(
            IdentityKind(row.kind), _masked(personal.unseal(row.number)), personal.unseal(row.name), row.since
        )
        for row in rows
    ]


def phone_number(person_id: UUID) -> str:
    """Return the bound phone for sending a message to it; "" without one. One query."""
    sealed = _sealed("phone", person_id)
    return personal.unseal(sealed) if sealed else ""


def person_of_account(account_id: UUID) -> AccountPerson | None:
    """Return whose account it is, with the assurance of that; None for staff without a person. One query."""
    row = Person.for_system("who is logged in").filter(account=account_id).values_list("id", "assurance").first()
    return AccountPerson(*row) if row else None


def find_account(username: str) -> Account | None:
    """Return an account by its user name (for staff: the staff number). One query."""
    return Account.objects.filter(username=username).first()


def account_of_person(person_id: UUID) -> UUID | None:
    """Return the account of a person. One query."""
    rows = Person.for_system("which account belongs to a person").filter(pk=person_id)
    return rows.values_list("account", flat=True).first()


def has_second_factor(account_id: UUID) -> bool:
    """True where an authenticator app or a passkey stands beside the password. Staff pages ask this. One
    query."""
    return Authenticator.objects.filter(user_id=account_id, type__in=SECOND_FACTORS).exists()


def has_mandate(*, principal: UUID, agent: UUID, service: str, on: date) -> bool:
    """True where the agent may act for the principal in this service on this day. One query."""
    rows = Mandate.objects.filter(usable_mandates(on), principal=principal, agent=agent, service=service)
    return rows.exists()


def get_mandate(mandate_id: UUID) -> MandateView:
    """Return one mandate. Raises NotFound."""
    mandate = Mandate.objects.filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound(Text(zh="没有这项委托。", en="There is no such mandate."))
    return mandate_view(mandate)


def mandates_of(person_id: UUID) -> list[MandateView]:
    """Return the mandates a person gave or was given, newest first. One query, up to two more where there are any."""
    rows = _MANDATES.all(person_id, person_id)
    if rows:
        prefetch_related_objects(rows, "principal_check", "agent_check")
    return [mandate_view(row) for row in rows]


def find_organisation(code: str) -> OrganisationView | None:
    """Return an organisation by its unified social credit code, with who acts for it now. Two queries."""
    row = Organisation.objects.filter(code=code.strip().upper()).first()
    return _organisation(row) if row else None


def get_organisation(organisation_id: UUID) -> OrganisationView:
    """Return an organisation with who acts for it now; NotFound where there is none. Two queries."""
    row = Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise NotFound(Text(zh="没有这个单位。", en="There is no such organisation."))
    return _organisation(row)


def _organisation(row: Organisation) -> OrganisationView:
    acting = tuple(authorised_persons(row.id))
    return OrganisationView(row.id, row.code, row.name, row.region, acting, row.address)


def organisation_name(organisation_id: UUID) -> str:
    """Return the name of an organisation, "" where there is none of this id. One query."""
    return Organisation.objects.filter(id=organisation_id).values_list("name", flat=True).first() or ""


def organisation_code(organisation_id: UUID) -> str:
    """Return the unified social credit code of an organisation, "" where there is none of this id. One query."""
    return Organisation.objects.filter(id=organisation_id).values_list("code", flat=True).first() or ""


def authorised_persons(organisation_id: UUID) -> list[UUID]:
    """Return who acts for an organisation now, the longest first. One query."""
    rows = AuthorisedPerson.objects.filter(organisation=organisation_id, ended_on=None).order_by("since", "id")
    return list(rows.values_list("person", flat=True))


def organisations_of(person_id: UUID) -> list[UUID]:
    """Return the organisations a person acts for now. One query."""
    return [row.organisation_id for row in _ACTS_FOR.all(person_id)]


def voices_of(party: UUID, kind: str) -> list[UUID]:
    """Return who speaks for a party: a person for themselves, for an organisation those who act for it now. At most
    one query."""
    if kind == "person":
        return [party]
    acting = AuthorisedPerson.objects.filter(organisation=party, ended_on=None).order_by("since", "id")
    return list(acting.values_list("person", flat=True))


def open_live_checks(limit: int = 100) -> list[LiveCheckView]:
    """Return the comparisons that wait for a clerk, oldest first. One query."""
    return [_check_view(row) for row in LiveCheck.objects.filter(outcome="").order_by("asked_at")[:limit]]


def latest_live_check(person_id: UUID) -> LiveCheckView | None:
    """Return a person's last comparison: what the page of a waiting account shows. One query."""
    row = LiveCheck.objects.filter(person=person_id).order_by("-asked_at").first()
    return _check_view(row) if row else None


def mandate_view(mandate: Mandate) -> MandateView:
    """Return a mandate's row as callers see it."""
    return MandateView(
        id=mandate.id,
        principal=mandate.principal_id,
        agent=mandate.agent_id,
        service=mandate.service,
        since=mandate.since,
        until=mandate.until,
        accepted_at=mandate.accepted_at,
        ended_on=mandate.ended_on,
        faces=(_face(mandate.principal_check), _face(mandate.agent_check)),
    )


def _face(check: LiveCheck | None) -> str:
    return check.outcome if check else "window"


def _check_view(row: LiveCheck) -> LiveCheckView:
    return LiveCheckView(row.id, row.person_id, row.engine, row.asked_at, row.outcome, row.reason)


def _final(row: Person, rows: dict[UUID, Person]) -> Person:
    """Follow mergers as far as they are known; a chain of them is answered step by step."""
    while row.merged_into_id is not None:
        row = rows.get(row.merged_into_id) or Person.for_system("a chain of mergers").get(pk=row.merged_into_id)
    return row


def _view(row: Person) -> PersonView:
    return PersonView(
        id=row.id,
        name=personal.unseal(row.name),
        sex=row.sex,
        born=row.born,
        identity_kind=IdentityKind(row.identity_kind),
        identity_masked=_masked(personal.unseal(row.identity)),
        region=row.region,
        address=personal.unseal(row.address),
        phone_masked=personal.mask_phone(personal.unseal(row.phone)) if row.phone else "",
        alive=row.alive,
        assurance=row.assurance,
        account_id=row.account_id,
    )


def _sealed(column: str, person_id: UUID) -> bytes | None:
    """One sealed value of a person, for a question to a partner or a message to the phone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person_id])
        row = cursor.fetchone()
    return row[0] if row else None


def _bare(number: str) -> str:
    """Without the kind that leads the number of a passport (see `input.clean_number`)."""
    return number.rpartition(" ")[2]


def _masked(number: str) -> str:
    return personal.mask_identity(_bare(number))
