"""Jobs of the register of bikes."""

from uuid import UUID

import structlog

from tongban.core import clock
from tongban.core.actor import system
from tongban.core.outbox import every, listens
from tongban.registers.bikes import actions, queries, reading

log = structlog.get_logger(__name__)


@every("20 18 * * *")
def nightly_bike_comparison(planned: int) -> None:
    """Compare rows with facts, and facts with sealed entries; a difference is a report for a human."""
    for difference in queries.differences():
        log.error("register_differs", bike=str(difference.bike_id), columns=sorted(difference.columns))
    for fact in queries.unfounded_facts():
        log.error("fact_without_entry", facet=fact.facet, since=fact.since.isoformat(), entry=str(fact.entry))


@listens("persons_merged")
def follow_merger_of_bikes(keep: str, merged: str) -> None:
    """Two rows were one person: what either owned is theirs."""
    actions.follow_merger(
        keep=UUID(keep), merged=UUID(merged), effective_on=clock.today(), actor=system("merger"), cause=f"person:{keep}"
    )


@every("50 18 * * *")
def forget_tag_reads(planned: int) -> None:
    """Reads that led to nothing, once their days are over."""
    reading.forget()
