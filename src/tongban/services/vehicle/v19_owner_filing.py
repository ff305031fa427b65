"""V19 Filing of the owner's name or address 住所、姓名变更备案. O164 art. 23, 24: who has another name, or another
address within the area of the office, files it within thirty days. Both follow the population register; nothing is
handed in, and a new vehicle licence is made. Outside the area the vehicle moves (V15).

Of an organisation its own register is asked; while that is silent its licence is shown at a window, which an officer
reads.

A machine decides everything else at once.
"""

from dataclasses import replace

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_identity import may_file_owner, officer_looks
from tongban.law.text import Text
from tongban.people import queries as persons
from tongban.registers.vehicles import actions as vehicles
from tongban.services.driver.materials import PROOF_OF_CHANGE
from tongban.services.vehicle import filing, materials, papers


def carry_out(carrying: Carrying) -> None:
    """Take over name and address, note it in the vehicle's file and make its licence anew."""
    filing.take_over_name(carrying)
    filing.take_over_address(carrying)
    vehicles.record(vehicle_id=carrying.vehicle.id, kind="owner_filed", changes=[], **carrying.act)
    papers.issue(replace(carrying, person=persons.get_person(carrying.person_id)), "licence_exchanged")


V19 = services.add(
    Service(
        code="V19",
        about="vehicle",
        name=Text(zh="住所、姓名变更备案", en="File the owner's new name or address"),
        gives=Text(
            zh="车辆登记改用您的新姓名、新住址，换发行驶证。在户籍部门或者单位登记机关已经改好即可，不用交证明。",
            en="The vehicle is on record under your new name or address, with a new licence. No proof is needed.",
        ),
        basis=("O164.23",),
        rule=may_file_owner,
        officer_if=officer_looks,
        materials=(materials.IDENTITY, materials.ORGANISATION, PROOF_OF_CHANGE, materials.FORM),
        fee="vehicle_licence",
        limit="vehicle_contact",
        needs_papers=True,
        follows_population=True,
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1, visits=1),
    )
)
