"""V39 Lost plates 补领机动车号牌. O164 art. 51: identity document only; the number stays, the old plates are void from
the moment of the decision, new ones are made within fifteen days, at an on-site plate maker while the owner waits; who
cannot wait gets a temporary plate. What stands in the way is what stands in the way of V42.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_licence import may_issue_anew, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, plates, temporary


def carry_out(carrying: Carrying) -> None:
    """Make the old plates void, announce the lost ones, order new ones."""
    plates.order(carrying, "plates_replaced", plates.lost_places(carrying.answers))
    temporary.while_made(carrying)


V39 = services.add(
    Service(
        code="V39",
        about="vehicle",
        name=Text(zh="补领机动车号牌", en="Replace lost plates"),
        gives=Text(
            zh="号码不变的新号牌：寄给您，或到就近的制作点当场领取。丢失的号牌随即作废并公告。",
            en="New plates of the same number, by post or made while you wait. The lost ones become void.",
        ),
        basis=("O164.51",),
        rule=may_issue_anew,
        officer_if=officer_looks,
        questions=(plates.LOST, temporary.WHILE_MADE),
        materials=(materials.IDENTITY, materials.LOSS_STATEMENT, materials.FORM),
        fee="plates",
        more_fee=temporary.fee_while_made,
        limit="plates",
        plates=True,
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        undo=temporary.withdraw_with(plates.withdraw),
        situation="vehicle",
        id_only_kind=14,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
