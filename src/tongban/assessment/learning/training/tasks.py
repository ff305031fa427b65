"""Jobs of training."""

from tongban.assessment.learning.training import actions
from tongban.core.outbox import every


@every("* * * * *")
def end_examinations_that_are_due(planned: int) -> None:
    """End every examination whose time is over."""
    actions.end_due()
