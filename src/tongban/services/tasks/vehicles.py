"""What services do when something is announced of a vehicle, its numbers or its papers."""

from datetime import date
from uuid import UUID

from tongban.casework import engine, news
from tongban.casework.catalogue import services
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.outbox import every, listens
from tongban.registers.vehicles import messages as vehicle_messages
from tongban.registers.vehicles import queries as vehicles
from tongban.services.bike import electronic as bike_papers
from tongban.services.vehicle import electronic, ending, temporary, v53_attachment


@listens("number_reserved")
def look_for_number(person: str) -> None:
    """A number was chosen: the registration or transfer that waits for one goes on."""
    for case_id in news.waiting_cases_of(UUID(person)):
        engine.advance(case_id)


@listens("vehicle_due")
def remind_of_vehicle(vehicle: str, duty: str, due_on: str) -> None:
    """Tell each owner of a due day of their vehicle, and which service settles it."""
    found, service = vehicles.find_vehicle(UUID(vehicle)), services.settling(duty)
    for owner in found.owners if found else ():
        if found and owner.kind == "person" and not vehicles.unlinked([found.id], owner.id):
            vehicle_messages.remind(
                vehicle=found,
                person_id=owner.id,
                duty=duty,
                due_on=date.fromisoformat(due_on),
                service=service.name if service else None,
            )


@listens("scrap_passed")
def open_for_scrap(vehicle: str) -> None:
    """The years of use of a vehicle have passed: the office opens the case of its papers."""
    ending.open_for_scrap(UUID(vehicle), clock.today(), system("daily"))


@listens("vehicle_changed")
def follow_vehicle(vehicle: str, change: str, cause: str) -> None:
    """Something about a vehicle has changed: what its electronic documents say follows."""
    electronic.follow(UUID(vehicle), change, system("register"), cause)
    temporary.follow_registration(UUID(vehicle), change, cause)


@listens("plates_reached")
def end_temporary_plates(plates: str) -> None:
    """An owner has the plates: the temporary ones of that vehicle end in a few days."""
    temporary.formal_plates_came(UUID(plates))


@listens("temporary_plate")
def follow_temporary_plate(plate: str) -> None:
    """A temporary plate was given, extended or ended: what phones show follows."""
    temporary.follow(UUID(plate))


@every("21 23 * * *")
def remind_of_temporary_plates(planned: int) -> None:
    """Every morning: who holds a temporary plate that runs out is told."""
    temporary.remind(clock.today())


@listens("partner_court_notice")
def carry_out_notice(message: str) -> None:
    """An authority attaches a vehicle, extends or releases."""
    v53_attachment.take_in(UUID(message))


@listens("attachment_notice_done")
def send_receipt(notice: str) -> None:
    """What a notice led to; where its sender does not answer the job tries again."""
    v53_attachment.send_receipt(UUID(notice))


@listens("bike_changed")
def follow_bike(bike: str, change: str, cause: str) -> None:
    """Something about an e-bike has changed: its electronic licence follows."""
    bike_papers.follow(UUID(bike), system("register"), cause)
