"""The questions a jurist's case may ask about vehicles that leave: for another city, another owner there, for good."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import deregistration, moving, vehicle_change

Details = Mapping[str, Any]
Question = Callable[[Facts, date, Book, Details], Any]


def _asks(rule: Callable[[Facts, date, Book], Any]) -> Question:
    return lambda facts, on, book, details: rule(facts, on, book)


QUESTIONS: Mapping[str, Question] = {
    "scrapped": _asks(deregistration.may_scrap),
    "scrapped_supervised": _asks(deregistration.needs_supervision),
    "scrap_overdue": lambda facts, on, book, details: deregistration.overdue(facts, on),
    "scrap_at_once": lambda facts, on, book, details: deregistration.at_once(details["ground"], on, book),
    "lost_vehicle": _asks(deregistration.may_end_lost),
    "left_country": _asks(deregistration.may_end_abroad),
    "colour_officer": _asks(vehicle_change.officer_rechecks),
    "move_out": _asks(moving.may_move_out),
    "traded_away": _asks(moving.may_be_traded),
    "transferred_out": _asks(moving.may_transfer_out),
    "pending_sale": _asks(moving.may_be_pending),
    "bought_here": _asks(moving.may_arrive_sold),
    "file_returned": lambda facts, on, book, details: moving.may_return(details["for"], on, book),
    "seller_answers": lambda facts, on, book, details: moving.answer_by(on, book),
    "returned_vehicle": _asks(deregistration.may_end_returned),
}
