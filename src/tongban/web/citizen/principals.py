"""People one acts for under a mandate: whatever is shown of them is a look, and they can read it."""

from collections.abc import Iterable
from uuid import UUID

from tongban.casework import queries
from tongban.casework.types import CaseView
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
    if found.row.applicant != request.actor.own_person:
        try:
            people.view_person(found.row.applicant, request.actor, Purpose.SERVICE, "case", found.row.id)
        except NotFound as error:
            raise NotFound(OVER) from error
    return found


def named(mandates: Iterable[MandateView], actor: Actor) -> dict[UUID, PersonView]:
    """The people who gave these mandates, with the looks at their names. Two statements, none for no mandates."""
    ids = sorted({mandate.principal for mandate in mandates})
    if not ids:
        return {}
    persons = people.get_persons(ids)
    audit.looks(actor=actor, person_ids=sorted(persons), purpose=Purpose.SERVICE, what="name")
    return persons
