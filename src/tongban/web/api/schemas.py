"""The forms of requests and answers. What comes in knows no member but these; words go out in both languages."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictStr

from tongban.people.types import IdentityKind

LONGEST_MEMBER = 400
MOST_MEMBERS = 40
NUMBER = r"^[0-9]{13}$"
CODE = r"^[A-Z]{1,2}[0-9]{2}$"
CURSOR = r"^[0-9a-f]{32}$"

Typed = Annotated[StrictStr, Field(max_length=LONGEST_MEMBER)]
Answers = Annotated[dict[Annotated[str, Field(max_length=40)], Typed | StrictBool], Field(max_length=MOST_MEMBERS)]


class Given(Schema):
    """A form that comes in."""

    model_config = ConfigDict(extra="forbid")


class GivenPerson(Given):
    """Who the case is about. The name is compared with the one on record; both must fit."""

    identity_number: Typed
    name: Typed
    identity_kind: IdentityKind = IdentityKind.RESIDENT


class GivenVehicle(Given):
    """Which of the person's vehicles; only for a service about a vehicle. `vin` where two types of plate share a
    number."""

    plate: Typed
    vin: Typed = ""


class GivenDelivery(Given):
    """How the new card reaches its owner; only where the service makes one."""

    method: Literal["post", "office"]
    address: Typed = ""


class NewCase(Given):
    """An application."""

    service: Annotated[StrictStr, Field(pattern=CODE)]
    person: GivenPerson
    answers: Answers = Field(default_factory=dict)
    delivery: GivenDelivery | None = None
    vehicle: GivenVehicle | None = None


class MoreAnswers(Given):
    """Answers to the open questions of a draft."""

    answers: Answers = Field(default_factory=dict)
    delivery: GivenDelivery | None = None


class GivenEvidence(Given):
    """What an outlet brings. `portrait`: taken_on, jpeg (base64); `medical`: the certificate (docs/api.md)."""

    content: Annotated[dict[Annotated[str, Field(max_length=40)], Any], Field(max_length=MOST_MEMBERS)]


class Words(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class Reason(Schema):
    """Why not, or why not yet: the code that pages use too, the article, what to do, from when, until when."""

    code: str
    article: str
    sentence: Words
    remedy: Words
    possible_from: date | None
    act_by: date | None
    temporary: bool
    matter: dict[str, str] | None


class Option(Schema):
    """One of the answers to choose from."""

    value: str
    label: Words


class Question(Schema):
    """A question. `options` and `latest` depend on the person: they stand in a draft, not in the catalogue."""

    key: str
    kind: str
    label: Words
    hint: Words | None
    required: bool
    options: list[Option] | None
    latest: date | None


class Evidence(Schema):
    """One material of a case. `state`: looked_up, needed, promised, brought, waived."""

    material: str
    name: Words
    state: str
    holder: Words | None
    obtained_at: datetime | None
    due_on: date | None
    may_be_brought: bool


class CaseLine(Schema):
    """A case in the list: where it stands, nothing about the person."""

    number: str
    service: str
    status: str
    waiting_for: str
    due_on: date | None


class Case(CaseLine):
    """A case. `status` is one of seven; a waiting case says for what; `questions` are still open (drafts only)."""

    name: Words
    word: Words
    outcome: str
    submitted_at: datetime | None
    decided_at: datetime | None
    clock_stopped: bool
    law_on: date | None
    book: str
    fee_due: str | None
    reasons: list[Reason]
    questions: list[Question]
    evidence: list[Evidence]


class Cases(Schema):
    """A page of cases, newest first; `next` is the cursor of the following page."""

    cases: list[CaseLine]
    next: str | None


class NextTest(Schema):
    """A subject still to be passed; `earliest` null where time alone does not bring it."""

    subject: str
    earliest: date | None
    bookings_left: int | None
    booked: bool


class LearnerTest(Schema):
    """A test since the learner named this school. `outcome`: booked, passed, failed, absent; nothing of how it was."""

    subject: str
    on: date
    starts_at: datetime | None
    centre: str
    resit: bool
    outcome: str


class Learner(Schema):
    """A learner who names your school. `lets_us_book`: you may say preferences for them on your pages."""

    learner: UUID
    name: str
    licence_class: str
    since: datetime
    state: str
    passed: list[str]
    next: list[NextTest]
    learner_permit_until: date | None
    waits_since: datetime | None
    lets_us_book: bool
    tests: list[LearnerTest]


class Learners(Schema):
    """A stretch of learners; `next`: the value of `after` for the following one."""

    learners: list[Learner]
    next: int | None


class Material(Schema):
    """What a decision rests on. `waived`: asked for before, not any more."""

    key: str
    name: Words
    why: Words
    article: str
    holder: Words | None
    core: bool
    waived: bool
    may_be_brought: bool


class Delegated(Schema):
    """A kind of outlet that may accept, decide or produce, in a region ("": everywhere), between two days."""

    level: str
    outlet_kind: str
    region: str
    since: date
    until: date | None
    basis: Words


class Basis(Schema):
    """What a service rests on. `key`: the article as notices print it; null where no rule of ours reads it."""

    key: str | None
    citation: Words


class Item(Schema):
    """One item of the catalogue; `version` changes whenever anything here does.

    `page`: the address of a page of ours that is the item: nobody applies, nothing is decided.
    Not `handled_here`: nothing can be started; `handled_by` says who handles it today, `materials_after` with what.
    `id_only_evidence`: named in a published text, reconstructed or open; without a kind yes, probable or no.
    """

    code: str
    group: str
    handled_here: bool
    id_only: bool
    id_only_kind: int | None
    id_only_evidence: str
    name: Words
    gives: Words | None
    situation: str | None
    page: str | None
    handled_by: Words | None
    channels: list[str]
    materials_before: list[Words]
    materials_after: list[Words]
    materials: list[Material]
    questions: list[Question]
    fee: str | None
    limit_days: int | None
    basis: list[Basis]
    confidence: str | None
    decided_by: str | None
    opened_by_office_only: bool
    makes_card: bool
    since: date | None
    until: date | None
    checked_until: date
    delegation: list[Delegated]
    version: str


class IdOnlyKind(Schema):
    """One of the 18 kinds of ID-only service. The number is published, the list is not: see `evidence`."""

    number: int
    name: Words
    codes: list[str]
    evidence: str
    reconstructed: bool
    since: date
    until: date | None
    checked_until: date


class RegionalView(Schema):
    """The items behind a figure that a region published. `level`: apply, applied for online; entire, end to end."""

    region: str
    level: str
    name: Words
    codes: list[str]
    reconstructed: bool


class Catalogue(Schema):
    """Every item of the catalogue on a day, under the rule book of that day."""

    version: str
    on: date
    book: str
    items: list[Item]
    id_only_kinds: list[IdOnlyKind]
    views: list[RegionalView]


class WrongMember(Schema):
    """One member of a request that cannot be right."""

    field: str
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457). `code` is permanent; `detail` is in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | None = None
    errors: list[WrongMember] | None = None
