"""N01 to N07: e-bikes are registered, transferred, changed, given up and checked (电动自行车登记).

The national standard decides what may be registered; what else is asked is regional, and Shanghai and Zhejiang stand
side by side in the book. All that stands in the way is told at once. Who registers late is not refused for it.
Not modelled: the share of plastic and the positioning of the edition of 2024, for which the certificate answers; bikes
below the standard on plates that ran out; fines; mobility vehicles and tricycles (N08).
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years
from tongban.law.facts import Bike, BikeBuilt, Facts, NewBike
from tongban.law.reasons import reason, verdict
from tongban.law.text import Text, listed
from tongban.law.verdict import Reason, Verdict

TOPIC = "bikes"
OLD = "2018"  # the edition that the one of 2024 replaced
LIMITS = {
    "mass": Text(zh="质量", en="mass"),
    "speed": Text(zh="车速", en="speed"),
    "motor": Text(zh="电机功率", en="motor power"),
    "battery": Text(zh="电池电压", en="battery voltage"),
}


def may_register(facts: Facts, on: date, book: Book) -> Verdict:
    """May this e-bike be registered on this day? What nobody has answered yet is no reason."""
    bike = facts.new_bike
    reasons = [] if bike is None else [*_identity(bike, facts), *_made(bike, on, book), *_bought(bike, on, book)]
    return verdict(reasons, on, book, TOPIC)


def may_transfer(facts: Facts, on: date, book: Book) -> Verdict:
    """May the bike pass to the buyer? A delivery bike is changed back first: its plate is tied to firm and rider."""
    reasons = list(_live(facts))
    bike = facts.bike
    if bike and not reasons:
        reasons += [reason("bike.delivery_first")] if bike.kind == "delivery" else []
        reasons += [reason("bike.buyer_unknown")] if bike.buyer == "unknown" else []
        reasons += [reason("bike.buyer_is_owner")] if bike.buyer == "owner" else []
    return verdict(reasons, on, book, TOPIC)


def may_change(facts: Facts, on: date, book: Book) -> Verdict:
    """May colour or use be changed? Back to an ordinary plate goes only what has a special one."""
    reasons = list(_live(facts))
    if not reasons and facts.answers.get("change") == "ordinary" and facts.bike and facts.bike.kind != "delivery":
        reasons.append(reason("bike.not_delivery"))
    return verdict(reasons, on, book, TOPIC)


def may_cancel(facts: Facts, on: date, book: Book) -> Verdict:
    """May the registration be ended?"""
    return verdict(_live(facts), on, book, TOPIC)


def may_issue_anew(facts: Facts, on: date, book: Book) -> Verdict:
    """May plate or licence be issued anew?"""
    return verdict(_live(facts), on, book, TOPIC)


def may_deliver(facts: Facts, on: date, book: Book) -> Verdict:
    """May the bike have a special plate for delivery, for the firm that is named?"""
    reasons = list(_live(facts))
    if not book.value("bikes.delivery_plates", on):
        reasons.append(reason("bike.no_delivery_plates"))
    elif facts.bike and facts.bike.kind == "delivery":
        reasons.append(reason("bike.delivery_already"))
    elif facts.riders is not None and facts.answers.get("firm"):
        listed_by = [one for one in facts.riders if one.firm == facts.answers["firm"]]
        if not listed_by:
            reasons.append(reason("bike.not_rider"))
        elif not listed_by[0].trained:
            reasons.append(reason("bike.not_trained"))
    return verdict(reasons, on, book, TOPIC)


def may_pass_check(facts: Facts, on: date, book: Book) -> Verdict:
    """Does the bike pass its periodic check, on what was found at it?"""
    reasons = list(_live(facts))
    if facts.bike and not reasons and facts.bike.kind != "delivery":
        reasons.append(reason("bike.not_delivery"))
    if facts.answers.get("result") == "failed":
        reasons.append(reason("bike.check_failed"))
    return verdict(reasons, on, book, TOPIC)


def education_asked(facts: Facts, on: date, book: Book) -> bool:
    """Is the rider taught before the plate is given?"""
    return bool(book.value("bikes.education", on))


def next_check(on: date, book: Book) -> date:
    """The day by which a delivery bike that was plated or checked on a day is checked next."""
    return add_years(on, book.value("bikes.check_years", on))


def register_by(bought_on: date, on: date, book: Book) -> date | None:
    """The last day for registering after a purchase; None where the region names none."""
    days = book.value("bikes.register_days", on)
    return add_days(bought_on, days) if days else None


def ride_until(bought_on: date, on: date, book: Book) -> date | None:
    """The last day of riding with the proof of purchase; None where the region names none."""
    days = book.value("bikes.riding_days", on)
    return add_days(bought_on, days) if days else None


def number(kind: str, running: int, on: date, book: Book) -> str:
    """The number on a plate: numbers are given in order."""
    return f"{book.value('bikes.number_letters', on)[kind]}{running:0{book.value('bikes.number_digits', on)}d}"


def _identity(bike: NewBike, facts: Facts) -> Iterator[Reason]:
    if bike.registered:
        yield reason("bike.registered")
    if bike.conformity is False:
        yield reason("bike.no_conformity")
    if bike.built and not bike.built.same_codes:
        yield reason("bike.other_codes")
    if facts.answers.get("seen") == "altered":
        yield reason("bike.altered")


def _made(bike: NewBike, on: date, book: Book) -> Iterator[Reason]:
    built = bike.built
    if built is None:
        return
    if not built.certified:
        yield reason("bike.not_certified")
    if not built.listed and book.value("bikes.own_catalogue", on):
        yield reason("bike.not_listed")
    if built.edition not in book.value("bikes.editions", on):
        yield reason("bike.other_edition")
        return
    if built.edition == OLD and not book.value("bikes.old_made", built.made_on):
        yield reason("bike.made_too_late", day=built.made_on)
    if over := list(_over(built, on, book)):
        yield reason("bike.over_limits", what=listed(LIMITS[one] for one in over))


def _over(built: BikeBuilt, on: date, book: Book) -> Iterator[str]:
    """Which limits of its edition the bike exceeds."""
    for name in LIMITS:
        lead = name == "mass" and built.lead and built.edition != OLD
        if getattr(built, name) > book.value("bikes.lead_mass" if lead else f"bikes.{name}", on):
            yield name


def _bought(bike: NewBike, on: date, book: Book) -> Iterator[Reason]:
    if bike.invoiced is False:
        yield reason("bike.no_invoice")
    elif not bike.bought_by_owner:
        yield reason("bike.other_buyer")
    old = bike.built is not None and bike.built.edition == OLD
    if old and bike.bought_on and not book.value("bikes.old_sold", bike.bought_on):
        yield reason("bike.sold_too_late", day=bike.bought_on)


def _live(facts: Facts) -> Iterator[Reason]:
    bike: Bike | None = facts.bike
    if bike is None:
        yield reason("bike.none")
    elif not bike.own:
        yield reason("bike.not_owner")
    elif bike.ended:
        yield reason("bike.ended")
