"""The 18 kinds of ID-only service (一证即办): every code of the list that is handled here is done with an
identity document alone, and so is what else the sources name for vehicles.

The list is data of the catalogue. At a window a clerk looks at the document and nothing is handed in; what the law
needs besides is asked of those who hold it, here the sandbox.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import builders
from tests.stories.conftest import Told
from tests.stories.test_exempt_mark import a_car
from tests.stories.test_temporary_plate import buys

from tongban.casework import actions
from tongban.casework.catalogue import services
from tongban.casework.models import Evidence
from tongban.core import clock, entries
from tongban.documents import actions as documents
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.catalogue import shipped
from tongban.outlets.types import OutletKind
from tongban.registers.drivers.types import Change

CLERK = builders.a_clerk("acceptance")
NANJING = "320100-1"
LISTED = [code for kind in shipped().id_only_kinds for code in kind.services]
NAMED = [item.code for item in shipped().items if item.id_only == "yes" and item.code.startswith("V")]
CODES = sorted(code for code in {*LISTED, *NAMED} if code in services)
Prepared = tuple[UUID, dict[str, Any]]


def days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def with_licence(told: Told, **licence: Any) -> UUID:
    person = told.person(known={"medical": {}})
    builders.a_licence(person, **licence)
    return person


def with_duty(told: Told, duty: str, **licence: Any) -> UUID:
    return with_licence(told, more=[Change(duty, days(12).isoformat())], **licence)


def elderly(told: Told) -> UUID:
    """Seventy and more: the yearly certificate is due, and was made three days ago."""
    born = date(clock.today().year - 71, 3, 3)
    person = told.person(born, known={"medical": {"examined_on": days(-3).isoformat()}})
    due = Change("medical_due", days(12).isoformat())
    builders.a_licence(person, born, valid_to=None, term_years=None, more=[due])
    return person


def renamed(told: Told) -> UUID:
    person = with_licence(told)
    told.partners_say(person, {"person": {"name": "王晓明"}})
    return person


def sixty_three(told: Told) -> UUID:
    born = clock.today().replace(year=clock.today().year - 63)
    person = told.person(born=born, name="赵大力", known={"medical": {}})
    builders.a_licence(person, born=born, classes={"A2": date(1990, 6, 1)}, valid_to=None, term_years=None)
    return person


def expiring(told: Told) -> UUID:
    ends = days(30)
    return with_licence(told, valid_from=ends.replace(year=ends.year - 6), valid_to=ends)


def moving(told: Told) -> UUID:
    """To the office of another province."""
    outlets.open_outlet(
        code=NANJING, kind=OutletKind.CITY_OFFICE, name=Text(zh="南京车辆管理所", en="Nanjing office"), region="320100",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    documents.receive_blanks(office=NANJING, serials=["3200000001000"], on=clock.today(), actor=builders.TEST)
    return with_licence(told)


def later(told: Told, person: UUID) -> Prepared:
    return person, {"ground": "abroad", "until": days(200).isoformat(), "declaration": "yes"}


def owner(told: Told, **vehicle: Any) -> UUID:
    person = told.person()
    builders.a_vehicle(person, **vehicle)
    return person


def owner_of_exempt(told: Told) -> UUID:
    person = told.person()
    a_car(told, person, ends=20)
    return person


def new_car(told: Told) -> Prepared:
    person = told.person()
    return person, {"vin": buys(told, person), "why": "bought", "area": "in_area"}


PEOPLE: dict[str, Callable[[Told], Prepared]] = {
    "D06": lambda told: (with_licence(told), {}),
    "D07": lambda told: (expiring(told), {}),
    "D08": lambda told: (sixty_three(told), {"choice": "C1"}),
    "D09": lambda told: (with_licence(told), {}),
    "D10": lambda told: (renamed(told), {}),
    "D11": lambda told: (with_licence(told, classes={"A1": date(2008, 6, 1)}), {"classes": "C1"}),
    "D13": lambda told: (moving(told), {"fit": "yes"}),
    "D15": lambda told: (elderly(told), {}),
    "D16": lambda told: later(told, expiring(told)),
    "D17": lambda told: later(told, with_duty(told, "review_due", classes={"A2": date(2015, 6, 1)})),
    "D18": lambda told: later(told, elderly(told)),
    "D23": lambda told: (with_licence(told), {"phone": "13900000777"}),
    "V07": lambda told: new_car(told),
    "V21": lambda told: (owner(told), {"phone": "13900000777"}),
    "V39": lambda told: (owner(told), {"lost": "both"}),
    "V40": lambda told: (owner(told), {}),
    "V42": lambda told: (owner(told), {}),
    "V43": lambda told: (owner(told), {}),
    "V48": lambda told: (owner_of_exempt(told), {}),
    "V49": lambda told: (owner_of_exempt(told), {}),
    "V50": lambda told: (owner(told), {}),
    "V54": lambda told: (owner(told), {}),
    "V56": lambda told: (owner(told), {}),
    "V57": lambda told: (owner(told), {"link": "end"}),
}


def test_every_code_that_is_handled_here_has_somebody_here() -> None:
    assert sorted(PEOPLE) == CODES


@pytest.mark.parametrize("code", CODES)
def test_nothing_but_an_identity_document_is_shown_and_the_service_is_done(told: Told, code: str) -> None:
    person, answers = PEOPLE[code](told)
    office = NANJING if code == "D13" else builders.OFFICE
    card = {"delivery": "office"} if actions.get_service(code).delivers else {}
    case = actions.start(service=code, applicant=person, actor=CLERK, office=office)
    actions.answer(case_id=case.id, actor=CLERK, given={**card, **answers})
    case = actions.submit(case_id=case.id, actor=CLERK)
    if case.order_number:
        told.pays(case.order_number)
    seen = told.sees(case.id)
    assert seen.outcome == "granted", [reason.code for reason in seen.reasons]
    states = set(Evidence.objects.filter(case=case.id).values_list("state", flat=True))
    assert states <= {"fetched"}, "everything came from those who hold it"
    assert "evidence_brought" not in {entry.kind for entry in entries.history(case.id)}
