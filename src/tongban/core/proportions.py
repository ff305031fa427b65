"""A share and how far it may be trusted. Pure."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

SURE = 0.95  # how often an interval made this way holds the true share
_Z = NormalDist().inv_cdf((1 + SURE) / 2)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which two shares the true one lies, by Wilson's score; everything where nothing was counted.

        It holds for few as well: three passes of three say at least 0.44, not 1.
        """
        if not self.whole:
            return 0.0, 1.0
        share, count, square = self.part / self.whole, self.whole, _Z * _Z
        middle = (share + square / (2 * count)) / (1 + square / count)
        half = _Z / (1 + square / count) * sqrt(share * (1 - share) / count + square / (4 * count * count))
        return max(0.0, middle - half), min(1.0, middle + half)

    def apart_from(self, other: "Share") -> bool:
        """True where the two intervals do not meet: then the difference is hardly chance."""
        (low, high), (other_low, other_high) = self.interval, other.interval
        return high < other_low or other_high < low
