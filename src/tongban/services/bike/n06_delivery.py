"""N06 Special plate for delivery 网约配送专用号牌. SH-NMV art. 14, 32: where the region has such plates. The rider
applies for their own bike at a window; the firm's own list says that they ride for it and were trained. The plate
carries a tag, which the clerk reads; it ties bike, firm and rider together. The next check is due as the region says.
"""

from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.casework.evidence import typed
from tongban.law.rules.bikes import may_deliver, next_check
from tongban.law.text import Text
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.registers.bikes import actions as bikes
from tongban.services.bike import materials


def carry_out(carrying: Carrying) -> None:
    """Give the next delivery number, tied to firm and rider."""
    bikes.begin_delivery(
        bike_id=carrying.bike.id,
        firm=_firm(carrying),
        rider=carrying.person_id,
        tag=str(carrying.answers["tag"]),
        check_due_on=next_check(carrying.on, carrying.book),
        **carrying.act,
    )


def _firm(carrying: Carrying) -> UUID:
    """The firm as an organisation on record; its own answer names one that is new here."""
    code = str(carrying.answers["firm"])
    known = people.find_organisation(code)
    if known:
        return known.id
    riding = typed("riding", carrying.contents["riding"])
    name = next(one.firm_name for one in riding.firms if one.firm == code)
    return people_actions.register_organisation(code=code, name=name, actor=carrying.actor)


N06 = services.add(
    Service(
        code="N06",
        about="bike",
        name=Text(zh="网约配送专用号牌", en="Special plate for a delivery e-bike"),
        gives=Text(
            zh="当场换领配送专用号牌，电子行驶证自动更新；普通号牌交回。",
            en="The special plate on the spot; the electronic licence follows, the ordinary plate is handed in.",
        ),
        basis=("SHNMV.14", "SHNMV.32"),
        rule=may_deliver,
        questions=(
            Question(
                key="firm",
                kind="organisation",
                label=Text(zh="企业的统一社会信用代码", en="Social credit code of the firm"),
                hint=Text(zh="您为哪家企业配送。", en="The firm you ride for."),
            ),
            Question(
                key="tag",
                kind="bike_tag",
                label=Text(zh="号牌电子标签编号（EPC）", en="EPC of the plate's tag"),
                hint=Text(zh="用读写器读取。", en="Read it with the reader."),
            ),
        ),
        materials=(materials.IDENTITY, materials.RIDING, materials.FORM),
        limit="bike",
        channels=("window",),
        carry_out=carry_out,
        situation="bike",
        spared=Spared(papers=1, copies=1, forms=1),
    )
)
