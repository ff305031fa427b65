"""D19: a licence is cancelled (注销), Order 162 Article 79: on application, or because the office sees a ground.

On application open violations and accidents come first; where the law itself wants the licence gone they do not
matter. A cancelled licence (G) is never a revoked (F) or annulled (E) one. Not modelled: loss of civil capacity
(the guardian's word), sitting a test for somebody else, and whether a licence in the hands of the police may be
given up (uncertain: `letters.no_cancellation`).
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def ground_of(facts: Facts, on: date, book: Book) -> str:
    """The ground on which the office opened the case, "" for a person's own application."""
    ground = str(facts.answers.get("ground", ""))
    return ground if ground in book.value("cancellation.grounds", on) else ""


def may_cancel(facts: Facts, on: date, book: Book) -> Verdict:
    """May (or must) the licence be cancelled on this day?"""
    ground = ground_of(facts, on, book)
    refused = book.value("letters.ended" if ground else "letters.no_cancellation", on, facts.region)
    reasons = [*standing.letters_allow(facts, refused, on, book)]
    if facts.licence is None:
        reasons.append(reason("licence.none"))
    if not facts.applicant.alive and not ground:
        reasons.append(reason("person.dead"))
    if ground in book.value("cancellation.compared_grounds", on) and not facts.applicant.drug_listed:
        reasons.append(reason("cancellation.ground_gone"))
    return verdict(reasons, on, book, "cancellation", "letters")


def at_once(ground: str, on: date, book: Book) -> bool:
    """True where the ground leaves the person no time to apply: a person decides at once."""
    return ground in book.value("cancellation.immediate", on)
