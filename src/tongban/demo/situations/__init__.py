"""The situations of the demo city: each has a person to try it on.

`situations(day, book)` is the whole catalogue. A situation promises which reason codes the law's rules give for its
person on that day (`verdicts`: rule to codes, none where it is allowed); tests/demo asks the rules.

* `losses`: the licence is lost, and something stands in the way or not.
* `renewals`: validity, its window, its medical certificate, its letters, its postponement.
* `ages`: 60, 63, 70 and the yearly examination.
* `exchanges`: a damaged card, classes given up or ended by the body, files that move.
* `duties`: review, medical certificate, employer, photograph, and their postponement.
* `people`: what is about the person, not the licence.
* `endings`: a licence that ends or comes back, and proofs of it.
* `motorists`: vehicles, their papers and what their state stands in the way of.
* `buyers`: vehicles that are bought, sold or changed, with what the partners know of them.
* `leavers`: vehicles that leave, for another city, a dealer, or for good.
* `riders`: e-bikes.
* `passing`: a temporary plate, a Macau car.
* `learners`: first licences, added classes, exam files on their way.
* `points`: points to take off, the limit reached, review education.
"""

from datetime import date
from functools import lru_cache

from tongban.demo.situations import (
    ages,
    buyers,
    duties,
    endings,
    exchanges,
    learners,
    leavers,
    losses,
    motorists,
    passing,
    people,
    points,
    renewals,
    riders,
)
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import Situation
from tongban.law.book import Book

__all__ = ["Situation", "find", "situations"]


@lru_cache(maxsize=8)
def situations(day: date, book: Book) -> tuple[Situation, ...]:
    """Return the catalogue on a day. Pure: the same day and book give the same people."""
    cast = Cast(day, book)
    drivers = (losses, renewals, ages, people, exchanges, duties, endings, learners)
    parts = (*drivers, motorists, riders, passing, buyers, leavers, points)
    return tuple(situation for part in parts for situation in part.told(cast))


def find(code: str, day: date, book: Book) -> Situation:
    """Return one situation by its code. Raises KeyError."""
    return {situation.code: situation for situation in situations(day, book)}[code]
