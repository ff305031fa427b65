"""What a client does with cases. Partners are asked outside any transaction, as everywhere."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from tongban.casework import actions, engine, evidence, offices, queries, states
from tongban.casework import answers as asking
from tongban.casework.catalogue import Service, services
from tongban.casework.types import CaseRow, CaseView
from tongban.core import audit, clock, identity, plates, requests
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.exchange.hospital import Certificate
from tongban.exchange.photos import Portrait
from tongban.law.text import Text
from tongban.outlets import actions as outlet_actions
from tongban.outlets import queries as outlets
from tongban.outlets.types import ApiClientView
from tongban.people import input as typed
from tongban.people import queries as people
from tongban.people.types import IdentityKind, PersonView
from tongban.registers.vehicles import queries as vehicles
from tongban.web import jpeg
from tongban.web.api.catalogue import may_be_brought
from tongban.web.api.errors import WRONG, OpenAlready, nowhere
from tongban.web.api.schemas import GivenDelivery, GivenPerson, GivenVehicle, NewCase

NO_MATCH = Text(
    zh="证件号码与姓名不能对应到在本机关有记录的人。",
    en="Number and name together do not lead to a person on record here.",
)
NO_VEHICLE = Text(zh="此人名下没有这个号牌的车辆。", en="This person has no vehicle with this number on record.")
FORMS: dict[str, type] = {"portrait": Portrait, "medical": Certificate}
GIVEN_BY_US = frozenset({"found", "identity_number"})


def start(client: ApiClientView, key: str, body: bytes, wish: NewCase) -> str:
    """Begin a case, and send it if nothing is left to ask; returns its number. A repeat gets the same one.

    The case lies with the office that serves the person; the client's outlet is where it was handed in. Raises
    BadInput, NotAllowed, KeyReused, OpenAlready.
    """
    service = _service(wish.service, client)
    person = _person(wish.person, client)
    given = _given(service, wish.answers, wish.delivery)
    vehicle = _vehicle(service, person, wish.vehicle)
    office = offices.serving(person.region)
    scope = f"api:{client.code}"
    with transaction.atomic():
        repeat = requests.once(scope=scope, key=key, body=body)
        number = repeat.row if repeat else None
        if number is None:
            number = _begin(service, person, given, client, office, vehicle)
            requests.remember(scope=scope, key=key, row=number)
    _go_on(mine(client, number), client.actor(office))
    return number


def _begin(
    service: Service,
    person: PersonView,
    given: dict[str, Any],
    client: ApiClientView,
    office: str,
    vehicle: UUID | None,
) -> str:
    actor = client.actor(office)
    case = actions.start(service=service.code, applicant=person.id, actor=actor, office=office, vehicle=vehicle)
    if case.status != states.DRAFT:
        raise OpenAlready(case.number if outlets.started_by(case.id) == client.outlet_id else "")
    outlet_actions.note_start(case_id=case.id, client=client)
    _answer(case.id, given, actor)
    return case.number


def add_answers(client: ApiClientView, number: str, given: dict[str, Any], delivery: GivenDelivery | None) -> None:
    """Answer open questions of a draft, and send it if nothing is left to ask. Raises BadInput, Conflict, NotFound."""
    row = mine(client, number)
    if row.status != states.DRAFT:
        raise Conflict(Text(zh="已提交的申请不能再修改。", en="What was sent cannot be changed any more."))
    actor = client.actor(row.office)
    _answer(row.id, _given(services[row.service], given, delivery), actor)
    _go_on(row, actor)


def add_evidence(client: ApiClientView, number: str, material: str, content: dict[str, Any]) -> None:
    """Add what an outlet may vouch for. Raises BadInput, NotAllowed, Conflict, NotFound."""
    row = mine(client, number)
    wanted = services[row.service].find_material(material)
    if wanted is None or wanted.waived:
        raise NotFound(Text(zh="本业务不需要这份材料。", en="This service does not need that."))
    if not may_be_brought(wanted, client.outlet_kind):
        raise NotAllowed(
            Text(zh="这份材料由其持有单位提供，不能由网点补充。", en="Only its holder can vouch for this; we ask them.")
        )
    actor = client.actor(row.office)
    actions.show(case_id=row.id, actor=actor, material=material, content=_content(material, row.applicant, content))
    _go_on(row, actor)


def withdraw(client: ApiClientView, number: str) -> None:
    """Take a case back before it is decided. Doing it twice is the same. Raises Conflict, NotFound."""
    row = mine(client, number)
    actions.withdraw(case_id=row.id, actor=client.actor(row.office))


def look_at(client: ApiClientView, number: str) -> CaseView:
    """A case of the client's outlet, with a look in the audit. Raises NotFound."""
    row = mine(client, number)
    actor = client.actor(row.office)
    audit.look(actor=actor, person_id=row.applicant, purpose=Purpose.PARTNER, what="case", case_id=row.id)
    return queries.get_case(row.id, actor)


def page(client: ApiClientView, cursor: str, limit: int) -> tuple[list[CaseRow], str | None]:
    """The cases the client's outlet began, newest first, and the cursor of the next page. Two statements."""
    before = UUID(cursor) if cursor else None
    ids = outlets.started_at(client.outlet_id, before=before, limit=limit + 1)
    rows = queries.case_rows(ids[:limit])
    shown = [rows[one] for one in ids[:limit] if one in rows and client.serves(rows[one].service)]
    return shown, ids[limit - 1].hex if len(ids) > limit else None


def mine(client: ApiClientView, number: str) -> CaseRow:
    """A case that the client's outlet began; any other does not exist. Raises NotFound. Two statements."""
    row = queries.find_by_number(number)
    if row is None or outlets.started_by(row.id) != client.outlet_id or not client.serves(row.service):
        raise nowhere()
    return row


# -- what came in ------------------------------------------------------------------------------------------------


def _service(code: str, client: ApiClientView) -> Service:
    if code not in services:
        raise BadInput("service", Text(zh="没有编号为 {c} 的业务。", en="There is no service {c}.").fill(c=code))
    if not client.serves(code) or not outlets.may_accept(code, client.outlet, clock.today()):
        raise NotAllowed(
            Text(zh="该网点今天不能受理这项业务。", en="This service point may not accept this service today.")
        )
    return services[code]


def _person(given: GivenPerson, client: ApiClientView) -> PersonView:
    """The person whom number and name lead to; a wrong name and an unknown number look the same. Leaves a look."""
    if given.identity_kind == IdentityKind.RESIDENT:
        _as_member("person.identity_number", identity.parse, given.identity_number)
    name = _as_member("person.name", typed.clean_name, given.name)
    found = people.find_person(given.identity_number, given.identity_kind)
    if found is None:
        raise BadInput("person", NO_MATCH, code="person.no_match")
    known = people.view_person(people.get_person(found).id, client.actor(), Purpose.PARTNER, "identity_number")
    if known.name != name:
        raise BadInput("person", NO_MATCH, code="person.no_match")
    return known


def _vehicle(service: Service, person: PersonView, given: GivenVehicle | None) -> UUID | None:
    """Which of the person's vehicles. One that is another's and one that nobody has look the same. Raises BadInput."""
    if service.about != "vehicle":
        if given is not None:
            raise BadInput("vehicle", Text(zh="这项业务与车辆无关。", en="This service is not about a vehicle."))
        return None
    if given is None:
        raise BadInput("vehicle", Text(zh="请写明是哪辆车。", en="Say which vehicle it is about."))
    mine = vehicles.vehicles_of(person.id)
    number, vin = plates.as_typed(given.plate), given.vin.strip().upper()
    found = [one for one in mine if one.plate == number and vin in ("", one.vin)]
    if len(found) != 1:
        raise BadInput("vehicle", NO_VEHICLE, code="vehicle.no_match")
    return found[0].id


def _as_member(member: str, clean: Any, value: str) -> Any:
    """What a room makes of a value; its complaint under the name the client used."""
    try:
        return clean(value)
    except BadInput as error:
        raise BadInput(member, error.message, code=error.code) from error


def _given(service: Service, answers: dict[str, Any], delivery: GivenDelivery | None) -> dict[str, Any]:
    """The answers by question key. Raises BadInput for a question this service does not ask."""
    asked = {question.key for question in service.questions}
    for key in answers:
        if key not in asked:
            raise BadInput(f"answers.{key}", Text(zh="本业务没有这个问题。", en="This service does not ask that."))
    if delivery is None:
        return answers
    if not service.delivers:
        raise BadInput("delivery", Text(zh="这项业务不制证、不制牌。", en="This service makes nothing to deliver."))
    address = {asking.ADDRESS.key: delivery.address} if delivery.method == "post" else {}
    return {**answers, asking.DELIVERY.key: delivery.method, **address}


def _answer(case_id: UUID, given: dict[str, Any], actor: Actor) -> None:
    """Keep answers one by one: what may be asked can depend on the answer before."""
    delivery = {asking.DELIVERY.key: "delivery.method", asking.ADDRESS.key: "delivery.address"}
    with transaction.atomic():
        for key, value in given.items():
            try:
                actions.answer(case_id=case_id, actor=actor, given={key: value})
            except BadInput as error:
                raise BadInput(delivery.get(key, f"answers.{key}"), error.message, code=error.code) from error


def _content(material: str, person_id: UUID, given: dict[str, Any]) -> dict[str, Any]:
    """The content as its holder would have sent it. Raises BadInput for the first member that cannot be right."""
    known = {field.name for field in fields(FORMS[material])} - GIVEN_BY_US
    for key in given:
        if key not in known:
            raise BadInput(f"content.{key}", Text(zh="没有这一项。", en="There is no such member."))
    body = {"certificate": given} if material == "medical" else given
    content = {"found": True, "identity_number": people.identity_number(person_id), **body}
    try:
        brought = evidence.typed(material, content)
    except ValidationError as error:
        place = [str(part) for part in error.errors()[0]["loc"] if part in known]
        raise BadInput(".".join(["content", *place]), WRONG) from error
    if isinstance(brought, Portrait) and not jpeg.is_whole(brought.image):
        raise BadInput("content.jpeg", Text(zh="这不是完整的 JPEG 图片。", en="This is not a whole JPEG picture."))
    return content


def _go_on(row: CaseRow, actor: Actor) -> None:
    """Gather what others hold; send the draft once nothing is left to ask. A draft with open questions waits."""
    if row.status != states.DRAFT:
        return
    if engine.prepare(row.id).unanswered is None:
        actions.submit(case_id=row.id, actor=actor)
