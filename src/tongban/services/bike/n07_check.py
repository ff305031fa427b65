"""N07 Five-year technical check of a delivery e-bike 专用号牌车辆技术检查. SH-NMV art. 16: the bike is checked at
a window; what passes is checked again after the region's years. One that fails comes again once it is repaired.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.bikes import may_pass_check, next_check
from tongban.law.text import Text
from tongban.registers.bikes import actions as bikes
from tongban.services.bike import materials


def carry_out(carrying: Carrying) -> None:
    """Note the check and the day by which the next one is due."""
    due_on = next_check(carrying.on, carrying.book)
    bikes.pass_check(bike_id=carrying.bike.id, check_due_on=due_on, **carrying.act)


N07 = services.add(
    Service(
        code="N07",
        about="bike",
        name=Text(zh="专用号牌车辆技术检查", en="Technical check of a delivery e-bike"),
        gives=Text(
            zh="检查合格的当场登记，下次检查日期写进电子行驶证。",
            en="A passed check is registered on the spot; the licence says when the next one is due.",
        ),
        basis=("SHNMV.16",),
        rule=may_pass_check,
        questions=(
            Question(
                key="result",
                kind="choice",
                label=Text(zh="检查结果", en="Result of the check"),
                hint=Text(
                    zh="制动、灯光、限速、电池和改装情况。", en="Brakes, lights, speed limiter, battery, alterations."
                ),
                options=lambda facts, on, book: [
                    ("passed", Text(zh="合格", en="Passed")),
                    ("failed", Text(zh="不合格", en="Failed")),
                ],
            ),
        ),
        materials=(materials.IDENTITY, materials.FORM),
        limit="bike",
        channels=("window",),
        carry_out=carry_out,
        situation="bike",
        spared=Spared(forms=1),
    )
)
