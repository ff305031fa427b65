"""Reminders before a due day: renewal, review, medical certificate, age, and before a licence lapses."""

from dataclasses import dataclass
from datetime import date, timedelta

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Licence
from tongban.law.rules import age, medical, standing


@dataclass(frozen=True, slots=True)
class Notice:
    """Remind the person on `send_on` that `due_on` is `days_before` days away.

    `kind` is renewal, review, medical, age, or lapse (the last day before the licence is cancelled).
    """

    kind: str
    due_on: date
    days_before: int
    send_on: date

    @property
    def key(self) -> str:
        """The same for the same reminder whenever it is asked for."""
        return f"{self.kind}:{self.due_on.isoformat()}:{self.days_before}"


def notices_due(licence: Licence, born: date, on: date, book: Book, since: date | None = None) -> list[Notice]:
    """Reminders whose day came after `since` (default: the day before) and whose due day has not passed.

    After a stop only the nearest reminder of each kind is sent: a person is not told three times in one
    night.
    """
    if licence.letters & {"E", "F", "G", "R"}:
        return []
    after = since if since is not None else on - timedelta(days=1)
    notices = []
    for kind, due_on, parameter in due_days(licence, born, on, book):
        for days_before in sorted(book.value(f"notices.{parameter}", on)):
            send_on = add_days(due_on, -days_before)
            if after < send_on <= on <= due_on:
                notices.append(Notice(kind, due_on, days_before, send_on))
                break
    return notices


def due_days(licence: Licence, born: date, on: date, book: Book) -> list[tuple[str, date, str]]:
    """Every day a person is reminded of: its kind, the day, the name of its reminders under `notices`."""
    days = {
        "renewal": standing.renew_by(licence),
        "review": standing.review_by(licence),
        "medical": medical.submit_by(licence),
    }
    found = [(kind, day, "days_before") for kind, day in days.items() if day is not None]
    reached = age.due_on(licence, born, book, on)
    if reached is not None:
        found.append(("age", reached, "age_days_before"))
    cancelled = standing.cancelled_on(licence, on, book)
    if cancelled is not None:
        found.append(("lapse", add_days(cancelled, -1), "lapse_days_before"))
    return found
