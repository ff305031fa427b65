"""Jobs of draws, plate numbers and slots: nobody decides when one runs."""

import logging
from uuid import UUID

from tongban.allocation import outcome, queries, quota_certificates
from tongban.allocation.plates import bans, releasing, rounds, secrets
from tongban.allocation.slots import booking, ranking, running, towns
from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import PlanState
from tongban.allocation.types import DrawState
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


@listens("quota_used")
def tell_quota_used(use: str) -> None:
    """The quota office hears that a certificate was used."""
    quota_certificates.tell_used(UUID(use))


@listens("quota_given_back")
def tell_quota_given_back(use: str) -> None:
    """The quota office hears that a certificate is free again."""
    quota_certificates.tell_given_back(UUID(use))


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
    towns.follow_merger(UUID(keep), UUID(merged))
    booking.follow_merger(keep=UUID(keep), merged=UUID(merged))


@listens("drawn")
def settle_round(number: str) -> None:
    """What was drawn in a round for numbers is reserved for who was drawn."""
    rounds.settle(number=number, actor=system("plates"))


@listens("drawn")
def run_plan(number: str) -> None:
    """With the draw among equals a plan is run; a draw of something else, or a plan that was run, is left alone."""
    if number in {one.number for one in slots.plans() if one.state == PlanState.FIXED}:
        running.run(number=number, actor=system("slots"))


@every("* * * * *")
def look_after_plans(planned: int) -> None:
    """Fix plans whose window has ended, and run those whose job was lost."""
    for one in slots.plans():
        try:
            if one.state == PlanState.CLOSED:
                running.fix(number=one.number, actor=system("slots"))
            elif one.state == PlanState.FIXED and queries.get_draw(one.number).state == DrawState.DRAWN:
                running.run(number=one.number, actor=system("slots"))
        except Conflict as refused:
            if refused.code not in ("plan_fixed", "plan_run"):
                log.warning("plan %s: %s", one.number, refused)


@every("*/2 * * * *")
def reckon_places(planned: int) -> None:
    """Reckon anew where everybody stands in the plans that take preferences."""
    for one in slots.plans():
        if one.state in (PlanState.OPEN, PlanState.CLOSED):
            ranking.reckon(number=one.number)


@listens("slot_freed")
def give_freed_slot(session: str) -> None:
    """A freed slot goes to the next in line."""
    booking.give_next(session=UUID(session), actor=system("slots"))
