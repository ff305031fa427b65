"""Jobs of education."""

from tongban.assessment.learning import actions, queries, testing
from tongban.core import clock
from tongban.core.outbox import every

BATCH = 500


@every("* * * * * */30")
def end_tests_of_courses(planned: int) -> None:
    """End every test of a course whose time is over."""
    testing.end_due()


@every("35 * * * *")
def look_at_courses(planned: int) -> None:
    """Courses of points reduction that time ends or completes; catches up after a stop."""
    for course_id in queries.over(clock.today(), BATCH):
        actions.look_at(course_id)
