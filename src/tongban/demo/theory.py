"""Theory tests of the demo city: the sample bank, approved; a session of today with some still to sit and one who has.

The answers of the one who has are made up: seven of a hundred are wrong, so that there is something to be explained.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams.theory import actions, identity, queries
from tongban.assessment.exams.types import Kind, RecordingGiven, Role, Schooling, Sitting
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions import reading
from tongban.assessment.questions.types import QuestionState
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.demo.candidates import CENTRE, REGION, SCHOOLS
from tongban.demo.city import CITY_OFFICE
from tongban.outlets import queries as outlets

CAUSE, EDITOR = "demo", system("demo-editor")
EXAMINER = "NJ-EXAM-1"
SITS, SAT = "learner-sits-today", "learner-sat-today"
BEGINS, WRONG, MINUTES = time(10, tzinfo=clock.CHINA), 7, 28


def hold(ids: Mapping[str, UUID], born: Mapping[str, date], day: date, actor: Actor) -> None:
    """Fill the bank; let one candidate be expected this morning, and another one have sat."""
    rows = reading.read(reading.SAMPLE.read_bytes(), book(), day)
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=EDITOR, cause=CAUSE)
    drafts = questions.questions(state=QuestionState.DRAFT, limit=len(rows))
    bank.approve(question_ids=[one.id for one in drafts], actor=actor, cause=CAUSE)
    session = uuid5(NAMESPACE_URL, f"{CENTRE}/theory/{day}")
    with clock.frozen(datetime.combine(day, BEGINS) - timedelta(hours=2)):
        sittings = [_expected(ids[code], born[code], session, desk, actor) for desk, code in enumerate((SITS, SAT), 1)]
        actions.set_papers(session_id=session, actor=actor, cause=CAUSE)
    _sits(sittings[1], datetime.combine(day, BEGINS) - timedelta(hours=1), actor)


def _expected(person: UUID, born: date, session: UUID, desk: int, actor: Actor) -> Sitting:
    file = exams.open_file(
        person_id=person, born=born, target="C1", kind=Kind.INITIAL, held=(), region=REGION, office=CITY_OFFICE,
        schooling=Schooling.SCHOOL, school=SCHOOLS[0], actor=actor, cause=CAUSE,
    )  # fmt: skip
    sitting = exams.expect(
        file_id=file.id, subject="S1", booking_id=new_id(), session_id=session, centre=CENTRE, on=clock.today(),
        starts_at=clock.now() + timedelta(hours=2), actor=actor, cause=CAUSE,
    )  # fmt: skip
    examiner = outlets.get_staff(EXAMINER).id
    return exams.assign(sitting_id=sitting.id, desk=f"A{desk:02d}", examiner=examiner, actor=actor, cause=CAUSE)


def _sits(sitting: Sitting, begins: datetime, actor: Actor) -> None:
    with clock.frozen(begins):
        exams.check_in(sitting_id=sitting.id, actor=actor, cause=CAUSE)
        desk, paper = actions.take_over(code=actions.admit(sitting_id=sitting.id, actor=actor, cause=CAUSE))
    items = [one.item for one in queries.items_of(sitting.id)]
    every = paper.count // WRONG
    for number, item in enumerate(items, 1):
        said = item.right if number % every else _other(item.right)
        with clock.frozen(begins + timedelta(minutes=MINUTES) * number / len(items)):
            if identity.asks(desk):
                identity.compared(sitting_id=sitting.id, same=True, reason="", actor=actor, cause=CAUSE)
            actions.answer(desk=desk, answers={item.place: said})
    digest = sha256(sitting.id.bytes).hexdigest()
    ended = begins + timedelta(minutes=MINUTES)
    with clock.frozen(ended + timedelta(minutes=2)):
        recording = RecordingGiven(f"demo/{sitting.id}", digest, "hall", begins, ended)
        exams.register_recording(sitting_id=sitting.id, recording=recording, actor=actor, cause=CAUSE)
        for role in Role:
            exams.sign(sitting_id=sitting.id, role=role, method="demo", digest=digest, actor=actor, cause=CAUSE)


def _other(right: str) -> str:
    return {"T": "F", "F": "T"}.get(right) or next(letter for letter in "ABCD" if letter not in right)
