"""D20: until 2022-03-31 the office cancelled the highest class; since then it does not."""

from datetime import UTC, date, datetime

import pytest
from tests import builders

from tongban.casework import actions, opening, own_motion, queries, tasks
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.errors import NotAllowed
from tongban.registers.drivers import queries as drivers

LORRY = {"A2": date(2012, 6, 1)}
FINDER = builders.a_clerk("review", label="0008", account=8)
REVIEWER = builders.a_clerk("review", label="0009", account=9)


@pytest.fixture
def du(told, settings):
    """A lorry driver on 10 March 2022; instants stay real."""
    settings.TONGBAN_TODAY = "2022-03-10"
    person = told.person(name="杜康")
    builders.a_licence(person, classes=LORRY, valid_from=date(2018, 6, 1), valid_to=date(2024, 6, 1))
    return person


def opened(person) -> Case:
    """What a member of staff does who finds twelve points on a lorry driver's record."""
    return opening.open_by_hand(
        service="D20", person_id=person, ground="points_limit", found_on=clock.today(), reference="points 2022-17",
        actor=FINDER,
    )  # fmt: skip


def test_the_office_opens_it_and_the_driver_exchanges_for_what_is_left(told, du):
    case = opened(du)
    assert (case.origin, case.status, case.due_on) == ("own_motion", "waiting", date(2022, 4, 9))
    assert case.ground["classes"] == ["A2"]
    citizen = builders.a_citizen(du)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office"})
    case = actions.respond(case_id=case.id, actor=citizen)
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = drivers.find_driver(du).licence
    assert {one.code: one.since for one in after.classes} == {"B1": date(2012, 6, 1), "B2": date(2012, 6, 1)}


def test_who_does_not_answer_loses_the_class_alone_and_a_person_decides_it(du):
    with clock.frozen(datetime(2022, 2, 20, 4, tzinfo=UTC)):
        case = opened(du)
        own_motion.serve_by_hand(case_id=case.id, proof="handed over", actor=REVIEWER)
    with clock.frozen(datetime(2022, 3, 23, 4, tzinfo=UTC)):
        tasks.move_on(case.id)
        actions.decide(case_id=case.id, actor=REVIEWER, outcome="lapsed", grounds="served, thirty days passed")
    assert drivers.find_driver(du).licence.codes == {"B1", "B2"}
    [announced], _ = queries.announcements()
    assert announced.classes == ("A2",)


def test_without_a_ground_of_that_law_the_machine_does_not_cancel(told, du):
    case = own_motion.open_case(
        service="D20", person_id=du, subject=drivers.find_driver(du).id, office=builders.OFFICE,
        ground={"ground": "speeding", "classes": ["A2"]}, actor=builders.TEST,
    )  # fmt: skip
    citizen = builders.a_citizen(du)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office"})
    case = actions.respond(case_id=case.id, actor=citizen)
    assert (case.needs_post, case.outcome) == ("review", "")
    assert drivers.find_driver(du).licence.codes == {"A2"}


def test_since_the_first_of_april_nothing_is_opened_and_nobody_can_apply(told, du, settings):
    settings.TONGBAN_TODAY = "2022-04-01"
    assert "D20" not in {one.service.code for one in opening.grounds(FINDER)}
    with pytest.raises(NotAllowed):
        opened(du)
    with pytest.raises(NotAllowed, match=r"31 March 2022|2022年3月31日"):
        own_motion.open_case(
            service="D20", person_id=du, subject=drivers.find_driver(du).id, office=builders.OFFICE,
            ground={"ground": "points_limit"}, actor=builders.TEST,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.start(service="D20", applicant=du, actor=builders.a_clerk("acceptance"), office=builders.OFFICE)
    assert Case.for_system("look").filter(applicant=du).count() == 0
    assert "D20" not in {service.code for service in queries.in_service()}
