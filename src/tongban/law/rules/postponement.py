"""D16, D17, D18: a renewal, a licence review or a medical certificate is postponed, Order 162 Article 75.

Within the validity or up to one year after, on the person's own declaration, for at most three years: a renewal from
the expiry, a review from the end of its points cycle, a certificate from its due day. A renewal is postponed once;
of the others the text does not say it. Police custody of the licence does not matter, since no new licence is made.
Not modelled: postponing a review or certificate before it is due.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years
from tongban.law.facts import Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.rules.postponed import due_on
from tongban.law.verdict import Reason, Verdict


def may_postpone_renewal(facts: Facts, on: date, book: Book) -> Verdict:
    """May the renewal be postponed on this day? See `may_postpone`."""
    return may_postpone("renewal", facts, on, book)


def may_postpone_review(facts: Facts, on: date, book: Book) -> Verdict:
    """May the licence review be postponed on this day? See `may_postpone`."""
    return may_postpone("review", facts, on, book)


def may_postpone_medical(facts: Facts, on: date, book: Book) -> Verdict:
    """May the medical certificate be postponed on this day? See `may_postpone`."""
    return may_postpone("medical", facts, on, book)


def may_postpone(duty: str, facts: Facts, on: date, book: Book) -> Verdict:
    """May the duty be postponed on this day, to `answers["until"]` (a day or ISO text) for `answers["ground"]`?

    An answer that is not there yet is not judged, so that eligibility can be shown before the form is filled
    in.
    """
    refused = book.value("letters.no_postponement", on, facts.region)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, refused, on, book)]
    if facts.licence is not None:
        original = due_on(facts.licence, duty)
        if original is None:
            reasons.append(reason("licence.long_term" if duty == "renewal" else "postponement.not_due"))
        else:
            reasons += _in_time(duty, facts.licence, original, on, book)
            reasons += _answers_fit(duty, facts, original, on, book)
    return verdict(reasons, on, book, "letters", "postponement", "review")


def latest_until(duty: str, licence: Licence, on: date, book: Book) -> date:
    """The last day to which the duty can be postponed. Raises ValueError where it is not due."""
    start = due_on(licence, duty)
    if start is None:
        raise ValueError(f"There is no {duty} to postpone")
    if duty == "review":
        start = add_days(start, -book.value("review.due_days", on))
    return add_years(start, book.value("postponement.max_years", on))


def _in_time(duty: str, licence: Licence, original: date, on: date, book: Book) -> Iterator[Reason]:
    if licence.valid_to is not None:
        last = add_years(licence.valid_to, book.value("postponement.apply_years", on))
        if on > last:
            yield reason("postponement.too_late", last_day=last)
    before = [row for row in licence.postponements if row.duty == duty and row.original_due_on == original]
    times = book.value("postponement.times", on).get(duty)
    if times is not None and len(before) >= times:
        yield reason("postponement.already")


def _answers_fit(duty: str, facts: Facts, original: date, on: date, book: Book) -> Iterator[Reason]:
    until = _day(facts.answers.get("until"))
    if until is not None and facts.licence is not None:
        latest, later_than = latest_until(duty, facts.licence, on, book), max(original, on)
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
