"""Reads of the tags in e-bikes' plates: how long they are kept, and when one tag cannot be one plate.

A read says that a tag was near a reader, and nothing about an act: no rule here knows a violation.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days

TOPIC = "reads"
KM_H = 3.6  # one metre a second


def kept_until(read_on: date, on: date, book: Book) -> date:
    """The last day on which a read of a day is kept where it led to nothing."""
    return add_days(read_on, book.value("reads.kept", on))


def clock_is_right(seconds_off: float, on: date, book: Book) -> bool:
    """Does a reader's clock count as right, so far from ours?"""
    return abs(seconds_off) <= book.value("reads.clock", on)


def one_passage(seconds: float, on: date, book: Book) -> bool:
    """Are two reads of a tag by one reader, so far apart, one passage?"""
    return seconds <= book.value("reads.passage", on)


def cannot_be_one(metres: float, seconds: float, on: date, book: Book) -> bool:
    """Can one plate not have been read at two places, so far apart and so soon after each other? Both clocks may be off
    by what still counts as right, in the plate's favour."""
    if metres <= book.value("reads.apart", on):
        return False
    time = abs(seconds) + 2 * book.value("reads.clock", on)
    return metres * KM_H > book.value("reads.fastest", on) * time
