"""What a case costs: the fee of its service, of plates by their type."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from tongban.casework.catalogue import Service
from tongban.core.law_book import book
from tongban.law.rules import fees
from tongban.registers.vehicles import queries as vehicles


def fee(service: Service, subject: UUID | None, on: date) -> Decimal:
    """The fee in yuan on a day, 0 where it costs nothing. One statement for plates, none else."""
    if not service.fee:
        return Decimal(0)
    vehicle = vehicles.find_vehicle(subject) if service.plates and subject else None
    return fees.fee(service.fee, on, book(), plate_type=vehicle.plate_type if vehicle else "")
