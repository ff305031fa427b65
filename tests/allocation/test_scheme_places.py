"""Places: as many as law says, one for a case, given back when it comes to nothing, public in numbers."""

import pytest
from tests import builders

from tongban.allocation import scheme_places
from tongban.core.ids import new_id

pytestmark = pytest.mark.django_db


def take(case, limit=2, period=scheme_places.TOTAL):
    return scheme_places.take(scheme="test", period=period, limit=limit, case=case, actor=builders.TEST, cause="test")


def test_a_case_has_one_place_however_often_it_asks():
    case = new_id()
    assert take(case).used == take(case).used == 1


def test_the_place_after_the_last_one_is_not_there_until_one_comes_back():
    first, second, third = new_id(), new_id(), new_id()
    take(first), take(second)
    assert take(third) == scheme_places.NoneLeft(2)
    assert scheme_places.give_back(case=first, actor=builders.TEST, cause="test") == 1
    assert scheme_places.give_back(case=first, actor=builders.TEST, cause="test") == 0
    assert take(third).used == 2
    assert scheme_places.ledger("test") == [scheme_places.Ledger("test", "total", 3, 1)]


def test_each_month_has_its_own_places_and_none_means_none():
    take(new_id(), limit=1, period="2026-11")
    assert isinstance(take(new_id(), limit=1, period="2026-11"), scheme_places.NoneLeft)
    assert isinstance(take(new_id(), limit=1, period="2026-12"), scheme_places.Taken)
    assert isinstance(take(new_id(), limit=0, period="2027-01"), scheme_places.NoneLeft)
