"""What callers of training share."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.assessment.questions.types import Wording
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as it is shown. `digest` is of what it says: a changed lesson is read anew."""

    topic: str
    title: Text
    paragraphs: tuple[Text, ...]
    articles: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt as whoever sat it sees it."""

    id: UUID
    qualification: str
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_by: str
    score: int | None
    passed: bool | None
    pass_mark: int
    marks: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An item with what was answered. `options` stand as they are shown, `right` names them by those letters."""

    place: int
    wording: Wording
    options: tuple[Text, ...]
    right: str
    given: str

    @property
    def correct(self) -> bool:
        """True where it was answered rightly."""
        return self.given == self.right


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of answers: whether the attempt is over, and how long it still lasts."""

    ended: bool
    left_seconds: int
