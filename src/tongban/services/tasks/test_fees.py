"""Jobs of test fees: what was paid, what nobody paid, what goes back."""

from uuid import UUID

from tongban.assessment.exams import fees
from tongban.core.actor import system
from tongban.core.outbox import every, listens
from tongban.services import test_fees


@listens("order_paid")
def note_paid(order: str) -> None:
    """However the money came: the fees it was for are paid. A slot that ended meanwhile gives it back."""
    for session, person in fees.paid(UUID(order)):
        test_fees.settle(session, person)


@every("* * * * *")
def give_on_unpaid(planned: int) -> None:
    """Slots that nobody paid in time go to the next in line."""
    test_fees.look_after_unpaid()


@listens("slot_ended")
def settle_fee(session: str, person: str) -> None:
    """A slot was cancelled, missed, released or became void: the fee is kept or goes back."""
    test_fees.settle(UUID(session), UUID(person))


@listens("exam_file")
def free_slots(file: str, change: str, cause: str) -> None:
    """A file ended with tests booked: their slots go to others."""
    if change == "ended":
        test_fees.free_slots(UUID(file), system("test fees"))
