"""V09 Change of colour 变更车身颜色. O164 art. 16, 17, 21: within ten days after the change, done within one day. The
vehicle is presented and checked on camera; nothing else is asked. The licence is issued anew with the new colour.

A small car away from home is checked where it is; that check is looked at again here, within the same day (art. 17).

A machine decides once the vehicle has passed its check; an officer where another office made the check. The checking
officer has no say in the decision.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.vehicle_change import may_change_colour, officer_rechecks
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import codes
from tongban.services.vehicle import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Write the new colour, and issue the licence that says it."""
    changes = [Change("colour", str(carrying.answers["colour"]))]
    vehicles.record(vehicle_id=carrying.vehicle.id, kind="colour_changed", changes=changes, **carrying.act)
    papers.issue(carrying, "licence_exchanged")


V09 = services.add(
    Service(
        code="V09",
        about="vehicle",
        name=Text(zh="变更车身颜色", en="Change of colour"),
        gives=Text(
            zh="新颜色登记在案，发新的行驶证；旧证随即作废。",
            en="The new colour is registered and a new vehicle licence issued; the old one becomes void.",
        ),
        basis=("O164.16",),
        rule=may_change_colour,
        officer_if=officer_rechecks,
        accepted_elsewhere=True,
        vehicle_check="colour",
        questions=(
            Question(
                key="colour",
                kind="choice",
                label=Text(zh="现在是什么颜色？", en="Which colour is it now?"),
                hint=Text(zh="有几种颜色的，选面积最大的。", en="Where there are several, the one that covers most."),
                options=lambda facts, on, book: list(codes.codes("colour").items()),
            ),
        ),
        materials=(materials.IDENTITY, materials.form_under("O164.16")),
        fee="vehicle_licence",
        limit="vehicle_change",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(copies=2, forms=1),
    )
)
