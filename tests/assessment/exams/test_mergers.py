"""Two rows for one person become one: exam files and drives follow; two live files for one class wait for a person."""

from uuid import uuid4

import pytest
from tests.assessment.driving.builders import frames, taken_in
from tests.assessment.exams.builders import a_file, passes

from tongban.assessment.exams import queries, tasks
from tongban.assessment.exams.driving import models as driving
from tongban.assessment.exams.driving import tasks as driving_tasks
from tongban.core import entries

pytestmark = pytest.mark.django_db


def test_files_follow_whoever_the_person_is_now_and_what_was_passed_stays() -> None:
    keep, merged = uuid4(), uuid4()
    file = passes(a_file(person=merged), "S1")
    tasks.follow_merger(str(keep), str(merged))
    tasks.follow_merger(str(keep), str(merged))  # a job may come twice
    [found] = queries.files_of(keep)
    assert (found.id, found.passed, queries.files_of(merged)) == (file.id, ("S1",), [])
    assert [one.kind for one in entries.history(file.id)].count("person_merged") == 1


def test_of_two_live_files_for_one_class_none_is_lost_and_a_human_is_told(caplog: pytest.LogCaptureFixture) -> None:
    keep, merged = uuid4(), uuid4()
    mine, theirs, other = a_file(person=keep), a_file(person=merged), a_file("D", person=merged)
    tasks.follow_merger(str(keep), str(merged))
    assert {one.id for one in queries.files_of(keep)} == {mine.id, other.id}
    assert [(one.id, one.live) for one in queries.files_of(merged)] == [(theirs.id, True)]
    assert str(theirs.id) in caplog.text


def test_drives_follow() -> None:
    keep, merged = uuid4(), uuid4()
    drive = taken_in(frames("site")[:50], closed=False, person=merged)
    driving_tasks.follow_merger(str(keep), str(merged))
    assert driving.Drive.for_system("test").get(pk=drive).person == keep
