"""May this person drive this class today? Asked of the licence's content, apart from its genuineness.

The letters are those of drivers.md 1.16: with D, U, K, M, S, B, J, E, F, G or R nobody drives; N, T and P
(a postponed duty) forbid it once the original day is over; H, I, L and C are said, but do not forbid.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tongban.law.facts import HeldClass, Postponement
from tongban.law.text import Text

FORBIDDING = "DUKMSBJEFGR"
POSTPONED = {"N": "renewal", "T": "review", "P": "medical"}
WORDS: Mapping[str, Text] = {
    "A": Text(zh="正常", en="normal"),
    "B": Text(zh="超分（满分未学习）", en="full score, education not finished"),
    "C": Text(zh="转出", en="transferred out"),
    "D": Text(zh="暂扣", en="suspended"),
    "E": Text(zh="撤销", en="annulled"),
    "F": Text(zh="吊销", en="revoked"),
    "G": Text(zh="注销", en="cancelled"),
    "H": Text(zh="违法未处理", en="a violation is not settled"),
    "I": Text(zh="事故未处理", en="an accident is not settled"),
    "J": Text(zh="停止使用", en="use stopped"),
    "K": Text(zh="扣押", en="impounded"),
    "L": Text(zh="锁定", en="locked for services"),
    "M": Text(zh="逾期未换证", en="renewal overdue"),
    "N": Text(zh="延期换证", en="renewal postponed"),
    "P": Text(zh="延期体检", en="medical check postponed"),
    "R": Text(zh="注销可恢复", en="cancelled, may be restored"),
    "S": Text(zh="逾期未审验", en="review overdue"),
    "T": Text(zh="延期审验", en="review postponed"),
    "U": Text(zh="扣留", en="seized"),
}
_UNKNOWN_LETTER = Text(zh="状态不明（{letter}）", en="unknown status ({letter})")
_ENDED = Text(zh="有效期已于{day}届满", en="expired on {day}")
_NOT_HELD = Text(zh="未取得准驾车型 {code}", en="class {code} is not held")
_NOT_YET = Text(zh="{day}起方可驾驶", en="not before {day}")
_PAST = Text(zh="{word}，原定日期{day}已过", en="{word}, and the original day {day} is over")
_NO_DAY = Text(zh="{word}，原定日期不明", en="{word}, the original day is not known")


@dataclass(frozen=True, slots=True)
class DrivingAnswer:
    """Whether a class may be driven on a day. `reasons` are the words for no, `remarks` those that stay."""

    code: str
    allowed: bool
    reasons: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()

    @property
    def word(self) -> Text:
        """One line for a screen: the first reason of a no, the first remark of a yes, or "normal"."""
        return (*self.reasons, *self.remarks, WORDS["A"])[0]


def may_drive_words(
    letters: Iterable[str],
    postponements: Iterable[Postponement],
    classes: Iterable[HeldClass],
    on: date,
    *,
    valid_to: date | None = None,
    covers: Mapping[str, Collection[str]] | None = None,
) -> dict[str, DrivingAnswer]:
    """Return the answer for every class held, and for those it covers by `covers` (class to classes)."""
    held = tuple(classes)
    reasons, remarks = _of_the_licence(frozenset(letters), tuple(postponements), on, valid_to)
    covered = {other: one for one in held for other in (covers or {}).get(one.code, ())}
    answers = {}
    for code, source in {**covered, **{one.code: one for one in held}}.items():
        own = (_NOT_YET.fill(day=source.since),) if source.since > on else ()
        answers[code] = DrivingAnswer(code, not (reasons or own), (*reasons, *own), remarks)
    return answers


def may_drive(code: str, answers: Mapping[str, DrivingAnswer]) -> DrivingAnswer:
    """Return the answer for one class out of `may_drive_words`, a no where the class is not held."""
    return answers.get(code) or DrivingAnswer(code, False, (_NOT_HELD.fill(code=code),))


def _of_the_licence(
    letters: frozenset[str], postponements: tuple[Postponement, ...], on: date, valid_to: date | None
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Return the words that forbid every class, and those that only remark."""
    reasons: list[Text] = []
    remarks: list[Text] = []
    for letter in sorted(letters - {"A"}, key=_gravity):
        word = WORDS.get(letter) or _UNKNOWN_LETTER.fill(letter=letter)
        if letter in POSTPONED:
            late = _late(word, POSTPONED[letter], postponements, on)
            (reasons if late else remarks).append(late or word)
        elif letter in FORBIDDING or letter not in WORDS:
            reasons.append(word)
        else:
            remarks.append(word)
    if valid_to is not None and on > valid_to:
        reasons.append(_ENDED.fill(day=valid_to))
    return tuple(reasons), tuple(remarks)


def _gravity(letter: str) -> tuple[int, str]:
    """Decisions for good come first, then those for a time, then lapses."""
    order = "FEGRDUKJBMSNTP"
    return (order.index(letter) if letter in order else len(order), letter)


def _late(word: Text, duty: str, postponements: tuple[Postponement, ...], on: date) -> Text | None:
    """Return the word for a postponed duty whose original day is over, None while it is not."""
    days = [one.original_due_on for one in postponements if one.duty == duty]
    if not days:
        return _NO_DAY.fill(word=word)
    return _PAST.fill(word=word, day=max(days)) if on > max(days) else None
