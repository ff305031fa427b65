"""The book of law in force here: shipped values, over them the authority's folder and packs, over all orders."""

import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from tongban.core import trace
from tongban.core.fresh import Fresh
from tongban.law import packs
from tongban.law.book import Book, Order
from tongban.law.packs import Pack

_Row = tuple[str, str, str, date, date | None, str, str]  # number, basis, region, since, until, values as JSON, pack


@dataclass(frozen=True, slots=True)
class _Made:
    book: Book
    written: Book
    adopted: tuple[Pack, ...]


_of_request: ContextVar[tuple[str, _Made] | None] = ContextVar("tongban_book", default=None)


def book() -> Book:
    """Return the book to decide by now: within one request always the same one, else at most a second old.

    One query where the process has not asked within a second.
    """
    return _now().book


def before_adoptions() -> Book:
    """The book without what was adopted: shipped values, the authority's folder, orders."""
    return _now().written


def adopted() -> tuple[Pack, ...]:
    """The changes of law adopted here, oldest first; each ends when its order ends. Shared with `book`."""
    return _now().adopted


def keep(used: Book) -> None:
    """Keep the content of a book something is decided by. One statement, none once this process knows it kept."""
    digest = used.digest
    known = f"law-book-{digest}"
    if cache.get(known):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_law_book (digest, content) VALUES (%s, %s) ON CONFLICT DO NOTHING", [digest, used.content]
        )
    transaction.on_commit(lambda: cache.set(known, True, None))


def kept(digest: str) -> str:
    """The content of a book by which something was decided; empty where it was not kept. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM core_law_book WHERE digest = %s", [digest])
        row = cursor.fetchone()
    return row[0] if row else ""


def _now() -> _Made:
    request = trace.request_id()
    known = _of_request.get()
    if request and known and known[0] == request:
        return known[1]
    found = _in_force.get()
    _of_request.set((request, found))
    return found


def _read() -> _Made:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT number, basis, region, since, until, "values", pack FROM core_order ORDER BY since, number'
        )
        return _made(settings.TONGBAN_LAW, tuple(cursor.fetchall()))


_in_force = Fresh(_read)


@lru_cache(maxsize=4)
def _made(folder: str, rows: tuple[_Row, ...]) -> _Made:
    if not folder and not rows:
        return _Made(Book.shipped(), Book.shipped(), ())
    adopted, orders = [], []
    for number, basis, region, since, until, values, pack in rows:
        if pack:
            adopted.append(packs.read_pack(pack, number).ending(until))
        else:
            orders.append(Order(number, basis, since, json.loads(values), until, region))
    written = Book.load(folders=[Path(folder)] if folder else [], orders=orders)
    return _Made(packs.laid_over(written, adopted), written, tuple(adopted))
