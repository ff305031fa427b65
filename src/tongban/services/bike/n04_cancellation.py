"""N04 E-bike cancellation 注销登记. SH-NMV art. 14: stolen, lost or no longer used. Plate and licence are void from
this moment. A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.bikes import may_cancel
from tongban.law.text import Text
from tongban.registers.bikes import actions as bikes
from tongban.services.bike import materials


def carry_out(carrying: Carrying) -> None:
    """End the registration."""
    bikes.cancel(bike_id=carrying.bike.id, ground=str(carrying.answers["ground"]), **carrying.act)


N04 = services.add(
    Service(
        code="N04",
        about="bike",
        name=Text(zh="电动自行车注销登记", en="Cancel an e-bike's registration"),
        gives=Text(
            zh="马上注销，号牌和行驶证作废；别人不能再用这副号牌。",
            en="Ended at once: plate and licence are void, and nobody can use the plate.",
        ),
        basis=("RTSL.18", "SHNMV.14"),
        rule=may_cancel,
        questions=(
            Question(
                key="ground",
                kind="choice",
                label=Text(zh="为什么注销？", en="Why does it end?"),
                options=lambda facts, on, book: [
                    ("stolen", Text(zh="被盗", en="It was stolen")),
                    ("lost", Text(zh="灭失", en="It is lost or destroyed")),
                    ("unused", Text(zh="不再使用", en="It is no longer used")),
                ],
            ),
        ),
        materials=(materials.IDENTITY, materials.FORM),
        limit="bike",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="bike",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
