"""Who else has to want what happens to a vehicle: whom the answers name, co-owners, and those to whom it is bound."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tongban.casework.catalogue import Party
from tongban.law.facts import Restriction
from tongban.people import queries as people
from tongban.registers.vehicles.types import Vehicle

Parties = Callable[[Vehicle, UUID, Mapping[str, Any]], Sequence[Party]]


def together(*each: Parties) -> Parties:
    """All of these."""
    return lambda vehicle, applicant, answers: [one for part in each for one in part(vehicle, applicant, answers)]


def named(question: str, role: str) -> Parties:
    """The person whom an answer names by identity number."""

    def asked(vehicle: Vehicle, applicant: UUID, answers: Mapping[str, Any]) -> Sequence[Party]:
        number = str(answers.get(question) or "")
        return [Party(role, people.find_person(number))] if number else []

    return asked


def named_organisation(question: str, role: str) -> Parties:
    """The organisation whom an answer names by its unified social credit code."""

    def asked(vehicle: Vehicle, applicant: UUID, answers: Mapping[str, Any]) -> Sequence[Party]:
        code = str(answers.get(question) or "")
        found = people.find_organisation(code) if code else None
        return [Party(role, found.id if found else None, "organisation")] if code else []

    return asked


def co_owners(vehicle: Vehicle, applicant: UUID, answers: Mapping[str, Any]) -> Sequence[Party]:
    """The other registered owners. Who applies for an organisation is one of its voices."""
    mine = {applicant, *people.organisations_of(applicant)} if len(vehicle.owners) > 1 else set()
    others = vehicle.owners if mine else ()
    return [Party("co_owner", owner.id, owner.kind) for owner in others if owner.id not in mine]


def holding(kind: str, reference: str = "") -> Parties:
    """Those to whom the vehicle is bound by restrictions of a kind ("mortgage", "pledge"), by the one of this number
    where one is named."""
    role = {"mortgage": "mortgagee", "pledge": "pledgee"}[kind]

    def bound(vehicle: Vehicle, applicant: UUID, answers: Mapping[str, Any]) -> Sequence[Party]:
        rests = [one for one in vehicle.law.restrictions if one.kind == kind and reference in ("", one.reference)]
        return [_holder(one, role) for one in rests]

    return bound


def _holder(rests: Restriction, role: str) -> Party:
    """Of a restriction: its holder where they are on record here; an older one says only the name."""
    party = UUID(rests.party) if rests.party else None
    return Party(role, party, "organisation" if rests.holder or party is None else "person")
