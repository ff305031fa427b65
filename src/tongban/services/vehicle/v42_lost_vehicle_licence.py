"""V42 Lost vehicle licence 补领行驶证. O164 art. 52: identity document only, issued within one day; the lost one is
void. Open violations and an overdue inspection do not stand in the way. Refused for a vehicle that is stolen, has to be
scrapped or is deregistered; while it is attached, detained, suspected or locked an officer decides.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_licence import may_issue_anew, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue the licence anew; the lost one is void from this moment."""
    papers.issue(carrying, "licence_replaced")


V42 = services.add(
    Service(
        code="V42",
        about="vehicle",
        name=Text(zh="补领行驶证", en="Replace a lost vehicle licence"),
        gives=Text(
            zh="新的行驶证：寄给您或到窗口领取。丢失的旧证随即作废。",
            en="A new vehicle licence, by post or at a window. The lost one becomes void.",
        ),
        basis=("O164.52",),
        rule=may_issue_anew,
        officer_if=officer_looks,
        materials=(materials.IDENTITY, materials.LOSS_STATEMENT, materials.FORM),
        fee="vehicle_licence",
        limit="vehicle_licence",
        needs_papers=True,
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        situation="vehicle",
        id_only_kind=13,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
