"""What services do when something is announced of a driver, a licence or its card."""

import contextlib
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.casework import offices, own_motion
from tongban.casework.catalogue import services
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.errors import Refused
from tongban.core.outbox import listens
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import messages as drivers_messages
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import first_card, papers
from tongban.services.vehicle import papers as vehicle_papers


@listens("age_reached")
def open_for_age(driver: str, on: str, classes: str) -> None:
    """A driver reached an age at which classes end: open what the office opens then, at the office of their region."""
    file = drivers.get_driver(UUID(driver))
    office = offices.serving(file.region)
    for service in services.values():
        if service.own_motion and service.own_motion.announced_by == "age_reached":
            own_motion.open_case(
                service=service.code,
                person_id=file.person_id,
                subject=file.id,
                office=office,
                ground={"reached_on": on, "classes": classes.split("-")},
                actor=Actor(kind="system", label="daily", channel="system", office=office),
            )


@listens("duty_due")
def remind(driver: str, person: str, duty: str, due_on: str) -> None:
    """Tell the person of a due day, and which service settles it."""
    service = services.settling(duty)
    drivers_messages.remind(
        person_id=UUID(person), duty=duty, due_on=date.fromisoformat(due_on), service=service.name if service else None
    )


@listens("oath_taken")
def issue_after_the_oath(file: str) -> None:
    """The oath is taken: register, card and electronic licence at once. What stands in the way is shown at the desk; a
    silent register or a missing blank is tried again."""
    with contextlib.suppress(Refused):
        first_card.issue(file_id=UUID(file), actor=system("issue"))


@listens("card_remade")
def put_card(serial: str, replacement: str, case: str) -> None:
    """A card was spoilt or lost and made anew: the old serial is void, the licence and the phones name the new one."""
    actor, cause = system("production"), f"case:{case}"
    vehicle_papers.put(serial=serial, replacement=replacement, actor=actor, cause=cause)
    file = drivers.find_by_card(serial)
    if file is None:
        return  # a vehicle's, or the licence has moved on since: that serial is void already
    with transaction.atomic():
        register.put_card(
            driver_id=file.id, card_serial=replacement, effective_on=clock.today(), actor=actor, cause=cause
        )
        papers.reissue(person_id=file.person_id, actor=actor, cause=cause)


@listens("case_corrected")
def show_former_licence(subject: str) -> None:
    """A decision was struck: where the card still holds, the phones show the licence as it was before."""
    file = drivers.get_driver(UUID(subject))
    if file.card_serial:
        papers.reissue(person_id=file.person_id, actor=system("correction"), cause=f"driver:{subject}")
