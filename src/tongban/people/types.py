"""What callers see of persons, accounts, organisations and mandates."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from tongban.core.errors import TongbanError
from tongban.law.text import Text

NOT_KNOWN, REGISTERED_ONLINE, VERIFIED_AT_WINDOW = range(3)  # assurance: how well the account's person is known
MALE, FEMALE = "1", "2"  # GB/T 2261.1, as the population register writes it


class AccountKind(StrEnum):
    """Whose account it is."""

    CITIZEN = "citizen"
    STAFF = "staff"
    PARTNER = "partner"


class LoggedIn(Protocol):
    """What rooms above need of an account; `request.user` is one."""

    id: UUID
    username: str
    kind: str


class IdentityKind(StrEnum):
    """The document whose number identifies a person (drivers' rules, article 109)."""

    RESIDENT = "resident"
    MILITARY = "military"
    HONG_KONG_MACAO = "hong_kong_macao"
    TAIWAN = "taiwan"
    PASSPORT = "passport"
    FOREIGN_RESIDENT = "foreign_resident"
    DIPLOMAT = "diplomat"

    @property
    def text(self) -> Text:
        """The word for people."""
        return _IDENTITY_WORDS[self]


_IDENTITY_WORDS = {
    IdentityKind.RESIDENT: Text(zh="居民身份证", en="Resident identity card"),
    IdentityKind.MILITARY: Text(zh="军官证、士兵证", en="Military identity document"),
    IdentityKind.HONG_KONG_MACAO: Text(zh="港澳居民居住证或通行证", en="Hong Kong or Macao residence permit or pass"),
    IdentityKind.TAIWAN: Text(zh="台湾居民居住证或通行证", en="Taiwan residence permit or pass"),
    IdentityKind.PASSPORT: Text(zh="护照", en="Passport"),
    IdentityKind.FOREIGN_RESIDENT: Text(zh="外国人永久居留身份证", en="Permanent residence card for foreigners"),
    IdentityKind.DIPLOMAT: Text(zh="外交部核发的身份证件", en="Document of the Foreign Ministry"),
}


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as pages show them: number and phone masked. Reading one of another person belongs into the
    audit."""

    id: UUID
    name: str
    sex: str  # "1" male, "2" female
    born: date
    identity_kind: IdentityKind
    identity_masked: str
    region: str  # GB/T 2260 of where they live
    address: str
    phone_masked: str  # "" without a bound phone
    alive: bool
    assurance: int
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FormerIdentity:
    """A number (masked) and a name, and since when the office knows them."""

    kind: IdentityKind
    number_masked: str
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class AccountPerson:
    """The person behind an account, without personal data: what an actor is made of."""

    person_id: UUID
    assurance: int


@dataclass(frozen=True, slots=True)
class StartedCheck:
    """A one-time code is on its way. `code` goes to the phone and nowhere else: it is stored hashed only."""

    id: UUID
    code: str
    phone: str
    phone_masked: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """Whether the code was right; if not, why and how many tries are left."""

    confirmed: bool
    tries_left: int
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation and how many persons act for it now."""

    id: UUID
    code: str  # GB 32100
    name: str
    region: str
    authorised_persons: tuple[UUID, ...] = ()
    address: str = ""  # "" while nobody has filed it


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate for one service. It is usable from acceptance on, until the end of `until` or `ended_on`."""

    id: UUID
    principal: UUID
    agent: UUID
    service: str
    since: date
    until: date
    accepted_at: datetime | None
    ended_on: date | None
    faces: tuple[str, str] = ("window", "window")  # of principal and agent: window, passed, failed, "" (waits)

    def usable(self, on: date) -> bool:
        """True where the agent may act under it on a day. The day on which it was ended does not count any
        more."""
        ended = self.ended_on is not None and self.ended_on <= on
        known = set(self.faces) <= {"window", "passed"}
        return known and self.accepted_at is not None and self.since <= on <= self.until and not ended


@dataclass(frozen=True, slots=True)
class LiveCheckView:
    """A comparison of a living face with a document: open, passed or failed."""

    id: UUID
    person_id: UUID
    engine: str
    asked_at: datetime
    outcome: str  # "", "passed", "failed"
    reason: str


@dataclass(frozen=True, slots=True)
class PopulationFacts:
    """What the population register said about a number; the caller asked it."""

    name: str
    sex: str
    born: date
    region: str
    address: str
    alive: bool


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new account. Until its live check has passed (`waiting_for`), it shows and may do nothing of the
    person's."""

    account_id: UUID
    person_id: UUID
    assurance: int
    waiting_for: UUID | None  # the open live check


class TooManyCodes(TongbanError):
    """Codes were asked for too often; `wait_seconds` says when the next one may be sent."""

    status = 429
    code = "too_many_codes"

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            Text(
                zh=f"验证码发送过于频繁，请在{wait_seconds}秒后再试。",
                en=f"Too many codes were sent. Try again in {wait_seconds} seconds.",
            )
        )
        self.wait_seconds = wait_seconds
