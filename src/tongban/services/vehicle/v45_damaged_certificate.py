"""V45 Damaged registration certificate 换领登记证书. O164 art. 52: the owner comes in person and hands the damaged one
in; the vehicle need not be shown. A mortgagee joins: an officer sees to it.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.certificate import may_exchange, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue the certificate anew; the damaged one is void from this moment."""
    papers.certify(carrying, "certificate_exchanged")


V45 = services.add(
    Service(
        code="V45",
        about="vehicle",
        name=Text(zh="换领登记证书", en="Exchange a damaged registration certificate"),
        gives=Text(
            zh="新的登记证书，在窗口当场领取，旧证在窗口交回。",
            en="A new registration certificate, handed out at the window for the old one.",
        ),
        basis=("O164.52", "O164.32"),
        rule=may_exchange,
        officer_if=officer_looks,
        materials=(materials.IDENTITY, materials.form_under("O164.52")),
        fee="certificate",
        limit="vehicle_licence",
        channels=("window",),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(copies=1, forms=1),
    )
)
