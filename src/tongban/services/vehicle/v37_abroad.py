"""V37 Cancellation of a vehicle that has left the country 出境、出口注销. O164 art. 37, 39: customs' own record of the
exit is asked for, no paper. Open violations and accidents come first.

A machine decides once customs has the exit.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.deregistration import may_end_abroad
from tongban.law.text import Text
from tongban.services.vehicle import ending, materials, numbering


def carry_out(carrying: Carrying) -> None:
    """The vehicle is abroad: its registration ends."""
    ending.end(carrying, "abroad")


V37 = services.add(
    Service(
        code="V37",
        about="vehicle",
        name=Text(zh="出境、出口注销", en="Cancellation of an exported vehicle"),
        gives=Text(
            zh="登记注销，号牌和证件作废，给您注销证明（PDF）。",
            en="The registration ends, plates and papers are void, and you get a certificate (PDF).",
        ),
        basis=("O164.37", "O164.39"),
        rule=may_end_abroad,
        questions=(ending.declaration(),),
        materials=(
            materials.IDENTITY,
            ending.EXIT,
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
        spared=Spared(papers=4, copies=1, forms=1, visits=1),
    )
)
