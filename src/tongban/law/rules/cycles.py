"""Points cycles (记分周期): twelve months from the day of the first licence, and what moves to the next one.

Whether a violation belongs to the cycle in which it happened or was handled is for the room that records
points.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import ONE_DAY, add_months
from tongban.law.facts import Cycle
from tongban.law.versions import in_force


def cycle_days(first_issue_on: date, on: date, book: Book) -> tuple[date, date]:
    """First and last day of the cycle that contains `on`. Raises ValueError before the first licence."""
    if on < first_issue_on:
        raise ValueError(f"There was no points cycle on {on}: the first licence is of {first_issue_on}")
    months = book.value("points.cycle_months", on)
    count = ((on.year - first_issue_on.year) * 12 + on.month - first_issue_on.month) // months
    if add_months(first_issue_on, count * months) > on:
        count -= 1
    return add_months(first_issue_on, count * months), add_months(first_issue_on, (count + 1) * months) - ONE_DAY


def next_cycle(ended: Cycle, first_issue_on: date, book: Book) -> Cycle:
    """The cycle that follows, with the points that moved into it.

    At the limit nothing is cleared by time: the points stay until the education is passed.
    """
    start, end = cycle_days(first_issue_on, ended.ends_on + ONE_DAY, book)
    if ended.points >= book.value("points.limit", ended.ends_on):
        moved = ended.points
    else:
        moved = in_force(_MOVED, start)(ended)
    return Cycle(start, end, points=moved, carried=moved, unpaid=min(ended.unpaid, moved), overdue=ended.overdue)


def moved_before_order_163(ended: Cycle) -> int:
    """All points move where any fine is unpaid (Implementation Regulation, Article 24)."""
    return ended.points if ended.unpaid else 0


def moved_since_order_163(ended: Cycle) -> int:
    """Only the points of violations whose fine is past its time for payment move."""
    return ended.overdue


_MOVED = {date(2004, 5, 1): moved_before_order_163, date(2022, 4, 1): moved_since_order_163}
