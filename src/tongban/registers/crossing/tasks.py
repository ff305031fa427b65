"""Jobs of the register of vehicles that enter for a time."""

from uuid import UUID

from tongban.core.outbox import listens
from tongban.registers.crossing import actions


@listens("persons_merged")
def follow_merger_of_clearances(keep: str, merged: str) -> None:
    """Two rows were one person: what either owned is theirs."""
    actions.follow_merger(keep=UUID(keep), merged=UUID(merged))
