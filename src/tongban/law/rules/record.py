"""D33, V54: a driver is told their own record (安全驾驶记录), an owner that of their vehicle (机动车信息证明), whatever
stands in it. Order 164 Article 3 for the vehicle."""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_be_told(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have their driving record? A revoked or cancelled licence has one too."""
    return verdict(standing.on_record(facts), on, book, "limits")


def may_be_told_of_vehicle(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have the record of the vehicle? Each of its owners may."""
    owned = facts.vehicle is not None and facts.vehicle.own
    return verdict([] if owned else [reason("vehicle.not_yours")], on, book, "limits")
