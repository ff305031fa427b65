"""Jobs of the register of drivers."""

from datetime import date
from uuid import UUID

import structlog

from tongban.core import clock
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.core.outbox import every, listens
from tongban.registers.drivers import actions, daily, queries

log = structlog.get_logger(__name__)


@every("*/5 * * * *")
def daily_work(planned: int) -> None:
    """Everything that time does to driver files; asked often, so that a stop of days is caught up at the next start."""
    log.info("daily_work_done", files=daily.run())


@every("40 17 * * *")
def nightly_comparison(planned: int) -> None:
    """Compare rows with facts, and facts with sealed entries; a difference is a report for a human."""
    for difference in queries.differences():
        log.error("register_differs", driver=str(difference.driver_id), columns=sorted(difference.columns))
    for fact in queries.unfounded_facts():
        log.error("fact_without_entry", facet=fact.facet, since=fact.since.isoformat(), entry=str(fact.entry))


@listens("law_changed")
def look_again(since: str) -> None:
    """The book changes on a day: days reckoned by it before may come sooner now."""
    daily.look_again(date.fromisoformat(since))


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two rows were one person; two files of one person are a report for a human."""
    try:
        actions.follow_merger(
            keep=UUID(keep),
            merged=UUID(merged),
            effective_on=clock.today(),
            actor=system("merger"),
            cause=f"person:{keep}",
        )
    except Conflict:
        log.error("two_driver_files_of_one_person", keep=keep, merged=merged)
