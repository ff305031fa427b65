"""Reading: which offices there are, what was written to them, how their clocks go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from tongban.core import regions
from tongban.exchange.models import Letter, Message, Office
from tongban.exchange.offices import contract
from tongban.exchange.types import MessageView
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office that letters are exchanged with."""

    region: str
    name: Text
    address: str
    introduced_at: datetime


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How letters to one office go. `refused`: for a person to look at."""

    office: OfficeView
    waiting: int
    refused: int
    acknowledged: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter, without its body."""

    id: UUID
    office: str
    kind: str
    title: Text
    about: UUID
    written_at: datetime
    tries: int
    said: str
    acknowledged_at: datetime | None
    refused_at: datetime | None
    receipt: UUID | None


def offices() -> list[OfficeView]:
    """Return the offices that can be written to, by region. One statement."""
    return [_office(row) for row in Office.objects.filter(closed_at=None).order_by("region")]


def correspondence() -> list[Correspondence]:
    """Return how letters to each office go. Two statements."""
    counted = (
        Letter.for_system("letters by office")
        .values("office")
        .annotate(
            waiting=Count("id", filter=Q(acknowledged_at=None, refused_at=None)),
            refused=Count("id", filter=Q(refused_at__isnull=False)),
            acknowledged=Count("id", filter=Q(acknowledged_at__isnull=False)),
            last=Max("acknowledged_at"),
        )
        .values_list("office", "waiting", "refused", "acknowledged", "last")
    )
    found = {office: figures for office, *figures in counted}
    return [Correspondence(office, *found.get(office.region, (0, 0, 0, None))) for office in offices()]


def letters_about(subjects: Iterable[UUID]) -> list[LetterView]:
    """Return the letters that belong to something, oldest first. One statement."""
    rows = Letter.for_system("letters of one matter").filter(about__in=list(subjects)).order_by("written_at", "id")
    return [_letter(row) for row in rows]


def open_letters(limit: int = 200) -> list[LetterView]:
    """Return the letters that nobody has acknowledged, those refused for good first. One statement."""
    rows = Letter.for_system("letters that wait").filter(acknowledged_at=None)
    return [_letter(row) for row in rows.order_by("refused_at", "written_at")[:limit]]


@dataclass(frozen=True, slots=True)
class LetterIn:
    """A letter that came, without its body."""

    office: str
    title: Text
    received_at: datetime


def letters_in(limit: int = 20) -> list[LetterIn]:
    """Return the letters that came last. One statement."""
    rows = Message.for_system("letters that came").filter(partner__startswith=contract.PREFIX).order_by("-received_at")
    return [
        LetterIn(partner.removeprefix(contract.PREFIX), contract.OFFICE.question(event).title, at)
        for partner, event, at in rows.values_list("partner", "event", "received_at")[:limit]
    ]


def sender(message: MessageView) -> str:
    """The region of the office that sent a message."""
    return message.partner.removeprefix(contract.PREFIX)


def _office(row: Office) -> OfficeView:
    return OfficeView(row.region, regions.name(row.region), row.address, row.introduced_at)


def _letter(row: Letter) -> LetterView:
    title = contract.OFFICE.question(row.kind).title
    return LetterView(
        row.pk, row.office, row.kind, title, row.about, row.written_at, row.tries, row.said, row.acknowledged_at,
        row.refused_at, row.receipt,
    )  # fmt: skip
