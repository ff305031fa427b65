"""D33 Driver record and proof 安全驾驶记录. Free and at once, online, at a window or at a kiosk: a signed PDF with
classes, points, violations and accidents. Whoever has a driver file may have it, whatever stands in it.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.record import may_be_told
from tongban.law.text import Text
from tongban.services.driver import materials


def carry_out(carrying: Carrying) -> None:
    """Nothing changes: the decision's own entry says that the record was given, and the paper is set from the case."""


D33 = services.add(
    Service(
        code="D33",
        name=Text(zh="安全驾驶记录", en="Driving record"),
        gives=Text(
            zh="带数字签名的安全驾驶记录（PDF）：准驾车型、记分、违法和事故，可直接交给用人单位。",
            en="A signed driving record (PDF): classes, points, violations and accidents, ready for an employer.",
        ),
        basis=("O162.61",),
        rule=may_be_told,
        materials=(materials.IDENTITY, materials.PLATFORM, materials.FORM),
        limit="record",
        channels=("online", "window", "kiosk"),
        carry_out=carry_out,
        paper="record",
        situation="proof",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
