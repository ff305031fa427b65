"""Jobs of draws: nobody decides when one runs."""

import logging

from tongban.allocation import outcome, queries
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
