"""V54 Vehicle record and proof 机动车信息查询、证明. O164 art. 3: free and at once, online, at a window or at a kiosk,
with an identity document alone: a signed PDF of what is on record. Every owner may have it, whatever stands in it.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.record import may_be_told_of_vehicle
from tongban.law.text import Text
from tongban.services.vehicle import materials


def carry_out(carrying: Carrying) -> None:
    """Nothing changes: the decision's own entry says that the record was given, and the paper is set from the case."""


V54 = services.add(
    Service(
        code="V54",
        about="vehicle",
        name=Text(zh="机动车信息查询、证明", en="Vehicle record"),
        gives=Text(
            zh="带数字签名的机动车登记信息（PDF）：车辆、抵押和查封、历次登记，可直接交给买家或者单位。",
            en="A signed record (PDF) of the vehicle, what rests on it and its history, ready for a buyer or a firm.",
        ),
        basis=("O164.3",),
        rule=may_be_told_of_vehicle,
        materials=(materials.IDENTITY, materials.FORM),
        limit="record",
        channels=("online", "window", "kiosk"),
        carry_out=carry_out,
        paper="vehicle_record",
        situation="vehicle",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
