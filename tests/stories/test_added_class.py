"""D02: a class is added; subjects that need not be taken again fall away, and the licence stays in use."""

from datetime import date

from tests import builders
from tests.stories.conftest import Told

from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.types import Kind
from tongban.casework import engine
from tongban.casework.catalogue import services
from tongban.registers.drivers import queries as drivers


def test_from_automatic_to_manual_three_subjects_and_a_learner_permit_at_once(told: Told) -> None:
    zhao = told.person(name="赵敏", known={"medical": {}})
    licence = builders.a_licence(zhao, classes={"C2": date(2020, 6, 1)})
    case = told.applies("D02", zhao, **{"class": "C1"}, school="none")
    assert told.sees(case.id).outcome == "granted"
    [file] = exams.files_of(zhao)
    assert (file.kind, file.subjects, file.holds_car) == (Kind.ADDITION, ("S2", "S3R", "S3T"), True)
    assert file.learner_permit is not None
    assert drivers.card_standing(licence.card_serial).valid


def test_only_what_the_person_may_have_is_offered(told: Told) -> None:
    zhao = told.person(name="赵敏", known={"medical": {"left_vision": 4.9, "right_vision": 4.9}})
    builders.a_licence(zhao, classes={"C1": date(2015, 6, 1)})
    draft = told.applies("D02", zhao, send=False)
    found = engine.prepare(draft.id)
    offered = services["D02"].question("class").options(found.facts, found.on, found.book)
    # a bus asks for better eyes, a trailer for a lorry first, and C2 is held with C1
    assert [code for code, _ in offered] == ["C6", "D", "E", "F", "M"]
    case = told.applies("D02", zhao, **{"class": "C6"}, school="none")
    assert told.sees(case.id).outcome == "granted"
    [file] = exams.files_of(zhao)
    assert file.subjects == ("S2", "S3T")


def test_a_locked_licence_takes_no_class(told: Told) -> None:
    zhao = told.person(name="赵敏", known={"medical": {}})
    builders.a_licence(zhao, classes={"C1": date(2015, 6, 1)}, letters="L")
    case = told.applies("D02", zhao, **{"class": "D"}, school="none")
    assert [reason.code for reason in told.sees(case.id).reasons] == ["letter.locked"]
    assert exams.files_of(zhao) == []
