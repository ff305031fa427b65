"""Drives of test cars in the demo city: well and badly driven, one with a hole in its signals, one that waits, and the
file of a site that says otherwise of one.

The simulated car is a program of its own (`tongban_sandbox.test_car`); the city asks it for the frames of a drive.
"""

import base64
import hashlib
import subprocess
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams.driving import actions, judging, site_files
from tongban.assessment.exams.driving.frames import SIZE
from tongban.assessment.exams.types import Kind, RecordingGiven, Role
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.demo.city import CITY_OFFICE
from tongban.outlets import queries as outlets

REGION, CAR = "320100", "NJ-K01"
# The unit's private key is 32 bytes of 7: it is the demo's, and printed in docs/03-operating.md.
PUBLIC_KEY = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"
MEASURES = {"wheelbase": 2500, "front": 3300, "rear": 850, "width": 1700}
BEGIN, APART = time(9, tzinfo=clock.CHINA), timedelta(minutes=35)
EXAMINERS = ("NJ-EX-01", "NJ-EX-02")
# A site that was a day without a network: its key is 32 bytes of 8. Of the first drive it has another record.
SITE_KEY, SITE_TOLD = Ed25519PrivateKey.from_private_bytes(bytes([8]) * 32), 60
PROGRAM = [sys.executable, "-m", "tongban_sandbox.test_car"]


@dataclass(frozen=True, slots=True)
class _Told:
    """A drive of the demo: where, with which habits, which frames are lost, and whether it is judged."""

    course: str
    subject: str
    habits: str
    lost: tuple[int, int] = (0, 0)
    judged: bool = True


DRIVES = (
    _Told("site", "S2", "seed=1"),
    _Told("site", "S2", "kerb=0.4,past_mark=0.3,rolls_back_cm=18,indicator_seconds=0"),
    _Told("road", "S3R", "haste=1.12,kerb=0.42,commands=1+5+6+3", judged=False),
    _Told("site", "S2", "seed=3", lost=(900, 980), judged=False),
)


def drive(people: Sequence[tuple[UUID, date]], actor: Actor) -> None:
    """Let these people, each with their day of birth, have driven this morning: they hold C2 and add C1."""
    _register(actor)
    running = [_started("frames", one.course, "--habits", one.habits) for one in DRIVES]
    courses = {one.course: actions.keep_course(_said("survey", one.course).decode()) for one in DRIVES}
    taken: list[UUID] = []
    begins = datetime.combine(clock.today(), BEGIN)  # of the demo's day, whatever the clock says
    for number, ((person, born), told, program) in enumerate(zip(people, DRIVES, running, strict=False)):
        frames = program.communicate()[0]
        frames = frames[: told.lost[0] * SIZE] + frames[told.lost[1] * SIZE :]
        with clock.frozen(begins + APART * (number + 1)):
            examiner = outlets.get_staff(EXAMINERS[number % len(EXAMINERS)]).id
            drive_id, sitting = _taken_in(person, born, told, courses[told.course], frames, actor, examiner)
            taken.append(sitting)
            if told.judged:
                judging.conclude(drive_id=drive_id, actor=actor)
                _signed(sitting, actor)
    if len(taken) > 1:
        with clock.frozen(begins + APART * (len(taken) + 2)):
            _site_file(taken[0], running[1].args, courses["site"], begins, actor)


def _site_file(sitting: UUID, arguments: Any, course: str, began_at: datetime, actor: Actor) -> None:
    """The site hands in a file that says otherwise of a drive than we do: a person decides."""
    frames = subprocess.run(arguments, stdout=subprocess.PIPE, check=True).stdout
    public = SITE_KEY.public_key().public_bytes_raw().hex()
    site_files.register_site(code=CITY_OFFICE, public_key=public, actor=actor)
    one = {
        "sitting": str(sitting), "car": CAR, "course": course, "began_at": began_at.isoformat(),
        "sent": len(frames) // SIZE, "frames": base64.b64encode(zlib.compress(frames)).decode(),
        "sha256": hashlib.sha256(frames).hexdigest(), "score": SITE_TOLD, "decision": "", "added": [],
    }  # fmt: skip
    day = {"format": site_files.FORMAT, "site": CITY_OFFICE, "day": clock.today().isoformat(), "drives": [one]}
    site_files.take_in(content=site_files.signed(day, SITE_KEY), actor=actor)


def _register(actor: Actor) -> None:
    actions.register_car(code=CAR, centre=CITY_OFFICE, measures=MEASURES, public_key=PUBLIC_KEY, actor=actor)


def _started(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE)


def _said(*arguments: str) -> bytes:
    return _started(*arguments).communicate()[0]


def _taken_in(
    person: UUID, born: date, told: _Told, course: str, frames: bytes, actor: Actor, examiner: UUID
) -> tuple[UUID, UUID]:
    """A candidate comes, drives, and the car has reported."""
    file = exams.open_file(
        person_id=person, born=born, target="C1", kind=Kind.ADDITION, held=["C2"], region=REGION, office=CITY_OFFICE,
        actor=actor, cause="demo", accepted_on=clock.today() - timedelta(days=60),
    )  # fmt: skip
    sitting = exams.expect(
        file_id=file.id, subject=told.subject, booking_id=new_id(), session_id=new_id(), centre=CITY_OFFICE,
        on=clock.today(), starts_at=clock.now(), actor=actor, cause="demo",
    )  # fmt: skip
    exams.assign(sitting_id=sitting.id, examiner=examiner, car=CAR, actor=actor, cause="demo")
    exams.check_in(sitting_id=sitting.id, actor=actor, cause="demo")
    exams.start(sitting_id=sitting.id, actor=actor, cause="demo")
    began_at = clock.now() - timedelta(minutes=30)
    drive_id = actions.open_drive(
        sitting_id=sitting.id, car=CAR, course=course, began_at=began_at, actor=actor, source="file"
    ).id
    actions.take_in(drive_id=drive_id, frames=frames)
    actions.close_drive(drive_id=drive_id, sent=len(frames) // SIZE + told.lost[1] - told.lost[0], actor=actor)
    return drive_id, sitting.id


def _signed(sitting: UUID, actor: Actor) -> None:
    digest = hashlib.sha256(sitting.bytes).hexdigest()
    recording = RecordingGiven(
        f"store/{sitting}", digest, "car", clock.now() - timedelta(minutes=30), clock.now() - timedelta(minutes=20)
    )
    exams.register_recording(sitting_id=sitting, recording=recording, actor=actor, cause="demo")
    for role in Role:
        exams.sign(sitting_id=sitting, role=role, method="pad", digest=digest, actor=actor, cause="demo")
