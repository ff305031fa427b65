"""What a situation is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tongban.demo.resident import Resident
from tongban.law.text import Text

ALLOWED: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Something to try, with the person to try it on.

    `verdicts`: rule (a key of `law.questions.QUESTIONS`) to the reason codes it gives. `reached_days_ago`: the office
    opened the age exchange that many days ago. `acts_for`: codes of situations whose person gave a mandate (service) to
    this one. `has_account` False: tried at a window, by a clerk.
    """

    code: str
    title: Text
    attempt: Text
    expect: Text
    resident: Resident
    verdicts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reached_days_ago: int | None = None
    acts_for: tuple[tuple[str, str], ...] = ()
    has_account: bool = True
    moves: bool = False  # to another city, whose copy knows this person too (demo.neighbour)


Words = tuple[str, str]  # Chinese, English


def situation(
    code: str,
    resident: Resident,
    verdicts: Mapping[str, tuple[str, ...]],
    *,
    title: Words,
    attempt: Words,
    expect: Words,
) -> Situation:
    """A situation of somebody with an account, told in both languages: who, what to try, what to expect."""
    return Situation(
        code=code,
        title=Text(*title),
        attempt=Text(*attempt),
        expect=Text(*expect),
        resident=resident,
        verdicts=verdicts,
    )
