"""Is it the candidate? One to one; a machine alone fails nobody; another person is not tested; looks are on record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import transaction
from tests import builders
from tests.assessment.exams.builders import a_file, expected, on
from tests.builders import TEST

from tongban.assessment.exams import actions, likeness
from tongban.assessment.exams.types import Sitting, SittingState
from tongban.core import audit, entries
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.documents import actions as documents
from tongban.people.livecheck import Comparison

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
TAKEN, ON_FILE = b"\xff\xd8\xfftaken", b"\xff\xd8\xffon file"


class Sure:
    """An engine that knows everybody."""

    name = "sure"

    def compare(self, person_id: UUID, evidence: str) -> Comparison:
        return Comparison(passed=True, reference="1")


class Doubts(Sure):
    """An engine that knows nobody."""

    name = "doubts"

    def compare(self, person_id: UUID, evidence: str) -> Comparison:
        return Comparison(passed=False, reference="2", reason="0.41")


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with on(DAY):
        yield


def a_sitting() -> Sitting:
    file = a_file(person=builders.a_person())
    documents.keep_portrait(subject=file.id, person_id=file.person_id, jpeg=ON_FILE)
    return expected(file, "S1")


def compared(sitting: Sitting, moment: str = "entry") -> likeness.FaceCheckView:
    return likeness.compare(sitting_id=sitting.id, moment=moment, jpeg=TAKEN, actor=TEST, cause="test")


def test_without_an_engine_a_person_sees_both_pictures_and_decides() -> None:
    sitting = a_sitting()
    check = compared(sitting)
    assert check.same is None and [one.id for one in likeness.waiting(TEST)] == [check.id]
    clerk = builders.a_clerk("supervision")
    assert likeness.pictures(check.id, clerk) == likeness.Pictures(TAKEN, ON_FILE)
    assert [look.what for look in audit.looks_at(check.person_id)] == ["face_at_test"]
    assert likeness.decide(check_id=check.id, same=True, reason="", actor=clerk).same is True
    assert likeness.waiting(TEST) == []
    with pytest.raises(Conflict), transaction.atomic():
        likeness.decide(check_id=check.id, same=False, reason="x", actor=clerk)
    assert actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test").state is SittingState.PRESENT


def test_an_engine_that_is_sure_spares_the_person_and_one_that_is_not_fails_nobody(settings: LazySettings) -> None:
    sitting = a_sitting()
    settings.TONGBAN_LIVECHECK = f"{__name__}.Sure"
    assert compared(sitting).same is True
    settings.TONGBAN_LIVECHECK = f"{__name__}.Doubts"
    assert compared(sitting, "during").same is None
    assert [one.moment for one in likeness.checks_of(sitting.id)] == ["entry", "during"]


def test_another_person_is_not_tested_and_the_reason_is_kept() -> None:
    sitting = a_sitting()
    check = compared(sitting)
    with pytest.raises(BadInput), transaction.atomic():
        likeness.decide(check_id=check.id, same=False, reason=" ", actor=TEST)
    likeness.decide(check_id=check.id, same=False, reason="耳廓不同", actor=TEST)
    with pytest.raises(Conflict, match="not the same person"), transaction.atomic():
        actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    assert "face_decided" in [one.kind for one in entries.history(sitting.file_id)]
    again = compared(sitting)  # a colleague looks again
    with pytest.raises(Conflict), transaction.atomic():
        actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    likeness.decide(check_id=again.id, same=True, reason="带了身份证，是本人", actor=TEST)
    assert actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test").state is SittingState.PRESENT


def test_only_a_picture_at_a_known_moment_of_a_known_sitting_is_compared() -> None:
    sitting = a_sitting()
    for wrong in ({"moment": "later"}, {"jpeg": b"text"}):
        with pytest.raises(BadInput):
            likeness.compare(
                **{"sitting_id": sitting.id, "moment": "entry", "jpeg": TAKEN, **wrong}, actor=TEST, cause="t"
            )
    with pytest.raises(NotFound):
        likeness.compare(sitting_id=uuid4(), moment="entry", jpeg=TAKEN, actor=TEST, cause="t")


def test_pictures_go_with_the_time_of_recordings_and_the_finding_stays() -> None:
    check = compared(a_sitting())
    likeness.decide(check_id=check.id, same=True, reason="", actor=TEST)
    assert likeness.forget(date(2029, 3, 2)) == 0
    assert likeness.forget(date(2029, 3, 3)) == 1
    assert likeness.pictures(check.id, builders.a_clerk("supervision")).taken == b""
