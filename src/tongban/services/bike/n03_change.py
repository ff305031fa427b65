"""N03 E-bike change 变更登记. SH-NMV art. 14: another colour; or it delivers no longer and has an ordinary
number again (to a delivery plate: N06). A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.bikes import may_change
from tongban.law.text import Text
from tongban.registers.bikes import actions as bikes
from tongban.services.bike import materials
from tongban.services.bike.n01_registration import COLOUR, colours


def carry_out(carrying: Carrying) -> None:
    """Write the new colour, or an ordinary number."""
    if carrying.answers["change"] == "ordinary":
        bikes.end_delivery(bike_id=carrying.bike.id, **carrying.act)
    else:
        bikes.recolour(bike_id=carrying.bike.id, colour=str(carrying.answers["colour"]), **carrying.act)


N03 = services.add(
    Service(
        code="N03",
        about="bike",
        name=Text(zh="电动自行车变更登记", en="Change an e-bike's registration"),
        gives=Text(zh="马上变更，电子行驶证自动更新。", en="Changed at once; the electronic licence follows."),
        basis=("RTSL.18", "SHNMV.14"),
        rule=may_change,
        questions=(
            Question(
                key="change",
                kind="choice",
                label=Text(zh="要变更什么？", en="What has changed?"),
                options=lambda facts, on, book: [
                    ("colour", Text(zh="车身颜色", en="The colour")),
                    ("ordinary", Text(zh="不再配送，换回普通号牌", en="It delivers no longer: an ordinary plate")),
                ],
            ),
            Question(
                key="colour",
                kind="choice",
                label=COLOUR.label,
                hint=COLOUR.hint,
                options=colours,
                asked_if=lambda facts, on, book: facts.answers.get("change") == "colour",
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
