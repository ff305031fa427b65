"""D09 Damaged licence 损毁换证. O162 art. 67: any office, identity document only. Refused while the licence is seized,
suspended or impounded. Who applies at an outlet hands the damaged card in when the new one is collected; who applies
online does not mail it back: it is void.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.replacement import may_exchange_damaged
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue the licence anew; the damaged card is void from this moment."""
    drivers.replace_licence(driver_id=carrying.driver.id, card_serial=carrying.card_serial, **carrying.act)
    papers.issue(carrying)


D09 = services.add(
    Service(
        code="D09",
        name=Text(zh="驾驶证损毁换证", en="Exchange a damaged licence"),
        gives=Text(
            zh="新的驾驶证：电子证马上生效，实体证寄给您或到窗口领取。损毁的旧证随即作废，网上申请的不用寄回。",
            en="A new licence: electronic at once, the card by post or at a window. The damaged card becomes void; "
            "online you need not send it back.",
        ),
        basis=("O162.67",),
        rule=may_exchange_damaged,
        materials=(*materials.FOR_A_CARD, materials.form_under("O162.67")),
        fee="licence",
        limit="damage_exchange",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window", "partner", "kiosk", "post", "hospital"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        situation="lost",
        id_only_kind=2,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
