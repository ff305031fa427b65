"""V41 Change to a new-energy plate 换发新能源汽车号牌. GA 36, O164 art. 43, 44, 51: an electric, plug-in or fuel-cell
vehicle with an ordinary number takes one of the new-energy pool that agrees with its drive. The ordinary number goes
back by its rule: its owner may have it again for a time.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_change import may_have_new_energy_plate
from tongban.law.rules.vehicle_licence import officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import changing, materials, numbering


def carry_out(carrying: Carrying) -> None:
    """The number of the new-energy pool takes the place of the ordinary one; licence and plates are new."""
    numbering.renumber(carrying, "new_energy_plate")


V41 = services.add(
    Service(
        code="V41",
        about="vehicle",
        name=Text(zh="换发新能源汽车号牌", en="Change to a new-energy plate"),
        gives=Text(
            zh="新能源号牌和新的行驶证；原号码按规定为您保留。",
            en="A new-energy plate and a new licence; your former number is kept for you by its rule.",
        ),
        basis=(
            "O164.51",
            "O164.43",
        ),
        rule=may_have_new_energy_plate,
        officer_if=officer_looks,
        adds=changing.add_plate,
        more_fee=changing.plates_too,
        materials=(
            materials.IDENTITY,
            materials.FORM,
        ),
        fee="vehicle_licence",
        limit="vehicle_change",
        needs_papers=True,
        plates=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        undo=numbering.undo_change,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1),
    )
)
