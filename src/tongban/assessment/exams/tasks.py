"""Jobs of examinations: whoever has passed everything is asked to the next ceremony; files whose time is over end; two
rows for one person become one."""

import logging
from uuid import UUID

from tongban.assessment.exams import actions, ceremonies, likeness, queries
from tongban.assessment.exams.types import End, FileState, Kind
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.outbox import every, listens

BATCH = 500
log = logging.getLogger(__name__)


@listens("exam_file")
def ask_to_the_ceremony(file: str, change: str, cause: str) -> None:
    """Everything is passed: the next ceremony of the office. Who gets a licence back takes no oath."""
    found = queries.get_file(UUID(file))
    if change == "passed" and found.state is FileState.PASSED and found.kind is not Kind.POINTS_LIMIT:
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


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two rows were one person; two live files for one class are a report for a human."""
    left = actions.follow_merger(
        keep=UUID(keep), merged=UUID(merged), actor=system("merger"), cause=f"person:{keep}"
    )  # fmt: skip
    for file_id in left:
        log.error("two_exam_files_of_one_person file=%s keep=%s merged=%s", file_id, keep, merged)
