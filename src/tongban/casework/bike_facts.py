"""From a person, a bike and evidence to the facts that the rules of e-bikes read."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tongban.casework import driver_facts, evidence
from tongban.law import facts as law
from tongban.law.facts import Applicant, Facts
from tongban.people.types import PersonView
from tongban.registers.bikes import queries
from tongban.registers.bikes.types import Bike


def build(person: PersonView, bike: Bike | None, contents: dict[str, dict[str, Any]], answers: dict[str, Any]) -> Facts:
    """What is known of a registered bike. No statement."""
    riding = _typed(contents, "riding")
    return replace(
        _base(person, contents, answers, bike.region if bike else ""),
        bike=bike.law if bike else None,
        riders=None if riding is None else tuple(law.Rider(one.firm, one.trained) for one in riding.firms),
    )


def build_new(
    person: PersonView, own: UUID | None, contents: dict[str, dict[str, Any]], answers: dict[str, Any]
) -> Facts:
    """What is known of a bike to be registered. At most one statement. `own`: the file that this case has opened."""
    code = str(answers.get("code") or "")
    known = queries.find_by_code(code) if code else None
    conform, sale = _typed(contents, "conformity_of_bike"), _typed(contents, "invoice")
    invoice = sale.invoice if sale else None
    buyer = contents.get("identity", {}).get("identity_number") or ""
    told = law.NewBike(
        registered=known is not None and known.id != own,
        conformity=None if conform is None else conform.certificate is not None,
        built=_built(conform.certificate, answers, person.region) if conform and conform.certificate else None,
        invoiced=None if sale is None else invoice is not None,
        bought_by_owner=invoice is None or invoice.buyer == buyer,
        bought_on=invoice.on if invoice else None,
    )
    return replace(_base(person, contents, answers, person.region), new_bike=told)


def _base(person: PersonView, contents: dict[str, dict[str, Any]], answers: dict[str, Any], region: str) -> Facts:
    identity = contents.get("identity", {})
    applicant = Applicant(
        born=person.born, alive=identity.get("alive") is not False, renamed=driver_facts.renamed(person, identity)
    )
    return Facts(applicant=applicant, licence=None, answers=answers, region=region or person.region)


def _built(certificate: Any, answers: dict[str, Any], region: str) -> law.BikeBuilt:
    motor = str(answers.get("motor") or "")
    return law.BikeBuilt(
        edition=certificate.edition,
        made_on=certificate.made_on,
        certified=certificate.certified,
        listed=f"{region[:2]}0000" in certificate.catalogues,
        same_codes=not motor or motor == certificate.motor_code,
        mass=certificate.mass_kg,
        speed=certificate.speed_km_h,
        motor=certificate.motor_w,
        battery=certificate.battery_v,
        lead=certificate.lead,
    )


def _typed(contents: dict[str, dict[str, Any]], key: str) -> Any:
    return evidence.typed(key, contents[key]) if key in contents else None
