"""V50 Electronic inspection mark 检验标志电子凭证. O164 art. 56: as valid as the paper one. With a new mark it comes by
itself; for a valid mark from before, or after its loss, the owner gets it here. Nobody is punished for not showing it.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.documents.mdoc.unbound import MARK
from tongban.law.rules.vehicle_documents import may_have_mark
from tongban.law.text import Text
from tongban.services.vehicle import electronic, materials


def carry_out(carrying: Carrying) -> None:
    """Issue it; one that stands and says the same stays as it is."""
    electronic.issue(carrying.vehicle.id, (MARK.name,), carrying.actor, carrying.cause)


V50 = services.add(
    Service(
        code="V50",
        about="vehicle",
        name=Text(zh="检验标志电子凭证", en="Electronic inspection mark"),
        gives=Text(
            zh="检验标志的电子凭证：手机出示、存成图片、打印都有效，不用再贴纸质标志。",
            en="The inspection mark on your phone, as a picture or printed: each is valid, none has to be stuck on.",
        ),
        basis=("O164.56",),
        rule=may_have_mark,
        materials=(materials.IDENTITY, materials.FORM),
        limit="vehicle_electronic",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
