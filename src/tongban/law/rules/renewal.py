"""D07: a licence is renewed when its validity ends (期满换证), Order 162 Articles 62, 63, 72, 74, 79.

From 90 days before the last valid day until one year after it, with a medical certificate, when violations,
accidents, full points and review are settled. Not modelled: renewal at the same time as a transfer (D13).
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import age, medical, standing
from tongban.law.rules.classes import in_order
from tongban.law.verdict import Reason, Verdict


def may_renew(facts: Facts, on: date, book: Book) -> Verdict:
    """May this licence be renewed on this day? A long-term licence needs no renewal."""
    refused = book.value("letters.no_renewal", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
    ]
    licence = facts.licence
    if licence is not None and licence.valid_to is None:
        reasons.append(reason("licence.long_term"))
    elif licence is not None:
        reasons += _in_window(licence, on, book)
        reasons += age.exchanged_first(facts, licence, on, book)
        reasons += medical.certificate_serves(facts, licence.codes, on, book)
    return verdict(reasons, on, book, "letters", "renewal", "medical", "ages")


def new_term(licence: Licence, on: date, book: Book) -> tuple[date, date | None, int | None]:
    """What a renewal on this day gives: first day, last valid day, years; the last two None for long-term.

    The next step (6, 10, long-term) after a validity in which no points cycle reached the limit, otherwise
    the same length again. Cycles that are not on record count as clean. Raises ValueError for a long-term
    licence.
    """
    if licence.valid_to is None or licence.term_years is None:
        raise ValueError("A long-term licence has no next term")
    years = _next_years(licence, on, book)
    start = licence.valid_to if book.value("validity.starts_at_expiry", on) else on
    return start, add_years(start, years) if years else None, years


def first_term(on: date, book: Book) -> tuple[date, date, int]:
    """What a first licence gives: first day, last valid day, years."""
    years = int(book.value("validity.steps", on)[0])
    return on, add_years(on, years), years


def classes_after(facts: Facts, on: date, book: Book) -> tuple[str, ...]:
    """The classes on the renewed licence: all held ones, or what the examination leaves where agreed."""
    if facts.licence is None:
        return ()
    codes = facts.licence.codes
    if facts.medical is not None and facts.answers.get("accept_lower"):
        codes = medical.classes_left(codes, facts.medical, on, book)
    return in_order(codes, on, book)


def _in_window(licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    if licence.valid_to is None:
        return
    opens = standing.opens_on(licence.valid_to, on, book)
    if on < opens:
        yield reason("renewal.too_early", possible_from=opens, expires=licence.valid_to)
    last, restore_by = standing.last_day_to_renew(licence, on, book), standing.restore_by(licence, on, book)
    if last is not None and restore_by is not None and last < on <= restore_by:
        yield reason("renewal.too_late", last_day=last, restore_by=restore_by)


def _next_years(licence: Licence, on: date, book: Book) -> int | None:
    steps: tuple[int, ...] = book.value("validity.steps", on)
    limit = book.value("points.limit", on)
    inside = [
        cycle
        for cycle in licence.cycles
        if cycle.ends_on > licence.valid_from and (licence.valid_to is None or cycle.starts_on < licence.valid_to)
    ]
    if any(cycle.points >= limit for cycle in inside) or licence.term_years not in steps:
        return licence.term_years
    later = steps[steps.index(licence.term_years) + 1 :]
    return later[0] if later else None
