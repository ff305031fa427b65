"""What an owner is called now is taken over from the register that says so: of a person that of the population, of an
organisation its own. Whoever acts for an organisation files nothing of themselves."""

from tongban.casework.carrying import Carrying
from tongban.casework.evidence import typed
from tongban.core.errors import Conflict
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.people import queries

NOT_SAID = Text(zh="登记机关没有这个单位的登记信息。", en="The register has nothing of this organisation.")


def take_over_name(carrying: Carrying) -> None:
    """Name and number; of an organisation where it is as well."""
    owner = carrying.vehicle.owners[0]
    if owner.kind == "organisation":
        _take_over_firm(carrying)
    elif carrying.facts.applicant.renamed:
        registered = carrying.contents["identity"]
        people.change_identity(
            person_id=carrying.person_id,
            identity_number=registered.get("current_number") or "",
            name=registered["name"],
            **carrying.act,
        )


def take_over_address(carrying: Carrying) -> None:
    """Where a person lives now."""
    if carrying.vehicle.owners[0].kind == "person" and carrying.facts.applicant.moved:
        registered = carrying.contents["identity"]
        people.change_address(
            person_id=carrying.person_id, address=registered["address"], region=registered["region"],
            actor=carrying.asked_by, cause=carrying.cause, service=carrying.service,
        )  # fmt: skip


def _take_over_firm(carrying: Carrying) -> None:
    known = queries.get_organisation(carrying.vehicle.owners[0].id)
    told = typed("organisation", carrying.contents["organisation"]).organisation
    if told is None:
        raise Conflict(NOT_SAID)
    people.change_organisation(
        organisation_id=known.id, code=told.current_code or known.code, name=told.name, address=told.address,
        region=told.region, **carrying.act,
    )  # fmt: skip
