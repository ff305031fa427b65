"""Fees in yuan, dated and by region; some by the type of plate."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tongban.law.book import Book


def fee(key: str, on: date, book: Book, region: str = "", plate_type: str = "") -> Decimal:
    """The amount of the fee `key` ("licence") in yuan; where it differs by plate, of this type, or as for most of them.

    Raises `NotInForce`, `UnknownParameter`.
    """
    amount = book.value(f"fees.{key}", on, region)
    if isinstance(amount, Mapping):
        amount = amount.get(plate_type, amount[""])
    assert isinstance(amount, Decimal)
    return amount
