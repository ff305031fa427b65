"""A site that worked for a day without a network hands its file in: taken once, and never over what is here."""

import base64
import hashlib
import zlib
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from tests.assessment.driving.builders import (
    CAR,
    CENTRE,
    KEY,
    a_car,
    a_kept_course,
    a_running_sitting,
    frames,
    taken_in,
)
from tests.builders import TEST

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import judging, models, queries, site_conflicts, site_files
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db
DRIVEN = frames("site", kerb=0.4)  # ninety points


@pytest.fixture(autouse=True)
def _a_site() -> None:
    a_car()
    site_files.register_site(code=CENTRE, public_key=KEY.public_key().public_bytes_raw().hex(), actor=TEST)


def told(sitting: Any = None, sent: list[bytes] = DRIVEN, **said: Any) -> dict[str, Any]:
    """What the site's file says of one drive."""
    raw = b"".join(sent)
    return {
        "sitting": str(sitting or a_running_sitting()), "car": CAR, "course": a_kept_course(),
        "began_at": clock.now().isoformat(), "sent": len(sent),
        "frames": base64.b64encode(zlib.compress(raw)).decode(), "sha256": hashlib.sha256(raw).hexdigest(),
        "score": 90, "decision": "", "added": [], **said,
    }  # fmt: skip


def a_file(*drives: dict[str, Any], **said: Any) -> bytes:
    day = clock.today().isoformat()
    return site_files.signed(
        {"format": site_files.FORMAT, "site": CENTRE, "day": day, "drives": [*drives], **said}, KEY
    )


def counts(content: bytes) -> tuple[int, int, int]:
    taken = site_files.take_in(content=content, actor=TEST)
    return taken.taken, taken.known, taken.conflicts


def test_what_a_site_drove_alone_is_a_result_here_afterwards() -> None:
    one = told()
    assert counts(a_file(one)) == (1, 0, 0)
    assert results.get_sitting(one["sitting"]).score == 90
    drive = queries.find_drive_of(one["sitting"])
    assert drive is not None and drive.source == "file"


def test_the_same_file_again_changes_nothing() -> None:
    content = a_file(told())
    assert counts(content) == (1, 0, 0) and counts(content) == (0, 1, 0)


def test_where_the_site_told_another_score_nothing_is_told_until_a_person_decides() -> None:
    one = told(score=100)
    assert counts(a_file(one)) == (0, 0, 1)
    assert results.results_of(one["sitting"]) == []
    (found,) = models.SiteConflict.objects.all()
    assert (found.kind, found.here["score"], found.there["score"]) == ("other_score", 90, 100)
    with pytest.raises(BadInput), transaction.atomic():
        site_conflicts.settle(conflict_id=found.id, stands="there", reason=" ", actor=TEST)
    site_conflicts.settle(conflict_id=found.id, stands="there", reason="the kerb sensor was out of order", actor=TEST)
    first, second = results.results_of(one["sitting"])
    assert (first.score, second.score, bool(second.reason)) == (90, 100, True)
    with pytest.raises(Conflict), transaction.atomic():
        site_conflicts.settle(conflict_id=found.id, stands="here", reason="again", actor=TEST)


def test_a_drive_that_is_here_already_is_not_overwritten_by_another_one() -> None:
    drive = taken_in(frames("site"))
    judging.conclude(drive_id=drive, actor=TEST)
    sitting = models.Drive.for_system("test").get(pk=drive).sitting
    assert counts(a_file(told(sitting))) == (0, 0, 1)
    assert [one.score for one in results.results_of(sitting)] == [100]
    (found,) = models.SiteConflict.objects.all()
    assert (found.kind, found.here["score"], found.there["score"]) == ("other_drive", 100, 90)


def the_conflict() -> models.SiteConflict:
    return models.SiteConflict.objects.get()


def test_what_a_site_sent_is_kept_though_it_contradicts_ours() -> None:
    drive = taken_in(frames("site"))
    judging.conclude(drive_id=drive, actor=TEST)
    one = told(models.Drive.for_system("test").get(pk=drive).sitting, score=40)
    counts(a_file(one))
    kept = models.SiteDrive.objects.get(conflict=the_conflict())
    assert hashlib.sha256(zlib.decompress(kept.frames)).hexdigest() == one["sha256"] and kept.said["score"] == 40
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        models.SiteDrive.objects.all().delete()


def test_of_two_drives_the_sites_may_stand_with_a_reason_and_its_frames_give_the_score() -> None:
    drive = taken_in(frames("site"))
    judging.conclude(drive_id=drive, actor=TEST)
    sitting = models.Drive.for_system("test").get(pk=drive).sitting
    counts(a_file(told(sitting, score=40)))
    found = the_conflict()
    assert site_conflicts.reckoned_there(found) == 90
    site_conflicts.settle(conflict_id=found.id, stands="there", reason="our line was another car's", actor=TEST)
    assert [(one.score, one.reason) for one in results.results_of(sitting)] == [
        (100, ""), (90, "our line was another car's")
    ]  # fmt: skip


def test_of_two_drives_ours_may_stand_and_nothing_changes() -> None:
    drive = taken_in(frames("site"))
    judging.conclude(drive_id=drive, actor=TEST)
    sitting = models.Drive.for_system("test").get(pk=drive).sitting
    counts(a_file(told(sitting)))
    site_conflicts.settle(conflict_id=the_conflict().id, stands="here", reason="seen on the film", actor=TEST)
    assert [one.score for one in results.results_of(sitting)] == [100]
    assert (the_conflict().settled, the_conflict().reason) == ("here", "seen on the film")


def test_a_drive_whose_line_died_gives_way_to_the_sites_whole_one() -> None:
    drive = taken_in(frames("site")[:400], closed=False)
    sitting = models.Drive.for_system("test").get(pk=drive).sitting
    counts(a_file(told(sitting)))
    site_conflicts.settle(conflict_id=the_conflict().id, stands="there", reason="the line died", actor=TEST)
    assert results.get_sitting(sitting).score == 90
    assert len(results.results_of(sitting)) == 2


def test_the_sites_record_stands_for_no_result_that_is_not_there() -> None:
    sitting = a_running_sitting()
    exams.void(sitting_id=sitting, reason="power cut", counts=False, actor=TEST, cause="test")
    counts(a_file(told(sitting)))
    with pytest.raises(Conflict) as refused, transaction.atomic():
        site_conflicts.settle(conflict_id=the_conflict().id, stands="there", reason="it was driven", actor=TEST)
    assert refused.value.code == "nothing_to_change"
    assert the_conflict().settled == ""


def test_a_sitting_that_is_void_or_unknown_here_is_shown_to_a_person() -> None:
    sitting = a_running_sitting()
    exams.void(sitting_id=sitting, reason="power cut", counts=False, actor=TEST, cause="test")
    assert counts(a_file(told(sitting), told(uuid4()))) == (0, 0, 2)
    assert sorted(models.SiteConflict.objects.values_list("kind", flat=True)) == ["not_running", "unknown"]


def test_a_file_that_was_changed_or_signed_by_nobody_is_refused_whole() -> None:
    content = a_file(told())
    line = content.split()[0]
    for wrong in (line + b"\n" + b"00" * 64, b"nonsense", content[:-20], a_file(told(), site="310100-9")):
        with pytest.raises(BadInput), transaction.atomic():
            site_files.take_in(content=wrong, actor=TEST)
    assert not models.SiteFile.objects.exists()


def test_a_day_written_here_can_be_taken_in_elsewhere() -> None:
    drive = taken_in(DRIVEN)
    judging.conclude(drive_id=drive, actor=TEST)
    written = site_files.write_day(CENTRE, clock.today(), KEY)
    assert counts(written) == (0, 1, 0)
