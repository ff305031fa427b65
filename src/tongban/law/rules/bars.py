"""Who may not apply for a licence and until when (不得申请), Order 162 Article 15, codes N01 to N13."""

from collections.abc import Iterable
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Bar
from tongban.law.reasons import reason, verdict
from tongban.law.verdict import Verdict


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
    for bar in bars:
        until = barred_until(bar.code, bar.since, on, book)
        if is_lifelong(bar.code, on, book):
            reasons.append(reason("bar.lifelong"))
        elif until is None:
            reasons.append(reason("bar.present"))
        elif on < until:
            reasons.append(reason("bar.term", possible_from=until))
    return verdict(reasons, on, book, "bars")
