"""V26 Transfer of ownership 转让登记. O164 art. 25, 26, 29: done within one day, within the area of the office. The
seller sends it and names the buyer; the buyer and every co-owner agree on their own telephone or at a window. The
invoice comes from the tax authority, the vehicle is checked on camera, the buyer chooses a number; that of the seller
goes back and is kept for them. To whom it is mortgaged or pledged agrees as well, and is registered anew behind the
buyer in the same decision.

A machine decides once all have agreed and every check is green.
"""

from dataclasses import replace
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.facts import Facts, Restriction
from tongban.law.rules.ownership import binding, may_transfer
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import materials, numbering, papers, parties


def add_number(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """Whether a number that fits is reserved for this vehicle and the buyer."""
    buyer = people.find_person(str(facts.answers.get("buyer") or "")) if facts.answers.get("buyer") else None
    known = next((one for one in queries.find_by_vin(vin) if one.live), None) if buyer else None
    if buyer is None or facts.sale is None or known is None:
        return facts
    reserved = numbering.find_reserved(buyer, vin, known.law.type, str(known.make.get("fuel", "")))
    return replace(facts, sale=replace(facts.sale, numbered=reserved is not None))


def carry_out(carrying: Carrying) -> None:
    """The buyer is the owner under a number of their own, whose plates are made; the seller's number goes back."""
    vehicle, buyer = carrying.vehicle, people.find_person(str(carrying.answers["buyer"]))
    if buyer is None:
        raise Conflict(numbering.NUMBER_GONE)
    numbering.give_back(vehicle, carrying.act)
    plate = numbering.use(
        person=buyer, vehicle_id=vehicle.id, vin=vehicle.vin, vehicle_type=vehicle.law.type,
        fuel=str(vehicle.make.get("fuel", "")), act=carrying.act,
    )  # fmt: skip
    vehicles.transfer(
        vehicle_id=vehicle.id, to=[Owner(buyer)], licence=carrying.card_serial, plate=plate, **carrying.act
    )
    _bind_anew(carrying)
    sold = queries.get_vehicle(vehicle.id)
    papers.order(carrying, sold, people.get_person(buyer))
    numbering.order_plates(carrying, sold, buyer)


def _bind_anew(carrying: Carrying) -> None:
    """End what binds the vehicle by contracts with the seller, and register it on those with the buyer, in the same
    order."""
    for rests in binding(carrying.facts, carrying.on):
        key = vehicles.key_of(carrying.vehicle.id, rests.kind, rests.reference)
        vehicles.release(vehicle_id=carrying.vehicle.id, key=key, **carrying.act)
        vehicles.restrict(
            vehicle_id=carrying.vehicle.id, kind=rests.kind, holder=rests.holder, reference=_contract(carrying, rests),
            party=UUID(rests.party) if rests.party else None, **carrying.act,
        )  # fmt: skip


def _contract(carrying: Carrying, rests: Restriction) -> str:
    if rests.kind == "pledge":
        return str(carrying.answers["pledge_contract"])
    return str(carrying.contents["new_contract"]["contract"]["number"])


V26 = services.add(
    Service(
        code="V26",
        about="vehicle",
        name=Text(zh="转让登记（二手车过户）", en="Transfer of ownership"),
        gives=Text(
            zh="车过到买方名下，换新号牌和新行驶证；原号码为您保留，以后可以再用。",
            en="The vehicle is the buyer's, with new plates and a new licence; your number is kept for you.",
        ),
        basis=("O164.25", "O164.26"),
        rule=may_transfer,
        adds=add_number,
        vehicle_check="transfer",
        parties=parties.together(
            parties.named("buyer", "buyer"), parties.co_owners, parties.holding("mortgage"), parties.holding("pledge")
        ),
        questions=(
            Question(
                key="buyer",
                kind="identity",
                label=Text(zh="买方的身份证号码", en="Identity number of the buyer"),
                hint=Text(
                    zh="买方会在自己的手机上收到确认请求。", en="The buyer is asked to agree on their own telephone."
                ),
            ),
            Question(
                key="pledge_contract",
                kind="text",
                label=Text(zh="买方与质权人的质押合同编号", en="Number of the pledge contract with the buyer"),
                hint=Text(
                    zh="质押和转让一并办理，质权人会收到确认请求。",
                    en="The pledge is filed anew together with the transfer; the pledgee is asked to agree.",
                ),
                asked_if=lambda facts, on, book: bool(binding(facts, on, "pledge")),
            ),
        ),
        materials=(
            materials.IDENTITY,
            materials.USED_INVOICE,
            materials.NEW_CONTRACT,
            materials.INSURANCE,
            materials.STOLEN,
            materials.form_under("O164.26"),
            materials.RUBBING,
        ),
        fee="ownership",
        limit="ownership",
        needs_papers=True,
        plates=True,
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        undo=numbering.undo_change,
        situation="vehicle",
        spared=Spared(papers=2, copies=4, forms=1, visits=1),
    )
)
