"""D16: a renewal is postponed (延期换证), Order 162 Article 75.

Within the validity or up to one year after, once, for at most three years from the expiry, on the person's
own declaration. Police custody of the licence does not matter, since no new licence is made. Not modelled:
postponing a review (D17) or a medical certificate (D18).
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Reason, Verdict


def may_postpone_renewal(facts: Facts, on: date, book: Book) -> Verdict:
    """May the renewal be postponed on this day, to `answers["until"]` (a day or ISO text) for
    `answers["ground"]`?

    An answer that is not there yet is not judged, so that eligibility can be shown before the form is filled
    in.
    """
    refused = book.value("letters.no_postponement", on, facts.region)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, refused, on, book)]
    licence = facts.licence
    if licence is not None and licence.valid_to is None:
        reasons.append(reason("licence.long_term"))
    elif licence is not None:
        reasons += _in_time(licence, on, book)
        reasons += _answers_fit(facts, licence, on, book)
    return verdict(reasons, on, book, "letters", "postponement")


def latest_until(licence: Licence, on: date, book: Book) -> date:
    """The last day to which the renewal can be postponed. Raises ValueError for a long-term licence."""
    return add_years(_expiry(licence), book.value("postponement.max_years", on))


def _in_time(licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    expiry = _expiry(licence)
    last = add_years(expiry, book.value("postponement.apply_years", on))
    if on > last:
        yield reason("postponement.too_late", last_day=last)
    before = [row for row in licence.postponements if row.duty == "renewal" and row.original_due_on == expiry]
    if len(before) >= book.value("postponement.times", on):
        yield reason("postponement.already")


def _answers_fit(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    until = _day(facts.answers.get("until"))
    if until is not None:
        latest, later_than = latest_until(licence, on, book), max(_expiry(licence), on)
        if until > latest:
            yield reason("postponement.too_long", last_day=latest)
        if until <= later_than:
            yield reason("postponement.until_too_soon", last_day=later_than)
    ground = facts.answers.get("ground")
    if ground is not None and ground not in book.value("postponement.grounds", on):
        yield reason("postponement.ground_unknown")


def _day(answer: object) -> date | None:
    """A day as a form or a stored case holds it. Raises ValueError for text that is not a day."""
    if answer is None or isinstance(answer, date):
        return answer
    return date.fromisoformat(str(answer))


def _expiry(licence: Licence) -> date:
    if licence.valid_to is None:
        raise ValueError("A long-term licence has no renewal to postpone")
    return licence.valid_to
