"""D04: the rest of the tests elsewhere: the file travels with all that was passed and used up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import transaction
from tests import builders
from tests.assessment.exams import builders as candidates
from tests.stories.conftest import Told

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import moving
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import End, ExamFile, FileState
from tongban.core import clock, personal
from tongban.core.errors import Conflict
from tongban.documents import of_vehicles
from tongban.exchange import wire
from tongban.exchange.models import Letter, Office
from tongban.exchange.offices.forms import ExamFileMoved
from tongban.people import queries as people
from tongban.services.driver import exam_moving

THEM = "320500"


@pytest.fixture(autouse=True)
def other_city(told: Told, settings: LazySettings) -> Iterator[None]:
    """Another office, introduced; it cannot be reached, so that its letters are ours to read."""
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())
    yield


def a_learner(told: Told) -> tuple[UUID, ExamFile]:
    """Subject 1 is passed, subject 2 was failed once."""
    lin = told.person(born=candidates.BORN, name="林晓", known={"medical": {}})
    with candidates.on(clock.today() - timedelta(days=60)):
        file = candidates.passes(candidates.a_file(person=lin), "S1")
    with candidates.on(clock.today() - timedelta(days=20)):
        file = candidates.fails(file, "S2")
    return lin, file


def the_letter() -> ExamFileMoved:
    [row] = Letter.for_system("test").filter(kind="exam_file_moved")
    letter = wire.form(ExamFileMoved).validate_json(personal.unseal(row.body), strict=True)
    assert isinstance(letter, ExamFileMoved)
    return letter


def test_the_file_goes_with_all_that_was_passed_and_used_up(told: Told) -> None:
    lin, file = a_learner(told)
    case = told.applies("D04", lin, to=THEM)
    assert told.sees(case.id).outcome == "granted"
    gone = files.get_file(file.id)
    assert (gone.state, gone.end, gone.moved_to) == (FileState.ENDED, End.MOVED, THEM)
    letter = the_letter()
    assert file.learner_permit is not None
    assert (letter.learner_permit_valid_to, letter.places_changed) == (file.learner_permit.valid_to, 1)
    assert [(one.subject, one.booking, one.passed) for one in letter.tests] == [
        ("S1", 1, True), ("S2", 1, False), ("S2", 1, False)
    ]  # fmt: skip
    told.city.work()
    assert of_vehicles.standing([file.id])[file.id] == []


def test_the_other_office_goes_on_where_the_first_one_stopped(told: Told) -> None:
    lin, _ = a_learner(told)
    told.applies("D04", lin, to=THEM)
    letter = replace(the_letter(), transfer=str(uuid4()), learner_permit_serial="3205260000009", portrait="")
    for _ in range(2):  # a letter that comes twice is one file
        exam_moving.took_in(THEM, letter, "310100", builders.TEST)
    [here] = [one for one in files.files_of(lin) if one.live]
    assert (here.passed, here.moved_from, here.places_changed) == (("S1",), THEM, 1)
    assert here.learner_permit is not None and here.learner_permit.serial == "3205260000009"
    said = files.may_book(here.id, "S2", clock.today())
    assert (said.verdict.allowed, said.bookings_used, said.bookings_left) == (True, 1, 4)
    assert len(of_vehicles.standing([here.id])[here.id]) == 1


def test_somebody_unknown_here_is_known_afterwards(told: Told) -> None:
    lin, _ = a_learner(told)
    told.applies("D04", lin, to=THEM)
    number = builders.identity_number(candidates.BORN, 955)
    letter = replace(
        the_letter(), transfer=str(uuid4()), identity_number=number, name="郑新", learner_permit_serial="x1"
    )
    exam_moving.took_in(THEM, letter, "310100", builders.TEST)
    person = people.find_person(number)
    assert person is not None and files.files_of(person)[0].passed == ("S1",)


def test_two_live_files_for_a_class_are_for_a_person_to_settle(told: Told) -> None:
    lin, _ = a_learner(told)
    told.applies("D04", lin, to=THEM)
    candidates.a_file(person=lin)
    letter = replace(the_letter(), transfer=str(uuid4()), learner_permit_serial="x2")
    with pytest.raises(Conflict, match="a person has to look"), transaction.atomic():
        exam_moving.took_in(THEM, letter, "310100", builders.TEST)


def test_a_booked_test_comes_first_and_before_subject_1_there_is_nothing_to_take_along(told: Told) -> None:
    lin, file = a_learner(told)
    sitting = candidates.expected(file, "S2", clock.today() + timedelta(days=3))
    case = told.applies("D04", lin, to=THEM)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["place.booked"]
    with pytest.raises(Conflict), transaction.atomic():
        moving.send_away(
            file_id=file.id, to=THEM, identity_number="x", name="x", portrait="", actor=builders.TEST, cause="t"
        )
    exams.void(sitting_id=sitting.id, reason="取消", counts=False, actor=builders.TEST, cause="t")
    exams.end_file(file_id=file.id, end=End.WITHDRAWN, actor=builders.TEST, cause="t")
    candidates.a_file(person=lin)
    case = told.applies("D04", lin, to=THEM)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["place.theory_first"]
