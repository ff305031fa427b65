"""V33 Release of a mortgage 解除抵押登记. O164 art. 33, 35: done within one day. The mortgagee's own system says that
it has given the mortgage up, which stands for its part; nobody hands a paper in. Never on the owner's word alone.
Refused while the vehicle is attached or stolen.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.mortgage import may_release, standing_mortgages
from tongban.law.text import Text
from tongban.registers.vehicles import actions as vehicles
from tongban.services.vehicle import materials


def carry_out(carrying: Carrying) -> None:
    """End the mortgage of this contract; what rests on the vehicle besides keeps its place."""
    vehicles.release(
        vehicle_id=carrying.vehicle.id,
        key=vehicles.key_of(carrying.vehicle.id, "mortgage", str(carrying.answers["contract"])),
        **carrying.act,
    )


V33 = services.add(
    Service(
        code="V33",
        about="vehicle",
        name=Text(zh="解除抵押登记", en="Release a mortgage"),
        gives=Text(
            zh="抵押马上解除，解除日期公开可查。",
            en="The mortgage is released at once; its date can be looked up by anybody.",
        ),
        basis=("O164.33",),
        rule=may_release,
        questions=(
            Question(
                key="contract",
                kind="choice",
                label=Text(zh="解除哪一份抵押？", en="Which mortgage?"),
                asked_if=lambda facts, on, book: bool(standing_mortgages(facts, on)),
                options=lambda facts, on, book: [
                    (number, Text(zh=f"合同{number}", en=f"Contract {number}"))
                    for number in standing_mortgages(facts, on)
                ],
            ),
        ),
        materials=(materials.IDENTITY, materials.CONTRACTS, materials.form_under("O164.33")),
        limit="mortgage",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1, visits=1),
    )
)
