"""Who may not apply for a licence and until when (不得申请), Order 162 Articles 15 and 18.

Codes N01 to N13 follow Article 15, L01 and L02 the two records of Article 18. Whoever did the acts of N05 to N08
without a licence carries the same code from the day of the act. Not modelled: where to apply, which class may be the
first (D01, D02), and that a drunk driver of a commercial vehicle never drives one again (RTSL Article 91).
"""

from collections.abc import Iterable
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Bar, Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import age, standing
from tongban.law.verdict import Reason, Verdict


def barred_until(code: str, since: date, on: date, book: Book) -> date | None:
    """The first day on which the person may apply again; None for a lifelong bar or one without a fixed end.

    Raises ValueError for a code that Article 15 does not have.
    """
    if is_lifelong(code, on, book) or code in book.value("bars.while_present", on):
        return None

    years = book.value("bars.years", on)
    if code not in years:
        raise ValueError(f"No bar has the code {code!r}")
    return add_years(since, years[code])


def is_lifelong(code: str, on: date, book: Book) -> bool:
    """True for a bar that never ends."""
    return code in book.value("bars.lifelong", on)


def may_apply(bars: Iterable[Bar], on: date, book: Book) -> Verdict:
    """May somebody with these bars on record apply for a licence on this day?"""
    reasons = []
    for bar in (bar for bar in bars if bar.code.startswith("N")):
        until = barred_until(bar.code, bar.since, on, book)
        if is_lifelong(bar.code, on, book):
            reasons.append(reason("bar.lifelong"))
        elif until is None:
            reasons.append(reason("bar.present"))
        elif on < until:
            reasons.append(reason("bar.term", possible_from=until))
    return verdict(reasons, on, book, "bars")


def may_apply_for(code: str, facts: Facts, on: date, book: Book, student: bool = False) -> Verdict:
    """Who may apply for this class at all: alive, of the right age, not listed, without a bar of Article 15 or 18."""
    applicant = facts.applicant
    reasons = [reason("person.dead")] if not applicant.alive else []
    reasons += may_apply(applicant.bars, on, book).reasons
    reasons += standing.not_drug_listed(facts)
    reasons += age.may_apply_for(code, applicant.born, on, book, student=student).reasons
    if code in book.value("bars.large_classes", on):
        reasons += _large(applicant.bars, on, book)
    return verdict(reasons, on, book, "bars", "ages")


def _large(bars: Iterable[Bar], on: date, book: Book) -> list[Reason]:
    """What keeps a person from the large classes besides: one reason, the gravest."""
    codes = {bar.code for bar in bars}
    if codes & set(book.value("bars.large_lifelong", on)):
        return [reason("bar.large_lifelong")]
    years = book.value("bars.large_years", on)
    ends = [add_years(bar.since, years[bar.code]) for bar in bars if bar.code in years]
    last = max(ends, default=None)
    return [reason("bar.large_term", possible_from=last)] if last and on < last else []
