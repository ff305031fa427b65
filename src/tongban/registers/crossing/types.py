"""What callers see of clearances and of the border's log."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.law.rules.stays import Standing


@dataclass(frozen=True, slots=True)
class Given:
    """A clearance that is about to be given."""

    scheme: str
    ground: str
    person: UUID
    vin: str
    home_plate: str
    name: str
    drivers: tuple[UUID, ...]
    office: str
    region: str
    since: date
    until: date
    insured_until: date
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage of the log."""

    number: str
    vin: str
    kind: str
    at: datetime
    port: str


@dataclass(frozen=True, slots=True)
class ClearanceView:
    """A clearance with the days of its vehicle. `stay_days`, `year_days`: the most there may be, None for no limit."""

    id: UUID
    number: str
    scheme: str
    ground: str
    person: UUID
    vin: str
    home_plate: str
    name: str
    drivers: tuple[UUID, ...]
    case: UUID | None
    office: str
    region: str
    since: date
    until: date
    cancelled_on: date | None
    cancelled_why: str
    warned: str
    stay_days: int | None
    year_days: int | None
    standing: Standing

    def state(self, on: date) -> str:
        """How it stands: "cancelled", "expired", "entered", "exited", or "e_plate_issued" where it never passed."""
        if self.cancelled_on is not None and self.cancelled_on <= on:
            return "cancelled"
        if on > self.until:
            return "expired"
        if self.standing.inside:
            return "entered"
        return "exited" if self.standing.year_days or self.standing.gaps else "e_plate_issued"

    def live(self, on: date) -> bool:
        """Neither cancelled nor expired."""
        return self.state(on) not in ("cancelled", "expired")

    @property
    def over(self) -> bool:
        """More days than the scheme allows: for a person to look at."""
        return self.standing.over(self.stay_days, self.year_days)

    @property
    def days_left(self) -> int | None:
        """The days left of this stay or a next one; None without a limit."""
        return self.standing.left(self.stay_days, self.year_days)

    def may_pass(self, on: date) -> bool:
        """May it enter on this day: live, not inside, and with days left in the year?"""
        days = self.year_days
        return self.live(on) and not self.standing.inside and (days is None or self.standing.year_days < days)
