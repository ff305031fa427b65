"""The book of law in force here: shipped values, over them the authority's folder, over both the orders."""

import json
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from tongban.core import trace
from tongban.law.book import Book, Order

_Row = tuple[str, str, str, date, date | None, str]  # number, basis, region, since, until, values as JSON


_of_request: ContextVar[tuple[str, Book] | None] = ContextVar("tongban_book", default=None)


def book() -> Book:
    """Return the book to decide by now. One query; within one request always the same book, asked for once."""
    request = trace.request_id()
    known = _of_request.get()
    if request and known and known[0] == request:
        return known[1]
    found = _in_force()
    _of_request.set((request, found))
    return found


def _in_force() -> Book:
    with connection.cursor() as cursor:
        cursor.execute('SELECT number, basis, region, since, until, "values" FROM core_order ORDER BY since, number')
        return _made(settings.TONGBAN_LAW, tuple(cursor.fetchall()))


@lru_cache(maxsize=4)
def _made(folder: str, orders: tuple[_Row, ...]) -> Book:
    if not folder and not orders:
        return Book.shipped()
    return Book.load(
        folders=[Path(folder)] if folder else [],
        orders=[
            Order(number=number, basis=basis, since=since, values=json.loads(values), until=until, region=region)
            for number, basis, region, since, until, values in orders
        ],
    )
