"""Jobs of examinations: whoever has passed everything is asked to the next ceremony; files whose time is over end."""

from uuid import UUID

from tongban.assessment.exams import actions, ceremonies, likeness, queries
from tongban.assessment.exams.types import End, FileState
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.outbox import every, listens

BATCH = 500


@listens("exam_file")
def ask_to_the_ceremony(file: str, change: str, cause: str) -> None:
    """Everything is passed: the next ceremony of the office."""
    if change == "passed" and queries.get_file(UUID(file)).state is FileState.PASSED:
        ceremonies.invite(file_id=UUID(file), actor=system("ceremonies"), cause=cause)


@every("25 * * * *")
def end_what_is_over(planned: int) -> None:
    """End the files whose learner permit or time from acceptance is over; catches up after a stop."""
    for file_id in queries.out_of_time(clock.today(), BATCH):
        actions.end_file(file_id=file_id, end=End.TIME_OVER, actor=system("daily"), cause="time over")


@every("45 19 * * *")
def forget_pictures(planned: int) -> None:
    """Pictures of comparisons are kept as long as recordings."""
    likeness.forget(clock.today())
