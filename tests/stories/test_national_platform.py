"""Letters and points follow what the national traffic platform answers."""

from tests import builders

from tongban.casework import actions
from tongban.core import entries
from tongban.registers.drivers import queries as drivers

VIOLATION = {
    "kind": "violation", "number": "V7", "place": "浦东大道", "on": "2026-10-01", "state": "open", "letter": "",
    "until": None, "settle_at": "任意交警窗口",
}  # fmt: skip


def look_up(person, citizen):
    case = actions.start(service="D06", applicant=person, actor=citizen, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office"})
    return actions.submit(case_id=case.id, actor=citizen)


def test_an_open_violation_sets_letter_h_and_its_settlement_clears_it(told):
    wang = told.person(known={"matters": [VIOLATION]})
    file = builders.a_licence(wang)
    citizen = builders.a_citizen(wang)
    case = look_up(wang, citizen)
    assert drivers.get_driver(file.id).licence.letters == {"H"}
    [written] = [entry for entry in entries.history(file.id) if entry.kind == "letter_set"]
    assert written.actor == "partner:platform" and written.cause.startswith("platform:")

    actions.withdraw(case_id=case.id, actor=citizen)
    told.partners_say(wang, {"matters": []})
    look_up(wang, citizen)
    assert drivers.get_driver(file.id).licence.letters == frozenset()


def test_points_reported_replace_the_cycle_once(told):
    wang = told.person()
    file = builders.a_licence(wang)
    running = file.licence.cycles[-1]
    cycle = {"starts_on": running.starts_on.isoformat(), "ends_on": running.ends_on.isoformat(), "points": 6}
    told.partners_say(wang, {"cycles": [cycle], "points": 6})
    citizen = builders.a_citizen(wang)
    case = look_up(wang, citizen)
    actions.withdraw(case_id=case.id, actor=citizen)
    look_up(wang, citizen)
    assert drivers.get_driver(file.id).licence.cycles[-1].points == 6
    assert [entry.kind for entry in entries.history(file.id)].count("points_reported") == 1
