"""V49 Inspection mark issued anew 补领、换领检验合格标志. O164 art. 57: identity document only, anywhere. The mark that
was lost is void. Its validity stays as it was; insurance is looked up.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.documents.mdoc.unbound import MARK
from tongban.law.rules.marks import may_issue_anew, officer_looks_anew
from tongban.law.text import Text
from tongban.registers.vehicles import actions as vehicles
from tongban.services.vehicle import electronic, materials


def carry_out(carrying: Carrying) -> None:
    """Note it in the file and issue the electronic mark anew; what was shown or printed before is void."""
    vehicles.record(vehicle_id=carrying.vehicle.id, kind="mark_reissued", changes=[], **carrying.act)
    electronic.issue(carrying.vehicle.id, (MARK.name,), carrying.actor, carrying.cause, anew=True)


V49 = services.add(
    Service(
        code="V49",
        about="vehicle",
        name=Text(zh="补换领检验合格标志", en="Replace the inspection mark"),
        gives=Text(
            zh="新的检验标志，电子凭证马上生效，也可以打印；丢失的那张随即作废。有效期不变。",
            en="The inspection mark anew, electronic and to print; the lost one becomes void. Its validity stays.",
        ),
        basis=("O164.57",),
        rule=may_issue_anew,
        officer_if=officer_looks_anew,
        materials=(
            materials.IDENTITY,
            materials.waited_for(materials.INSURANCE, "registration.uninsured"),
            materials.FORM,
        ),
        limit="mark",
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        situation="vehicle",
        id_only_kind=15,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
