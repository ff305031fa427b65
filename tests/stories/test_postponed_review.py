"""D17: a declaration postpones the licence review; the letter T gives time, not leave to drive."""

from datetime import timedelta

from tests import builders

from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.rules import status
from tongban.registers.drivers import daily
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change


def lorry_driver(person, review_in_days: int, letters: str = ""):
    """A holder of A2 whose review falls due in so many days."""
    due = clock.today() + timedelta(days=review_in_days)
    more = [Change("review_due", due.isoformat())]
    return builders.a_licence(person, classes={"A2": builders.date(2015, 6, 1)}, letters=letters, more=more)


def postpones(told, person, until):
    return told.applies("D17", person, ground="abroad", until=until.isoformat(), declaration="yes")


def test_an_overdue_review_is_postponed_and_its_letter_gives_way(told):
    wang = told.person()
    licence = lorry_driver(wang, -5, letters="S")
    until = clock.today() + timedelta(days=200)
    case = postpones(told, wang, until)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome, seen.order_number) == ("closed", "granted", "")
    after = drivers.get_driver(licence.id)
    assert after.licence.letters == {"T"}
    [row] = after.licence.postponements
    assert (row.duty, row.original_due_on, row.until) == ("review", licence.licence.review_due_on, until)
    assert after.card_serial == licence.card_serial, "no new card is made"
    refused = status.may_drive(after.licence, "A2", clock.today(), after.born, book())
    assert [reason.code for reason in refused.reasons] == ["drive.postponed"]


def test_when_the_postponed_day_has_passed_the_review_is_overdue_again(told):
    wang = told.person()
    licence = lorry_driver(wang, 3)
    until = clock.today() + timedelta(days=100)
    postpones(told, wang, until)
    daily.look_at(licence.id, until + timedelta(days=1))
    assert drivers.get_driver(licence.id).licence.letters == {"S"}


def test_it_may_be_postponed_again_within_the_three_years(told):
    wang = told.person()
    lorry_driver(wang, 3)
    for days in (200, 400):
        case = postpones(told, wang, clock.today() + timedelta(days=days))
        assert told.sees(case.id).outcome == "granted"


def test_who_owes_no_review_is_told_so(told):
    wang = told.person()
    builders.a_licence(wang)
    case = postpones(told, wang, clock.today() + timedelta(days=200))
    seen = told.sees(case.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["postponement.not_due"])
