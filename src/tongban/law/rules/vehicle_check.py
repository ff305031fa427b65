"""The check of the vehicle itself (查验): for which service, of what, and when nobody has to bring the vehicle.

Order 164 Articles 14 and 73, GA 801. A certified officer checks it, recorded from beginning to end; without a recording
there is no check, which the register sees to. Only a small car for private use whose check at the maker is linked need
not be presented, and only when it is registered. Not modelled: kerb mass of tractors; school buses' own items.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason
from tongban.law.verdict import Reason

_GOODS, _LARGE = ("H", "Q", "B", "G", "Z"), ("K1", "K2", "D1", "D2")


def items(service: str, vehicle_type: str, on: date, book: Book) -> tuple[str, ...]:
    """What is checked, in order; nothing where the service asks for no check. `service`: "registration", "transfer",
    "colour" or "certificate"."""
    asked = book.value("vehicle_checks.services", on).get(service, ())
    if asked and vehicle_type.startswith(_GOODS):
        return (*asked, *book.value("vehicle_checks.goods", on))
    if asked and vehicle_type.startswith(_LARGE):
        return (*asked, *book.value("vehicle_checks.large", on))
    return tuple(asked)


def stops(facts: Facts) -> Iterator[Reason]:
    """What the newest check of the case, or that there is none, has against it."""
    if facts.check is None:
        yield reason("check.none")
    elif facts.check.result == "suspected":
        yield reason("check.suspected")
    elif facts.check.result != "passed":
        yield reason("check.failed")
