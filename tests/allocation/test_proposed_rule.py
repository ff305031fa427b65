"""A proposed rule over last month's preferences: who gains, who loses, where and when; nothing is changed."""

from datetime import date, timedelta

import pytest
from tests.allocation import sessions as built
from tests.allocation.sessions import PLAN, TODAY, prefer

from tongban.allocation.slots import assigning, proposing, queries

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 12, 1), date(2026, 12, 31)


def test_who_would_gain_and_lose_by_first_come_is_counted_by_region_day_and_group() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 1, at=TODAY + timedelta(hours=5), school="A")  # the earlier ordering times asked last
    prefer(2, 1, 2, at=TODAY + timedelta(hours=4), school="A")
    prefer(3, 1, at=TODAY + timedelta(hours=3))
    prefer(4, 1, at=TODAY + timedelta(hours=2))
    built.fix_draw_and_run()
    before = queries.files(PLAN)
    made = proposing.compare(assigning.Rule(("submitted", "draw")), SINCE, UNTIL)
    assert (made.plans, made.people) == ([PLAN], 4)
    assert (made.total.gain, made.total.lose, made.total.worse, made.total.same) == (2, 1, 1, 0)
    assert [(region, day, one.gain, one.lose) for region, day, one in made.rows()] == [
        ("320100", date(2026, 12, 10), 2, 1), ("320100", date(2026, 12, 11), 0, 0)
    ]  # fmt: skip
    assert made.by_group["self_study"].gain == 2 and made.by_group["school"].lose == 1
    assert queries.files(PLAN) == before


def test_the_rule_in_force_changes_nothing() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 8):
        prefer(order, 1, 2, hours=order // 3)
    built.fix_draw_and_run()
    made = proposing.compare(assigning.Rule(), SINCE, UNTIL)
    assert (made.total.gain, made.total.lose, made.total.better, made.total.worse) == (0, 0, 0, 0)
    assert made.total.same == 4 and proposing.lines_between(SINCE, UNTIL) == 7
    assert proposing.compare(assigning.Rule(), date(2026, 1, 1), date(2026, 2, 1)).plans == []


@pytest.mark.parametrize(
    "order", [(), ("draw", "priority"), ("priority",), ("priority", "priority", "draw"), ("x", "draw")]
)
def test_what_is_no_rule_is_refused(order: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no rule"):
        assigning.Rule(order)
