"""D34: a photograph for the licence is handed in (提交驾驶证照片), checked as far as a machine can.

Colour, white ground, proportions of the print, enough pixels. Not modelled, because a person (or the engine of an
authority) looks at it: whether it is the holder, head size, dress, and whether the picture was beautified.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Photo
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Reason, Verdict


def may_submit_photo(facts: Facts, on: date, book: Book) -> Verdict:
    """May this photograph become the licence's? One that is not there yet is not judged."""
    refused = book.value("letters.no_photo", on, facts.region)
    reasons = [*standing.on_record(facts), *standing.letters_allow(facts, refused, on, book)]
    if facts.photo is not None:
        reasons += faults(facts.photo, on, book)
    return verdict(reasons, on, book, "letters", "photo")


def faults(photo: Photo, on: date, book: Book) -> Iterator[Reason]:
    """What a machine finds wrong with a photograph."""
    least, size = book.value("photo.least_pixels", on), book.value("photo.print_size", on)
    if photo.width < least["width"] or photo.height < least["height"]:
        yield reason("photo.too_small", width=least["width"], height=least["height"])
    wanted, given = size["width"] * photo.height, photo.width * size["height"]
    if abs(given - wanted) * 100 > book.value("photo.tolerance", on) * wanted:
        yield reason("photo.proportions")
    if photo.background < book.value("photo.white_from", on):
        yield reason("photo.not_white")
    if not photo.coloured:
        yield reason("photo.not_coloured")
