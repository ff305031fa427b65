"""A share with its interval: Wilson's score, by figures that anybody can look up."""

import pytest

from tongban.core.proportions import Share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(3, 3, 0.4385, 1.0), (0, 10, 0.0, 0.2775), (50, 100, 0.4038, 0.5962), (9, 10, 0.5958, 0.9821)],
)
def test_the_interval_is_wilson_s(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=5e-4)


def test_of_nothing_nothing_is_known() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, (0.0, 1.0))


def test_two_shares_are_apart_only_where_their_intervals_do_not_meet() -> None:
    assert Share(90, 100).apart_from(Share(50, 100)) and Share(50, 100).apart_from(Share(90, 100))
    assert not Share(9, 10).apart_from(Share(5, 10))
