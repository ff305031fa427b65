"""D15 Medical certificate 提交身体条件证明. O162 art. 74: from 70 every year, with class C5 every three years, within
thirty days after the points cycle. An examination made before the cycle ended does not count. No fee, decided at once.

Waits for a partner where the hospital has not sent a result, and goes on by itself when it does.
"""

from tongban.casework import news
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.submission import may_submit
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """The duty is done until a later cycle makes it due again."""
    examined = carrying.facts.medical
    if examined is None:
        raise ValueError("There is no certificate to submit.")
    drivers.submit_medical(
        driver_id=carrying.driver.id, examined_on=examined.examined_on, serial=examined.serial, **carrying.act
    )
    papers.refresh(carrying)
    news.settled_beside(carrying.person_id, carrying.case_id)


D15 = services.add(
    Service(
        code="D15",
        name=Text(zh="提交身体条件证明", en="Hand in the medical certificate"),
        gives=Text(
            zh="本周期的体检义务完成，下一次到期前我们会提醒您。",
            en="Your medical duty for this cycle is done; we remind you before the next one.",
        ),
        basis=("O162.74",),
        rule=may_submit,
        materials=(materials.IDENTITY, materials.NARCOTICS, materials.MEDICAL, materials.CERTIFICATE),
        limit="submission",
        channels=("online", "window", "partner", "hospital"),
        carry_out=carry_out,
        duty="medical",
        situation="due",
        id_only_kind=11,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
