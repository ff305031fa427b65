"""Fees in yuan, dated and by region."""

from datetime import date
from decimal import Decimal

from tongban.law.book import Book


def fee(key: str, on: date, book: Book, region: str = "") -> Decimal:
    """The amount of the fee `key` ("licence") in yuan. Raises `NotInForce`, `UnknownParameter`."""
    amount = book.value(f"fees.{key}", on, region)
    assert isinstance(amount, Decimal)
    return amount
