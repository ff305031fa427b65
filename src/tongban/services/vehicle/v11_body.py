"""V11 Change of body or frame 更换车身或者车架. O164 art. 16, 17, 21: within ten days, done within one day. Inspected
after the change and checked on camera with its VIN; the shape stays that of the type. The licence is new.

A machine decides; an officer where the ten days are over.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.vehicle_change import may_change_body, officer_looks
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.registers.vehicles import codes
from tongban.services.vehicle import changing, materials


def carry_out(carrying: Carrying) -> None:
    """Write that the body or frame is another one, with its colour, and issue the licence anew."""
    changing.record(
        carrying, f"{carrying.answers['part']}_changed", [Change("colour", str(carrying.answers["colour"]))]
    )


V11 = services.add(
    Service(
        code="V11",
        about="vehicle",
        name=Text(zh="更换车身或者车架", en="Change of body or frame"),
        gives=Text(
            zh="更换情况登记在案，发新的行驶证；旧证随即作废。",
            en="The change is registered and a new vehicle licence issued; the old one becomes void.",
        ),
        basis=("O164.16",),
        rule=may_change_body,
        officer_if=officer_looks,
        vehicle_check="body",
        questions=(
            changing.CHANGED_ON,
            Question(
                key="part",
                kind="choice",
                label=Text(zh="更换了什么？", en="What was changed?"),
                options=lambda facts, on, book: [
                    ("body", Text(zh="车身", en="The body")),
                    ("frame", Text(zh="车架", en="The frame")),
                ],
            ),
            Question(
                key="colour",
                kind="choice",
                label=Text(zh="现在是什么颜色？", en="Which colour is it now?"),
                options=lambda facts, on, book: list(codes.codes("colour").items()),
            ),
        ),
        materials=(
            materials.IDENTITY,
            changing.INSPECTION,
            materials.form_under("O164.16"),
        ),
        fee="vehicle_licence",
        limit="vehicle_change",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1),
    )
)
