"""Licence classes: reading "A1D", the printed order, what a licence covers."""

import re
from collections.abc import Iterable
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import HeldClass

_CODE = re.compile(r"A[1-3]|B[12]|C[1-6]|[DEFMNP]")


def parse(text: str) -> tuple[str, ...]:
    """The classes of a licence as printed, "A1D" -> ("A1", "D"). Raises ValueError for anything else."""
    codes = tuple(_CODE.findall(text))
    if "".join(codes) != text or not codes or len(set(codes)) != len(codes):
        raise ValueError(f"{text!r} is not a list of licence classes such as C1 or A1D")
    return codes


def in_order(codes: Iterable[str], on: date, book: Book) -> tuple[str, ...]:
    """The classes in the order in which a licence prints them."""
    held = set(codes)
    return tuple(code for code in book.value("classes.order", on) if code in held)


def covered(codes: Iterable[str], on: date, book: Book) -> frozenset[str]:
    """Every class the holder may drive: the held ones and what each of them covers."""
    covers = book.value("classes.covers", on)
    held = frozenset(codes)
    return held.union(*(covers.get(code, ()) for code in held))


def outermost(codes: Iterable[str], on: date, book: Book) -> frozenset[str]:
    """The codes without those that another one of them covers: what a licence names."""
    held = frozenset(codes)
    return frozenset(code for code in held if not any(code in covered([other], on, book) for other in held - {code}))


def held_since(held: Iterable[HeldClass], codes: Iterable[str], on: date, book: Book) -> dict[str, date]:
    """The day from which each of the codes has been held: its own, or that of the first class that covered it.

    A class that nothing held covers counts from the first of all.
    """
    rows = list(held)
    own = {one.code: one.since for one in rows}
    first = min(own.values())
    return {
        code: own.get(code) or min((one.since for one in rows if code in covered([one.code], on, book)), default=first)
        for code in codes
    }
