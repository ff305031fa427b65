"""V03 New registration of any other vehicle 注册登记(其他): goods vehicles, passenger vehicles for hire, trailers,
special vehicles. O164 art. 10 to 15: as V01, and the owner states the use. For some uses the transport approval is
looked up (art. 13). The vehicle is always checked at the office. Its years begin with the registration.

A machine decides once every check is green and the vehicle has passed its own.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.registration import may_register_other, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import registering

V03 = services.add(
    Service(
        code="V03",
        about="new_vehicle",
        name=Text(zh="其他机动车注册登记（货车、营运客车、挂车等）", en="Register another new vehicle"),
        gives=Text(
            zh="登记马上生效：号牌、行驶证和登记证书。车辆到车管所查验。",
            en="Registered at once with plates, licence and certificate. The vehicle is checked at the office.",
        ),
        basis=("O164.12", "O164.13", "O164.15"),
        rule=may_register_other,
        officer_if=officer_looks,
        adds=registering.add_what_is_known,
        vehicle_check="registration",
        questions=(registering.VIN, registering.USE, registering.ORGANISATION),
        materials=registering.PAPERS,
        fee="registration",
        limit="registration",
        needs_papers=True,
        plates=True,
        channels=("online", "window"),
        carry_out=registering.carry_out,
        undo=registering.undo,
        situation="vehicle",
        spared=Spared(papers=5, copies=4, forms=1, visits=1),
    )
)
