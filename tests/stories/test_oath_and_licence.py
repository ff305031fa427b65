"""From the last test to the licence in the hand: the oath of the day, what has to be there, what stops it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from tests import builders
from tests.assessment.exams import builders as candidates
from tests.stories.conftest import Told

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import ceremonies
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import End, ExamFile, FileState, Invited, Role
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.errors import Refused, Unavailable
from tongban.core.law_book import book
from tongban.documents import production
from tongban.law.rules import exams as law
from tongban.law.rules import probation
from tongban.law.verdict import Reason
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import first_card

OFFICER = builders.a_clerk("acceptance")


def a_candidate(told: Told, name: str = "林晓", **more: object) -> tuple[UUID, ExamFile]:
    """Somebody whose application is accepted."""
    lin = told.person(born=date(2000, 5, 1), name=name, known={"medical": {}}, **more)
    told.applies("D01", lin, **{"class": "C1"}, school="none")
    return lin, files.files_of(lin)[0]


def passes_all(file: ExamFile, *, signed: bool = True) -> ExamFile:
    """Everything is passed, the last subject today."""
    today = clock.today()
    with candidates.on(today - timedelta(days=40)):
        candidates.passes(file, "S1")
    for subject in ("S2", "S3R", "S3T"):
        candidates.sits(candidates.expected(file, subject), 95, signed=signed or subject != "S2")
    return files.get_file(file.id)


def is_sworn(told: Told, file: ExamFile, minutes: int = 30) -> Invited:
    """The ceremony of the day: the person comes, is taught, takes the oath."""
    ceremonies.plan(office=file.office, place="领证大厅", starts_at=clock.now() + timedelta(hours=1), actor=OFFICER)
    told.city.work()
    invited = ceremonies.find_invitation(file.id) or ceremonies.invite(file_id=file.id, actor=OFFICER, cause="test")
    assert invited is not None
    act = {"file_id": file.id, "ceremony_id": invited.ceremony.id, "actor": OFFICER, "cause": "ceremony"}
    ceremonies.attend(**act)
    ceremonies.teach(**act, minutes=minutes)
    sworn = ceremonies.swear(**act)
    told.city.work()
    return sworn


def test_the_licence_is_there_on_the_day_of_the_oath(told: Told) -> None:
    lin, file = a_candidate(told)
    file = passes_all(file)
    assert file.state is FileState.PASSED
    is_sworn(told, file)
    driver = drivers.find_driver(lin)
    assert driver is not None
    assert [(one.code, one.since) for one in driver.licence.classes] == [("C1", clock.today())]
    assert driver.licence.valid_to == clock.today().replace(year=clock.today().year + 6)
    assert probation.on_probation(driver.licence, clock.today(), book()) == {"C1"}
    assert production.get_card(driver.card_serial).office == file.office
    done = files.get_file(file.id)
    assert done.state is FileState.LICENSED and done.passed_at and done.licensed_at
    assert done.licensed_at - done.passed_at < timedelta(hours=1)
    assert first_card.issue(file_id=file.id, actor=OFFICER).card_serial == driver.card_serial


def test_a_missing_signature_stops_the_licence_until_it_is_there(told: Told) -> None:
    lin, file = a_candidate(told)
    file = passes_all(file, signed=False)
    is_sworn(told, file)
    assert drivers.find_driver(lin) is None
    assert [one.code for one in law_says(file)] == ["issue.unsigned"]
    [sitting] = [one for one in files.sittings_of(file.id) if one.subject == "S2"]
    for role, actor in ((Role.EXAMINER, OFFICER), (Role.CANDIDATE, system("pad"))):
        exams.sign(sitting_id=sitting.id, role=role, method="pad", digest="a" * 64, actor=actor, cause="test")
    first_card.issue(file_id=file.id, actor=OFFICER)
    assert drivers.find_driver(lin) is not None


def test_twenty_minutes_of_education_are_not_enough(told: Told) -> None:
    lin, file = a_candidate(told)
    file = passes_all(file)
    invited = is_sworn(told, file, minutes=29)
    assert drivers.find_driver(lin) is None and [one.code for one in law_says(file)] == ["issue.not_taught"]
    ceremonies.teach(file_id=file.id, ceremony_id=invited.ceremony.id, minutes=30, actor=OFFICER, cause="test")
    first_card.issue(file_id=file.id, actor=OFFICER)
    assert drivers.find_driver(lin) is not None


def test_a_bar_that_comes_up_after_the_last_test_ends_the_file(told: Told) -> None:
    lin, file = a_candidate(told)
    file = passes_all(file)
    told.partners_say(lin, {"person": {"name": "林晓"}, "narcotics": {"listed": True}})
    is_sworn(told, file)
    assert drivers.find_driver(lin) is None
    assert (files.get_file(file.id).state, files.get_file(file.id).end) == (FileState.ENDED, End.BARRED)


def test_a_bar_under_an_earlier_number_is_found_although_name_and_number_changed(told: Told) -> None:
    lin, file = a_candidate(told)
    file = passes_all(file)
    register.set_ban(
        identity_number=people.identity_number(lin), person_id=None, code="N12", since=clock.today(), until=None,
        reference="x", actor=OFFICER, cause="test",
    )  # fmt: skip
    people_actions.change_identity(
        person_id=lin, name="林小", identity_number=builders.identity_number(date(2000, 5, 1), 977), actor=OFFICER,
        cause="test",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        first_card.issue(file_id=file.id, actor=OFFICER)
    assert "bar.term" in [one.code for one in refused.value.verdict.reasons]


def test_while_the_anti_drug_register_is_silent_nothing_is_issued(told: Told) -> None:
    _, file = a_candidate(told)
    file = passes_all(file)
    told.partner("narcotics", status=503)
    with pytest.raises(Unavailable):
        first_card.issue(file_id=file.id, actor=OFFICER)
    assert files.get_file(file.id).state is FileState.PASSED


def law_says(file: ExamFile) -> tuple[Reason, ...]:
    """Why the licence is not issued, by law."""
    return law.may_issue(first_card.facts_of(file), clock.today(), book()).reasons
