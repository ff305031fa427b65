"""V01 New registration of a private car 注册登记(小微型非营运载客). O164 art. 10 to 15: decided in two working days,
here in the moment in which nothing is missing. The person states the VIN; invoice, certificate, taxes, insurance,
inspection and theft are asked of those who know. A house that is silent is waited for; its paper may be shown at a
window instead, except for purchase tax and theft, and is checked afterwards. A machine decides where every check is
green, an officer where something was taken from paper or the VIN of an import does not check. No dealer can say yes.

An organisation's car: its authorised person states its social credit code.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.registration import may_register_private_car, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import registering

V01 = services.add(
    Service(
        code="V01",
        about="new_vehicle",
        name=Text(zh="私家车注册登记", en="Register a new private car"),
        gives=Text(
            zh="登记马上生效：号牌、行驶证和登记证书。号牌和行驶证寄给您，或者当场制作、到窗口领取。",
            en="Registered at once: plates, vehicle licence, certificate. Plates and licence are posted, or made while "
            "you wait.",
        ),
        basis=("O164.12", "O164.15"),
        rule=may_register_private_car,
        officer_if=officer_looks,
        adds=registering.add_what_is_known,
        vehicle_check="registration",
        questions=(registering.VIN, registering.ORGANISATION),
        materials=registering.PAPERS,
        fee="registration",
        limit="registration",
        needs_papers=True,
        plates=True,
        channels=("online", "window", "partner"),
        carry_out=registering.carry_out,
        undo=registering.undo,
        situation="vehicle",
        spared=Spared(papers=5, copies=4, forms=1, visits=1),
    )
)
