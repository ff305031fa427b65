"""Exam files in words: subjects one by one, what is next and from when, what a sitting came to."""

from datetime import date
from typing import Any
from uuid import UUID

from tongban.assessment.exams import ceremonies, queries, states
from tongban.assessment.exams.driving import queries as drives
from tongban.assessment.exams.theory import queries as theory
from tongban.assessment.exams.types import (
    END_WORDS,
    Bookable,
    End,
    ExamFile,
    FileState,
    Kind,
    Role,
    Schooling,
    Sitting,
    SittingState,
)
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.dates import add_days
from tongban.law.names import SUBJECT_NAMES, class_text
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.services import cheating

KINDS = {
    Kind.INITIAL: Text(zh="初次申领", en="first licence"),
    Kind.ADDITION: Text(zh="增加准驾车型", en="added class"),
    Kind.MILITARY: Text(zh="持军队驾驶证申领", en="on a military licence"),
    Kind.FOREIGN: Text(zh="持境外驾驶证申领", en="on a licence from abroad"),
    Kind.RESTORATION: Text(zh="恢复驾驶资格", en="restoration"),
    Kind.POINTS_LIMIT: Text(zh="满分考试", en="test at the points limit"),
}
TONES = {
    FileState.OPEN: "due",
    FileState.PASSED: "done",
    FileState.LICENSED: "done",
    FileState.ENDED: "refused",
}
PASSED = Text(zh="合格，{score}分", en="passed, {score} points")
FAILED = Text(zh="不合格，{score}分", en="failed, {score} points")
WITHHELD = Text(zh="成绩待确认：录像还没有登记", en="withheld: the recording is not registered yet")
HELD = Text(zh="成绩待确认：正在核实考试中途的身份核验", en="withheld: the check of identity is being looked into")
BOOKED = Text(zh="已约{day}", en="booked for {day}")
FROM = Text(zh="{day}起可以考", en="may be taken from {day}")
NOW = Text(zh="现在就可以预约", en="may be booked now")
LEFT = Text(zh="还可以预约 {left} 次（共 {most} 次）", en="{left} of {most} bookings left")
UNLIMITED = Text(zh="预约次数不限", en="may be booked as often as needed")
ALONE = Text(zh="自学直考", en="by oneself, with a companion")
NOWHERE = Text(zh="还没有选驾校", en="no school chosen yet")


def file(one: ExamFile) -> dict[str, Any]:
    """A file as its page shows it: eight statements, two more for each subject that is still to be passed."""
    sittings = queries.sittings_of(one.id)
    papers = theory.over(each.id for each in sittings)
    unsigned = queries.not_signed_by(Role.CANDIDATE, (each.id for each in sittings)) if one.live else set()
    invited = ceremonies.find_invitation(one.id)
    return {
        "id": one.id,
        "target": class_text([one.target]),
        "kind": KINDS[one.kind],
        "state": states.FILE_WORDS[one.state],
        "tone": {FileState.PASSED: "done", FileState.LICENSED: "done", FileState.ENDED: "refused"}.get(
            one.state, "due"
        ),
        "end": END_WORDS[one.end] if one.end else None,
        "barred_until": cheating.barred_until(one.person_id, one.id) if one.end is End.CHEATED else None,
        "live": one.live,
        "open": one.state is FileState.OPEN,
        "passed_all": one.state is FileState.PASSED,
        "school": _school(one),
        "accepted_on": one.accepted_on,
        "learner_permit": one.learner_permit,
        "subjects": [_subject(one, name, sittings) for name in one.subjects],
        "sittings": [
            sitting(each) | {"theory": each.id in papers, "to_sign": each.id in unsigned} for each in reversed(sittings)
        ],
        "ceremony": invited.ceremony if invited and one.state is FileState.PASSED else None,
    }


def sitting(one: Sitting) -> dict[str, Any]:
    """A sitting in a line: when, which try, what came of it, until when its recordings may be seen."""
    until = view_until(one)
    return {
        "id": one.id,
        "subject": SUBJECT_NAMES[one.subject],
        "on": one.on,
        "resit": one.resit,
        "number": one.booking_number,
        "outcome": outcome(one),
        "tone": "done" if one.stands else "refused" if one.passed is False or one.state is SittingState.ABSENT else "",
        "view_until": until if until and until >= clock.today() else None,
        "driven": bool(until and until >= clock.today() and drives.find_drive_of(one.id)),
    }


def outcome(one: Sitting) -> Text:
    """What came of a sitting, in words."""
    if one.state is not SittingState.JUDGED:
        return states.SITTING_WORDS[one.state]
    if not one.passed:
        return FAILED.fill(score=one.score)
    if one.held:
        return HELD
    return PASSED.fill(score=one.score) if one.recorded else WITHHELD


def view_until(one: Sitting) -> date | None:
    """The last day on which the candidate may see the recordings of a sitting; None where there is none."""
    if not one.recorded:
        return None
    return add_days(one.on, book().value("exams.recording_view_days", one.on))


def _subject(file_: ExamFile, name: str, sittings: list[Sitting]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": SUBJECT_NAMES[name], "state": "done" if name in file_.passed else "", "reasons": ()}
    pending = next((one for one in sittings if one.subject == name and one.state in states.PENDING), None)
    if name in file_.passed:
        passed = next(one for one in sittings if one.subject == name and one.stands)
        row["text"] = PASSED.fill(score=passed.score)
    elif pending is not None:
        row |= {"state": "now", "text": BOOKED.fill(day=pending.on)}
    elif file_.state is FileState.OPEN:
        row |= _next(queries.may_book(file_.id, name, clock.today()))
    return row


def _next(said: Bookable) -> dict[str, Any]:
    """What may be booked from when; where time alone does not bring it, every reason."""
    left = UNLIMITED
    if said.bookings_left is not None:
        left = LEFT.fill(left=said.bookings_left, most=said.bookings_left + said.bookings_used)
    if said.verdict.allowed:
        return {"state": "now", "text": NOW, "left": left}
    if said.earliest is not None:
        why = said.verdict.reasons[0].sentence
        return {"state": "now", "text": FROM.fill(day=said.earliest), "why": why, "left": left}
    return {"text": said.verdict.reasons[0].sentence, "left": left}


def _school(one: ExamFile) -> Text:
    if one.schooling is Schooling.SELF_STUDY:
        return ALONE
    found = outlets.find_outlet(one.school) if one.school else None
    return found.name if found else NOWHERE


def is_own(file_id: UUID, person_id: UUID) -> ExamFile | None:
    """The file where it is this person's, else None."""
    found = queries.find_file(file_id)
    return found if found and found.person_id == person_id else None
