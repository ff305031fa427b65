"""V29 Used car pending sale 二手车待销售登记. USEDCARS.2022: a filed dealer takes a small private car in stock. Its
owner names the dealer, who agrees; that it is filed says the commerce authority. Plates are collected, the file says
"pending sale", the dealer gets a temporary plate, at most three while the car stands there. It uses up no quota.

The dealer applies for the next plate under the same service. A machine decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Party, Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import wordings
from tongban.law.rules.moving import may_be_pending
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Owner, Vehicle
from tongban.services.vehicle import materials, numbering, parties, temporary
from tongban.services.vehicle.v27_transfer_out import NOBODY, second_sheet

ROW = "pending"
DEALER = replace(
    materials.USED_INVOICE,
    key="dealer",
    name=Text(zh="经销企业备案", en="Filed dealer"),
    why=Text(zh="由商务部门核对，不用交证明。", en="The commerce authority confirms it; nothing is handed in."),
    article="USEDCARS.2022",
    asked_if=lambda facts, on, book: facts.vehicle is not None and facts.vehicle.plated,
)
INVOICE = replace(materials.USED_INVOICE, asked_if=DEALER.asked_if)


def add_use(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """How many temporary plates the dealer has had for a car that stands there."""
    found = next((one for one in queries.find_by_vin(vin) if one.live), None) if vin else None
    if found is None or found.plate:
        return facts
    return replace(facts, temporary=temporary.use_of(ROW, vin, found.owners[0].id))


def carry_out(carrying: Carrying) -> None:
    """The car is the dealer's, without plates; of one that stands there already, the next temporary plate."""
    vehicle, act = carrying.vehicle, carrying.act
    if vehicle.plate:
        dealer = people.find_organisation(str(carrying.answers["buyer"]))
        if dealer is None or not dealer.authorised_persons:
            raise Conflict(NOBODY)
        holder, person = dealer.id, dealer.authorised_persons[0]
        numbering.give_back(vehicle, act)
        vehicles.take_in_stock(vehicle_id=vehicle.id, dealer=Owner(holder, "organisation"), **act)
    else:
        holder, person = vehicle.owners[0].id, carrying.person_id
    if temporary.give(carrying, ROW, to=person, holder=holder, area="cross_area") is None and not vehicle.plate:
        raise Conflict(wordings()["temporary_plates.uninsured"].sentence)


def _in_stock(facts: Facts, on: date, book: Book) -> bool:
    return facts.vehicle is not None and not facts.vehicle.plated


def _parties(vehicle: Vehicle, applicant: UUID, answers: Mapping[str, Any]) -> Sequence[Party]:
    both = parties.together(parties.named_organisation("buyer", "buyer"), parties.co_owners)
    return both(vehicle, applicant, answers) if vehicle.plate else []


V29 = services.add(
    Service(
        code="V29",
        about="vehicle",
        name=Text(zh="二手车待销售登记", en="Register a used car as pending sale"),
        gives=Text(
            zh="车登记在经销企业名下、注明待销售，企业领临时号牌；您的号码符合条件的为您保留，不占购车指标。",
            en="The car is the dealer's, marked as pending sale, with a temporary plate; your number may be kept.",
        ),
        basis=("USEDCARS.2022",),
        rule=may_be_pending,
        adds=add_use,
        parties=_parties,
        questions=(
            Question(
                key="buyer",
                kind="organisation",
                asked_if=lambda facts, on, book: not _in_stock(facts, on, book),
                label=Text(zh="经销企业的统一社会信用代码", en="Social credit code of the dealer"),
                hint=Text(zh="企业的经办人会收到确认请求。", en="Somebody who acts for the dealer is asked to agree."),
            ),
        ),
        materials=(
            materials.IDENTITY,
            DEALER,
            INVOICE,
            replace(materials.INSURANCE, article="USEDCARS.2022"),
            materials.STOLEN,
            materials.form_under("USEDCARS.2022"),
        ),
        fee="temporary_plate",
        more_fee=second_sheet,
        limit="pending_sale",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        undo=temporary.withdraw_with(numbering.undo_change),
        situation="vehicle",
        spared=Spared(papers=3, copies=3, forms=1, visits=1),
    )
)
