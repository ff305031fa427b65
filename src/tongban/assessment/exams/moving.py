"""An exam file goes on in another city (变更考试地): it ends here and the other office gets it as a letter, or it comes
here with every test and booking that it had. What was passed stays passed, what was used up stays used up.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import models, queries, record, states
from tongban.assessment.exams.types import End, ExamFile
from tongban.core import clock, outbox, rows
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.exchange.offices import actions as offices
from tongban.exchange.offices.forms import ExamFileMoved, SatThere
from tongban.law.text import Text

PENDING = Text(zh="还有约好的考试，请先取消或者考完。", en="A test is still booked: cancel it or take it first.")
ARREARS = Text(zh="还有没缴的考试费，请先缴清。", en="A test fee is still owed: pay it first.")
LIVE_HERE = Text(
    zh="这个人在本地有一份这个车型的考试档案，须由人核对。",
    en="This person has a live exam file for the class here: a person has to look.",
)


def send_away(
    *, file_id: UUID, to: str, identity_number: str, name: str, portrait: str, actor: Actor, cause: str
) -> UUID:
    """End a file here and write it to the office of the region `to`; returns the number of the letter.

    Raises Conflict where a test is still booked or no learner permit is there, NotFound for an office that was never
    introduced.
    """
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        sittings = record.sittings_of(file_id)
        serial, since, until = file.learner_permit_serial, file.learner_permit_issued_on, file.learner_permit_valid_to
        if any(one.state in states.PENDING for one in sittings):
            raise Conflict(PENDING, code="booked")
        if (
            models.TestFee.for_system("arrears are cleared before a file moves")
            .filter(file=file, state="owed")
            .exists()
        ):
            raise Conflict(ARREARS, code="fee_owed")
        if serial is None or since is None or until is None:
            raise NotFound(record.NO_FILE)
        letter = ExamFileMoved(
            transfer=str(file.id),
            identity_number=identity_number,
            name=name,
            target=file.target,
            kind=file.kind,
            accepted_on=file.accepted_on,
            subjects=tuple(file.subjects),
            holds_car=file.holds_car,
            learner_permit_serial=serial,
            learner_permit_issued_on=since,
            learner_permit_valid_to=until,
            places_changed=file.places_changed + 1,
            tests=tuple(map(_sat, sittings)),
            portrait=portrait,
        )
        number = offices.write(to=to, letter=letter, about=file.id)
        file.moved_to = to
        rows.update(file, "moved_to")
        record.finish(file, End.MOVED, actor, cause)
    return number


def take_in(
    *, sender: str, letter: ExamFileMoved, person_id: UUID, born: date, region: str, office: str, actor: Actor
) -> ExamFile:
    """Open the file that another office sent; the same letter again returns it. Raises Conflict where the person has a
    live file for the class here."""
    transfer = UUID(letter.transfer)
    with transaction.atomic(savepoint=False):
        known = models.ExamFile.for_system("a file that moved").filter(pk=transfer).first()
        if known is not None:
            return queries.view(known)
        file = models.ExamFile(
            id=transfer, person=person_id, born=born, target=letter.target, kind=letter.kind,
            subjects=list(letter.subjects), holds_car=letter.holds_car, accepted_on=letter.accepted_on, region=region,
            office=office, learner_permit_serial=letter.learner_permit_serial,
            learner_permit_issued_on=letter.learner_permit_issued_on,
            learner_permit_valid_to=letter.learner_permit_valid_to,
            moved_from=sender, places_changed=letter.places_changed,
        )  # fmt: skip
        if not rows.insert(file, otherwise="ON CONFLICT DO NOTHING"):
            raise Conflict(LIVE_HERE, code="double_file")
        said = {"from": sender, "target": letter.target, "tests": len(letter.tests)}
        record.note(file, "moved_in", actor, f"office:{sender}", said)
        _keep(file, letter.tests)
        record.settle(file, actor, f"office:{sender}")
        outbox.announce("learner_permit", file=file.id, cause=f"office:{sender}")
    return queries.view(file)


def _sat(one: models.Sitting) -> SatThere:
    return SatThere(
        subject=one.subject, on=one.on, booking=one.booking_number, attempt=one.attempt, state=one.state,
        counts=one.counts, score=one.score, passed=one.passed, recorded=one.recorded, centre=one.centre,
    )  # fmt: skip


def _keep(file: models.ExamFile, tests: Iterable[SatThere]) -> None:
    """The tests of the former city as rows of their own: they count, their recordings stay where they are."""
    made = [
        models.Sitting(
            id=new_id(),
            file_id=file.id,
            subject=one.subject,
            booking=new_id(),
            booking_number=one.booking,
            attempt=one.attempt,
            session=new_id(),
            centre=one.centre,
            on=one.on,
            state=one.state,
            counts=one.counts,
            score=one.score,
            passed=one.passed,
            recorded=one.recorded,
            ended_at=clock.now(),
        )
        for one in tests
    ]
    if made:
        rows.insert(*made)
