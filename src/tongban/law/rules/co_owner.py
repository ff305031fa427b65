"""V16: a vehicle that several own together bears the name of another of them (共同所有人变更), Order 164 Articles 19,
21, 32 and 45.

All of them apply: the one whose name it will bear, every other registered owner, and a mortgagee. That they own it
together the marriage register says of spouses, a notary's certificate of others, which an officer reads. The vehicle
takes another number; spouses who were married long enough may keep the one it has. Not modelled: a new owner who lives
in the area of another office, which takes the way of a move.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import agreement, vehicle_states
from tongban.law.verdict import Reason, Verdict

SPOUSES, NOTARISED = "spouses", "notarised"
KEEP, ANOTHER = "keep", "another"


def may_change(facts: Facts, on: date, book: Book) -> Verdict:
    """May the vehicle bear the name of another of its owners on this day?"""
    reasons = [
        *vehicle_states.stops(facts, "change", on, book),
        *agreement.stops(facts, "O164.19"),
        *_owned_together(facts, on, book),
    ]
    together = facts.co_ownership
    if not reasons and together and facts.answers.get("new_owner") and not keeps_number(facts):
        reasons += [] if together.numbered else [reason("co_owner.no_number")]
    return verdict(reasons, on, book, "vehicle_states", "vehicle_change", "agreement")


def keeps_number(facts: Facts) -> bool:
    """Is the number to stay on the vehicle? Only spouses are asked."""
    return facts.answers.get("ground") == SPOUSES and facts.answers.get("number") == KEEP


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: somebody has to read a notary's certificate, or a paper that was shown?"""
    together = facts.co_ownership
    return facts.answers.get("ground") == NOTARISED or (together is not None and together.on_paper)


def _owned_together(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    together = facts.co_ownership
    if together is None:
        return
    if not together.own_name:
        yield reason("co_owner.not_your_name")
    if facts.answers.get("ground") != SPOUSES:
        return
    if together.married is False:
        yield reason("co_owner.not_married")
    elif together.since and keeps_number(facts):
        long_enough = add_years(together.since, book.value("vehicle_change.married_years", on))
        if on < long_enough:
            yield reason("co_owner.married_too_short", possible_from=long_enough)
