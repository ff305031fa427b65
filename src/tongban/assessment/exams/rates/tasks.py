"""The job of pass rates: sums for the pages, every night."""

from tongban.assessment.exams.rates import adding
from tongban.core import clock
from tongban.core.outbox import every


@every("15 18 * * *")
def add_up(planned: int) -> None:
    """The sums that public pages show."""
    adding.add_up(clock.today())
