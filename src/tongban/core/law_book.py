"""The book of law in force here: shipped values, over them the authority's folder, over both the orders."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.core.models import Order as OrderRow
from tongban.law.book import Book, Order


def book() -> Book:
    """Return the book to decide by now. One query; the same object as long as no order changes."""
    rows = OrderRow.objects.order_by("since", "number").values_list(
        "number", "basis", "region", "since", "until", "values"
    )
    return _made(settings.TONGBAN_LAW, _Orders(rows))


class _Orders(tuple[tuple[Any, ...], ...]):
    """Rows of orders, compared by their words, since their values are dictionaries and have no hash."""

    def __hash__(self) -> int:
        return hash(repr(tuple(self)))


@lru_cache(maxsize=4)
def _made(folder: str, orders: _Orders) -> Book:
    if not folder and not orders:
        return Book.shipped()
    return Book.load(
        folders=[Path(folder)] if folder else [],
        orders=[
            Order(number=number, basis=basis, since=since, values=values, until=until, region=region)
            for number, basis, region, since, until, values in orders
        ],
    )
