"""What a rule answers: allowed or not, with every reason at once (一次性告知)."""

from dataclasses import dataclass
from datetime import date

from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Matter:
    """Something outside that stands in the way: which, where, under which number, how it is settled."""

    kind: str  # "violation", "accident", "seizure", "drug_listing" ...
    number: str
    place: Text
    settled_by: Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a refusal or of a wait.

    `code` is permanent and in the form TOPIC.WORD ("renewal.too_early"). `article` is a key of
    `law/articles.toml`. `possible_from` is the first day on which this reason is gone by time alone,
    None where time alone does not settle it. `temporary` is true where the matter lies outside and
    can be settled: the case may then wait and go on by itself. `act_by` is the last day for settling
    it, None where none runs.
    """

    code: str
    article: str
    sentence: Text
    remedy: Text
    possible_from: date | None = None
    matter: Matter | None = None
    temporary: bool = False
    act_by: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule for one set of facts on one day."""

    reasons: tuple[Reason, ...]
    law_on: date
    book: str  # digest of the book that answered
    provisional: bool = False  # the rule was last checked before `law_on`

    @property
    def allowed(self) -> bool:
        return not self.reasons

    @property
    def can_wait(self) -> bool:
        """True where every reason can be settled outside and the case may go on by itself."""
        return bool(self.reasons) and all(reason.temporary for reason in self.reasons)

    @property
    def possible_from(self) -> date | None:
        """The first day on which time alone has removed all reasons; None where time cannot."""
        days = [reason.possible_from for reason in self.reasons]
        return None if not days or None in days else max(day for day in days if day)
