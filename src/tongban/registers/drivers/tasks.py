"""Jobs of the register of drivers."""

import structlog

from tongban.core.outbox import every
from tongban.registers.drivers import daily, queries

log = structlog.get_logger(__name__)


@every("5 16 * * *")
def daily_work(planned: int) -> None:
    """Just after midnight in China: everything that time does to driver files."""
    log.info("daily_work_done", files=daily.run())


@every("40 17 * * *")
def nightly_comparison(planned: int) -> None:
    """Compare rows with facts; a difference is a report for a human."""
    for difference in queries.differences():
        log.error("register_differs", driver=str(difference.driver_id), columns=sorted(difference.columns))
