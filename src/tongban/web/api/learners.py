"""What a program of a driving school reads: the learners who name its school, as its pages show them."""

from typing import Any
from uuid import UUID

from tongban.assessment.exams import schools
from tongban.assessment.exams.types import TestOfLearner
from tongban.outlets.types import ApiClientView, OutletKind
from tongban.services import driving_schools
from tongban.web.api.errors import nowhere


def page(client: ApiClientView, after: int, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """A stretch of the school's learners, those who came last first, and where the next one begins. The learners can
    read that they were looked at. Raises NotFound for what is no school."""
    _must_be_school(client)
    found = driving_schools.learners(client.actor(), after=after, most=limit)
    more = after + limit < schools.count_of(client.outlet)
    return [_told(one) for one in found], after + limit if more else None


def one(client: ApiClientView, learner: UUID) -> dict[str, Any]:
    """One learner of the school. Raises NotFound for anybody else's."""
    _must_be_school(client)
    return _told(driving_schools.learner(client.actor(), learner))


def _must_be_school(client: ApiClientView) -> None:
    """For any other outlet there is nothing here."""
    if client.outlet_kind is not OutletKind.DRIVING_SCHOOL:
        raise nowhere()


def _told(own: driving_schools.Own) -> dict[str, Any]:
    found = own.learner
    return {
        "learner": found.file_id,
        "name": own.name,
        "licence_class": found.target,
        "since": found.since,
        "state": str(found.state),
        "passed": list(found.passed),
        "next": [
            {
                "subject": each.subject,
                "earliest": each.earliest,
                "bookings_left": each.bookings_left,
                "booked": each.booked,
            }
            for each in found.next
        ],
        "learner_permit_until": found.learner_permit_to,
        "waits_since": own.waits_since,
        "lets_us_book": found.books,
        "tests": [_test(each) for each in found.tests],
    }


def _test(each: TestOfLearner) -> dict[str, Any]:
    return {
        "subject": each.subject,
        "on": each.on,
        "starts_at": each.starts_at,
        "centre": each.centre,
        "resit": each.resit,
        "outcome": str(each.outcome),
    }
