"""What services do when a room below announces something."""

from datetime import date
from uuid import UUID

from tongban.casework import offices, own_motion
from tongban.core.actor import Actor
from tongban.core.outbox import listens
from tongban.registers.drivers import queries as drivers


@listens("age_reached")
def open_age_exchange(driver: str, on: str, classes: str) -> None:
    """A driver reached an age at which classes end: open D08 at the office that serves the place of issue."""
    file = drivers.get_driver(UUID(driver))
    office = offices.serving(file.region)
    own_motion.open_case(
        service="D08",
        person_id=file.person_id,
        subject=file.id,
        office=office,
        ground={"reached_on": date.fromisoformat(on).isoformat(), "classes": classes.split("-")},
        actor=Actor(kind="system", label="daily", channel="system", office=office),
    )
