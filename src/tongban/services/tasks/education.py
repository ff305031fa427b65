"""What services do when points reach the limit or are struck, and when somebody has studied or passed."""

from uuid import UUID

from tongban.core.outbox import listens
from tongban.services.driver import education


@listens("points_limit")
def open_at_limit(driver: str, reference: str) -> None:
    """A driver reached the points limit."""
    education.open_at_limit(UUID(driver), reference)


@listens("points_struck")
def take_back(driver: str) -> None:
    """The limit is not reached any more: a decision was struck."""
    education.take_back(UUID(driver))


@listens("case_waits")
def begin_at_limit(case: str) -> None:
    """Somebody takes part in points-limit education."""
    education.begin_at_limit(UUID(case))


@listens("course_studied")
@listens("course_tested")
def go_on_at_limit(course: str) -> None:
    """Days are complete, or tests are passed."""
    education.go_on_at_limit(UUID(course))


@listens("course_done")
def advance_waiting(course: str) -> None:
    """A course is done: a review may have waited for it."""
    education.advance_waiting(UUID(course))


@listens("exam_file")
def hear_of_test(file: str, change: str, cause: str) -> None:
    """Everything in an exam file is passed: at the points limit its course is told."""
    if change == "passed":
        education.hear_of_test(UUID(file))
