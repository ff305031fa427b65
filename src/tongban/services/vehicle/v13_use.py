"""V13 Change of use 变更使用性质. O164 art. 13, 16, 21: not in the last year before scrapping; coaches, tourist buses
and dangerous goods take a transport approval first. A vehicle that was for hire says so for ever. Its years of use
are counted anew; a training car takes a number of its own kind, whose plates come with it.

A machine decides once the vehicle has passed its check.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.service_life import last_day_after
from tongban.law.rules.vehicle_change import may_change_use, use_after
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.services.vehicle import changing, materials, numbering, registering


def carry_out(carrying: Carrying) -> None:
    """Write the new use and what it makes of the years; with another type of plate, a new number."""
    law, use = carrying.vehicle.law, str(carrying.answers["use"])
    after = use_after(law, use)
    scrap = last_day_after(law, after, carrying.on, carrying.book)
    changes = [Change("use", after), Change("scrap_on", scrap and scrap.isoformat())]
    plate = carrying.facts.plate
    if plate and plate.wanted != plate.type:
        numbering.renumber(carrying, "use_changed", changes, for_use=use)
    else:
        changing.record(carrying, "use_changed", changes)


V13 = services.add(
    Service(
        code="V13",
        about="vehicle",
        name=Text(zh="变更使用性质", en="Change of use"),
        gives=Text(
            zh="新的使用性质和使用年限登记在案，发新的行驶证；号牌种类变了的，换新号牌。",
            en="The new use and its years are registered, with a new licence and, for another type, new plates.",
        ),
        basis=(
            "O164.16",
            "O164.13",
        ),
        rule=may_change_use,
        adds=changing.add_plate,
        more_fee=changing.plates_too,
        vehicle_check="use",
        questions=(registering.USE,),
        materials=(
            materials.IDENTITY,
            materials.TRANSPORT_APPROVAL,
            materials.form_under("O164.16"),
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
