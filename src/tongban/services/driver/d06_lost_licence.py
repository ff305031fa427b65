"""D06 Lost licence 遗失补证. O162 art. 69: any office, identity document only, re-issued within one day; the old card
is void. Refused while the licence is seized, suspended or impounded. No written statement of loss is asked for.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.replacement import may_replace_lost
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue the licence anew; the lost card is void from this moment."""
    drivers.replace_licence(driver_id=carrying.driver.id, card_serial=carrying.card_serial, **carrying.act)
    papers.issue(carrying)


D06 = services.add(
    Service(
        code="D06",
        name=Text(zh="驾驶证遗失补证", en="Replace a lost licence"),
        gives=Text(
            zh="新的驾驶证：电子证马上生效，实体证寄给您或到窗口领取。丢失的旧证随即作废。",
            en="A new licence: electronic at once, the card by post or at a window. The lost card becomes void.",
        ),
        basis=("O162.69",),
        rule=may_replace_lost,
        materials=(*materials.FOR_A_CARD, materials.LOSS_STATEMENT),
        fee="licence",
        limit="replacement",
        needs_papers=True,
        channels=("online", "window", "partner", "kiosk"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        situation="lost",
        id_only_kind=1,
        spared=Spared(papers=3, copies=1, forms=1, visits=1),
    )
)
