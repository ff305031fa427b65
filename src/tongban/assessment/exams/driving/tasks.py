"""Jobs of tests behind the wheel."""

from uuid import UUID

from tongban.assessment.exams.driving import actions
from tongban.core.outbox import listens


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two rows were one person."""
    actions.follow_merger(keep=UUID(keep), merged=UUID(merged))
