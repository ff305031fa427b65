"""V10 Change of engine 更换发动机. O164 art. 16, 17, 21: within ten days, done within one day. The vehicle is
inspected after the change and checked on camera; of another model only where the announcement allows it. The licence
is new.

A machine decides; an officer where the ten days are over.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.vehicle_change import may_change_engine, officer_looks
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.services.vehicle import changing, materials


def carry_out(carrying: Carrying) -> None:
    """Write the number of the new engine, and issue the licence that says it."""
    changing.record(carrying, "engine_changed", [Change("engine", str(carrying.answers["engine"]))])


V10 = services.add(
    Service(
        code="V10",
        about="vehicle",
        name=Text(zh="更换发动机", en="Change of engine"),
        gives=Text(
            zh="新的发动机号登记在案，发新的行驶证；旧证随即作废。",
            en="The new engine number is registered and a new vehicle licence issued; the old one becomes void.",
        ),
        basis=("O164.16",),
        rule=may_change_engine,
        officer_if=officer_looks,
        vehicle_check="engine",
        questions=(
            changing.CHANGED_ON,
            Question(
                key="engine",
                kind="text",
                label=Text(zh="新发动机号（电动车为驱动电机号）", en="Number of the new engine or drive motor"),
                hint=Text(zh="刻在发动机缸体上，查验时核对。", en="Stamped on the engine; compared at the check."),
            ),
            Question(
                key="engine_model",
                kind="choice",
                label=Text(zh="型号与原来的相同吗？", en="Is it of the same model?"),
                options=lambda facts, on, book: [
                    ("same", Text(zh="相同", en="The same model")),
                    (
                        "approved",
                        Text(zh="不同，但是公告允许的选装型号", en="Another one that the announcement allows"),
                    ),
                    ("other", Text(zh="不同", en="Another one")),
                ],
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
