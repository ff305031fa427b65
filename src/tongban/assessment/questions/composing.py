"""How a paper is drawn: pure, so that anybody with the seed gets the same paper. The page docs/theory-papers.md says it
for other programs.

Each question has a key, HMAC-SHA-256 of its code under the paper's seed; the smallest keys of a section and kind are
taken. How many of each section are of which kind follows from the plan and the bank alone, not from chance.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongban.assessment.questions.types import Question
from tongban.core.errors import Conflict
from tongban.law.rules.theory import Plan
from tongban.law.text import Text

TOO_SMALL = Text(
    zh="题库里“{section}”可用的题不够：需要{needed}道，只有{there}道。请先补充题目。",
    en="The bank has too few questions of {section}: {needed} are needed, {there} are there. Add some first.",
)
KINDS_DO_NOT_FIT = Text(
    zh="题库里的判断、单选、多选题凑不出一份试卷，请补充题目。",
    en="True or false, single and multiple choice in the bank do not make up a paper. Add some questions first.",
)


@dataclass(frozen=True, slots=True)
class Drawable:
    """A question as the draw sees it."""

    id: int
    code: str
    section: str
    kind: str
    options: int

    @classmethod
    def of(cls, question: Question) -> "Drawable":
        """The draw's view of a question."""
        said = question.wording
        return cls(question.id, said.code, said.section, said.kind.value, len(said.options))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn question; `order` gives for each letter of the paper the place of the option in the question."""

    id: int
    order: tuple[int, ...]


def paper_seed(seed: bytes, sitting: str) -> bytes:
    """The seed of one paper: HMAC of the sitting's id under the session's seed."""
    return hmac.new(seed, sitting.encode(), hashlib.sha256).digest()


def commitment(seed: bytes) -> str:
    """What is written down of a session's seed before the first paper."""
    return hashlib.sha256(seed).hexdigest()


def compose(bank: Iterable[Drawable], plan: Plan, seed: bytes) -> list[Drawn]:
    """Draw a paper. Raises Conflict, with what is missing, where the bank is too small for the plan."""
    by_cell: dict[tuple[str, str], list[tuple[bytes, Drawable]]] = {}
    for one in bank:
        by_cell.setdefault((one.section, one.kind), []).append((_key(seed, "question", one.code), one))
    split = cells(plan, {cell: len(found) for cell, found in by_cell.items()})
    taken = [one for cell, number in sorted(split.items()) for _, one in _smallest(by_cell[cell], number)]
    taken.sort(key=lambda one: _key(seed, "place", one.code))
    return [Drawn(one.id, _order(seed, one)) for one in taken]


def cells(plan: Plan, there: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """How many questions of each section and kind: both sums of the plan, within what the bank has.

    First each section in proportion to the kinds; then, while a section lacks some, along the shortest exchange.
    """
    for section, needed in plan.sections.items():
        has = sum(number for (one, _), number in there.items() if one == section)
        if has < needed:
            raise Conflict(TOO_SMALL.fill(section=section, needed=needed, there=has), code="bank_too_small")
    given: Counter[tuple[str, str]] = Counter()
    left_kinds = Counter(dict(plan.kinds))
    for section, needed in sorted(plan.sections.items()):
        for kind, wanted in sorted(plan.kinds.items()):
            number = min(needed * wanted // plan.count, there.get((section, kind), 0), left_kinds[kind])
            given[section, kind] += number
            left_kinds[kind] -= number
    for section, needed in sorted(plan.sections.items()):
        while sum(given[section, kind] for kind in plan.kinds) < needed:
            _exchange(section, plan, there, given, left_kinds)
    return {cell: number for cell, number in given.items() if number}


def _exchange(
    section: str, plan: Plan, there: Mapping[tuple[str, str], int], given: Counter[tuple[str, str]],
    left: Counter[str],
) -> None:  # fmt: skip
    """One more question for a section: of a kind that is left, or of one that another section can do without."""
    ways: list[list[tuple[str, str]]] = [[(section, kind)] for kind in sorted(plan.kinds)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        at, kind = way[-1]
        if kind in seen or given[at, kind] >= there.get((at, kind), 0):
            continue
        if left[kind]:
            left[kind] -= 1
            for step, (place, taken) in enumerate(way):
                given[place, taken] += 1
                if step:
                    given[place, way[step - 1][1]] -= 1
            return
        seen.add(kind)
        others = [one for one in sorted(plan.sections) if one != at and given[one, kind]]
        ways += [[*way, (one, other)] for one in others for other in sorted(plan.kinds) if other != kind]
    raise Conflict(KINDS_DO_NOT_FIT, code="bank_too_small")


def letters(right: str, order: Sequence[int], alphabet: str) -> str:
    """The letters of the right options where they stand in another order; T and F stay."""
    if not order:
        return right
    places = {alphabet.index(letter) for letter in right}
    return "".join(alphabet[place] for place, option in enumerate(order) if option in places)


def _order(seed: bytes, one: Drawable) -> tuple[int, ...]:
    return tuple(sorted(range(one.options), key=lambda option: _key(seed, "option", f"{one.code}:{option}")))


def _smallest(found: list[tuple[bytes, Drawable]], number: int) -> list[tuple[bytes, Drawable]]:
    return sorted(found, key=lambda pair: (pair[0], pair[1].code))[:number]


def _key(seed: bytes, what: str, of: str) -> bytes:
    return hmac.new(seed, f"{what}:{of}".encode(), hashlib.sha256).digest()
