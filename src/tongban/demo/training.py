"""Training of the demo city: the bank's questions to staff, a training that was held, a note before the shift."""

from datetime import date, timedelta

from tongban.assessment.learning.training import actions, lessons
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions import reading
from tongban.assessment.questions.types import QuestionState
from tongban.core.actor import Actor, system
from tongban.core.law_book import book
from tongban.demo.city import CITY_OFFICE
from tongban.outlets import queries as staff
from tongban.people import queries as people

CAUSE, EDITOR, HEAD = "demo", system("demo-editor"), "NJ-CHIEF-1"
NOTE = "今天起，联网查到保险和完税的，一律不再要复印件。材料不齐的一次说清。"


def hold(day: date, actor: Actor) -> None:
    """Fill the bank with the questions to staff; let the head of the office hold a training and write a note."""
    rows = reading.read(lessons.BANK.read_bytes(), book(), day)
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=EDITOR, cause=CAUSE)
    drafts = questions.questions(state=QuestionState.DRAFT, subject="TR", limit=len(rows))
    bank.approve(question_ids=[one.id for one in drafts], actor=actor, cause=CAUSE)
    account = people.find_account(HEAD)
    if account is None:
        return
    head = staff.actor_for(account, "window")
    present = [one.number for one in staff.staff_of(CITY_OFFICE) if "acceptance" in one.posts]
    actions.hold_training(
        topic="materials", outlet=CITY_OFFICE, held_on=day - timedelta(days=9), minutes=90, numbers=present, actor=head
    )
    actions.write_note(
        outlet=CITY_OFFICE, post="acceptance", words=NOTE, until=day + timedelta(days=14), actor=head
    )  # fmt: skip
