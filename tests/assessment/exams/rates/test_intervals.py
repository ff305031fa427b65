"""The interval of Wilson against published values, and what is hidden so that nobody subtracts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.assessment.exams.rates.intervals import figures, intervals, to_hide, wilson
from tongban.assessment.exams.rates.types import Count

FEWEST = 20


@pytest.mark.parametrize(
    ("passes", "tests", "low", "high"),
    [  # R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(passes: int, tests: int, low: float, high: float) -> None:
    found = wilson(passes, tests)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("passes", "tests"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_rate_is_refused(passes: int, tests: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        wilson(passes, tests)


@given(st.integers(1, 5000).flatmap(lambda tests: st.tuples(st.integers(0, tests), st.just(tests))))
def test_the_rate_lies_in_its_interval_and_the_interval_between_none_and_all(told: tuple[int, int]) -> None:
    found = wilson(*told)
    assert 0 <= found.low <= found.rate + 1e-12 and found.rate - 1e-12 <= found.high <= 1


def test_a_single_small_centre_is_hidden_together_with_the_next_smallest() -> None:
    assert to_hide({"a": 500, "b": 19, "c": 60, "d": 300}, FEWEST) == {"b", "c"}
    assert to_hide({"a": 500, "b": 19, "c": 12, "d": 300}, FEWEST) == {"b", "c"}
    assert to_hide({"a": 500, "c": 20}, FEWEST) == set()


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 200), max_size=12))
def test_what_is_hidden_together_is_enough_or_everything(tests: dict[str, int]) -> None:
    hidden = to_hide(tests, FEWEST)
    assert {key for key, count in tests.items() if 0 < count < FEWEST} <= hidden
    together = sum(tests[key] for key in hidden)
    assert not hidden or together >= FEWEST or hidden == {key for key in tests if tests[key]}


def test_first_attempts_are_not_shown_where_the_others_would_be_too_few() -> None:
    assert intervals(Count(100, 60, 85, 50), FEWEST)[1] is None
    assert intervals(Count(100, 60, 80, 50), FEWEST)[1] is not None
    assert intervals(Count(100, 60, 100, 60), FEWEST)[1] is not None


def test_the_total_counts_everybody_and_the_best_rate_comes_first() -> None:
    found = figures({"a": Count(100, 50, 100, 50), "b": Count(200, 180, 200, 180), "c": Count(5, 5, 5, 5)}, FEWEST)
    assert (found.total.tests, found.total.passes) == (305, 235)
    assert [(row.key, row.hidden) for row in found.rows] == [("b", False), ("a", True), ("c", True)]
    assert all(row.count is None for row in found.rows if row.hidden)


def test_figures_of_others_are_shown_whatever_their_number_but_without_a_rate() -> None:
    found = figures({"a": Count(5, 4), "b": None, "c": Count(500, 250)}, FEWEST, others=True)
    rows = {row.key: row for row in found.rows}
    assert rows["a"].count == Count(5, 4) and rows["a"].all is None and not rows["a"].hidden
    assert rows["b"].count is None and not rows["b"].hidden
    assert rows["c"].all is not None


def test_a_centre_is_beside_all_together_where_the_interval_holds_it() -> None:
    found = figures({"a": Count(400, 100), "b": Count(400, 300), "c": Count(400, 200)}, FEWEST)
    assert (found.above, found.below) == (1, 1)
