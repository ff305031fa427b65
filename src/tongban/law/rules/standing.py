"""What several services ask first: the person, the licence, its status letters, open matters, the drug
register.

C (transferred out) stands where a file was given to an authority outside this register: that one serves the person,
until the file is transferred in again. Not modelled: who reports which matter, because the rule sees only what the
national platform and the register say.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years, next_day
from tongban.law.facts import Facts, Licence, OpenMatter
from tongban.law.names import LETTER_WORDS
from tongban.law.reasons import code_of_letter, reason
from tongban.law.rules import medical
from tongban.law.rules.postponed import newest_postponement
from tongban.law.text import Text
from tongban.law.verdict import Matter, Reason

_KIND_LETTERS = {"violation": "H", "accident": "I"}
_PLATFORM = Text(zh="全国公安交通管理综合应用平台", en="the national traffic platform")
_SETTLED_BY = {
    "H": Text(
        zh="在手机应用、自助机或者处理窗口接受处理并缴纳罚款，通常当天完成。",
        en="Handled in the app, at a kiosk or at a window, and the fine paid; usually the same day.",
    ),
    "I": Text(
        zh="由处理事故的交警部门出具认定书并结案。",
        en="Closed by the police unit that handles the accident.",
    ),
    "D": Text(zh="暂扣期满后自动恢复。", en="It ends by itself with the term of the suspension."),
    "K": Text(zh="由办案部门在案件处理后发还。", en="Returned by the unit in charge when the case is closed."),
    "U": Text(zh="到开具凭证的交警部门接受处理。", en="Settled at the police unit that gave the receipt."),
}
_DRUG_REGISTER = Matter(
    kind="drug_listing",
    number="",
    place=Text(zh="禁毒部门", en="the anti-drug register"),
    settled_by=Text(zh="由禁毒部门核实或者更正。", en="Checked or corrected by the anti-drug unit."),
)


def on_record(facts: Facts) -> Iterator[Reason]:
    """The person lives and has a licence."""
    if not facts.applicant.alive:
        yield reason("person.dead")
    if facts.licence is None:
        yield reason("licence.none")


def not_drug_listed(facts: Facts) -> Iterator[Reason]:
    """The anti-drug register does not name the person."""
    if facts.applicant.drug_listed:
        yield reason("drug.listed", matter=_DRUG_REGISTER)


def not_expired(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """Past its last valid day a new card is of no use: the licence is renewed. A lapsed one has its own letter."""
    licence = facts.licence
    if licence is None or licence.valid_to is None or on <= licence.valid_to:
        return
    if not standing_letters(licence, on, book) & {"E", "F", "G", "R"}:
        yield reason("replacement.renew_instead", expired=licence.valid_to)


def letters_allow(facts: Facts, refused: Iterable[str], on: date, book: Book) -> Iterator[Reason]:
    """One reason for each of the `refused` letters: a matter gives its number and place, a letter its word.

    A suspension whose end has passed no longer counts, whether or not the nightly job has cleared its letter.
    """
    licence = facts.licence
    held = standing_letters(licence, on, book) if licence else frozenset()
    for letter in refused:
        matters = [matter for matter in facts.matters if letter_of(matter) == letter and not _over(matter, on)]
        for matter in matters:
            yield _reason_of(letter, matter.until, _public(letter, matter), book, on)
        if not matters and letter in held:
            until = licence.suspended_until if licence and letter == "D" else None
            yield _reason_of(letter, until, _unnamed(letter), book, on)


def standing_letters(licence: Licence, on: date, book: Book) -> frozenset[str]:
    """The letters as the law sees them on a day: those on record, less an ended suspension, plus time's own.

    Time sets M, R (renewal or medical missed), S (review missed), and makes G of R when the years for restoring are
    over, even where the nightly job has stopped.
    """
    letters = set(licence.letters)
    if licence.suspended_until is not None and licence.suspended_until < on:
        letters.discard("D")
    if letters & {"E", "F", "G"}:
        return frozenset(letters)
    if "R" in letters:
        return frozenset(_gone(letters, licence, on, book))
    cancelled = cancelled_on(licence, on, book)
    if cancelled is not None and cancelled <= on:
        letters.discard("M")
        letters = _gone(letters | {"R"}, licence, on, book)
    elif overdue(licence, on):
        letters.add("M")
    if review_overdue(licence, min(on, cancelled or on)):
        letters.add("S")
    return frozenset(letters)


def renew_by(licence: Licence) -> date | None:
    """The day by which the licence should be renewed: its postponed day or its last valid day."""
    postponement = newest_postponement(licence, "renewal")
    return postponement.until if postponement else licence.valid_to


def overdue(licence: Licence, on: date) -> bool:
    """Past the day by which it should be renewed (M)."""
    by = renew_by(licence)
    return by is not None and on > by


def last_day_to_renew(licence: Licence, on: date, book: Book) -> date | None:
    """The last day before the licence lapses; None for a long-term licence."""
    if licence.valid_to is None:
        return None
    by = renew_by(licence) or licence.valid_to
    from_until = by != licence.valid_to and book.value("postponement.lapse_counts_from_until", on)
    lapse = add_years(by if from_until else licence.valid_to, book.value("renewal.lapse_years", on))
    return max(lapse, by)


def restore_by(licence: Licence, on: date, book: Book) -> date | None:
    """The last day on which a lapsed licence can come back; None where no such day runs."""
    last = last_day_to_renew(licence, on, book)
    return add_years(last, book.value("renewal.restore_years", on)) if last else None


def cancelled_on(licence: Licence, on: date, book: Book) -> date | None:
    """The day on which time cancels the licence (R): renewal or medical missed for more than a year."""
    last_days = (
        last_day_to_renew(licence, on, book),
        medical.last_day_before_cancellation(licence, on, book),
    )
    return min((next_day(day) for day in last_days if day is not None), default=None)


def review_by(licence: Licence) -> date | None:
    """The day, or the postponed day, by which a review that is due must be done."""
    postponement = newest_postponement(licence, "review")
    return postponement.until if postponement else licence.review_due_on


def review_overdue(licence: Licence, on: date) -> bool:
    """Past the day of a review that is due (S)."""
    by = review_by(licence)
    return by is not None and on > by


def opens_on(valid_to: date, on: date, book: Book) -> date:
    """The first day on which a licence that expires on `valid_to` may be renewed."""
    return add_days(valid_to, -book.value("renewal.open_days", on))


def letter_of(matter: OpenMatter) -> str:
    """The status letter an open matter amounts to; a seizure without one counts as a retention (U)."""
    return _KIND_LETTERS.get(matter.kind) or matter.letter or "U"


def _gone(letters: set[str], licence: Licence, on: date, book: Book) -> set[str]:
    """Past the last day on which it can come back, a restorable licence is cancelled for good."""
    by = restore_by(licence, on, book)
    return letters - {"R"} | {"G"} if by is not None and on > by else letters


def _over(matter: OpenMatter, on: date) -> bool:
    return matter.until is not None and matter.until < on


def _reason_of(letter: str, until: date | None, matter: Matter | None, book: Book, on: date) -> Reason:
    values: dict[str, object] = {}
    if letter in "DKU":
        values["until"] = _until_text(until)
    elif letter in "HI":
        values["where"] = _where(matter)
    elif letter == "B":
        values["limit"] = book.value("points.limit", on)
    return reason(code_of_letter(letter), possible_from=next_day(until) if until else None, matter=matter, **values)


def _until_text(until: date | None) -> Text | str:
    return Text(zh="至{day}", en=" until {day}").fill(day=until) if until else ""


def _where(matter: Matter | None) -> Text | str:
    if matter is None or not matter.number:
        return ""
    where = Text(zh="（{place}，编号{number}）", en=" ({place}, number {number})")
    return where.fill(place=matter.place, number=matter.number)


def _public(letter: str, matter: OpenMatter) -> Matter:
    place = Text(zh=matter.place, en=matter.place) if matter.place else _PLATFORM
    return Matter(kind=matter.kind, number=matter.number, place=place, settled_by=_SETTLED_BY[letter])


def _unnamed(letter: str) -> Matter | None:
    """A letter without the matter behind it: where to ask, but no number."""
    if letter not in _SETTLED_BY:
        return None
    return Matter(kind=LETTER_WORDS[letter].en, number="", place=_PLATFORM, settled_by=_SETTLED_BY[letter])
