"""Exam files of the demo city's learners, each brought to where its situation says through the room's own actions.

The clock stands on the day on which each thing happened; scores, recordings and signatures are made up and say so.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from tongban.assessment.exams import actions, ceremonies, queries
from tongban.assessment.exams.types import Deduction, ExamFile, FileState, Kind, RecordingGiven, Role, Schooling
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.demo.city import CITY_OFFICE
from tongban.demo.portraits import portrait_of
from tongban.demo.situations import Situation
from tongban.documents import actions as documents
from tongban.services.driver import learner_permit

CENTRE, REGION, EDITION, CAUSE = "NJ-T1", "320100", "demo", "demo"
SCHOOLS = ("320115-7", "320111-7", "320104-7")
PASS, FAIL = 95, 60
MORNING = time(1, 30, tzinfo=UTC)
HALL = "领证大厅（演示）"

# Of each learner the tests so far: subject, score of the first try and of the re-sit, days before today.
WAYS: Mapping[str, tuple[tuple[str, tuple[int, ...], int], ...]] = {
    "learner-theory": (("S1", (PASS,), 3),),
    "learner-four-failed": (("S1", (FAIL, PASS), 70), *(("S2", (FAIL, FAIL), days) for days in (55, 44, 33, 8))),
    "learner-five-failed": (("S1", (PASS,), 90), *(("S2", (FAIL, FAIL), days) for days in (75, 60, 45, 30, 12))),
    "learner-permit-ends": (("S1", (PASS,), 1056), ("S2", (PASS,), 900), ("S3R", (FAIL, PASS), 20)),
    "learner-recorded": (("S1", (PASS,), 30), ("S2", (FAIL, 90), 1)),
    "learner-oath": (("S1", (PASS,), 60), ("S2", (PASS,), 20), ("S3R", (PASS,), 0), ("S3T", (PASS,), 0)),
}


def tell(situations: Sequence[Situation], ids: Mapping[str, UUID], day: date, actor: Actor) -> None:
    """Open the exam files and let everything in them happen on its day; plan the oath ceremonies of the week."""
    afternoon = datetime.combine(day, time(15), tzinfo=clock.CHINA)
    with clock.frozen(_at(day)):
        for ahead in range(5):
            ceremonies.plan(office=CITY_OFFICE, place=HALL, starts_at=afternoon + timedelta(days=ahead), actor=actor)
    for number, one in enumerate(one for one in situations if one.code in WAYS):
        file = _open(one, ids[one.code], SCHOOLS[number % 3], day, actor)
        for subject, scores, ago in WAYS[one.code]:
            with clock.frozen(_at(day - timedelta(days=ago))):
                _booked(file, subject, scores, actor)
        learner_permit.issue(queries.get_file(file.id), actor)
        if queries.get_file(file.id).state is FileState.PASSED:
            with clock.frozen(_at(day)):
                ceremonies.invite(file_id=file.id, actor=actor, cause=CAUSE)


def _open(one: Situation, person: UUID, school: str, day: date, actor: Actor) -> ExamFile:
    accepted = day - timedelta(days=WAYS[one.code][0][2] + 4)
    with clock.frozen(_at(accepted)):
        file = actions.open_file(
            person_id=person, born=one.resident.born, target="C1", kind=Kind.INITIAL, held=(), region=REGION,
            office=CITY_OFFICE, schooling=Schooling.SCHOOL, school=school, actor=actor, cause=CAUSE,
        )  # fmt: skip
    portrait = portrait_of(one.resident, day)
    if portrait:
        documents.keep_portrait(subject=file.id, person_id=person, jpeg=portrait)
    return file


def _booked(file: ExamFile, subject: str, scores: Sequence[int], actor: Actor) -> None:
    """One booking: the first try, and the re-sit where it failed."""
    session = uuid5(NAMESPACE_URL, f"{CENTRE}{clock.today()}")
    sitting = actions.expect(
        file_id=file.id, subject=subject, booking_id=new_id(), session_id=session, centre=CENTRE, on=clock.today(),
        starts_at=clock.now(), actor=actor, cause=CAUSE,
    )  # fmt: skip
    for number, score in enumerate(scores):
        if number:
            sitting = actions.resit(sitting_id=sitting.id, actor=actor, cause=CAUSE)
        _sits(sitting.id, score, actor)


def _sits(sitting: UUID, score: int, actor: Actor) -> None:
    digest = sha256(sitting.bytes).hexdigest()
    actions.check_in(sitting_id=sitting, actor=actor, cause=CAUSE)
    actions.start(sitting_id=sitting, actor=actor, cause=CAUSE)
    now = clock.now()
    actions.judge(
        sitting_id=sitting, score=score, edition=EDITION, evidence_digest=digest,
        deductions=[Deduction("demo", "demo", 100 - score)],
        recording=RecordingGiven(f"demo/{sitting}", digest, "site", now - timedelta(minutes=20), now),
        actor=actor, cause=CAUSE,
    )  # fmt: skip
    for role in Role:
        actions.sign(sitting_id=sitting, role=role, method="demo", digest=digest, actor=actor, cause=CAUSE)


def _at(day: date) -> datetime:
    return datetime.combine(day, MORNING)
