"""Facts about vehicles that pass: with a temporary plate, or from abroad for a time. Part of `facts`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TemporaryUse:
    """A temporary plate that is asked for: the row of law, and what the vehicle had of rows counted with it."""

    row: str
    given: int = 0
    runs_until: date | None = None  # the last day of one that is valid or will be


@dataclass(frozen=True, slots=True)
class Entering:
    """A vehicle from abroad that is to enter for a time, as those who know of it answered. None: not answered yet."""

    known: bool | None = None  # the register at home has it
    home: str = ""  # "macau", "hongkong"
    own: bool = True  # it is the applicant's
    private: bool = True  # a passenger vehicle, not for hire
    capacity: int = 0
    length_mm: int = 0
    made_on: date | None = None
    travels: bool | None = None  # the applicant has a home-return permit
    travel_until: date | None = None
    drivers: int = 1
    unlicensed: bool = False  # one of them holds no mainland licence that is valid
    inspected: str | None = None  # at a recognised centre: "passed", "failed", "" where it was not
    insured: bool | None = None
    insured_since: date | None = None
    insured_until: date | None = None
    customs_filed: bool | None = None
    border_filed: bool | None = None
    permitted: bool = False  # a permit stands for this vehicle, or for another one of the same owner under the scheme
    quota_used: int = 0  # places taken of the quota that the case would take from
