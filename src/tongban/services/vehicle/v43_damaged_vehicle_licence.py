"""V43 Damaged vehicle licence 换领行驶证. O164 art. 52: identity document only, issued within one day. Who applies at
an outlet hands the damaged licence in for the new one; who applies online does not mail it back: it is void. What
stands in the way is what stands in the way of V42.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_licence import may_issue_anew, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue the licence anew; the damaged one is void from this moment."""
    papers.issue(carrying, "licence_exchanged")


V43 = services.add(
    Service(
        code="V43",
        about="vehicle",
        name=Text(zh="换领行驶证", en="Exchange a damaged vehicle licence"),
        gives=Text(
            zh="新的行驶证：寄给您或到窗口领取。损毁的旧证随即作废，网上申请的不用寄回。",
            en="A new vehicle licence, by post or at a window. The damaged one becomes void; online you need not "
            "send it back.",
        ),
        basis=("O164.52",),
        rule=may_issue_anew,
        officer_if=officer_looks,
        materials=(materials.IDENTITY, materials.FORM),
        fee="vehicle_licence",
        limit="vehicle_licence",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        situation="vehicle",
        id_only_kind=13,
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
