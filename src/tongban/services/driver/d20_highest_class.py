"""D20 Cancelling the highest class 注销最高准驾车型. Order 139, deleted on 2022-04-01: after a fatal accident with
equal or greater responsibility, twelve points in a cycle, or three cycles without review, a large licence lost its
highest class; the holder exchanged within thirty days, otherwise the class was announced void.

The office opened it; nobody applied. Since 2022-04-01 it is not offered: the file stands here because cases of that
time are read, corrected and explained by it.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import ByHand, OwnMotion, Service, services
from tongban.law.book import Book
from tongban.law.facts import Licence
from tongban.law.rules import downgrade
from tongban.law.rules.classes import held_since
from tongban.law.rules.downgrade import may_cancel_highest
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Exchange to what is left when the highest class ends."""
    drivers.reduce_licence(
        driver_id=carrying.driver.id, classes=_left(carrying), card_serial=carrying.card_serial, **carrying.act
    )
    papers.issue(carrying)


def carry_lapse(carrying: Carrying) -> None:
    """Announce the highest class void; what is left stays on record."""
    drivers.void_classes(driver_id=carrying.driver.id, classes=_left(carrying), **carrying.act)
    papers.refresh(carrying)


def _highest(licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    highest = downgrade.highest_class(licence, on, book)
    return (highest,) if highest else ()


def _left(carrying: Carrying) -> dict[str, date]:
    licence, on, book = carrying.driver.licence, carrying.on, carrying.book
    return held_since(licence.classes, downgrade.classes_after(licence, on, book), on, book)


D20 = services.add(
    Service(
        code="D20",
        name=Text(zh="注销最高准驾车型", en="Cancel the highest class"),
        gives=Text(
            zh="换领不含最高准驾车型的驾驶证。2022年4月1日起已取消，改为满分教育。",
            en="A licence without the highest class. Abolished on 1 April 2022; the points limit means education now.",
        ),
        basis=("O139.downgrade", "O162.downgrade"),
        rule=may_cancel_highest,
        materials=materials.FOR_A_CARD,
        fee="licence",
        limit="downgrade",
        needs_papers=True,
        old_card_back=True,
        channels=("window",),
        carry_out=carry_out,
        carry_back=papers.card_again,
        carry_promised=papers.issue,
        since=date(2016, 4, 1),
        until=date(2022, 3, 31),
        situation="classes",
        own_motion=OwnMotion(
            announced_by="",
            ground=Text(
                zh="您有应当注销最高准驾车型的情形，下列车型不能再驾驶：{classes}。",
                en="There is a ground for cancelling your highest class; you may no longer drive: {classes}.",
            ),
            notice=Text(
                zh="请在 {due} 前换领驾驶证。也可以先说明情况。",
                en="Please exchange your licence by {due}. You may also tell us your view.",
            ),
            answer_limit="downgrade_answer",
            lapse=Text(
                zh="到期没有换证的，由工作人员决定是否公告该车型作废；其他车型不受影响。",
                en="If you do not, a member of staff decides whether to announce the class void; the others stay.",
            ),
            carry_lapse=carry_lapse,
            by_hand=ByHand(
                grounds={
                    "fatal_accident": Text(
                        zh="发生交通事故造成人员死亡，承担同等以上责任",
                        en="A fatal accident with equal or greater responsibility",
                    ),
                    "points_limit": Text(zh="一个记分周期内记满 12 分", en="Twelve points in a cycle"),
                    "review_missed": Text(
                        zh="连续三个记分周期不参加审验", en="Three cycles in a row without a licence review"
                    ),
                },
                allowed=lambda on, book: book.value("downgrade.grounds", on),
                ended=_highest,
            ),
        ),
    )
)
