"""What pages see of a case. No names and no numbers of persons: a page asks `people` for those, with a purpose."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.casework.catalogue import Service, services
from tongban.casework.timeline import Moment
from tongban.law.text import Text
from tongban.law.verdict import Reason


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list of cases."""

    id: UUID
    number: str
    service: str
    name: Text
    status: str
    waiting_for: str
    word: Text
    outcome: str
    origin: str
    applicant: UUID
    office: str
    channel: str
    due_on: date | None
    clock_stopped: bool
    needs_post: str
    taken_by: UUID | None
    created_at: datetime
    order_number: str
    agent: UUID | None = None  # who acts for the applicant
    prepared_for: date | None = None  # the due day, where the office prepared it
    missing: tuple[str, ...] = ()  # codes of the reasons it waits for, was refused for, or is not ready for

    @property
    def definition(self) -> Service:
        """The service it is about."""
        return services[self.service]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One material as a page shows it: looked up, still needed, or not needed any more."""

    key: str
    name: Text
    why: Text
    article: str
    group: str  # "looked_up", "needed", "promised", "brought"
    partner: Text | None
    obtained_at: datetime | None
    seconds: float
    due_on: date | None
    summary: Text | None = None


@dataclass(frozen=True, slots=True)
class SparedView:
    """What this case did not ask of the person, and from whom it was fetched instead."""

    papers: int
    copies: int
    forms: int
    visits: int
    fetched: tuple[tuple[Text, float], ...]  # partner, seconds


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its own page shows it."""

    row: CaseRow
    service: Service
    subject: UUID | None
    go_on: bool
    law_on: date | None
    book: str
    submitted_at: datetime | None
    decided_at: datetime | None
    outcome: str
    paid: bool
    order_number: str
    answers: dict[str, Any]
    ground: dict[str, Any]
    reasons: tuple[Reason, ...]
    evidence: tuple[EvidenceView, ...]
    timeline: tuple[Moment, ...]
    spared: SparedView
    grounds: str = ""
    decided_by: str = ""
    rating: int | None = None
    inquiries: tuple[dict[str, Any], ...] = field(default_factory=tuple)
