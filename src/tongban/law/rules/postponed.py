"""Which postponement of a duty still speaks about the licence as it is."""

from datetime import date

from tongban.law.facts import Licence, Postponement


def due_on(licence: Licence, duty: str) -> date | None:
    """The original day of a duty ("renewal", "review" or "medical"); None where nothing is due."""
    return {
        "renewal": licence.valid_to,
        "review": licence.review_due_on,
        "medical": licence.medical_due_on,
    }[duty]


def newest_postponement(licence: Licence, duty: str) -> Postponement | None:
    """The newest postponement of a duty: "renewal", "review" or "medical".

    One of an earlier due day says nothing about the licence that followed the renewal.
    """
    original = due_on(licence, duty)
    found = [row for row in licence.postponements if row.duty == duty and row.original_due_on == original]
    return found[-1] if found else None
