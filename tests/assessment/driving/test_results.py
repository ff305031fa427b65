"""From a drive to a result: told once, open where signals fail, changed only with a reason that stays visible."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.assessment.driving.builders import a_sheet, frames, taken_in
from tests.builders import TEST

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import judging, models, queries
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound

pytestmark = pytest.mark.django_db


def row(drive_id):
    return models.Drive.for_system("test").get(pk=drive_id)


def test_a_drive_becomes_a_result_with_edition_items_and_evidence() -> None:
    drive = taken_in(frames("site", kerb=0.4))
    result = judging.conclude(drive_id=drive, actor=TEST)
    assert (result.score, result.passed, result.edition) == (90, True, "GA1026-2022")
    assert [one["item"] for one in result.deductions] == ["hill_edge"]
    judged = queries.find_judged(drive)
    assert judged is not None and judged.sheet_id == a_sheet().digest
    assert [one.kind for one in entries.history(drive)] == ["drive_opened", "drive_closed", "drive_judged"]


def test_asked_again_the_same_result_comes_and_nothing_is_written() -> None:
    drive = taken_in(frames("site"))
    first = judging.conclude(drive_id=drive, actor=TEST)
    assert judging.conclude(drive_id=drive, actor=TEST) == first
    assert len(results.results_of(first.sitting_id)) == 1


def test_a_drive_that_goes_on_is_not_judged() -> None:
    with pytest.raises(Conflict, match="not ended"), transaction.atomic():
        judging.conclude(drive_id=taken_in(frames("site"), closed=False), actor=TEST)


def test_what_signals_could_not_judge_an_examiner_decides_with_a_reason() -> None:
    sent = frames("site")
    drive = taken_in(sent[:900] + sent[960:])
    with pytest.raises(Conflict, match="examiner decides"), transaction.atomic():
        judging.conclude(drive_id=drive, actor=TEST)
    result = judging.conclude(drive_id=drive, actor=TEST, decision="watched from the tower, item 3 was in order")
    judged = queries.find_judged(drive)
    assert result.passed and judged is not None and (judged.outcome, bool(judged.decision)) == ("open", True)


def test_an_examiner_adds_an_item_with_a_reason_and_it_stays_beside_the_machines() -> None:
    drive = taken_in(frames("site", kerb=0.4))
    judging.add_item(drive_id=drive, item="s2_instructions", at_ms=90_000, reason="turned off the route", actor=TEST)
    result = judging.conclude(drive_id=drive, actor=TEST)
    assert (result.score, [one["item"] for one in result.deductions]) == (0, ["hill_edge", "s2_instructions"])
    judged = queries.find_judged(drive)
    assert judged is not None and (judged.score, judged.told_score) == (90, 0)


@pytest.mark.parametrize(("item", "reason"), [("s2_instructions", "  "), ("no_such_item", "seen")])
def test_an_item_without_reason_or_outside_the_sheet_is_refused(item: str, reason: str) -> None:
    drive = taken_in(frames("site"))
    with pytest.raises(BadInput), transaction.atomic():
        judging.add_item(drive_id=drive, item=item, at_ms=0, reason=reason, actor=TEST)


def test_after_the_judgement_nothing_is_added_quietly() -> None:
    drive = taken_in(frames("site"))
    result = judging.conclude(drive_id=drive, actor=TEST)
    with pytest.raises(Conflict), transaction.atomic():
        judging.add_item(drive_id=drive, item="s2_instructions", at_ms=0, reason="late", actor=TEST)
    exams.change_result(
        sitting_id=result.sitting_id, score=0, reason="the film shows a turn off the route",
        evidence_digest="0" * 64, actor=TEST, cause="test",
    )  # fmt: skip
    first, second = results.results_of(result.sitting_id)
    assert (first.score, second.score, second.reason != "") == (100, 0, True)
    judged = queries.find_judged(drive)
    assert judged is not None and judged.score == 100


@pytest.mark.parametrize("table", ["driving_chunk", "driving_judged", "driving_addeditem", "driving_sheet"])
def test_frames_and_judgements_are_never_changed(table: str) -> None:
    drive = taken_in(frames("site", kerb=0.4))
    judging.conclude(drive_id=drive, actor=TEST)
    column = {"driving_chunk": "count = 0", "driving_addeditem": "points = 0", "driving_sheet": "content = ''"}
    for statement in (f"UPDATE {table} SET {column.get(table, 'score = 100')}", f"DELETE FROM {table}"):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_another_edition_between_drive_and_view_changes_no_result() -> None:
    drive = taken_in(frames("site", midway={"reverse": 3.0}))
    result = judging.conclude(drive_id=drive, actor=TEST)
    later = a_sheet(on=date(2014, 3, 1))
    compared = judging.scored_by(row(drive), later)
    assert (compared.edition, compared.score) == ("GA1026-2012", 0)
    assert results.results_of(result.sitting_id)[-1].score == 95
    judged = queries.find_judged(drive)
    assert judged and judging.scored_by(row(drive), judging.sheet_of(row(drive))).digest == judged.digest


def test_without_a_recording_and_both_signatures_a_pass_does_not_count() -> None:
    result = judging.conclude(drive_id=taken_in(frames("site")), actor=TEST)
    sitting = results.get_sitting(result.sitting_id)
    assert sitting.passed and not sitting.recorded and not sitting.stands and not result.signed


def test_a_candidate_sees_the_own_drive_for_three_days_and_nobody_elses() -> None:
    drive = row(taken_in(frames("site")))
    own = Actor(kind="citizen", label="citizen", channel="online", person_id=drive.person)
    other = Actor(kind="citizen", label="citizen", channel="online", person_id=drive.sitting)
    assert queries.get_drive(drive.id, own).id == drive.id
    with pytest.raises(NotFound):
        queries.get_drive(drive.id, other)
    with clock.frozen(drive.began_at + timedelta(days=4)), pytest.raises(NotFound, match="three days"):
        queries.get_drive(drive.id, own)


def test_a_chunk_that_is_not_what_it_was_is_found() -> None:
    drive = taken_in(frames("site"))
    chunk = models.Chunk.objects.filter(drive=drive).first()
    assert chunk is not None
    models.Chunk(
        drive_id=drive, place=99, frames=chunk.frames, count=1, first=0, last=0, sha256="0" * 64,
        received_at=clock.now(),
    ).save(force_insert=True)  # fmt: skip
    with pytest.raises(ValueError, match="chunk 99"):
        queries.received(drive)
