"""D21 Cancelling a class on probation 注销实习资格. O162 art. 76: twelve points in probation end the class that is on
probation; other classes stay, after points-limit education (D25).

The office opens it when the register finds the limit reached. The law leaves no time to apply: a person decides. Where
no class is left the licence is cancelled; one may apply for it anew. Points that are struck end the case.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import OwnMotion, Service, services
from tongban.core.errors import Conflict
from tongban.law.rules import probation_cancellation
from tongban.law.rules.classes import held_since
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import endings
from tongban.services.driver import education, papers

GONE = Text(zh="开立本案的理由已不存在，请撤销本案。", en="The ground of this case is gone: please take the case back.")


def carry_out(carrying: Carrying) -> None:
    """End the class on probation; without another one the licence is cancelled."""
    licence, on, book = carrying.driver.licence, carrying.on, carrying.book
    if not probation_cancellation.may_cancel_probation(carrying.facts, on, book).allowed:
        raise Conflict(GONE)
    left = held_since(licence.classes, probation_cancellation.classes_after(licence, on, book), on, book)
    if left:
        drivers.void_classes(driver_id=carrying.driver.id, classes=left, **carrying.act)
        papers.refresh(carrying)
    else:
        endings.cancel_licence(driver_id=carrying.driver.id, ground="probation", **carrying.act)
        papers.revoke(carrying)


D21 = services.add(
    Service(
        code="D21",
        name=Text(zh="注销实习的准驾车型", en="Cancel a class on probation"),
        gives=Text(
            zh="实习期内记满分的，注销实习的准驾车型；其他车型保留。注销后可以重新申请。",
            en="Points limit reached on probation: that class is cancelled, others stay. You may apply for it anew.",
        ),
        basis=("O162.76",),
        rule=probation_cancellation.may_cancel_probation,
        limit="probation_cancellation",
        channels=("window",),
        decided_by="person",
        carry_out=carry_out,
        carry_back=papers.card_again,
        situation="classes",
        own_motion=OwnMotion(
            announced_by=education.TOPIC,
            ground=Text(
                zh="您在实习期内已记满分，法律规定注销实习的准驾车型：{classes}。",
                en="You have reached the points limit on probation; the law cancels the class on probation: {classes}.",
            ),
            notice=Text(
                zh="请不要再驾驶这些车型。对记分有异议的，请在 {due} 前告诉我们。",
                en="Please do not drive these any more. If the points are wrong, tell us by {due}.",
            ),
            answer_limit="probation_answer",
            lapse=Text(
                zh="由工作人员核对后决定注销，并公告作废；其他车型不受影响。",
                en="A member of staff looks at it and decides; the class is announced void, the others stay.",
            ),
            carry_lapse=carry_out,
            at_once=lambda ground, on, book: True,
        ),
    )
)
