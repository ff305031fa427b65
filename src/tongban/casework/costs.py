"""What a case costs: the fee of its service, of plates by their type, and what its own facts add."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from tongban.casework.assessment import assess
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.rules import fees
from tongban.registers.vehicles import queries as vehicles


def fee(service: Service, subject: UUID | None, on: date) -> Decimal:
    """The fee in yuan on a day, 0 where it costs nothing. One statement for plates, none else."""
    if not service.fee:
        return Decimal(0)
    vehicle = vehicles.find_vehicle(subject) if service.plates and subject else None
    return fees.fee(service.fee, on, book(), plate_type=vehicle.plate_type if vehicle else "")


def of_case(case: Case) -> Decimal:
    """The fee of a case in yuan. One statement for plates, none else; where its facts add to it, those of an
    assessment."""
    service, on = services[case.service], case.law_on or clock.today()
    return assess(case).fee if service.more_fee else fee(service, case.subject, on)
