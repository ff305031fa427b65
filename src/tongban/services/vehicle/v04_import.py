"""V04 New registration of an imported vehicle 进口车注册登记. O164 art. 12: the customs certificate takes the place of
the maker's; a vehicle under customs supervision waits for its release. Only offices to which the province has
delegated it (the delegation matrix). The VIN of an import need not check: that is a warning, and an officer compares.

A machine decides once every check is green; an officer where the VIN does not check or something was taken from paper.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.registration import may_register_import, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import materials, registering

V04 = services.add(
    Service(
        code="V04",
        about="new_vehicle",
        name=Text(zh="进口车注册登记", en="Register an imported vehicle"),
        gives=Text(
            zh="登记马上生效：号牌、行驶证和登记证书。进口证明由海关联网核对，不用交。",
            en="Registered at once with plates, licence and certificate. Customs confirm the import; hand nothing in.",
        ),
        basis=("O164.12", "O164.15"),
        rule=may_register_import,
        officer_if=officer_looks,
        adds=registering.add_what_is_known,
        vehicle_check="registration",
        questions=(registering.VIN, registering.USE, registering.ORGANISATION),
        materials=(materials.IMPORT, *(one for one in registering.PAPERS if one.key != "conformity")),
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
