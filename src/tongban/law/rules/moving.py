"""A vehicle moves to another city (转籍), Order 164 Articles 18, 21, 25 and 27.

The owner applies in the new city alone where the vehicle is a small or micro passenger vehicle or a motorcycle; the
former city sends the electronic file or says why not. It may not refuse for want of paper, nor may the new city return
a file for that. Everything else is checked where it is registered first (V14). A vehicle that was sold to somebody
elsewhere goes there from here (V27), or, a small one sold there, is registered there once its owner here has confirmed
the sale (V28). Not modelled: a mortgagee who joins; local limits on emissions; the fine for who comes late.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import (
    agreement,
    inspection,
    ownership,
    registration,
    temporary_plates,
    vehicle_check,
    vehicle_kinds,
    vehicle_states,
)
from tongban.law.text import Text
from tongban.law.verdict import Reason, Verdict

KIND = 2  # signs of a vehicle type that say its class and size
# What a file may never be sent back for, and the sentence with the rule.
FORBIDDEN = {
    "no_paper": "moving.never_for_paper",
    "layout": "moving.never_for_layout",
    "local": "moving.never_for_local",
    "emission": "moving.never_for_local",
    "physical_file": "moving.never_for_paper",
}


def may_leave(facts: Facts, on: date, book: Book) -> Verdict:
    """May the former city send the file of this vehicle on this day?"""
    reasons = [*vehicle_states.stops(facts, "move", on, book), *_asked_there(facts, on, book)]
    return verdict(reasons, on, book, "vehicle_states", "moving")


def may_be_traded(facts: Facts, on: date, book: Book) -> Verdict:
    """May the former city send the file of this vehicle, which its owner sold elsewhere, on this day?"""
    reasons = [*_sale_states(facts, on, book), *_asked_there(facts, on, book), *_not_too_often(facts, on, book)]
    return verdict(reasons, on, book, "vehicle_states", "moving", "ownership")


def may_move_out(facts: Facts, on: date, book: Book) -> Verdict:
    """May this office end with the vehicle, so that its owner goes on in the new city (V14)? A small one is asked for
    there. It is checked here."""
    reasons = [*vehicle_states.stops(facts, "move", on, book)]
    if asked_by_new_city(facts, on, book):
        reasons.append(reason("moving.ask_there"))
    if vehicle_states.needs(facts, "move", "joint", on, book):
        reasons.append(reason("moving.with_mortgagee"))
    if not reasons:
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "moving")


def may_transfer_out(facts: Facts, on: date, book: Book) -> Verdict:
    """May the vehicle go to a buyer in another city (V27)? A small one is checked there, all others here."""
    reasons, sale = [*_sale_states(facts, on, book)], facts.sale
    if sale is not None and facts.answers.get("buyer"):
        reasons += [*agreement.stops(facts, "O164.27"), *ownership.papers(sale, on), *_not_too_often(facts, on, book)]
        if not reasons and not asked_by_new_city(facts, on, book):
            reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "moving", "ownership")


def may_be_pending(facts: Facts, on: date, book: Book) -> Verdict:
    """May a dealer take the vehicle in stock, pending its sale (V29)? The dealer is on the list of filed ones; it is a
    small vehicle that is not for hire. No quota is used up."""
    reasons, sale, vehicle = [*_sale_states(facts, on, book)], facts.sale, facts.vehicle
    if vehicle and not (vehicle_kinds.is_small(vehicle) and not vehicle_kinds.is_for_hire(vehicle)):
        reasons.append(reason("pending.other_kind"))
    if vehicle and not vehicle.plated:
        reasons += _next_plate(facts, on, book)
    elif sale is not None and facts.answers.get("buyer"):
        reasons += [*agreement.stops(facts, "USEDCARS.2022"), *ownership.invoice(sale)]
        if sale.dealer_filed is False:
            reasons.append(reason("pending.not_filed"))
    return verdict(reasons, on, book, "vehicle_states", "moving", "ownership")


def may_arrive_sold(facts: Facts, on: date, book: Book) -> Verdict:
    """May a vehicle that was bought here be registered here, while its file comes from the former city (V28)?"""
    sale = facts.sale
    reasons = [*(ownership.invoice(sale) if sale else ()), *_file(facts), *_here(facts, on, book)]
    if not reasons and facts.new_vehicle:
        if not facts.new_vehicle.numbered:
            reasons.append(reason("registration.no_number"))
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "moving")


def may_return(code: str, on: date, book: Book) -> Verdict:
    """May a file be sent back for this? Only for what the list names; never for want of paper, an older layout, another
    order of pages, or a condition that is only local."""
    if code in book.value("moving.return_allowed", on):
        return verdict([], on, book, "moving")
    return verdict([reason(FORBIDDEN.get(code, "moving.no_such_return"))], on, book, "moving")


def answer_by(asked_on: date, book: Book) -> date:
    """The last day on which an owner may confirm that they sold the vehicle."""
    return asked_on + timedelta(days=book.value("agreement.answer_days", asked_on))


def asked_by_new_city(facts: Facts, on: date, book: Book) -> bool:
    """Is it one of those which the new city asks for and sees alone?"""
    vehicle = facts.vehicle
    return vehicle is not None and vehicle.type[:KIND] in book.value("moving.asked_by_new_city", on, facts.region)


def _next_plate(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """May a dealer have one more temporary plate for a car in stock?"""
    use = facts.temporary
    limit = temporary_plates.most(use.row, on, book) if use else None
    if use is not None and limit is not None and use.given >= limit:
        yield reason("temporary_plates.most", most=limit)


def _sale_states(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """The states that stand in the way of a sale, and what has to happen with one."""
    yield from vehicle_states.stops(facts, "transfer", on, book)
    if vehicle_states.needs(facts, "transfer", "joint", on, book):
        yield reason("ownership.release_first")


def _not_too_often(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    sale = facts.sale
    if sale is not None and sale.by_person and sale.sold >= book.value("ownership.sales_a_year", on):
        yield reason("ownership.too_many_sales")


def may_arrive(facts: Facts, on: date, book: Book) -> Verdict:
    """May the vehicle be registered in the new city on this day? Number and check come last, when all else is there."""
    reasons = [*_file(facts), *_here(facts, on, book)]
    if not reasons and facts.new_vehicle:
        if not facts.new_vehicle.numbered:
            reasons.append(reason("registration.no_number"))
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "moving")


def officer_receives(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say, because several people own it?"""
    return facts.vehicle is not None and facts.vehicle.owners > 1


def _file(facts: Facts) -> Iterator[Reason]:
    arrival = facts.arrival
    if arrival is None or arrival.state in ("asked", "arriving"):
        yield reason("moving.file_awaited")
    elif arrival.state == "refused":
        yield reason("moving.refused_there", why=Text(zh=arrival.why_zh, en=arrival.why_en))
    elif arrival.state == "ended":
        yield reason("moving.over")


def _here(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    new, vehicle = facts.new_vehicle, facts.vehicle
    if new is None:
        return
    if new.registered:
        yield reason("registration.registered")
    if new.stolen:
        yield reason("registration.stolen")
    if vehicle is None:
        return
    yield from vehicle_states.stops(facts, "move", on, book)
    if inspection.overdue(vehicle, on):
        yield reason("moving.inspect_first")
    if not registration.covered(new, on):
        yield reason("registration.uninsured")


def _asked_there(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    vehicle = facts.vehicle
    if vehicle is None or not vehicle.own:
        return
    if not asked_by_new_city(facts, on, book):
        yield reason("moving.checked_here_first")
    if vehicle_states.needs(facts, "move", "joint", on, book):
        yield reason("moving.with_mortgagee")


def finish_by(arrived_on: date, book: Book) -> date:
    """The last day on which the owner can finish in the new city; then the move ends and nothing has changed."""
    return arrived_on + timedelta(days=book.value("moving.finish_days", arrived_on))
