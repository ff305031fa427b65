"""Drives of the simulated test car, judged."""

import json
from datetime import date, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.assessment.exams.builders import a_file, expected, on, passes
from tests.builders import TEST

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams.driving import actions, queries
from tongban.assessment.exams.driving.course import Car, Course
from tongban.assessment.exams.driving.frames import Series
from tongban.assessment.exams.driving.scoring import judge
from tongban.assessment.exams.driving.types import Scored
from tongban.core import clock
from tongban.law.book import Book
from tongban.law.rules.driving_tests import Sheet, sheet
from tongban_sandbox.test_car.driver import MEASURES, Habits, drive
from tongban_sandbox.test_car.layout import LAYOUTS
from tongban_sandbox.test_car.wire import Unit

CENTRE = "310115-K1"  # of the sittings that exams' builders expect
TODAY = date(2026, 11, 22)
COMMANDS = (1, 5, 6, 3)
SUBJECTS = {"site": ("S2", 80), "road": ("S3R", 90)}


def frames(where: str = "site", hz: int = 10, **habits: object) -> list[bytes]:
    """What the car reports."""
    return drive(LAYOUTS[where](), Habits(**{"commands": COMMANDS if where == "road" else (), **habits}), hz=hz)


def a_sheet(where: str = "site", on: date = TODAY, of: str = "C1") -> Sheet:
    return sheet(SUBJECTS[where][0], of, on, Book.shipped())


def a_course(where: str = "site") -> Course:
    return Course.of(json.dumps(LAYOUTS[where]().survey()))


def judged(sent: list[bytes], where: str = "site", by: Sheet | None = None) -> Scored:
    """The judgement of what was received."""
    by = by or a_sheet(where)
    series, findings = Series.of(b"".join(sent), by.limits)
    return judge(series, findings, a_course(where), Car(**MEASURES), by, SUBJECTS[where][1])


def items(scored: Scored) -> list[str]:
    return sorted(one.item for one in scored.deductions)


def kinds(scored: Scored) -> list[str]:
    return sorted(one.kind for one in scored.findings)


CAR, KEY = "T001", Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def a_car(code: str = CAR, key: Ed25519PrivateKey = KEY) -> None:
    """A registered test car."""
    public = key.public_key().public_bytes_raw().hex()
    actions.register_car(code=code, centre=CENTRE, measures=MEASURES, public_key=public, actor=TEST)


def a_running_sitting(subject: str = "S2", person: UUID | None = None) -> UUID:
    """A candidate whose test of a subject has just begun, today."""
    with on(clock.today() - timedelta(days=60)):
        file = passes(a_file(person=person), "S1")
    sitting = expected(file, subject)
    exams.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    return exams.start(sitting_id=sitting.id, actor=TEST, cause="test").id


def a_kept_course(where: str = "site") -> str:
    return actions.keep_course(json.dumps(LAYOUTS[where]().survey()))


def a_unit(sitting: UUID, course: str, car: str = CAR, key: Ed25519PrivateKey = KEY) -> Unit:
    """The unit of a car that begins now."""
    return Unit(car, key, str(sitting), course, clock.now().isoformat())


def taken_in(sent: list[bytes], where: str = "site", *, closed: bool = True, person: UUID | None = None) -> UUID:
    """A drive as it stands after the car has sent it."""
    if queries.find_car(CAR) is None:
        a_car()
    sitting = a_running_sitting(SUBJECTS[where][0], person)
    drive = actions.open_drive(
        sitting_id=sitting, car=CAR, course=a_kept_course(where), began_at=clock.now(), actor=TEST
    )
    for at in range(0, len(sent), 600):
        actions.take_in(drive_id=drive.id, frames=b"".join(sent[at : at + 600]))
    if closed:
        actions.close_drive(drive_id=drive.id, sent=len(set(sent)), actor=TEST)
    return drive.id
