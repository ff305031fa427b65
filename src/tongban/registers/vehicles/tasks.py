"""Jobs of the register of vehicles."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog

from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.outbox import every, listens
from tongban.exchange import queries as exchange
from tongban.exchange.offices import queries as offices
from tongban.registers.vehicles import actions, between, daily, leaving, moves, queries, told

OFFICE = system("office")
_TAKEN_IN: dict[str, Callable[[str, Any, Actor], None]] = {
    "archive_wanted": leaving.wanted,
    "archive_made": moves.file_came,
    "archive_page": moves.page_came,
    "archive_refused": moves.file_refused,
    "moved_in": leaving.has_moved_in,
    "ended": leaving.came_to_nothing,
    "return_refused": moves.return_refused,
    "restricted": told.restricted,
    "unrestricted": told.unrestricted,
    "item_accepted": between.arrived,
    "item_photo": between.photo_came,
    "item_answered": between.answered,
}

log = structlog.get_logger(__name__)


@every("10 18 * * *")
def nightly_comparison(planned: int) -> None:
    """Compare rows with facts, and facts with sealed entries; a difference is a report for a human."""
    for difference in queries.differences():
        log.error("register_differs", vehicle=str(difference.vehicle_id), columns=sorted(difference.columns))
    for fact in queries.unfounded_facts():
        log.error("fact_without_entry", facet=fact.facet, since=fact.since.isoformat(), entry=str(fact.entry))


@every("*/5 * * * *")
def remind(planned: int) -> None:
    """Reminders of due days; asked often, so that a stop of days is caught up at the next start."""
    days = daily.run()
    if days:
        log.info("reminders_announced", nights=len(days))


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two rows were one person: what either owned is theirs."""
    actions.follow_merger(
        keep=UUID(keep), merged=UUID(merged), effective_on=clock.today(), actor=system("merger"), cause=f"person:{keep}"
    )


@listens("partner_office_archive_wanted")
@listens("partner_office_archive_made")
@listens("partner_office_archive_page")
@listens("partner_office_archive_refused")
@listens("partner_office_moved_in")
@listens("partner_office_ended")
@listens("partner_office_return_refused")
@listens("partner_office_restricted")
@listens("partner_office_unrestricted")
@listens("partner_office_item_accepted")
@listens("partner_office_item_photo")
@listens("partner_office_item_answered")
def take_in_letter(message: str) -> None:
    """A letter of another office about a vehicle that moves."""
    letter = exchange.get_message(UUID(message))
    _TAKEN_IN[letter.event](offices.sender(letter), letter.value, OFFICE)


@every("*/10 * * * *")
def give_up_waiting(planned: int) -> None:
    """Sales elsewhere that their owner did not confirm in time."""
    leaving.give_up_waiting(OFFICE)
