"""Jobs of theory tests."""

from uuid import UUID

from tongban.assessment.exams.theory import actions, identity, remedies
from tongban.core.actor import system
from tongban.core.outbox import every, listens


@every("* * * * * */20")
def end_tests_that_are_due(planned: int) -> None:
    """End every test whose time is over."""
    actions.end_due()


@listens("face_decided")
def go_on_after_a_face(sitting: str, same: bool) -> None:
    """A person compared the picture of a desk's camera."""
    identity.face_decided(UUID(sitting), same)


@listens("remedy_confirmed")
def carry_out_a_remedy(remedy: str) -> None:
    """Two persons have decided about a question that was wrong: the second results."""
    remedies.carry_out(remedy_id=UUID(remedy), actor=system("remedy"))
