"""V35 Cancellation after scrapping 报废注销. O164 art. 37, 38, SC715: the owner hands the vehicle to any certified
recycler, whose certificate comes by message; nobody brings plates or papers. Mortgages, pledges and attachments stand
in the way, open violations do not. Large vehicles, those for hire and school buses are taken apart under the eyes of
the police, and an officer decides.

A machine decides everything else. Two months before the years of use end the owner is told (IR art. 9); where they
pass without an end the office opens the case, and an officer has the papers announced void.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import OwnMotion, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import deregistration
from tongban.law.text import Text
from tongban.services.vehicle import ending, materials, numbering

GONE = Text(
    zh="这辆车的使用年限没有届满，或者已经注销，请撤销本案。",
    en="The years of use have not passed, or the registration has ended: please take the case back.",
)


def carry_out(carrying: Carrying) -> None:
    """The vehicle is scrapped: its registration ends."""
    ending.end(carrying, "scrapped")


def carry_lapse(carrying: Carrying) -> None:
    """Papers and plates are announced void. Raises Conflict where the ground is gone."""
    if not deregistration.overdue(carrying.facts, carrying.on) or not carrying.vehicle.live:
        raise Conflict(GONE)
    ending.announce_void(carrying)


def _for_officer(facts: Facts, on: date, book: Book) -> bool:
    return deregistration.needs_supervision(facts, on, book)


V35 = services.add(
    Service(
        code="V35",
        about="vehicle",
        name=Text(zh="报废注销", en="Cancellation of a scrapped vehicle"),
        gives=Text(
            zh="登记注销，号牌和证件作废，给您注销证明（PDF）；原号码符合条件的为您保留。",
            en="The registration ends, plates and papers are void. You get a certificate (PDF).",
        ),
        basis=("O164.37", "O164.38", "SC715.8"),
        rule=deregistration.may_scrap,
        officer_if=_for_officer,
        accepted_elsewhere=True,
        questions=(ending.declaration(),),
        materials=(
            materials.IDENTITY,
            ending.RECOVERY,
            materials.STOLEN,
            ending.PAPERS_BACK,
            materials.form_under("O164.38"),
        ),
        limit="deregistration",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        undo=numbering.undo_change,
        paper="cancellation",
        situation="vehicle",
        duty="scrap",
        spared=Spared(papers=4, copies=1, forms=1, visits=1),
        own_motion=OwnMotion(
            announced_by="scrap_passed",
            ground={
                deregistration.OVERDUE: Text(
                    zh="您的车使用年限已经届满，没有注销。",
                    en="The years of use of your vehicle have passed and it was not deregistered.",
                ),
            },
            notice=Text(
                zh="请把车交给有资质的回收企业，由它办理注销。车不能再上路。",
                en="Hand it to a certified recycler, who has it deregistered. It may not be driven any more.",
            ),
            answer_limit="deregistration_answer",
            lapse=Text(
                zh="工作人员可以公告它的登记证书、号牌和行驶证作废。",
                en="A member of staff may announce its certificate, plates and licence void.",
            ),
            carry_lapse=carry_lapse,
            at_once=deregistration.at_once,
            only=False,
        ),
    )
)
