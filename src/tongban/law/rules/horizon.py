"""When a licence next has to be looked at: the first day on which a nightly step or a reminder may fall due.

It may be too early (then nothing is due and the answer moves on); it must never be too late. So every day
that any rule of `due` and `notices` counts from is taken, with every span they know, and the day on which the
book itself changes.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years, next_day
from tongban.law.facts import Licence
from tongban.law.rules import age, cycles, medical, probation, standing
from tongban.law.rules.notices import due_days


def next_look(licence: Licence, born: date, on: date, book: Book) -> date | None:
    """The first such day after `on`; None for a licence that time changes no more."""
    if licence.letters & {"E", "F", "G"}:
        return None
    return min((day for day in _days(licence, born, on, book) if day > on), default=None)


def _days(licence: Licence, born: date, on: date, book: Book) -> Iterator[date]:
    for _, due_on, parameter in due_days(licence, born, on, book):
        yield from (add_days(due_on, -days) for days in book.value(f"notices.{parameter}", on))
        yield next_day(due_on)
    for last in (
        standing.last_day_to_renew(licence, on, book),
        medical.last_day_before_cancellation(licence, on, book),
    ):
        if last:
            yield next_day(last)
            yield next_day(add_years(last, book.value("renewal.restore_years", on)))
    if licence.cycles:
        yield next_day(licence.cycles[-1].ends_on)
    else:
        yield next_day(cycles.cycle_days(licence.first_issue_on, on, book)[1])
    for code in licence.codes:
        day = age.ceiling_day(code, born, on, book, licence.extended_to)
        if day:
            yield from (day, next_day(age.act_by(day, on, book)))
    yield from probation.ends(licence, on, book).values()
    yield from (next_day(row.until) for row in licence.postponements)
    if licence.suspended_until:
        yield next_day(licence.suspended_until)
    if rules_change := book.next_change(on):
        yield rules_change
