"""What callers of theory tests share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tongban.assessment.questions.types import Wording
from tongban.law.text import Text


class Noticed(StrEnum):
    """What a finding is about."""

    TAKEN_OVER = "taken_over"
    LEFT_PAGE = "left_page"
    LINE_CUT = "line_cut"
    TOO_FAST = "too_fast"
    TIME_GIVEN = "time_given"
    IDENTITY_MISSED = "identity_missed"
    IDENTITY_OPEN = "identity_open"
    ANOTHER_PERSON = "another_person"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a paper. `options` stand as the candidate sees them, `right` names them by those letters."""

    place: int
    question_id: int
    wording: Wording
    options: tuple[Text, ...]
    right: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An item with what was answered; "" where nothing was."""

    item: Item
    given: str
    at: datetime | None

    @property
    def correct(self) -> bool:
        """True where it was answered rightly."""
        return self.given == self.item.right


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it stands. `ends_at` is None until the test begins."""

    sitting_id: UUID
    session_id: UUID
    subject: str
    group: str
    edition: str
    marks: int
    count: int
    minutes: int
    may_lose: int  # marks
    started_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    answered: int
    held: bool  # a desk holds it


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of answers: the places that are on record now, and whether and until when the test goes on."""

    places: tuple[int, ...]
    ended: bool
    left_seconds: int
    score: int | None = None
    passed: bool | None = None
