"""V26: a vehicle is transferred within the area of its office (转让登记), Order 164 Articles 25, 26 and 29.

Seller and buyer both apply: the seller sends it, the buyer and every co-owner agree. The invoice for a used vehicle
shows that it was sold. The buyer has a number of their own for it; that of the seller goes back. Number and check come
last.
To whom the vehicle is mortgaged or pledged applies with them, and a new mortgage or pledge is registered together with
it, on a contract with the buyer; several mortgages, or several pledges, are released first. Not modelled: inheritance,
gift and judgment instead of a sale; the thirty days, which only lead to a warning; a quota.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Restriction, Sale
from tongban.law.reasons import reason, verdict
from tongban.law.rules import agreement, vehicle_check, vehicle_states
from tongban.law.verdict import Reason, Verdict


def may_transfer(facts: Facts, on: date, book: Book) -> Verdict:
    """May this vehicle be transferred to the buyer on this day?"""
    reasons = [*vehicle_states.stops(facts, "transfer", on, book), *_with_it(facts, on, book)]
    sale = facts.sale
    if sale is not None and facts.answers.get("buyer"):
        reasons += [*agreement.stops(facts, "O164.25"), *papers(sale, on)]
        if sale.remortgaged is False:
            reasons.append(reason("ownership.not_remortgaged"))
        if sale.by_person and sale.sold >= book.value("ownership.sales_a_year", on):
            reasons.append(reason("ownership.too_many_sales"))
        if not reasons and not sale.numbered:
            reasons.append(reason("ownership.no_number"))
        if not reasons:
            reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "ownership")


def _with_it(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """What has to happen with a transfer: an inspection, the mortgagee or pledgee."""
    if vehicle_states.needs(facts, "transfer", "inspect", on, book):
        yield reason("ownership.inspect_first")
    kinds = [one.kind for one in binding(facts, on)]
    if len(kinds) != len(set(kinds)) and vehicle_states.needs(facts, "transfer", "joint", on, book):
        yield reason("ownership.release_first")


def binding(facts: Facts, on: date, *kinds: str) -> list[Restriction]:
    """The mortgages and pledges that go with the vehicle, of these kinds alone where some are named; the earliest
    first."""
    rests = vehicle_states.standing(facts.vehicle, on) if facts.vehicle else []
    return [one for one in rests if one.kind in (kinds or ("mortgage", "pledge"))]


def papers(sale: Sale, on: date) -> Iterator[Reason]:
    """What invoice and insurance have against a sale."""
    yield from invoice(sale)
    if sale.insured is False or (sale.insured and (sale.insured_until is None or sale.insured_until < on)):
        yield reason("ownership.uninsured")


def invoice(sale: Sale) -> Iterator[Reason]:
    """What the invoice has against a sale."""
    if sale.invoiced is False:
        yield reason("ownership.no_invoice")
    elif sale.invoiced and not sale.between_them:
        yield reason("ownership.other_invoice")
