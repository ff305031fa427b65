"""The deadline clock: working days, stopped while it is the person's turn.

It stands while the person pays, is examined or settles something; a silent partner or an empty stock of cards is the
office's own time.
"""

from datetime import date
from typing import TYPE_CHECKING

from tongban.core import working_days

if TYPE_CHECKING:
    from tongban.casework.models import Case


def start(case: "Case", limit_days: int, on: date) -> None:
    """Start the office's clock: `limit_days` working days after the day of acceptance."""
    case.limit_days = limit_days
    case.due_on = working_days.table().add_working(on, limit_days) if limit_days else on
    case.clock_stopped_on = None


def stop(case: "Case", on: date) -> None:
    """Stop the clock; a clock that stands already keeps the day on which it stopped."""
    if case.due_on and case.clock_stopped_on is None:
        case.clock_stopped_on = on


def go_on(case: "Case", on: date) -> None:
    """Let the clock run again: the working days it stood are added to the deadline."""
    if case.clock_stopped_on is None or case.due_on is None:
        return
    if on > case.clock_stopped_on:
        table = working_days.table()
        stood = table.working_between(case.clock_stopped_on, on)
        case.due_on = table.add_working(case.due_on, stood) if stood else case.due_on
    case.clock_stopped_on = None
