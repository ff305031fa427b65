"""What services do when a vehicle passes the border."""

from uuid import UUID

from tongban.core import clock
from tongban.core.outbox import every, listens
from tongban.registers.crossing import queries as crossing
from tongban.services.cross_border import clearances


@listens("partner_border_entered")
def hear_of_entry(message: str) -> None:
    """A vehicle from abroad came in."""
    clearances.passed(UUID(message), "entered")


@listens("partner_border_exited")
def hear_of_exit(message: str) -> None:
    """A vehicle from abroad went out."""
    clearances.passed(UUID(message), "exited")


@listens("crossing_passed")
def look_at_days(clearance: str) -> None:
    """A vehicle passed the barrier: its owner is told where days run out."""
    clearances.warn(crossing.get(UUID(clearance)))


@every("31 23 * * *")
def remind_of_days(planned: int) -> None:
    """Every morning: whoever is here and whose days run out, or are over."""
    for clearance in crossing.inside(clock.today()):
        clearances.warn(clearance)
