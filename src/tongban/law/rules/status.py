"""What a licence says on a day: may a class be driven, how is the status shown, what is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts, Licence
from tongban.law.names import LETTER_WORDS, class_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import age, standing
from tongban.law.rules.classes import covered
from tongban.law.rules.due import Due, DueKind, letters_due
from tongban.law.rules.postponed import newest_postponement
from tongban.law.text import Text
from tongban.law.verdict import Reason, Verdict

__all__ = ["Due", "DueKind", "Shown", "letters_due", "may_drive", "shown_as", "standing_word"]

_DUTIES = {"N": "renewal", "T": "review", "P": "medical"}


@dataclass(frozen=True, slots=True)
class Shown:
    """How the electronic licence shows a status: not at all, green, or red; `word` says which status."""

    shown: bool
    usable: bool
    word: Text


def may_drive(licence: Licence, code: str, on: date, born: date, book: Book) -> Verdict:
    """May the holder drive vehicles of the class on this day? Every reason why not, each with its word.

    The days decide, not only the letters: an expired licence is no licence even before the nightly job says
    so.
    """
    facts = Facts(applicant=Applicant(born=born), licence=licence)
    reasons: list[Reason] = []
    if code not in covered(licence.codes, on, book):
        reasons.append(reason("drive.not_held", classes=class_text([code])))
    reasons += in_the_way(facts, book.value("letters.no_driving", on), on, book)
    if age.class_ended(code, born, on, book, licence.extended_to):
        reached = age.ceiling_day(code, born, on, book, licence.extended_to)
        reasons.append(reason("drive.age_reached", classes=class_text([code]), reached=reached or on))
    return verdict(reasons, on, book, "letters", "ages", "renewal")


def in_the_way(facts: Facts, letters: Iterable[str], on: date, book: Book) -> Iterator[Reason]:
    """What of these letters stands on a day, time's own and postponed duties past their original day included."""
    licence = facts.licence
    if licence is None:
        return
    for letter in letters:
        if letter == "M" and "M" in standing.standing_letters(licence, on, book):
            yield reason("renewal.overdue", expired=licence.valid_to or on)
        elif letter != "M":
            yield from standing.letters_allow(facts, [letter], on, book)
    for letter in book.value("letters.postponed", on):
        yield from _original_day_passed(licence, letter, on)


def shown_as(licence: Licence, on: date, book: Book) -> Shown:
    """How the electronic licence shows the status; N, T and P look normal until their original day."""
    letters = standing.standing_letters(licence, on, book)
    word = standing_word(licence, on, book)
    if letters & {*book.value("display.removed", on), *book.value("display.hidden", on)}:
        return Shown(shown=False, usable=False, word=word)
    late = any(_past_original(licence, letter, on) for letter in _DUTIES)
    usable = not late and not letters & set(book.value("display.red", on))
    return Shown(shown=True, usable=usable, word=word)


def standing_word(licence: Licence, on: date, book: Book) -> Text:
    """The words of all letters that say something on this day; 正常 / normal where none does."""
    letters = standing.standing_letters(licence, on, book)
    said = [
        letter
        for letter in sorted(letters | set(_DUTIES))
        if (letter in letters and letter not in _DUTIES) or _past_original(licence, letter, on)
    ]
    words = [LETTER_WORDS[letter] for letter in said] or [LETTER_WORDS["A"]]
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


def _past_original(licence: Licence, letter: str, on: date) -> bool:
    if letter not in _DUTIES:
        return False
    row = newest_postponement(licence, _DUTIES[letter])
    return row is not None and row.original_due_on < on <= row.until


def _original_day_passed(licence: Licence, letter: str, on: date) -> list[Reason]:
    row = newest_postponement(licence, _DUTIES[letter])
    if row is None or not _past_original(licence, letter, on):
        return []
    return [reason("drive.postponed", word=LETTER_WORDS[letter], original=row.original_due_on)]
