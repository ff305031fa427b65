"""Plates as they are made: which blanks a type takes, and how long a set may take. Order 164 Articles 50 and 51, GA 36.

Not modelled: the reflectivity sample of GA 36, and the letters of embassies.
"""

from datetime import date

from tongban.law.book import Book


def blanks(plate_type: str, on: date, book: Book) -> tuple[str, ...]:
    """The kinds of blank (colour and size) of a set, the front first; one where the vehicle has one plate. Empty for a
    type that is not made here."""
    kinds: tuple[str, ...] = book.value("plate_making.blanks", on).get(plate_type, ())
    return kinds


def places(plate_type: str, on: date, book: Book) -> tuple[str, ...]:
    """Where the plates of a set are fixed: in front and behind, or behind alone."""
    return ("front", "rear") if len(blanks(plate_type, on, book)) > 1 else ("rear",)


def on_site_minutes(waiting: int, on: date, book: Book) -> int:
    """Within how many minutes an on-site point has a set ready, behind so many that wait."""
    minutes: int = book.value("plate_making.on_site_minutes", on)
    each: int = book.value("plate_making.queue_minutes", on)
    return minutes + waiting * each


def takes_more(waiting: int, on: date, book: Book) -> bool:
    """May an on-site point where so many sets wait get another one?"""
    most: int = book.value("plate_making.on_site_most", on)
    return waiting < most


def centre_days(on: date, book: Book) -> int:
    """Within how many working days the centre has a set ready."""
    days: int = book.value("plate_making.centre", on)
    return days


def silent_hours(on: date, book: Book) -> int:
    """After how many hours a set on the way from blank to shelf is looked for."""
    hours: int = book.value("plate_making.silent_hours", on)
    return hours
