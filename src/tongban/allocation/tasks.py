"""Jobs of draws and of plate numbers: nobody decides when one runs."""

import logging
from uuid import UUID

from tongban.allocation import outcome, queries
from tongban.allocation.plates import bans, releasing, rounds, secrets
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.core.outbox import every, listens
from tongban.exchange.types import ExchangeError

log = logging.getLogger(__name__)


@listens("draw_value_taken")
def draw_if_complete(number: str) -> None:
    """With its last value a draw is made; one that was made, or still waits, is left alone."""
    if number in queries.complete():
        try:
            outcome.draw(number=number, actor=system("draw"))
        except Conflict as refused:
            if refused.code not in ("drawn_already", "draw_waits"):
                raise


@every("* * * * *")
def ask_what_is_due(planned: int) -> None:
    """Ask the beacon for every pulse that is due, and make draws whose job was lost."""
    for number, source in queries.awaited(clock.now()):
        try:
            outcome.ask_beacon(number=number, source=source)
        except (ExchangeError, Conflict) as error:
            log.warning("draw %s, %s: %s", number, source, error)
    for number in queries.complete():
        draw_if_complete(number)


@every("5 16 * * *")
def commit_to_secret(planned: int) -> None:
    """Soon after midnight in China: the hash of the day's secret, before the first set is drawn from it."""
    secrets.commit(clock.day_of(clock.now()), system("plates"))


@every("*/10 * * * *")
def look_after_numbers(planned: int) -> None:
    """Give opened numbers their random day, and end choices whose reservation lapsed."""
    releasing.give_days(system("plates"))
    bans.note_breaches(actor=system("plates"))


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two records of one person became one."""
    bans.follow_merger(UUID(keep), UUID(merged))


@listens("drawn")
def settle_round(number: str) -> None:
    """What was drawn in a round for numbers is reserved for who was drawn."""
    rounds.settle(number=number, actor=system("plates"))
