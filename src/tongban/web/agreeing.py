"""Who else has to agree to a case, and what each has said, as pages show it."""

from collections.abc import Iterable
from typing import Any

from tongban.casework import agreements, states
from tongban.casework.agreements import Standing
from tongban.casework.types import CaseView
from tongban.core import audit, personal
from tongban.core.actor import WORK, Actor
from tongban.core.audit import Purpose
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import PersonView

SAID = {
    "agreed": Text(zh="已同意", en="Agreed"),
    "refused": Text(zh="不同意", en="Did not agree"),
    "lapsed": Text(zh="没有按期答复", en="Did not answer in time"),
    "awaited": Text(zh="等待答复", en="Awaited"),
}
MARKS = {"agreed": "done", "refused": "refused", "lapsed": "refused", "awaited": "due"}


def of_case(found: CaseView, actor: Actor) -> dict[str, Any]:
    """`parties`: everybody who was asked, with their name, masked for citizens, in full for those who work on the
    case: a look at each person. `hearing`: those of them whose answer this clerk may take down."""
    standing = agreements.of_case(found.row.id) if found.service.parties else []
    names = _names(standing, actor, found)
    rows = [{**said(one), "id": one.id, "name": names.get(one.party, "")} for one in standing]
    clerk = actor.kind == "staff" and "acceptance" in actor.posts
    hears = clerk and actor.may(WORK, found.row.service, found.row.office) and found.row.status in states.OPEN
    return {"parties": rows, "hearing": [row for row in rows if hears and row["mark"] == "due"]}


def said(one: Standing) -> dict[str, Any]:
    """In which part somebody was asked, and what they said; without their name."""
    return {"role": one.role, "word": SAID[one.said], "mark": MARKS[one.said], "answer_by": one.answer_by}


def _names(standing: Iterable[Standing], actor: Actor, found: CaseView) -> dict[Any, str]:
    ids = sorted({one.party for one in standing if one.kind == "person"})
    persons: dict[Any, PersonView] = people.get_persons(ids) if ids else {}
    if persons:
        audit.looks(actor=actor, person_ids=sorted(persons), purpose=Purpose.SERVICE, what="name", case_id=found.row.id)
    full = actor.kind == "staff"
    names = {key: one.name if full else personal.mask_name(one.name) for key, one in persons.items()}
    return names | {one.party: people.organisation_name(one.party) for one in standing if one.kind != "person"}
