"""D13: the file of a licence moves to the place where its holder is registered or lives (转入换证), Order 162
Articles 64, 72; for large classes with what holds for applying outside one's own province.

Whose household registration moved must transfer; who lives elsewhere may. What is asked is the same. A transfer
includes a review, so violations, accidents, points and review are settled first. The old authority's file then says
transferred out (C), which here is what the register answers for any day from the transfer on. Not modelled: a renewal
at the same time (renew anywhere, then transfer).
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Reason, Verdict

_CITY, _PROVINCE = 4, 2  # digits of a region's code (GB/T 2260)


def may_transfer_in(facts: Facts, on: date, book: Book) -> Verdict:
    """May the file move to the city of the office that handles the case? Without an office: to some city at all."""
    refused = book.value("letters.no_transfer", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
        *standing.not_expired(facts, on, book),
        *(_place(facts, facts.licence, on, book) if facts.licence else ()),
    ]
    return verdict(reasons, on, book, "letters", "transfer", "renewal")


def residence_asked(facts: Facts, on: date, book: Book) -> bool:
    """Is a residence card (居住证) needed? Only for large classes outside the province of the household register."""
    large = book.value("transfer.residence_for", on)
    office, home = facts.office[:_PROVINCE], facts.applicant.home[:_PROVINCE]
    elsewhere = bool(office and home) and office != home
    return facts.licence is not None and elsewhere and bool(facts.licence.codes & set(large))


def _place(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    if facts.office[:_CITY] == facts.region[:_CITY] and "C" not in licence.letters:
        yield reason("transfer.already_here")
    elif residence_asked(facts, on, book) and not _lives_here(facts, on):
        yield reason("transfer.residence_missing")


def _lives_here(facts: Facts, on: date) -> bool:
    card = facts.applicant.residence
    return card is not None and card.region[:_PROVINCE] == facts.office[:_PROVINCE] and on <= card.valid_to
