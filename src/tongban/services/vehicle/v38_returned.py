"""V38 Cancellation of a vehicle that went back to its maker 退车注销. O164 art. 37, 39: maker or dealer confirms the
return; a certificate on paper may be shown at a window. Open violations and accidents come first.

A machine decides once the return is confirmed.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.deregistration import may_end_returned
from tongban.law.text import Text
from tongban.services.vehicle import ending, materials, numbering


def carry_out(carrying: Carrying) -> None:
    """The vehicle went back: its registration ends."""
    ending.end(carrying, "returned")


V38 = services.add(
    Service(
        code="V38",
        about="vehicle",
        name=Text(zh="退车注销", en="Cancellation of a returned vehicle"),
        gives=Text(
            zh="登记注销，号牌和证件作废，给您注销证明（PDF），可以用来退购置税。",
            en="The registration ends and you get a certificate (PDF), with which purchase tax is refunded.",
        ),
        basis=("O164.37", "O164.39"),
        rule=may_end_returned,
        questions=(ending.declaration(),),
        materials=(
            materials.IDENTITY,
            ending.TAKEN_BACK,
            materials.STOLEN,
            ending.PAPERS_BACK,
            materials.form_under("O164.39"),
        ),
        limit="deregistration",
        channels=("online", "window"),
        carry_out=carry_out,
        undo=numbering.undo_change,
        paper="cancellation",
        situation="vehicle",
        spared=Spared(papers=3, copies=1, forms=1, visits=1),
    )
)
