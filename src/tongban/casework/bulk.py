"""Decided cases in bulk: the migration of an authority's register of cases, by COPY.

Each becomes a closed case with its decision, the notices written, the rating with the answer to a bad one, and
one entry, whose cause is `takeover`. The former register decided by means of its own: no book, no facts and no papers
are claimed. A batch is one transaction, all or nothing; callers choose its size (some thousands).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongban.casework import record, rights, states
from tongban.casework.inquiries import NOTHING_SAID
from tongban.casework.models import Case, Confirmation, Decision, Inquiry, Notice, Rating
from tongban.casework.reasons import to_json
from tongban.casework.timeline import TAKEOVER
from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.bulk import NewEntry, copy_objects, write_entries
from tongban.core.errors import BadInput, Conflict
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.law.verdict import Reason
from tongban.people.rights import must_be_office

DOUBLED = Text(zh="流水号 {number} 已有案件。", en="There is a case with the number {number} already.")
NOT_HAPPENED = Text(
    zh="案件 {number} 的时间不对：依次是提交、告知、决定、评价、答复，都不晚于今天。",
    en="The times of case {number} are wrong: sent, told, decided, rated, answered, in this order and not after today.",
)


@dataclass(frozen=True, slots=True)
class NewRating:
    """How the person rated it; `answer_due_on` of a bad one, and when the office answered it."""

    stars: int
    given_at: datetime
    answer_due_on: date | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A case as the former register has it. `gaps_told_at`: when the person was told of these missing materials.

    `seconds`: how long the person had the pages of an application sent online open, where that was kept.
    """

    number: str
    service: str
    person_id: UUID
    driver_id: UUID | None
    office: str
    channel: str
    submitted_at: datetime
    decided_at: datetime
    due_on: date
    limit_days: int
    reasons: tuple[Reason, ...] = ()
    gaps: tuple[str, ...] = ()
    gaps_told_at: datetime | None = None
    rating: NewRating | None = None
    seconds: float | None = None

    @property
    def outcome(self) -> str:
        """Refused where reasons were given."""
        return "refused" if self.reasons else "granted"

    @property
    def notices(self) -> int:
        """How many notices were written."""
        return bool(self.gaps) + bool(self.reasons)


def take_over_cases(*, cases: Sequence[DecidedCase], actor: Actor) -> list[UUID]:
    """Keep decided cases of the former register; return their ids in order. Thirteen statements at most.

    Raises NotAllowed, NotFound for a service that is not in the catalogue, BadInput for what cannot have happened,
    Conflict (nothing is written) where a number is given twice or belongs to a known case.
    """
    must_be_office(actor)
    for one in cases:
        _must_have_happened(one)
    with transaction.atomic():
        _must_be_new([one.number for one in cases])
        rows = [_case(one) for one in cases]
        pairs = list(zip(rows, cases, strict=True))
        said = [_entry(row, one) for row, one in pairs]
        written = write_entries(register=record.REGISTER, new=said, actor=actor, cause=TAKEOVER)
        copy_objects(rows)
        copy_objects([_decision(row, one, entry) for (row, one), entry in zip(pairs, written, strict=True)])
        copy_objects([notice for row, one in pairs for notice in _notices(row, one)])
        _rate(pairs, actor)
        copy_objects([_confirmation(one, one.seconds) for one in cases if one.seconds is not None])
    return [row.id for row in rows]


def _must_have_happened(one: DecidedCase) -> None:
    rights.get_service(one.service)
    told, rating = one.gaps_told_at, one.rating
    moments = [one.submitted_at, told, one.decided_at, rating and rating.given_at, rating and rating.answered_at]
    happened = [moment for moment in moments if moment]
    answered_nothing = rating and rating.answered_at and not rating.answer_due_on
    if (
        happened != sorted(happened)
        or clock.day_of(happened[-1]) > clock.today()
        or bool(one.gaps) != bool(told)
        or answered_nothing
    ):
        raise BadInput("cases", NOT_HAPPENED.fill(number=one.number))


def _must_be_new(numbers: Sequence[str]) -> None:
    twice = [number for number, count in Counter(numbers).items() if count > 1]
    known = Case.for_system("take over").filter(number__in=numbers).values_list("number", flat=True)[:1]
    for number in [*twice, *known]:
        raise Conflict(DOUBLED.fill(number=number))


def _case(one: DecidedCase) -> Case:
    return Case(
        id=new_id(), number=one.number, service=one.service, status=states.CLOSED, applicant=one.person_id,
        subject=one.driver_id, office=one.office, channel=one.channel, law_on=clock.day_of(one.submitted_at),
        reasons=[to_json(reason) for reason in one.reasons], created_at=one.submitted_at,
        submitted_at=one.submitted_at, decided_at=one.decided_at, closed_at=one.decided_at, outcome=one.outcome,
        due_on=one.due_on, limit_days=one.limit_days, notices=one.notices,
    )  # fmt: skip


def _entry(row: Case, one: DecidedCase) -> NewEntry:
    """The entry of a decision, without facts and book."""
    facts = {
        "service": row.service,
        "outcome": row.outcome,
        "reasons": [reason.code for reason in one.reasons],
        "law_on": str(row.law_on),
        "book": "",
        "parameters": [],
        "personal": {},
    }
    return NewEntry(row.id, "decided", clock.day_of(one.decided_at), facts)


def _decision(row: Case, one: DecidedCase, entry: UUID) -> Decision:
    return Decision(
        id=new_id(), case_id=row.id, outcome=row.outcome, reasons=row.reasons, law_on=clock.day_of(one.submitted_at),
        book="", facts_digest="", decided_label=TAKEOVER, decided_at=one.decided_at, entry=entry,
    )  # fmt: skip


def _notices(row: Case, one: DecidedCase) -> Iterator[Notice]:
    if one.gaps_told_at:
        yield _notice(row, "gaps", one.gaps, one.gaps_told_at)
    if one.reasons:
        yield _notice(row, "refusal", [reason.code for reason in one.reasons], one.decided_at)


def _notice(row: Case, kind: str, gaps: Sequence[str], at: datetime) -> Notice:
    return Notice(
        id=new_id(), case_id=row.id, kind=kind, gaps=list(gaps), told_at=at, channel=row.channel, served_at=at,
        proof=TAKEOVER,
    )  # fmt: skip


def _rate(pairs: Sequence[tuple[Case, DecidedCase]], actor: Actor) -> None:
    """Ratings; a bad one with what became of it, which has an entry of its own."""
    rated = [(row, one.rating) for row, one in pairs if one.rating]
    copy_objects([Rating(case_id=row.id, stars=rating.stars, given_at=rating.given_at) for row, rating in rated])
    bad = [
        Inquiry(
            id=new_id(), kind="rating", person=row.applicant, case_id=row.id, office=row.office,
            words=sealed.pack(NOTHING_SAID), asked_at=rating.given_at, due_on=rating.answer_due_on,
            answered_at=rating.answered_at,
        )
        for row, rating in rated
        if rating.answer_due_on
    ]  # fmt: skip
    copy_objects(bad)
    said = [
        NewEntry(one.id, "answered" if one.answered_at else "asked", clock.day_of(one.asked_at), {"kind": one.kind})
        for one in bad
    ]
    write_entries(register="inquiries", new=said, actor=actor, cause=TAKEOVER)


def _confirmation(one: DecidedCase, seconds: float) -> Confirmation:
    on = clock.day_of(one.submitted_at)
    return Confirmation(service=one.service, office=one.office, on=on, prepared=False, seconds=seconds)
