"""Fees of tests for a licence: how much, until when they are paid, when they go back.

A fee is for a booking, the test with its one re-sit: the re-sit costs nothing more. Amounts are a province's, by
subject. Not modelled: amounts by class.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from tongban.law.book import Book


def amounts(subjects: Sequence[str], on: date, book: Book) -> dict[str, Decimal]:
    """What each of these subjects costs in yuan, those that cost something."""
    known = book.value("exam_fees.amount", on)
    found = {subject: Decimal(known[subject]) for subject in subjects if subject in known}
    return {subject: amount for subject, amount in found.items() if amount > 0}


def due_at(given_at: datetime, begins_at: datetime, on: date, book: Book) -> datetime:
    """Until when a slot is paid: some hours after it was given, and some before the session; a slot that is given
    later than that, by the beginning of the session."""
    within = given_at + timedelta(hours=int(book.value("exam_fees.pay_within", on)))
    last = begins_at - timedelta(hours=int(book.value("exam_fees.pay_before", on)))
    return min(within, last) if last > given_at else begins_at


def kept(standing: str, on: date, book: Book) -> bool:
    """Is the fee kept for a slot that ended so?"""
    return standing in book.value("exam_fees.kept", on)


def unpaid_counts_as(on: date, book: Book) -> str:
    """What becomes of a slot that nobody paid for in time: "cancelled" or "released"."""
    return str(book.value("exam_fees.unpaid_counts_as", on))
