"""What comes back: each result is looked at, reckoned again, and taken or put before a person."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import actions, likeness, queries
from tongban.assessment.exams.away import envelope, models
from tongban.assessment.exams.away.packing import REGISTER, staff_id
from tongban.assessment.exams.driving import queries as driving
from tongban.assessment.exams.driving import site_files
from tongban.assessment.exams.theory import taking_back as theory
from tongban.assessment.exams.theory.taking_back import Given
from tongban.assessment.exams.types import Deduction, FileState, RecordingGiven, Role, Sitting, SittingState
from tongban.core import clock, entries, rows, sealed
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, NotFound, TongbanError
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import driving_tests as driving_law
from tongban.law.rules import exams as law

BEST = 100
OVER = (SittingState.VOID, SittingState.ABSENT)


@dataclass(frozen=True, slots=True)
class Told:
    """One try as the site tells it, its times as instants."""

    said: Mapping[str, Any]
    began_at: datetime
    ended_at: datetime
    present_at: datetime | None
    given: Given

    @property
    def sitting(self) -> UUID:
        """The sitting that was packed."""
        return UUID(self.said["sitting"])

    @property
    def absent(self) -> bool:
        """Did the candidate not come?"""
        return bool(self.said["absent"])

    @property
    def score(self) -> int | None:
        """What the candidate was told."""
        score: int | None = self.said["score"]
        return score

    @property
    def evidence(self) -> str:
        """What a riding result was scored from, as one hash."""
        kept = [self.said["sheet"], self.said["deductions"], self.said["struck"], self.said["began_at"]]
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def take_in(*, content: bytes, actor: Actor) -> site_files.Taken:
    """Take in the file of a site: its drives, and the results of its package. Raises BadInput for one that cannot be
    used."""
    return site_files.take_in(content=content, actor=actor, results=_results)


def told(said: Mapping[str, Any]) -> Told:
    """A result with its times. Raises KeyError, ValueError, TypeError for one that makes no sense."""
    present = datetime.fromisoformat(said["present_at"]) if said["present_at"] else None
    given = [(int(place), str(letters), datetime.fromisoformat(at)) for place, letters, at in said["answers"]]
    began, ended = datetime.fromisoformat(said["began_at"]), datetime.fromisoformat(said["ended_at"])
    if began.tzinfo is None or ended.tzinfo is None or (present and present.tzinfo is None):
        raise ValueError("a time without its zone")
    return Told(said, began, ended, present, given)


def _results(file: driving.FileRow, said: Mapping[str, Any], actor: Actor) -> Iterator[str]:
    """The sealed part of a file, one outcome for each result. Raises BadInput for a package we never gave this site."""
    try:
        package = models.Package.objects.get(pk=UUID(said["package"]), site=said["site"], day=said["day"])
        opened = envelope.opened(said["sealed"], sealed.unpack_bytes(package.return_key))
        found = sorted((told(one) for one in opened["results"]), key=lambda one: (one.began_at, one.said["attempt"]))
        journal = opened["journal"]
    except (models.Package.DoesNotExist, KeyError, ValueError, TypeError) as error:
        raise BadInput("file", site_files.NOT_WHOLE) from error
    for one in found:
        yield _take(package, file, one, actor)
    facts = {"file": file.digest, "results": len(found), "journal": journal, "clock": opened["clock"]}
    entries.write(
        register=REGISTER, subject=package.id, kind="day_taken_in", effective_on=clock.today(), actor=actor,
        cause=f"site_file:{file.digest}", facts=facts,
    )  # fmt: skip


def _take(package: models.Package, file: driving.FileRow, one: Told, actor: Actor) -> str:
    """One result: kept, and taken, known, or put before a person."""
    kind, here = finding(package, one)
    if kind == "":
        try:
            with transaction.atomic():
                apply(one, target(one), actor, f"site_file:{file.digest}")
            kind = "taken"
        except TongbanError as refused:
            kind, here = "refused", {"zh": refused.message.zh, "en": refused.message.en}
    row = models.Result(
        id=new_id(), package=package, file=file.digest, sitting=one.sitting, attempt=one.said["attempt"],
        content=sealed.pack(dict(one.said)), outcome=kind, taken_at=clock.now(),
    )  # fmt: skip
    rows.insert(row)
    if kind in ("taken", "known"):
        return kind
    there = {
        "score": one.score,
        "result": str(row.id),
        "absent": one.absent,
        "examiner": one.said["examiner"],
        "replaced": one.said["replaced"],
    }
    return site_files.conflict(file, one.sitting, kind, here, there)


def finding(package: models.Package, one: Told) -> tuple[str, dict[str, Any]]:
    """What stands against a result, and what is known here; "" where nothing does, "known" where it is here already."""
    packed = package.sittings.get(str(one.sitting))
    if packed is None:
        return "not_packed", {}
    if not exists(one):
        return "unknown", {}
    sitting = _sitting_of(one)
    if sitting is None:
        first = queries.get_sitting(one.sitting)
        return ("", {}) if first.state is SittingState.JUDGED and not first.passed else ("not_running", {})
    if same_as_here(one, sitting):
        return "known", {}
    if sitting.state in (SittingState.JUDGED, SittingState.RUNNING):
        return "other_result", {"score": sitting.score}
    if sitting.state in OVER:
        return "not_running", {"state": sitting.state, "reason": sitting.void_reason}
    return _of_the_file(one, sitting) or _of_the_day(package, packed, one, sitting) or ("", {})


def _of_the_file(one: Told, sitting: Sitting) -> tuple[str, dict[str, Any]] | None:
    file = queries.get_file(sitting.file_id)
    if file.state is not FileState.OPEN:
        return "file_ended", {"state": file.state, "end": file.end}
    if sitting.subject in file.passed:
        return "passed_elsewhere", {}
    day = clock.day_of(one.began_at)
    may_sit = law.may_sit(queries.law_facts(file.id, sitting.on), file.born, sitting.on, book().at(file.region))
    return None if may_sit.allowed else ("permit_over", {"day": day.isoformat()})


def _of_the_day(
    package: models.Package, packed: Mapping[str, Any], one: Told, sitting: Sitting
) -> tuple[str, dict[str, Any]] | None:  # fmt: skip
    if not _can_be(package, one, sitting):
        return "clock", {"day": sitting.on.isoformat()}
    if one.absent:
        return None
    if one.said["replaced"] or not _as_drawn(package, packed["examiner"], one, sitting):
        return "examiner", {"examiner": packed["examiner"]}
    if not (one.said["compared"] or {}).get("same"):
        return "not_compared", {}
    score = reckoned(one, packed["sheet"])
    return None if score == one.score else ("other_score", {"score": score})


def _as_drawn(package: models.Package, packed: str, one: Told, sitting: Sitting) -> bool:
    """Did one of those who went along examine, and the one who was drawn where somebody was?"""
    there = one.said["examiner"]
    drawn = sitting.examiner is None or sitting.examiner == staff_id(there)
    return there in package.examiners and drawn and packed in ("", there)


def _can_be(package: models.Package, one: Told, sitting: Sitting) -> bool:
    """May the site's times be believed: on the day, after the package left, not later than now, without a jump?"""
    leeway = timedelta(seconds=driving_law.clock_seconds(sitting.on, book()))
    first, last = package.packed_at - leeway, clock.now() + leeway
    instants = [one.present_at or one.began_at, one.began_at, one.ended_at]
    on_the_day = all(clock.day_of(at) == sitting.on for at in instants)
    return on_the_day and first <= instants[0] <= one.began_at <= one.ended_at <= last and not one.said["jumps"]


def reckoned(one: Told, sheet: str) -> int | None:
    """The score as this office reckons it: by the paper that was set here, or the sheet that was taken along."""
    if not one.said["sheet"]:
        return theory.worth(one.sitting, one.given)
    kept = driving.find_sheet(sheet)
    if kept is None or sheet != one.said["sheet"]:
        return None
    faults = [kept.items.get(each["item"]) for each in one.said["deductions"]]
    return None if None in faults else max(0, BEST - sum(item.points for item in faults if item))


def same_as_here(one: Told, sitting: Sitting) -> bool:
    """Is exactly this result on record already?"""
    if one.absent or sitting.state is SittingState.ABSENT:
        return one.absent and sitting.state is SittingState.ABSENT
    if sitting.state is not SittingState.JUDGED:
        return False
    if not one.said["sheet"]:
        return theory.same(sitting.id, one.given)
    return any(result.evidence_digest == one.evidence for result in queries.results_of(sitting.id))


def _sitting_of(one: Told) -> Sitting | None:
    """The sitting a result is about; of a re-sit None as long as it is not expected here. Raises NotFound."""
    first = queries.get_sitting(one.sitting)
    if one.said["attempt"] == 1:
        return first
    again = [each for each in queries.sittings_booked(first.booking_id) if each.subject == first.subject]
    return next((each for each in again if each.resit), None)


def exists(one: Told) -> bool:
    """Is there such a sitting here at all?"""
    try:
        return bool(queries.get_sitting(one.sitting))
    except NotFound:
        return False


def target(one: Told) -> UUID:
    """The sitting that a result is written to; the re-sit is expected now where it was not."""
    found = _sitting_of(one)
    return found.id if found else one.sitting


def apply(one: Told, sitting_id: UUID, actor: Actor, cause: str, *, at: datetime | None = None) -> None:
    """Write a result to a sitting with the site's times, or all of them `at`. Joins the caller's transaction."""
    if one.absent:
        actions.absent(sitting_id=sitting_id, actor=actor, cause=cause)
        return
    if one.said["attempt"] == 2 and sitting_id == one.sitting:
        sitting_id = actions.resit(sitting_id=sitting_id, actor=actor, cause=cause).id
    _compared(one, sitting_id, actor, cause, at)
    actions.assign(sitting_id=sitting_id, examiner=staff_id(one.said["examiner"]), actor=actor, cause=cause)
    began, ended = at or one.began_at, at or one.ended_at
    actions.check_in(sitting_id=sitting_id, actor=actor, cause=cause, at=at or one.present_at or began)
    actions.start(sitting_id=sitting_id, actor=actor, cause=cause, at=began)
    for each in one.said["recordings"]:
        _recording(each, sitting_id, actor, cause)
    if one.said["sheet"]:
        _judge_riding(one, sitting_id, ended, actor, cause)
    else:
        theory.take_back(
            sitting_id=sitting_id, began_at=began, ended_at=ended, ended_by=one.said["ended_by"], given=one.given,
            actor=actor, cause=cause,
        )  # fmt: skip
    for each in one.said["signatures"]:
        actions.sign(
            sitting_id=sitting_id, role=Role(each["role"]), method=each["method"][:20], digest=each["digest"],
            actor=system("site"), cause=cause,
        )  # fmt: skip


def _judge_riding(one: Told, sitting_id: UUID, ended: datetime, actor: Actor, cause: str) -> None:
    kept = driving.find_sheet(one.said["sheet"])
    score = reckoned(one, one.said["sheet"])
    if kept is None or score is None:
        raise NotFound(site_files.NOT_WHOLE)
    faults = [
        Deduction(each["item"], each["item"], kept.items[each["item"]].points, each["at_seconds"])
        for each in one.said["deductions"]
    ]
    actions.judge(
        sitting_id=sitting_id, score=score, edition=kept.edition, evidence_digest=one.evidence, deductions=faults,
        actor=actor, cause=cause, at=ended,
    )  # fmt: skip


def _compared(one: Told, sitting_id: UUID, actor: Actor, cause: str, at: datetime | None) -> None:
    said = one.said["compared"]
    if said and one.said["attempt"] == 1:
        likeness.noted(
            sitting_id=sitting_id, same=said["same"], reason=said["why"], jpeg=base64.b64decode(said["picture"]),
            at=at or datetime.fromisoformat(said["at"]), actor=actor, cause=cause,
        )  # fmt: skip


def _recording(said: Mapping[str, Any], sitting_id: UUID, actor: Actor, cause: str) -> None:
    given = RecordingGiven(
        reference=f"site/{said['sha256']}", sha256=said["sha256"], camera=said["camera"][:10],
        started_at=datetime.fromisoformat(said["started_at"]), ended_at=datetime.fromisoformat(said["ended_at"]),
    )  # fmt: skip
    actions.register_recording(sitting_id=sitting_id, recording=given, actor=actor, cause=cause)
