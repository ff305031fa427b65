"""C03: a Hong Kong car of at most eight seats; the scheme ended on 2026-05-31, the page says so, and it comes back
with a rule that the authority enters."""

from dataclasses import replace
from datetime import date

from tests.stories.test_hengqin import VIN, a_resident, has_a_car, reasons

from tongban.casework import engine
from tongban.core.law_book import book
from tongban.law.rules.crossing import may_enter, valid_until


def test_the_scheme_has_ended_and_nothing_is_granted(told):
    owner = a_resident(told, home="hongkong")
    has_a_car(told, owner, at="hongkong")
    case = told.applies("C03", owner, vin=VIN)
    assert (case.outcome, reasons(case)) == ("refused", ["crossing.ended"])


def test_a_rule_that_follows_is_read_when_somebody_enters_it(told):
    owner = a_resident(told, home="hongkong")
    has_a_car(told, owner, at="hongkong")
    found = engine.prepared(told.applies("C03", owner, vin=VIN).id)
    ended = book().entry("crossing.hongkong_in_force", date(2026, 5, 31))
    later = book().changed(lasting=[replace(ended, since=date(2026, 6, 1), until=None)])
    assert not may_enter("hongkong", found.facts, found.on, book()).allowed
    assert may_enter("hongkong", found.facts, found.on, later).allowed
    assert valid_until("hongkong", date(2030, 1, 1), date(2026, 12, 1), later) == date(2027, 11, 30)
