"""The interval around a rate, and which figures are not shown. Pure.

The interval is that of E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
the American Statistical Association 22 (1927), pages 209 to 212, without a continuity correction.
"""

from collections.abc import Iterable, Mapping
from math import sqrt
from statistics import NormalDist

from tongban.assessment.exams.rates.types import Count, Figure, Figures, Interval

Z = NormalDist().inv_cdf(0.975)  # 95 %, both sides


def wilson(passes: int, tests: int) -> Interval:
    """The rate and its interval. Raises ValueError without a test, and for more passes than tests."""
    if not 0 <= passes <= tests or not tests:
        raise ValueError(f"{passes} passes of {tests} tests have no rate")
    rate, square = passes / tests, Z * Z
    middle = (rate + square / (2 * tests)) / (1 + square / tests)
    half = Z * sqrt(rate * (1 - rate) / tests + square / (4 * tests * tests)) / (1 + square / tests)
    return Interval(rate, max(middle - half, 0.0), min(middle + half, 1.0))


def to_hide(tests: Mapping[str, int], fewest: int) -> set[str]:
    """Whose figures are not shown beside a total: those with too few tests, and with them so many of the smallest
    others that what is hidden is together as many tests as `fewest`."""
    ordered = sorted((key for key in tests if tests[key]), key=lambda key: (tests[key], key))
    hidden = [key for key in ordered if tests[key] < fewest]
    together = sum(tests[key] for key in hidden)
    for key in ordered[len(hidden) :]:
        if not hidden or together >= fewest:
            break
        hidden.append(key)
        together += tests[key]
    return set(hidden)


def figures(counts: Mapping[str, Count | None], fewest: int, *, others: bool = False) -> Figures:
    """What is shown of these; None: nothing is known of one. `others`: published elsewhere, so only rates are spared
    where there are too few tests, and nothing is hidden."""
    known = {key: count for key, count in counts.items() if count is not None}
    hidden = set() if others else to_hide({key: one.tests for key, one in known.items()}, fewest)
    total = sum(known.values(), Count())
    everywhere, first = intervals(total, fewest)
    rows = [
        Figure(key, None, hidden=key in hidden)
        if count is None or key in hidden
        else Figure(key, count, *intervals(count, fewest))
        for key, count in counts.items()
    ]
    return Figures(
        rows=tuple(sorted(rows, key=_order)),
        total=total,
        all=everywhere,
        first=first,
        hidden=len(hidden),
        above=_beside(rows, everywhere, 1),
        below=_beside(rows, everywhere, -1),
    )


def intervals(count: Count, fewest: int) -> tuple[Interval | None, Interval | None]:
    """Of all attempts and of first ones; None where there are too few, or where what is left after the first ones would
    tell of too few."""
    everything = wilson(count.passes, count.tests) if count.tests >= max(fewest, 1) else None
    if count.first_tests is None or count.first_passes is None or everything is None:
        return everything, None
    again = count.tests - count.first_tests
    enough = count.first_tests >= fewest and (not again or again >= fewest)
    return everything, wilson(count.first_passes, count.first_tests) if enough else None


def _order(row: Figure) -> tuple[bool, float, str]:
    return (row.all is None, -(row.all.rate if row.all else 0), row.key)


def _beside(rows: Iterable[Figure], everywhere: Interval | None, side: int) -> int:
    return sum(row.all.beside(everywhere.rate) == side for row in rows if row.all) if everywhere else 0
