"""D12 Exchange after a change of physical condition 身体条件变化换证. O162 art. 68: who no longer meets the conditions
of a class exchanges the licence within thirty days; the examination decides which classes remain. Where none does,
the licence is cancelled; where only C5 does, tests lead there.

Waits for the hospital where no result has arrived.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules import medical
from tongban.law.rules.classes import held_since, in_order
from tongban.law.rules.reduction import may_reduce_for_health
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Exchange to the classes that the examination leaves."""
    found, on, book = carrying.facts.medical, carrying.on, carrying.book
    if found is None:
        raise ValueError("Granted without an examination.")
    licence = carrying.driver.licence
    codes = in_order(medical.classes_left(licence.codes, found, on, book), on, book)
    drivers.reduce_licence(
        driver_id=carrying.driver.id,
        classes=held_since(licence.classes, codes, on, book),
        card_serial=carrying.card_serial,
        **carrying.act,
    )
    papers.issue(carrying)


D12 = services.add(
    Service(
        code="D12",
        name=Text(zh="身体条件变化换证", en="Exchange after a change of physical condition"),
        gives=Text(
            zh="按体检结果换领还能开的车型。身体条件变化后三十日内办理，不符合的车型从现在起不要再开。",
            en="A licence for the classes the examination leaves you. It is due within thirty days of the change; "
            "do not drive the others from now on.",
        ),
        basis=("O162.68", "O162.14"),
        rule=may_reduce_for_health,
        materials=(*materials.FOR_A_CARD, materials.MEDICAL, materials.form_under("O162.68")),
        fee="licence",
        limit="health_reduction",
        needs_papers=True,
        old_card_back=True,
        channels=("window", "partner", "hospital"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        situation="classes",
        spared=Spared(papers=1, copies=1, forms=1),
    )
)
