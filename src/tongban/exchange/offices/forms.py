"""What offices tell each other (docs/partners/offices.md). Checked strictly, as whatever comes from outside."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from tongban.exchange.forms import Instant, Number, Region, Short

Transfer = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Vin = Annotated[str, Field(min_length=1, max_length=17)]
Subject = Annotated[str, Field(pattern=r"^S(1|2|3R|3T)$")]
Base64 = Annotated[str, Field(max_length=1_500_000)]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiving office answers: it has the letter, and how its log of entries stood."""

    message_id: Short
    repeated: bool
    digest: Short  # of the body as it arrived, RFC 9530
    received_at: Instant
    log_size: Annotated[int, Field(ge=0)]
    log_root: Annotated[str, Field(max_length=64)]


@dataclass(frozen=True, slots=True)
class ArchiveWanted:
    """The new city asks for the electronic file of a vehicle whose owner wants to move it there, or, of a trade, whose
    owner has sold it there: then its owner is asked first. `buyer`: the name of whoever bought it."""

    transfer: Transfer
    plate_type: Annotated[str, Field(pattern=r"^\d\d$")]
    plate: Annotated[str, Field(min_length=5, max_length=8)]
    vin: Vin
    identity_number: Annotated[str, Field(min_length=15, max_length=18)]
    name: Short
    case_number: Number
    flow: Literal["move", "trade"] = "move"
    buyer: Annotated[str, Field(max_length=60)] = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a reason code of vehicles.md 2.4 or 5.5, in both languages."""

    code: Number
    zh: Annotated[str, Field(max_length=300)]
    en: Annotated[str, Field(max_length=300)]


@dataclass(frozen=True, slots=True)
class ArchiveRefused:
    """The former city does not send the file, and says why."""

    transfer: Transfer
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1, max_length=30)]


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A line in the index of the electronic file: the page itself comes in a letter of its own."""

    kind: Number
    form: Literal["image", "network_checked", "original_kept"]
    sha256: Digest
    media_type: Short
    added_on: date


@dataclass(frozen=True, slots=True)
class ArchiveMade:
    """The electronic file: every dated statement that stands, the papers that were issued, and the pages.

    `flow`: "asked" answers a question; the others come by themselves, because the former city has finished with the
    vehicle, and say for whom: number and name of its owner, its plate there.
    """

    transfer: Transfer
    vin: Vin
    owners: Annotated[int, Field(ge=1)]
    original_holder: Region  # the office that keeps what is on paper
    made_at: Instant
    facts: Annotated[tuple[tuple[Number, date, date | None, Any], ...], Field(max_length=5_000)]  # facet, since, until
    pages: Annotated[tuple[ArchivedPage, ...], Field(max_length=200)] = ()
    flow: Literal["asked", "moved_out", "transferred_out"] = "asked"
    owner_number: Annotated[str, Field(max_length=18)] = ""
    owner_name: Annotated[str, Field(max_length=60)] = ""
    plate_type: Annotated[str, Field(max_length=2)] = ""
    plate: Annotated[str, Field(max_length=8)] = ""


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """One page of the index."""

    transfer: Transfer
    sha256: Digest
    content: Base64


@dataclass(frozen=True, slots=True)
class MovedIn:
    """The vehicle is registered in the new city under a new number; the former registration ends."""

    transfer: Transfer
    plate_type: Annotated[str, Field(pattern=r"^\d\d$")]
    plate: Annotated[str, Field(min_length=5, max_length=8)]
    on: date


@dataclass(frozen=True, slots=True)
class Ended:
    """The move does not take place: withdrawn, expired, or the file was returned. What must be mended is listed."""

    transfer: Transfer
    why: Literal["withdrawn", "expired", "returned"]
    reasons: Annotated[tuple[Reason, ...], Field(max_length=30)] = ()


@dataclass(frozen=True, slots=True)
class ReturnRefused:
    """The former city does not take a file back: the reason is none of the law's. `reasons` name the rule."""

    transfer: Transfer
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1, max_length=30)]


@dataclass(frozen=True, slots=True)
class Restricted:
    """A vehicle whose file was sent was attached, seized or detained in the former city: it holds in the new one."""

    transfer: Transfer
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    kind: Annotated[str, Field(pattern=r"^(attachment|seizure|detention)$")]
    holder: Annotated[str, Field(max_length=120)]
    reference: Annotated[str, Field(max_length=120)]
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Unrestricted:
    """What the former city told of has ended there."""

    transfer: Transfer
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    on: date


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """A photograph of a check; it comes in a letter of its own."""

    item: Number
    sha256: Digest


@dataclass(frozen=True, slots=True)
class CheckMade:
    """The check of a vehicle away from home, as its officer recorded it (查验电子资料)."""

    stamped: Vin
    items: Annotated[dict[Number, Literal["ok", "failed", "doubtful"]], Field(max_length=40)]
    result: Annotated[str, Field(pattern=r"^(passed|failed|suspected)$")]
    remarks: Annotated[str, Field(max_length=300)]
    recording: Short
    recording_sha256: Digest
    officer_number: Short
    on: date
    checked_at: Instant
    photos: Annotated[tuple[SeenPhoto, ...], Field(max_length=20)]


@dataclass(frozen=True, slots=True)
class ItemAccepted:
    """The office where the vehicle is has accepted an item that its own office decides. `answers`: what the person
    chose, by the questions of the service."""

    transfer: Transfer
    service: Annotated[str, Field(pattern=r"^[A-Z]\d\d$")]
    plate_type: Annotated[str, Field(pattern=r"^\d\d$")]
    plate: Annotated[str, Field(min_length=5, max_length=8)]
    vin: Vin
    identity_number: Annotated[str, Field(min_length=15, max_length=18)]
    name: Short
    answers: Annotated[dict[Number, Annotated[str, Field(max_length=300)]], Field(max_length=20)]
    accepted_on: date
    check: CheckMade | None


@dataclass(frozen=True, slots=True)
class ItemPhoto:
    """A photograph of the check of an item."""

    transfer: Transfer
    item: Number
    sha256: Digest
    content: Base64


@dataclass(frozen=True, slots=True)
class ItemAnswered:
    """How far the office that decides is with an item; `number` of its case, "" where none was opened."""

    transfer: Transfer
    state: Annotated[str, Field(pattern=r"^(rechecking|issued|returned)$")]
    number: Annotated[str, Field(max_length=13)]
    reasons: Annotated[tuple[Reason, ...], Field(max_length=30)]


@dataclass(frozen=True, slots=True)
class SatThere:
    """One test that somebody took or missed in the former city; `recorded`: its recording is registered there."""

    subject: Subject
    on: date
    booking: Annotated[int, Field(ge=1)]
    attempt: Annotated[int, Field(ge=1, le=2)]
    state: Annotated[str, Field(pattern=r"^(judged|absent|void)$")]
    counts: bool
    score: Annotated[int, Field(ge=0, le=100)] | None
    passed: bool | None
    recorded: bool
    centre: Short


@dataclass(frozen=True, slots=True)
class ExamFileMoved:
    """Somebody takes the rest of their tests in the city that gets this: their exam file as it stands, learner permit
    with its own last day, every test with its booking. The file has ended in the former city."""

    transfer: Transfer
    identity_number: Annotated[str, Field(min_length=15, max_length=18)]
    name: Short
    target: Annotated[str, Field(pattern=r"^[A-FMNP][1-6]?$")]
    kind: Annotated[str, Field(pattern=r"^(initial|addition)$")]
    accepted_on: date
    subjects: Annotated[tuple[Subject, ...], Field(min_length=1, max_length=4)]
    holds_car: bool
    learner_permit_serial: Short
    learner_permit_issued_on: date
    learner_permit_valid_to: date
    places_changed: Annotated[int, Field(ge=1, le=9)]
    tests: Annotated[tuple[SatThere, ...], Field(max_length=200)]
    portrait: Base64 = ""


LETTERS: dict[str, type] = {
    "archive_wanted": ArchiveWanted,
    "archive_refused": ArchiveRefused,
    "archive_made": ArchiveMade,
    "archive_page": ArchivePage,
    "moved_in": MovedIn,
    "ended": Ended,
    "return_refused": ReturnRefused,
    "restricted": Restricted,
    "unrestricted": Unrestricted,
    "item_accepted": ItemAccepted,
    "item_photo": ItemPhoto,
    "item_answered": ItemAnswered,
    "exam_file_moved": ExamFileMoved,
}
