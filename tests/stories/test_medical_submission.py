"""D15: the yearly medical certificate from seventy on: an errand to any hospital, then nothing more."""

from datetime import timedelta

from tests import builders

from tongban.core import clock
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change

BORN = builders.date(1955, 3, 3)


def elderly(person, due_in_days: int = 12, more=(), letters: str = ""):
    """A long-term licence whose certificate falls due in so many days: the cycle ended thirty days before that."""
    due = clock.today() + timedelta(days=due_in_days)
    changes = [Change("medical_due", due.isoformat()), *more]
    return builders.a_licence(person, BORN, valid_to=None, term_years=None, letters=letters, more=changes)


def examined(days_ago: int) -> dict:
    return {"medical": {"examined_on": (clock.today() - timedelta(days=days_ago)).isoformat()}}


def test_an_examination_on_file_settles_the_duty_in_seconds(told):
    li = told.person(BORN, known=examined(3))
    licence = elderly(li)
    seen = told.sees(told.applies("D15", li).id)
    assert (seen.row.status, seen.outcome, seen.order_number) == ("closed", "granted", "")
    after = drivers.get_driver(licence.id)
    assert after.licence.medical_due_on is None
    assert after.card_serial == licence.card_serial, "no new card is made"


def test_an_examination_before_the_cycle_ended_does_not_count_and_a_new_one_goes_on_by_itself(told):
    li = told.person(BORN, known=examined(18))
    elderly(li)
    case = told.applies("D15", li)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.row.waiting_for) == ("waiting", "partner")
    assert [reason.code for reason in seen.reasons] == ["medical.before_cycle_end"]
    told.is_examined(li)
    assert told.sees(case.id).outcome == "granted"


def test_a_postponed_certificate_that_is_handed_in_clears_the_letter(told):
    li = told.person(BORN, known=examined(1))
    due = clock.today() - timedelta(days=40)
    until = clock.today() + timedelta(days=300)
    postponed = Change("postponement:medical", [due.isoformat(), until.isoformat()], until=until)
    licence = elderly(li, due_in_days=-40, more=[postponed], letters="P")
    assert told.sees(told.applies("D15", li).id).outcome == "granted"
    after = drivers.get_driver(licence.id).licence
    assert (after.letters, after.postponements, after.medical_due_on) == (frozenset(), (), None)


def test_a_review_that_waited_for_the_certificate_goes_on_when_it_is_handed_in(told):
    li = told.person(BORN, known=examined(1))
    fatal_on = clock.today() - timedelta(days=60)
    accident = Change("accident:A1", [fatal_on.isoformat(), "minor", "none"], since=fatal_on)
    review = Change("review_due", (clock.today() + timedelta(days=12)).isoformat())
    elderly(li, more=[accident, review])
    case = told.applies("D14", li, declaration="yes")
    assert [reason.code for reason in told.sees(case.id).reasons] == ["review.medical_first"]
    told.applies("D15", li)
    told.city.work()
    assert told.sees(case.id).outcome == "granted"


def test_who_is_seventy_one_but_in_mid_cycle_is_told_from_when(told):
    li = told.person(BORN)
    licence = builders.a_licence(li, BORN, valid_to=None, term_years=None)
    seen = told.sees(told.applies("D15", li).id)
    [reason] = seen.reasons
    assert (seen.outcome, reason.code) == ("refused", "medical.not_yet")
    assert reason.possible_from == licence.licence.cycles[-1].ends_on + timedelta(days=1)


def test_a_driver_of_forty_owes_none(told):
    wang = told.person()
    builders.a_licence(wang)
    seen = told.sees(told.applies("D15", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["medical.no_duty"])
