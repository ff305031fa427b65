"""What all desk pages share: the frame, the look at a person, and small readers of forms."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.urls import reverse

from tongban.casework import queries, states
from tongban.casework.types import CaseRow
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.drivers import queries as drivers
from tongban.web.request import Request

CASE_DIGITS, FILE_DIGITS, PHONE_DIGITS = 13, 12, 11
NOBODY = Text(
    zh="没有找到。请核对号码，或换一种号码再查。",
    en="Nothing was found. Check the number, or try another kind of number.",
)
NO_AMOUNT = Text(zh="请填写金额，例如 10 或 10.00。", en="Enter a sum, such as 10 or 10.00.")
NO_DAY = Text(zh="请填写存在的日期。", en="Enter a day that exists.")

OPENS_PERSONS = ("acceptance", "consultation", "review")  # the posts that open the page of a person


def page(request: Request, here: str, **context: Any) -> dict[str, Any]:
    """The context of a desk page: the entry of the navigation and the office worked from. One statement."""
    office = outlets.find_outlet(request.actor.office)
    return {"here": here, "office": office.name if office else None, **context}


def look(
    person_id: UUID, actor: Actor, purpose: Purpose, what: str = "person", case_id: UUID | None = None
) -> PersonView:
    """A person, and the look at them in the audit; NotFound where the actor may not see them."""
    return people.view_person(person_id, actor, purpose, what, case_id)


def head(person: PersonView) -> dict[str, Any]:
    """A person in the head of a page, with the way to their own page."""
    return {
        "name": person.name,
        "identity_masked": person.identity_masked,
        "href": reverse("desk:person", args=[person.id]),
    }


def case_href(row: CaseRow) -> str:
    """A case's page: the questions while nothing is sent, and for a case that waits for the person's choice."""
    waits = (row.status, row.waiting_for) == (states.WAITING, states.APPLICANT)
    asks = row.status == states.DRAFT or (row.origin == "own_motion" and waits)
    return reverse("desk:apply" if asks else "desk:case", args=[row.number])


def find_person(typed: str, actor: Actor) -> UUID | None:
    """Whom an identity number, telephone, file number or case number leads to, if the actor may see it."""
    number = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if len(number) == CASE_DIGITS:
        case = queries.find_by_number(number)
        return case.applicant if case and queries.find_case(case.id, actor) else None
    if len(number) == FILE_DIGITS:
        driver = drivers.find_by_file_number(number)
        return driver.person_id if driver else None
    if len(number) == PHONE_DIGITS:
        return people.find_person_by_phone(number)
    return people.find_person(number)


def amount(post: Mapping[str, Any], field: str) -> Decimal:
    """A sum of money that was typed, in yuan; BadInput beside its field."""
    try:
        sum_of_money = Decimal(unicodedata.normalize("NFKC", str(post.get(field, ""))).strip("¥ ").replace(",", ""))
    except InvalidOperation:
        raise BadInput(field, NO_AMOUNT) from None
    if not sum_of_money.is_finite() or sum_of_money < 0:
        raise BadInput(field, NO_AMOUNT)
    return sum_of_money


def whole(post: Mapping[str, Any], field: str, wrong: Text) -> int:
    """A whole number that was typed, not negative; BadInput with `wrong` beside its field."""
    typed = unicodedata.normalize("NFKC", str(post.get(field, ""))).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise BadInput(field, wrong)
    return int(typed)


def day(typed: str, field: str) -> date:
    """A day from its ISO text; BadInput beside its field."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(field, NO_DAY) from None


def identifier(typed: str) -> UUID:
    """An id that a form of ours carries; BadInput where somebody changed it."""
    try:
        return UUID(typed)
    except ValueError:
        raise BadInput("id", NOBODY) from None


def age(born: date) -> int:
    """Full years on the law's day."""
    today = clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
