"""V40 Damaged plates 换领机动车号牌. O164 art. 51: identity document only; the number stays, the old plates are void
and are handed in for the new ones; what does not come back is announced void. What stands in the way is what stands in
the way of V42.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_licence import may_issue_anew, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, plates, temporary


def carry_out(carrying: Carrying) -> None:
    """Make the old plates void and order new ones."""
    plates.order(carrying, "plates_exchanged")
    temporary.while_made(carrying)


V40 = services.add(
    Service(
        code="V40",
        about="vehicle",
        name=Text(zh="换领机动车号牌", en="Exchange damaged plates"),
        gives=Text(
            zh="号码不变的新号牌：到就近的制作点当场换领，或寄给您。旧号牌作废，领新的时交回。",
            en="New plates of the same number, made while you wait or by post. Hand the old ones in for them.",
        ),
        basis=("O164.51",),
        rule=may_issue_anew,
        officer_if=officer_looks,
        questions=(temporary.WHILE_MADE,),
        materials=(materials.IDENTITY, materials.FORM),
        fee="plates",
        more_fee=temporary.fee_while_made,
        limit="plates",
        plates=True,
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        undo=temporary.withdraw_with(plates.withdraw),
        situation="vehicle",
        id_only_kind=14,
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
