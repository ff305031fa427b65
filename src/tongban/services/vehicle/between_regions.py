"""Items that another office accepted, decided here: a case is opened for each, under our rules, with their check."""

from uuid import UUID

from tongban.casework import actions, offices, record, states
from tongban.casework.catalogue import services
from tongban.core.actor import Actor, system
from tongban.core.errors import TongbanError
from tongban.exchange.offices import contract
from tongban.exchange.offices.forms import Reason
from tongban.law.text import Text
from tongban.registers.vehicles import between, queries

OFFICE = system("office")
NOT_SUCH = Text(zh="这项业务不能由异地车管所受理。", en="This service cannot be accepted by another office.")
WITHDRAWN = Text(zh="申请人已撤回。", en="The applicant has withdrawn it.")


def open_case(item_id: UUID) -> None:
    """Open the case that decides an item, or return it with the reason why there can be none."""
    item, person, vehicle_id, given = between.get(item_id)
    service = services.get(item.service)
    if person is None or vehicle_id is None or item.state != between.ARRIVING:
        return
    if service is None or not service.accepted_elsewhere:
        _return(item_id, "between.not_such", NOT_SUCH)
        return
    office = offices.serving(queries.get_vehicle(vehicle_id).region)
    actor = Actor(kind="system", label=contract.code_of(item.office), channel="window", office=office)
    try:
        case = actions.start(
            service=item.service, applicant=person, actor=actor, office=office, vehicle=vehicle_id, known={}
        )  # fmt: skip
        actions.answer(case_id=case.id, actor=actor, given=given)
        record.note(record.get(case.id), "accepted_elsewhere", actor, {"office": item.office, "item": str(item_id)})
        between.take_up(item_id=item_id, case_id=case.id, number=case.number, office=office, actor=OFFICE)
        actions.submit(case_id=case.id, actor=actor)
    except TongbanError as error:
        _return(item_id, "between.not_accepted", error.message)


def answer_items() -> None:
    """Items whose case was decided or withdrawn: the office that accepted them is told. The few items that wait are
    looked through, so that no decision has to ask whether it was one."""
    for item in between.newest(1000):
        if item.case and item.side == "there" and item.state == between.RECHECKING:
            _answer(item.case)


def _answer(case_id: UUID) -> None:
    case = record.get(case_id)
    if case.outcome:
        why = [Reason(one["code"], one["sentence"]["zh"], one["sentence"]["en"]) for one in case.reasons]
        granted = case.outcome == "granted"
        between.decided(case_id=case_id, granted=granted, reasons=() if granted else why, actor=OFFICE)
    elif case.status == states.WITHDRAWN:
        reason = Reason("between.withdrawn", WITHDRAWN.zh, WITHDRAWN.en)
        between.decided(case_id=case_id, granted=False, reasons=(reason,), actor=OFFICE)


def _return(item_id: UUID, code: str, why: Text) -> None:
    between.give_back(item_id=item_id, reasons=(Reason(code, why.zh, why.en),), actor=OFFICE)
