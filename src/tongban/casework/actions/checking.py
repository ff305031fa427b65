"""A vehicle is checked (查验) for a case: by a certified officer, on camera. Whoever checks it does not review it."""

from uuid import UUID

from django.db import transaction

from tongban.casework import assessment, engine, record, rights, states, subjects
from tongban.casework.catalogue import services
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.actor import WORK, Actor
from tongban.core.errors import Conflict, NotAllowed
from tongban.law.rules import vehicle_check
from tongban.law.text import Text
from tongban.outlets import passes
from tongban.registers.vehicles import checking
from tongban.registers.vehicles.checking import Made

QUALIFICATION = "checking_officer"
NO_CERTIFICATE = Text(
    zh="查验须由持证的查验员进行，您没有有效的查验员资格。",
    en="A certified officer checks vehicles: you hold no certificate that is valid today.",
)
NOT_ASKED = Text(zh="这项业务不用查验车辆。", en="This service asks for no check of the vehicle.")
OVER = Text(zh="案件已经决定。", en="The case is decided.")
WHAT_TYPE = Text(
    zh="还不知道是什么车型：先填写车辆识别代号，等合格证信息到了再查验。",
    en="The type of vehicle is not known yet: state the VIN and wait for the certificate first.",
)


def items_of(found: assessment.Assessment) -> tuple[str, ...]:
    """What law asks to be checked for a case. Raises Conflict where the type of the vehicle is not known yet."""
    if not found.service.vehicle_check:
        raise Conflict(NOT_ASKED)
    return vehicle_check.items(found.service.vehicle_check, type_of(found), clock.today(), found.book)


def type_of(found: assessment.Assessment) -> str:
    """The type of the vehicle, registered or to be. Raises Conflict."""
    facts = found.facts
    if facts.vehicle:
        return facts.vehicle.type
    if facts.new_vehicle and facts.new_vehicle.built:
        return facts.new_vehicle.built.type
    raise Conflict(WHAT_TYPE)


def check_vehicle(*, case_id: UUID, actor: Actor, made: Made) -> Case:
    """Write the check of a case's vehicle down, and let the case go on.

    Raises NotAllowed for whoever is not certified, Conflict where none is asked or the case is decided, BadInput for a
    missing item, recording or photograph.
    """
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        must_be_officer(case, actor)
        known = assessment.assess(case)
        vehicle = known.subject.vehicle
        asked = checking.Asked(
            vin=_vin(case, known),
            vehicle_id=vehicle.id if vehicle else None,
            service=known.service.vehicle_check,
            type=type_of(known),
            items=items_of(known),
        )
        checking.record_check(asked=asked, made=made, on=clock.today(), actor=actor, cause=record.cause_of(case))
        record.note(case, "vehicle_checked", actor, {})
        if case.status == states.DRAFT:
            return case
    return engine.advance(case_id)


def _vin(case: Case, known: assessment.Assessment) -> str:
    """What should be stamped: as it is registered, as the case names another vehicle, or as an error is to be put
    right."""
    vehicle, wrong = known.subject.vehicle, known.facts.misstated
    if vehicle is None or known.service.replaces:
        return subjects.mark_of(case)
    return wrong.right if wrong and wrong.item == "vin" else vehicle.vin


def must_be_officer(case: Case, actor: Actor) -> None:
    """Refuse whoever may not check the vehicle of this case now. Raises NotAllowed, Conflict."""
    if actor.kind != "staff" or not actor.granted(WORK, case.service, case.office):
        raise NotAllowed(rights.NO_POST)
    if not services[case.service].vehicle_check:
        raise Conflict(NOT_ASKED)
    if case.status not in (states.DRAFT, *states.OPEN):
        raise Conflict(OVER)
    if actor.person_id is not None and actor.person_id == case.applicant:
        raise NotAllowed(rights.OWN_CASE)
    if not passes.has_qualification(actor.label, QUALIFICATION, clock.today()):
        lack = actor.lack(WORK, case.service, post="check")
        raise NotAllowed(lack.words if lack else NO_CERTIFICATE, code=lack.code if lack else "")
