"""D29: a licence from abroad: theory alone for a car, decided by a person who has seen the original."""

from tests import builders
from tests.stories.conftest import Told

from tongban.assessment.exams import queries as exams
from tongban.casework import actions

ANSWERS = {"foreign_country": "德国", "foreign_number": "B072RRE2I55", "foreign_since": "2018-05-01", "stayed": "yes"}


def test_a_car_licence_from_abroad_asks_for_theory_alone(told: Told) -> None:
    hans = told.person(name="韩思", known={"medical": {}})
    case = told.applies("D29", hans, **{"class": "C1"}, **ANSWERS)
    assert case.needs_post == "review"
    officer = builders.a_clerk("review", label="0009", account=9)
    actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="与原件一致")
    [file] = exams.files_of(hans)
    assert (file.subjects, file.learner_permit) == (("S1",), None)


def test_a_licence_obtained_on_a_short_visit_does_not_count(told: Told) -> None:
    hans = told.person(name="韩思", known={"medical": {}})
    case = told.applies("D29", hans, **{"class": "C1"}, **{**ANSWERS, "stayed": "no"})
    assert [reason.code for reason in told.sees(case.id).reasons] == ["applying.not_stayed"]
    assert exams.files_of(hans) == []
