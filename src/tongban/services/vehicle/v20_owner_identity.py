"""V20 Filing of the owner's identity document 身份证明名称、号码备案. O164 art. 23: who has another name or number
since the vehicle was registered files it within thirty days, free. Both follow the population register; nothing is
handed in; of an organisation its own register says it. The electronic documents of the vehicle say the new name by
themselves.

A machine decides at once. A filing that is corrected leaves name and number as the population register has them.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_identity import may_file, officer_looks
from tongban.law.text import Text
from tongban.registers.vehicles import actions as vehicles
from tongban.services.driver.materials import PROOF_OF_CHANGE
from tongban.services.vehicle import filing, materials


def carry_out(carrying: Carrying) -> None:
    """Take over name and number, and note it in the vehicle's file."""
    filing.take_over_name(carrying)
    vehicles.record(vehicle_id=carrying.vehicle.id, kind="identity_filed", changes=[], **carrying.act)


V20 = services.add(
    Service(
        code="V20",
        about="vehicle",
        name=Text(zh="身份证明名称、号码备案", en="File the owner's new name or number"),
        gives=Text(
            zh="车辆登记改用您的新姓名、新号码，电子行驶证随之更新。在户籍部门或者单位登记机关已经改好即可，不用交证明。",
            en="The vehicle is on record under your new name or number; its electronic licence follows. No proof is "
            "needed.",
        ),
        basis=("O164.23",),
        rule=may_file,
        officer_if=officer_looks,
        materials=(materials.IDENTITY, materials.ORGANISATION, PROOF_OF_CHANGE, materials.FORM),
        limit="vehicle_contact",
        follows_population=True,
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
