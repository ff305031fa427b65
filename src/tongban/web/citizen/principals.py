"""People one acts for under a mandate: whatever is shown of them is a look, and they can read it."""

from collections.abc import Iterable
from uuid import UUID

from tongban.casework import queries
from tongban.casework.types import CaseRow, CaseView
from tongban.core import audit
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import NotFound
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import MandateView, PersonView
from tongban.web.request import Request

OVER = Text(zh="委托已经结束，不能再查看这个案件。", en="Your mandate is over: this case is not open to you any more.")


def case(request: Request, number: str) -> CaseView:
    """One's own case, or one handled for somebody else: that is a look. NotFound for any other."""
    found = queries.get_case_by_number(number, request.actor)
    _look(request, found.row)
    return found


def row(request: Request, number: str) -> CaseRow:
    """As `case`, without what only the case's own page shows: one statement."""
    found = queries.get_row_by_number(number, request.actor)
    _look(request, found)
    return found


def _look(request: Request, found: CaseRow) -> None:
    if found.applicant == request.actor.own_person:
        return
    try:
        people.view_person(found.applicant, request.actor, Purpose.SERVICE, "case", found.id)
    except NotFound as error:
        raise NotFound(OVER) from error


def named(mandates: Iterable[MandateView], actor: Actor) -> dict[UUID, PersonView]:
    """The people who gave these mandates, with the looks at their names. Two statements, none for no mandates."""
    ids = sorted({mandate.principal for mandate in mandates})
    if not ids:
        return {}
    persons = people.get_persons(ids)
    audit.looks(actor=actor, person_ids=sorted(persons), purpose=Purpose.SERVICE, what="name")
    return persons
