"""V27 Transfer to an owner in another city 转让登记（转出）. O164 art. 25, 27: seller and buyer both want it, the
invoice comes from the tax authority. Plates and licence are collected, the buyer gets a temporary plate of thirty
days, the file is sent; within these thirty days the buyer has it registered there, where a small one is checked.

A machine decides once all have agreed and every check is green.
"""

from datetime import date
from decimal import Decimal

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import fees
from tongban.law.rules import temporary_plates as temporary_rule
from tongban.law.rules.moving import may_transfer_out
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import leaving
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import materials, moving_out, numbering, parties, temporary
from tongban.services.vehicle.v14_move_out import TO

NOBODY = Text(zh="查不到买方。", en="The buyer is not on record here.")


def carry_out(carrying: Carrying) -> None:
    """Plates and licence are collected, the buyer gets a temporary plate, the file is sent."""
    buyer = people.find_person(str(carrying.answers["buyer"]))
    if buyer is None:
        raise Conflict(NOBODY)
    numbering.give_back(carrying.vehicle, carrying.act)
    temporary.give(carrying, "transfer_out", to=buyer, area="cross_area")
    to = moving_out.to_owner(Owner(buyer), str(carrying.answers["to"]))
    leaving.transfer_out(vehicle_id=carrying.vehicle.id, buyer=Owner(buyer), to=to, act=carrying.act)


def second_sheet(facts: Facts, on: date, book: Book) -> Decimal:
    """What the second sheet of a passenger vehicle adds."""
    sheets = temporary_rule.sheets(facts.vehicle.type) if facts.vehicle else 1
    return fees.fee("temporary_plate", on, book) * (sheets - 1)


V27 = services.add(
    Service(
        code="V27",
        about="vehicle",
        name=Text(zh="转让登记（卖到外地）", en="Transfer to an owner in another city"),
        gives=Text(
            zh="登记签注转让，给买方三十天的临时号牌，电子档案发往买方的城市；您的号码符合条件的为您保留。",
            en="The buyer gets a temporary plate for thirty days, and the file goes to their city.",
        ),
        basis=("O164.25", "O164.27"),
        rule=may_transfer_out,
        vehicle_check="transfer",
        parties=parties.together(parties.named("buyer", "buyer"), parties.co_owners),
        questions=(
            Question(
                key="buyer",
                kind="identity",
                label=Text(zh="买方的身份证号码", en="Identity number of the buyer"),
                hint=Text(
                    zh="买方会在自己的手机上收到确认请求。", en="The buyer is asked to agree on their own telephone."
                ),
            ),
            TO,
        ),
        materials=(
            materials.IDENTITY,
            materials.USED_INVOICE,
            materials.INSURANCE,
            materials.STOLEN,
            materials.form_under("O164.27"),
            materials.RUBBING,
        ),
        fee="temporary_plate",
        more_fee=second_sheet,
        limit="transfer_out",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        undo=temporary.withdraw_with(numbering.undo_change),
        situation="vehicle",
        spared=Spared(papers=3, copies=4, forms=1, visits=1),
    )
)
