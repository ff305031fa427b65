"""V44 Lost registration certificate 补领登记证书. O164 art. 52, 86: the owner comes in person, the vehicle is presented
and checked. A mortgagee joins: an officer sees to it. The lost certificate becomes void.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.certificate import may_replace, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue the certificate anew; the lost one is void from this moment."""
    papers.certify(carrying, "certificate_replaced")


V44 = services.add(
    Service(
        code="V44",
        about="vehicle",
        name=Text(zh="补领登记证书", en="Replace a lost registration certificate"),
        gives=Text(
            zh="新的登记证书，在窗口当场领取。丢失的旧证随即作废。",
            en="A new registration certificate, handed out at the window. The lost one becomes void.",
        ),
        basis=("O164.52", "O164.32"),
        rule=may_replace,
        officer_if=officer_looks,
        vehicle_check="certificate",
        materials=(materials.IDENTITY, materials.LOSS_STATEMENT, materials.form_under("O164.52")),
        fee="certificate",
        limit="vehicle_licence",
        channels=("window",),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=1, forms=1),
    )
)
