"""Organisations and the persons authorised to act for them."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.core import clock, organisations
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.people import record
from tongban.people.actions.persons import locked
from tongban.people.input import clean_address
from tongban.people.models import AuthorisedPerson, Organisation
from tongban.people.rights import must_be_office

LONGEST_NAME = 120
WINDOW = "window"
NO_ORGANISATION = Text(zh="没有这个单位。", en="There is no such organisation.")
OTHERS_CODE = Text(
    zh="这个统一社会信用代码已经登记在另一个单位名下，须由人核对。",
    en="Another organisation is on record under this code: a person has to look.",
)


def register_organisation(*, code: str, name: str, actor: Actor) -> UUID:
    """Make an organisation known by its unified social credit code, at a window; return its id.

    Its region is that of the code. Raises BadInput, NotAllowed, Conflict where it is known.
    """
    must_be_office(actor)
    number = organisations.parse(code)
    name = _name(name)
    with transaction.atomic():
        organisation, new = Organisation.objects.get_or_create(
            code=number.number, defaults={"name": name, "region": number.region}
        )
        if not new:
            raise Conflict(Text(zh="该单位已登记。", en="This organisation is known already."))
        facts = {"code": number.number, "name": name}
        record.write(organisation.id, "organisation_registered", actor=actor, cause=WINDOW, facts=facts)
    return organisation.id


def change_organisation(
    *, organisation_id: UUID, code: str, name: str, address: str, region: str, effective_on: date, actor: Actor,
    cause: str,
) -> None:  # fmt: skip
    """Take over what an organisation is called now, its code and where it is, as its register has them.

    Raises BadInput, NotFound, Conflict where the code is another organisation's here.
    """
    number, name = organisations.parse(code), _name(name)
    with transaction.atomic(savepoint=False):
        row = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
        if row is None:
            raise NotFound(NO_ORGANISATION)
        if Organisation.objects.filter(code=number.number).exclude(pk=organisation_id).exists():
            raise Conflict(OTHERS_CODE, code="code_taken")
        was = {"code": row.code, "name": row.name, "address": row.address, "region": row.region}
        row.code, row.name, row.address, row.region = number.number, name, clean_address(address), region
        row.save(update_fields=["code", "name", "address", "region"])
        record.write(
            row.id, "organisation_changed", actor=actor, cause=cause, effective_on=effective_on,
            facts={"code": row.code, "name": row.name, "address": row.address, "region": row.region, "was": was},
        )  # fmt: skip


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("name", Text(zh="请填写单位名称，最多120个字。", en="Enter a name of at most 120 characters."))
    return name


def authorise_person(*, organisation_id: UUID, person_id: UUID, actor: Actor) -> UUID:
    """Let a person act for an organisation from today on, at a window with the organisation's letter.

    Raises NotAllowed, NotFound, Conflict where they already do.
    """
    must_be_office(actor)
    with transaction.atomic(savepoint=False):
        organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
        if organisation is None:
            raise NotFound(NO_ORGANISATION)
        person = locked(person_id)
        if AuthorisedPerson.objects.filter(organisation=organisation, person=person, ended_on=None).exists():
            raise Conflict(Text(zh="此人已是经办人。", en="This person is already authorised."))
        identifier = new_id()
        entry = record.write(
            organisation.id, "person_authorised", actor=actor, cause=WINDOW,
            facts={"person": person.id, "authorisation": identifier},
        )  # fmt: skip
        AuthorisedPerson(
            id=identifier, organisation=organisation, person=person, since=clock.today(), entry=entry
        ).save(force_insert=True)
    return identifier


def end_authorisation(*, authorisation_id: UUID, actor: Actor) -> None:
    """Let a person no longer act for an organisation, from today on. Raises NotAllowed, NotFound."""
    must_be_office(actor)
    with transaction.atomic(savepoint=False):
        row = AuthorisedPerson.objects.select_for_update().filter(pk=authorisation_id, ended_on=None).first()
        if row is None:
            raise NotFound(Text(zh="没有这项授权。", en="There is no such authorisation."))
        row.ended_on = clock.today()
        row.save(update_fields=["ended_on"])
        record.write(
            row.organisation_id, "authorisation_ended", actor=actor, cause=WINDOW,
            facts={"person": row.person_id, "authorisation": row.id},
        )  # fmt: skip
