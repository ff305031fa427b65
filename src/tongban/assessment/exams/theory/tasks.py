"""Jobs of theory tests."""

from tongban.assessment.exams.theory import actions
from tongban.core.outbox import every


@every("* * * * * */20")
def end_tests_that_are_due(planned: int) -> None:
    """End every test whose time is over."""
    actions.end_due()
