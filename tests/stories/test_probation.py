"""D21: twelve points on probation end that class; a person decides; other classes stay and take education."""

from datetime import date, timedelta

from tests import builders

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock
from tongban.registers.drivers import points
from tongban.registers.drivers import queries as drivers

REVIEWER = builders.a_clerk("review", label="0009", account=9)
LONG = date(2015, 6, 1)


def a_driver(told, classes: dict[str, date]):
    person = told.person(name="李新")
    first = min(classes.values())
    builders.a_licence(person, classes=classes, valid_from=max(first, date(2021, 6, 1)))
    return person


def act():
    return {"effective_on": clock.today(), "actor": builders.TEST, "cause": "test"}


def reaches_the_limit(told, person) -> dict[str, Case]:
    points.record_points(driver_id=drivers.find_driver(person).id, decision="V1", points=12, **act())
    told.city.work()
    return {case.service: case for case in Case.for_system("a story looks").filter(applicant=person)}


def decides(case: Case, outcome: str = "lapsed") -> None:
    actions.decide(case_id=case.id, actor=REVIEWER, outcome=outcome, grounds="记分属实")


def test_only_the_class_on_probation_ends_and_the_other_takes_education(told):
    person = a_driver(told, {"C1": LONG, "E": clock.today() - timedelta(days=90)})
    cases = reaches_the_limit(told, person)
    assert {code: case.ground["classes"] for code, case in cases.items()} == {"D21": ["E"], "D25": ["C1"]}
    assert cases["D21"].needs_post == "review"
    decides(cases["D21"])
    licence = drivers.find_driver(person).licence
    assert (licence.codes, "B" in licence.letters) == ({"C1"}, True)


def test_without_another_class_the_licence_is_cancelled(told):
    person = a_driver(told, {"C1": clock.today() - timedelta(days=90)})
    cases = reaches_the_limit(told, person)
    assert set(cases) == {"D21"}
    decides(cases["D21"])
    assert "G" in drivers.find_driver(person).licence.letters


def test_the_day_on_which_the_limit_was_reached_decides_not_that_of_the_decision(told, settings):
    person = a_driver(told, {"C1": LONG, "E": clock.today() - timedelta(days=360)})
    case = reaches_the_limit(told, person)["D21"]
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=20)).isoformat()
    decides(case)
    assert drivers.find_driver(person).licence.codes == {"C1"}


def test_points_that_are_struck_let_the_case_go(told):
    person = a_driver(told, {"C1": clock.today() - timedelta(days=90)})
    case = reaches_the_limit(told, person)["D21"]
    points.strike_points(driver_id=drivers.find_driver(person).id, decision="V1", reason="复议撤销", **act())
    told.city.work()
    assert Case.for_system("look").get(id=case.id).status == "withdrawn"
    assert "G" not in drivers.find_driver(person).licence.letters
