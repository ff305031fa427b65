"""D14: a lorry driver's review waits for the school, goes on by itself, and clears what was overdue."""

from datetime import timedelta

from tests import builders

from tongban.core import clock
from tongban.exchange.models import Question
from tongban.people import queries as people
from tongban.registers.drivers import daily
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change

BORN = builders.date(1955, 3, 3)


def due_change(days: int = 12) -> Change:
    return Change("review_due", (clock.today() + timedelta(days=days)).isoformat())


def lorry_driver(person, letters: str = "", days: int = 12):
    """A holder of A2 whose review falls due in so many days."""
    held = {"A2": builders.date(2015, 6, 1)}
    return builders.a_licence(person, classes=held, letters=letters, more=[due_change(days)])


def applies(told, person):
    return told.applies("D14", person, declaration="yes")


def happens_to(told, path: str, person, body=None):
    told.happens(f"{path}/{people.identity_number(person)}", body)


def asked_partners(case) -> set[str]:
    return set(Question.for_system("who was asked").filter(case_id=case.id).values_list("partner", flat=True))


def test_it_waits_for_the_school_and_goes_on_by_itself_when_the_education_is_done(told):
    wang = told.person()
    licence = lorry_driver(wang, letters="S", days=-4)
    case = applies(told, wang)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.row.waiting_for) == ("waiting", "partner")
    assert [reason.code for reason in seen.reasons] == ["review.education_missing"]
    happens_to(told, "school/complete", wang)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome, seen.order_number) == ("closed", "granted", "")
    after = drivers.get_driver(licence.id)
    assert after.licence.letters == frozenset() and after.licence.review_due_on is None
    assert after.card_serial == licence.card_serial, "no new card is made"


def test_two_hours_are_not_enough(told):
    wang = told.person()
    lorry_driver(wang)
    case = applies(told, wang)
    happens_to(told, "school/complete", wang, {"hours": 2})
    assert told.sees(case.id).row.waiting_for == "partner"
    happens_to(told, "school/complete", wang, {"hours": 3})
    assert told.sees(case.id).outcome == "granted"


def test_a_violation_and_the_education_are_told_at_once_and_it_goes_on_after_both(told):
    violation = {"kind": "violation", "number": "V9", "place": "中山路", "on": "2026-10-01"}
    wang = told.person(known={"matters": [violation]})
    lorry_driver(wang)
    case = applies(told, wang)
    codes = {reason.code for reason in told.sees(case.id).reasons}
    assert codes == {"matter.violation", "review.education_missing"}
    told.settles(wang, "V9")
    happens_to(told, "school/complete", wang)
    assert told.sees(case.id).outcome == "granted"


def test_a_grave_accident_at_seventy_one_asks_for_the_ability_test_and_for_nothing_more(told):
    li = told.person(BORN)
    licence = builders.a_licence(li, BORN, valid_to=None, term_years=None)
    [cycle] = licence.licence.cycles
    accident = {"on": cycle.starts_on.isoformat(), "outcome": "serious", "responsibility": "minor"}
    happens_to(told, "platform/accident", li, accident)
    daily.look_at(licence.id, cycle.ends_on + timedelta(days=1))
    after = drivers.get_driver(licence.id)
    assert after.licence.review_due_on == cycle.ends_on + timedelta(days=30)


def test_the_school_is_not_asked_where_no_education_is_due(told):
    li = told.person(BORN)
    ended = clock.today() - timedelta(days=18)
    accident = Change("accident:A1", [ended.isoformat(), "serious", "main"], since=ended)
    first = (ended + timedelta(days=1)).replace(year=2015)
    builders.a_licence(li, BORN, {"C1": first}, valid_to=None, term_years=None, more=[accident, due_change()])
    case = applies(told, li)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["review.ability_missing"]
    happens_to(told, "ability/test", li, {"passed": False})
    assert told.sees(case.id).row.waiting_for == "partner"
    happens_to(told, "ability/test", li)
    assert told.sees(case.id).outcome == "granted"
    assert "school" not in asked_partners(case) and "ability" in asked_partners(case)


def test_a_silent_school_is_waited_for_and_asked_again(told):
    wang = told.person(known={"education": {}})
    lorry_driver(wang)
    told.partner("school", status=503)
    case = applies(told, wang)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.row.waiting_for) == ("waiting", "partner")
    told.partner("school")
    told.time_comes(case.id)
    assert told.sees(case.id).outcome == "granted"


def test_who_owes_no_review_is_told_so(told):
    wang = told.person()
    builders.a_licence(wang)
    seen = told.sees(applies(told, wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["review.not_due"])
