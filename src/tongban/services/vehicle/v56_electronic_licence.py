"""V56 Electronic vehicle licence 电子行驶证. Since July 2024: free, at once, by the owner online. Shown with its state
on a screen or printed; whoever drives may show it. What keeps a paper from being issued anew keeps it away.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.documents.mdoc.unbound import LICENCE
from tongban.law.rules.vehicle_documents import may_have_licence
from tongban.law.text import Text
from tongban.services.vehicle import electronic, materials


def carry_out(carrying: Carrying) -> None:
    """Issue it; one that stands and says the same stays as it is."""
    electronic.issue(carrying.vehicle.id, (LICENCE.name,), carrying.actor, carrying.cause)


V56 = services.add(
    Service(
        code="V56",
        about="vehicle",
        name=Text(zh="电子行驶证", en="Electronic vehicle licence"),
        gives=Text(
            zh="电子行驶证马上生成，手机出示、打印都可以。车辆信息变了，它自动更新。",
            en="The electronic vehicle licence at once, to show or to print. It follows what changes in the register.",
        ),
        basis=("EVL.2024",),
        rule=may_have_licence,
        materials=(materials.IDENTITY, materials.FORM),
        limit="vehicle_electronic",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        since=date(2024, 7, 1),
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
