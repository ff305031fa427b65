"""What services do when something is announced of an exam file, a plan or a slot."""

from uuid import UUID

from django.conf import settings

from tongban.allocation.slots import queries as slots
from tongban.assessment.exams import queries as exam_files
from tongban.core.actor import system
from tongban.core.outbox import listens
from tongban.exchange import queries as exchange
from tongban.exchange.offices import queries as letters
from tongban.services import appointments, driving_tests
from tongban.services.driver import exam_moving, learner_permit


@listens("learner_permit")
def make_learner_permit(file: str, cause: str) -> None:
    """A learner permit was given: make the document that is shown."""
    learner_permit.issue(exam_files.get_file(UUID(file)), system("learner_permit"))


@listens("exam_file")
def end_learner_permit(file: str, change: str, cause: str) -> None:
    """The licence is there or the file has ended: the learner permit is void."""
    if change in ("licensed", "ended"):
        learner_permit.revoke(UUID(file), system("learner_permit"))


@listens("partner_office_exam_file_moved")
def take_in_exam_file(message: str) -> None:
    """Another office sent the exam file of somebody who goes on here."""
    letter = exchange.get_message(UUID(message))
    exam_moving.took_in(letters.sender(letter), letter.value, settings.TONGBAN_REGION, system("office"))


@listens("plan_run")
def expect_all(number: str) -> None:
    """A plan was run: everybody's exam file expects them where they have a slot."""
    for session, person in slots.people_in(number):
        driving_tests.expect(session, person)


@listens("slot_given")
def expect_one(session: str, person: str) -> None:
    """A slot was given to one person: freed, or left over."""
    driving_tests.expect(UUID(session), UUID(person))


@listens("slot_given")
def tell_appointment(session: str, person: str) -> None:
    """An appointment at a counter or inspection lane was made: a short message with day and place."""
    appointments.tell(UUID(session), UUID(person))


@listens("slot_ended")
def tell_exam_file(session: str, person: str) -> None:
    """A slot was cancelled, missed, released or became void."""
    driving_tests.tell_file(UUID(session), UUID(person))


@listens("sat")
def use_slot(sitting: str) -> None:
    """A test was judged or missed: its slot is used, and what cannot follow any more is released."""
    driving_tests.sat(UUID(sitting))


@listens("mobile_day_planned")
def tell_who_asked(plan: str, town: str) -> None:
    """A day of tests was planned in a town: everybody who asked for it there is told."""
    driving_tests.tell_of_mobile_day(plan, town)
