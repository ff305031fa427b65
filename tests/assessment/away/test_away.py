"""A site works a day without a network and hands in one file: what fits is taken, what does not waits for a person."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from tests.assessment.away.builders import (
    DAY,
    EVENING,
    EXAMINERS,
    MORNING,
    SITE,
    Away,
    a_candidate,
    a_session,
    a_site,
    at_noon,
    expected,
    take_in,
    the_bank,
)
from tests.assessment.exams import builders as exams
from tests.builders import TEST

from tongban.assessment.exams import actions, likeness, queries
from tongban.assessment.exams.away import models, packing, settling
from tongban.assessment.exams.away import queries as seen
from tongban.assessment.exams.driving import queries as driving
from tongban.assessment.exams.models import ExamFile as Row
from tongban.assessment.exams.types import End, ExamFile, FileState, Sitting, SittingState
from tongban.core import audit, clock
from tongban.core.actor import SEE, Actor, Grant
from tongban.core.errors import BadInput, Conflict, Refused, TongbanError
from tongban_site import leaving
from tongban_site.verbs import Refused as SiteRefused

pytestmark = pytest.mark.django_db
Told = tuple[int, int, int]


@pytest.fixture
def away(tmp_path: Path) -> Away:
    a_site()
    return Away(tmp_path / "site")


def riding(subject: str = "S2") -> tuple[ExamFile, Sitting]:
    file = a_candidate(passed=("S1",))
    return file, expected(file, subject, a_session(subject))


def counts(away: Away, at: datetime = EVENING) -> Told:
    taken = away.hand_in() if at is EVENING else take_in(leaving.write(away.site), at)
    return taken.taken, taken.known, taken.conflicts


def the_finding() -> driving.ConflictRow:
    (found,) = driving.ConflictRow.objects.filter(settled="")
    return found


def settle(stands: str, reason: str = "seen on the film", found: driving.ConflictRow | None = None) -> None:
    with clock.frozen(EVENING + timedelta(hours=14)):
        settling.settle(conflict_id=(found or the_finding()).id, stands=stands, reason=reason, actor=TEST)


def test_a_riding_test_far_away_is_a_result_here_in_the_evening(away: Away) -> None:
    file, sitting = riding()
    away.leave()
    away.rides(sitting.id, "s2_stall", "s2_indicator")
    assert counts(away) == (1, 0, 0)
    after, (result,) = queries.get_sitting(sitting.id), queries.results_of(sitting.id)
    assert (after.state, after.score, after.passed, after.recorded) == (SittingState.JUDGED, 80, True, True)
    assert result.signed and {one["item"] for one in result.deductions} == {"s2_stall", "s2_indicator"}
    assert after.ended_at is not None and after.ended_at < EVENING - timedelta(hours=9)  # the site's time, not ours
    (face,) = likeness.checks_of(sitting.id)
    assert face.same is True
    assert queries.get_file(file.id).passed == ("S1", "S2")


def test_what_goes_along_is_written_down_as_a_look_at_everybody(away: Away) -> None:
    file, _ = riding()
    away.leave()
    looks = audit.looks_at(file.person_id)
    assert [(one.what, one.purpose) for one in looks] == [("site_package", "export")]


def test_a_theory_paper_is_answered_there_and_judged_here(away: Away) -> None:
    with exams.on(DAY - timedelta(days=3)):
        the_bank()
    file = a_candidate(passed=())
    sitting = expected(file, "S1", a_session("S1"))
    away.leave()
    away.answers(sitting.id, away.desk(sitting.id), wrong=3)
    away.site.record(str(sitting.id), b"film", "hall", "KS-1")
    assert counts(away) == (1, 0, 0)
    after = queries.get_sitting(sitting.id)
    assert (after.score, after.passed) == (94, True)
    assert queries.get_file(file.id).learner_permit is not None


def test_a_paper_ends_at_the_site_as_soon_as_it_cannot_be_passed(away: Away) -> None:
    with exams.on(DAY - timedelta(days=3)):
        the_bank()
    sitting = expected(a_candidate(passed=()), "S1", a_session("S1"))
    away.leave()
    away.answers(sitting.id, away.desk(sitting.id), wrong=50)
    told = away.site.day().tries[str(sitting.id)]
    assert told.ended is not None and told.ended.said["why"] == "marks" and len(told.answers) == 6
    assert counts(away) == (1, 0, 0)
    assert queries.get_sitting(sitting.id).passed is False


def test_a_failed_ride_is_sat_again_there_and_both_tries_come_back(away: Away) -> None:
    _, sitting = riding()
    away.leave()
    away.rides(sitting.id, "s2_instructions")
    away.site.resit(str(sitting.id), "KS-1")
    away.rides(sitting.id, key=f"{sitting.id}:2")
    assert counts(away) == (2, 0, 0)
    first, again = queries.sittings_booked(sitting.booking_id)
    assert (first.passed, again.passed, again.attempt) == (False, True, 2)
    assert counts(away) == (0, 2, 0)  # written again: nothing new


def test_the_second_part_begins_only_after_the_first_is_passed(away: Away) -> None:
    file, booking, session = a_candidate(), uuid4(), a_session("S2+S3R")
    first = expected(file, "S2", session, booking)
    then = expected(file, "S3R", session, booking, together=("S2",))
    away.leave()
    away.site.compare(str(then.id), True, "", b"", "KS-1")
    away.site.check_in(str(then.id), "KS-1")
    with pytest.raises(SiteRefused):
        away.site.start(str(then.id), "KS-1")
    away.rides(first.id)
    away.rides(then.id)
    assert counts(away) == (2, 0, 0)


def test_who_did_not_come_is_absent_here_too(away: Away) -> None:
    _, sitting = riding()
    away.leave()
    away.machine.passes(4 * 3600)
    away.site.absent(str(sitting.id), "KS-1")
    assert counts(away) == (1, 0, 0)
    assert queries.get_sitting(sitting.id).state is SittingState.ABSENT


def test_the_same_file_twice_and_a_later_file_that_says_it_all_again_change_nothing(away: Away) -> None:
    _, sitting = riding()
    away.leave()
    away.rides(sitting.id)
    content = leaving.write(away.site)
    assert take_in(content).taken == 1
    assert (take_in(content).taken, counts(away)) == (0, (0, 1, 0))
    assert len(queries.results_of(sitting.id)) == 1


def test_a_pass_without_a_recording_is_withheld(away: Away) -> None:
    file, sitting = riding()
    away.leave()
    away.rides(sitting.id, recorded=False)
    assert counts(away) == (1, 0, 0)
    assert queries.get_sitting(sitting.id).passed is True and "S2" not in queries.get_file(file.id).passed


def a_cancelled_booking(sitting: Sitting, file: ExamFile) -> None:
    actions.void(sitting_id=sitting.id, reason="cancelled", counts=False, actor=TEST, cause="test")


def an_ended_file(sitting: Sitting, file: ExamFile) -> None:
    actions.end_file(file_id=file.id, end=End.BARRED, actor=TEST, cause="test")


def a_test_elsewhere(sitting: Sitting, file: ExamFile) -> None:
    actions.void(sitting_id=sitting.id, reason="tested elsewhere", counts=False, actor=TEST, cause="test")
    exams.sits(exams.expected(file, "S2"), 60)


def another_result(sitting: Sitting, file: ExamFile) -> None:
    exams.sits(sitting, 60)


def five_bookings_used(sitting: Sitting, file: ExamFile) -> None:
    """The booking of that day turned out to be the fifth to fail: the file ended with it."""
    actions.absent(sitting_id=sitting.id, actor=TEST, cause="test")
    actions.end_file(file_id=file.id, end=End.BOOKINGS_USED, actor=TEST, cause="test")


@pytest.mark.parametrize(
    ("meanwhile", "kind"),
    [
        (a_cancelled_booking, "not_running"),
        (an_ended_file, "not_running"),
        (a_test_elsewhere, "not_running"),
        (another_result, "other_result"),
        (five_bookings_used, "not_running"),
    ],
)
def test_what_the_office_did_meanwhile_is_never_overwritten(
    away: Away, meanwhile: Callable[[Sitting, ExamFile], None], kind: str
) -> None:
    file, sitting = riding()
    away.leave()
    with at_noon():
        meanwhile(sitting, file)
    before = queries.get_sitting(sitting.id)
    away.rides(sitting.id)
    assert counts(away) == (0, 0, 1)
    assert the_finding().kind == kind and queries.get_sitting(sitting.id) == before
    settle("here")
    assert queries.get_sitting(sitting.id) == before
    assert not driving.ConflictRow.objects.filter(settled="").exists()


def test_a_subject_that_was_passed_elsewhere_or_a_file_that_ended_is_a_finding_even_where_the_sitting_is_open(
    away: Away,
) -> None:
    file, sitting = riding()
    away.leave()
    away.rides(sitting.id)
    rows = Row.for_system("test").filter(pk=file.id)
    rows.update(passed=["S1", "S2"])
    assert counts(away) == (0, 0, 1)
    assert the_finding().kind == "passed_elsewhere"
    rows.update(passed=["S1"], state="ended", end="time_over", ended_on=DAY)
    away.machine.passes(60)
    assert counts(away) == (0, 0, 1)
    assert [one.kind for one in driving.ConflictRow.objects.order_by("id")] == ["passed_elsewhere", "file_ended"]
    with pytest.raises(Conflict), transaction.atomic():
        settle("there", found=driving.ConflictRow.objects.get(kind="file_ended"))


def test_a_booking_cancelled_after_departure_can_count_where_a_person_says_so_and_law_allows(away: Away) -> None:
    file, sitting = riding()
    away.leave()
    with at_noon():
        a_cancelled_booking(sitting, file)
    away.rides(sitting.id)
    assert counts(away) == (0, 0, 1)
    with clock.frozen(EVENING + timedelta(hours=1)):
        settling.settle(
            conflict_id=the_finding().id, stands="there", reason="cancelled by mistake, the person rode", actor=TEST
        )
    assert queries.get_sitting(sitting.id).state is SittingState.VOID
    assert queries.get_file(file.id).passed == ("S1", "S2")


def test_a_learner_permit_that_was_over_on_that_day_lets_nothing_count(away: Away) -> None:
    file, sitting = riding()
    away.leave()
    away.rides(sitting.id)
    yesterday = DAY - timedelta(days=1)
    Row.for_system("test").filter(pk=file.id).update(learner_permit_valid_to=yesterday)
    assert counts(away) == (0, 0, 1)
    assert the_finding().kind == "permit_over"
    with pytest.raises((Conflict, Refused)), transaction.atomic():
        settle("there")
    settle("here")
    assert queries.get_sitting(sitting.id).state is SittingState.VOID


def test_a_permit_whose_last_day_was_the_day_of_the_test_is_no_hindrance_on_the_day_after(away: Away) -> None:
    file, sitting = riding()
    away.leave()
    away.rides(sitting.id)
    Row.for_system("test").filter(pk=file.id).update(learner_permit_valid_to=DAY)
    assert counts(away, EVENING + timedelta(days=1)) == (1, 0, 0)
    assert queries.get_file(file.id).state is FileState.OPEN


@pytest.mark.parametrize("hours", [-5, 5, 30])
def test_a_machine_whose_clock_is_wrong_begins_nothing_or_waits_for_a_person(away: Away, hours: int) -> None:
    _, sitting = riding()
    away.machine.wall += hours * 3600
    away.start()
    with clock.frozen(MORNING):
        away.leave()
    if hours != 5:  # before the package was made, or another day: the site itself refuses
        away.site.compare(str(sitting.id), True, "", b"", "KS-1")
        with pytest.raises(SiteRefused):
            away.site.check_in(str(sitting.id), "KS-1")
        away.site.set_clock(MORNING + timedelta(minutes=5), "by the watch of KS-2", "KS-2")
        away.site.check_in(str(sitting.id), "KS-1")
        away.rides(sitting.id)
        assert counts(away) == (1, 0, 0)
        return
    away.rides(sitting.id)
    assert counts(away, MORNING + timedelta(hours=1)) == (0, 0, 1)  # told to have ended hours from now
    assert the_finding().kind == "clock"
    settle("there", "the clock was five hours ahead, the film shows it")
    after = queries.get_sitting(sitting.id)
    assert after.passed is True and after.ended_at == after.starts_at


def test_a_clock_that_jumps_during_a_test_moves_nothing_and_is_told(away: Away) -> None:
    with exams.on(DAY - timedelta(days=3)):
        the_bank()
    sitting = expected(a_candidate(passed=()), "S1", a_session("S1"))
    away.leave()
    desk = away.desk(sitting.id)
    away.machine.wall -= 7200  # somebody sets the machine's clock back: no minute is won
    one = away.site.at_desk(desk)
    assert one is not None and away.site.left(one) == pytest.approx(45 * 60)
    away.machine.wall += 7200 + 86400
    assert away.site.left(one) == pytest.approx(45 * 60)
    away.answers(sitting.id, desk)
    assert counts(away) == (0, 0, 1)
    assert the_finding().kind == "clock"
    settle("there", "the battery of its clock is empty")
    assert queries.get_sitting(sitting.id).score == 100


def test_an_examiner_replaced_on_the_spot_needs_two_people_there_and_one_here(away: Away) -> None:
    file, sitting = riding()
    session = str(sitting.session_id)
    away.leave()
    with pytest.raises(SiteRefused):
        away.site.replace(session, "KS-2", "KS-1", "taken ill", "KS-1")
    away.site.replace(session, "KS-2", "KS-3", "taken ill", "KS-1")
    away.rides(sitting.id, examiner="KS-2")
    assert counts(away) == (0, 0, 1)
    found = the_finding()
    assert (found.kind, found.there["examiner"], found.there["replaced"]["agreed"]) == ("examiner", "KS-2", "KS-3")
    settle("there", "confirmed by telephone")
    assert queries.get_file(file.id).passed == ("S1", "S2")


def test_somebody_who_did_not_go_along_examines_nobody(away: Away) -> None:
    _, sitting = riding()
    away.leave()
    away.rides(sitting.id, examiner="KS-9")
    assert counts(away) == (0, 0, 1) and the_finding().kind == "examiner"


def test_the_office_reckons_the_score_itself(away: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    _, sitting = riding()
    away.leave()
    away.rides(sitting.id, "s2_instructions")
    real = leaving.result
    monkeypatch.setattr(leaving, "result", lambda day, one: real(day, one) | {"score": 100})  # a dishonest program
    assert counts(away) == (0, 0, 1)
    found = the_finding()
    assert (found.kind, found.here["score"], found.there["score"]) == ("other_score", 0, 100)
    settle("here")
    assert [one.score for one in queries.results_of(sitting.id)] == [0]


def test_forged_altered_and_foreign_files_are_refused_whole(away: Away, tmp_path: Path) -> None:
    _, sitting = riding()
    package = away.leave()
    away.rides(sitting.id)
    content = leaving.write(away.site)
    first, second = content.split()
    stranger = Away(tmp_path / "stranger")
    stranger.site.journal, stranger.site.clock = away.site.journal, away.site.clock
    forged = leaving.write(stranger.site)
    for wrong in (forged, first[:-8] + b"AAAAAAA=\n" + second, b"nonsense", package):
        with pytest.raises(BadInput), transaction.atomic():
            take_in(wrong)
    assert queries.get_sitting(sitting.id).state is SittingState.EXPECTED
    assert not models.Result.objects.exists()


def test_a_package_opens_for_its_site_alone_and_a_site_has_one_day(away: Away, tmp_path: Path) -> None:
    riding()
    package = away.leave()
    before = away.site.day().count
    away.site.take_package(package, "KS-1")  # replayed: nothing new
    assert away.site.day().count == before
    with pytest.raises(SiteRefused):
        Away(tmp_path / "stranger").site.take_package(package, "KS-1")
    with pytest.raises(SiteRefused):
        away.site.take_package(package[:-10], "KS-1")
    with clock.frozen(MORNING - timedelta(hours=1)):
        other = packing.pack(site=SITE, day=DAY, examiners=EXAMINERS, actor=TEST)
    with pytest.raises(SiteRefused):
        away.site.take_package(other, "KS-1")


def test_a_package_replayed_on_another_day_begins_nothing(away: Away) -> None:
    _, sitting = riding()
    away.leave()
    away.machine.passes(86_400)
    away.site.compare(str(sitting.id), True, "", b"", "KS-1")
    with pytest.raises(SiteRefused):
        away.site.check_in(str(sitting.id), "KS-1")


def test_two_machines_with_one_package_never_overwrite_each_other(away: Away, tmp_path: Path) -> None:
    _, sitting = riding()
    away.leave()
    shutil.copytree(away.folder, tmp_path / "copy")
    twin = Away(tmp_path / "copy")
    away.rides(sitting.id)
    twin.rides(sitting.id, "s2_instructions")
    assert counts(away) == (1, 0, 0) and counts(twin) == (0, 0, 1)
    assert the_finding().kind == "other_result" and queries.get_sitting(sitting.id).score == 100


def test_nobody_packs_for_an_unknown_site_or_an_empty_day(away: Away) -> None:
    def refused(act: Callable[[], object]) -> str:
        with pytest.raises(TongbanError) as said, transaction.atomic():
            act()
        return said.value.code

    def pack() -> object:
        return packing.pack(site=SITE, day=DAY, examiners=EXAMINERS, actor=TEST)

    assert refused(pack) == "not_registered"
    assert refused(lambda: packing.register(site=SITE, public="nonsense", actor=TEST)) == "bad_input"
    packing.register(site=SITE, public=away.site.keys.public, actor=TEST)
    assert refused(pack) == "nobody_expected"


def test_findings_are_seen_where_the_exam_file_is_kept_and_nowhere_else(away: Away) -> None:
    file, sitting = riding()
    away.leave()
    with at_noon():
        a_cancelled_booking(sitting, file)
    away.rides(sitting.id)
    away.hand_in()

    def clerk(office: str) -> Actor:
        grants = frozenset({Grant(SEE, "*", office)})
        return Actor(kind="staff", label="x", channel="window", office=office, grants=grants)

    assert [len(seen.findings(clerk(office))) for office in (file.office, "310100-9")] == [1, 0]
