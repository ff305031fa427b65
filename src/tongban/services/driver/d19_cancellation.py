"""D19 Cancellation of the licence 注销驾驶证. O162 art. 79: on one's own application, once violations and accidents are
settled; or because the office sees a ground: death, unfit, under treatment for addiction, drug-driving, a lapse.

The office tells the person, who applies within thirty days; otherwise, and where the ground leaves no time, a person
decides and the licence is announced void. A wrong cancellation is corrected: the licence stands with its old dates,
and when the case is closed a new card is made, for a void one never returns.
"""

from datetime import date

from tongban.casework import notices
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import ByHand, OwnMotion, Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.book import Book
from tongban.law.facts import Licence
from tongban.law.rules import cancellation
from tongban.law.rules.classes import in_order
from tongban.law.text import Text
from tongban.registers.drivers import endings as drivers
from tongban.services.driver import materials, papers

GONE = Text(zh="开立本案的理由已不存在，请撤销本案。", en="The ground of this case is gone: please take the case back.")


def carry_out(carrying: Carrying) -> None:
    """Cancel; a card that is not handed in is announced void."""
    _cancel(carrying, str(carrying.answers.get("ground") or "own"))
    if carrying.answers.get("card") == "lost":
        notices.announce(carrying.case_id, [held.code for held in carrying.driver.licence.classes])


def carry_lapse(carrying: Carrying) -> None:
    """Cancel as the office decided; of a licence that lapsed only the card is announced void, it can be restored."""
    ground = cancellation.ground_of(carrying.facts, carrying.on, carrying.book)
    allowed = cancellation.may_cancel(carrying.facts, carrying.on, carrying.book).allowed
    restorable = "R" in carrying.driver.licence.letters
    if not allowed or (ground == "lapse") != restorable:
        raise Conflict(GONE)
    if ground == "lapse":
        drivers.announce_lapse(driver_id=carrying.driver.id, **carrying.act)
        papers.revoke(carrying)
    else:
        _cancel(carrying, ground)


def _held(licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    """Every class of a licence that has not ended already."""
    ended = licence.letters & set(book.value("letters.ended", on))
    return () if ended else in_order(licence.codes, on, book)


def _cancel(carrying: Carrying, ground: str) -> None:
    drivers.cancel_licence(driver_id=carrying.driver.id, ground=ground, **carrying.act)
    papers.revoke(carrying)


D19 = services.add(
    Service(
        code="D19",
        name=Text(zh="注销驾驶证", en="Cancel a driving licence"),
        gives=Text(
            zh="驾驶证注销，电子证马上失效。以后想再开车，可以直接申请考试。",
            en="The licence is cancelled, the electronic one at once. Later you may apply for the test directly.",
        ),
        basis=("O162.79",),
        rule=cancellation.may_cancel,
        questions=(
            Question(
                key="card",
                kind="choice",
                label=Text(zh="实体驾驶证现在在哪里？", en="Where is the card now?"),
                hint=Text(
                    zh="不在手上的，我们公告它作废，不用您再做什么。",
                    en="If you do not have it, we announce it void; you need not do anything else.",
                ),
                options=lambda facts, on, book: [
                    ("here", Text(zh="在我手上，我会交回窗口", en="I have it and will hand it in at a window")),
                    ("lost", Text(zh="不在我手上", en="I do not have it")),
                ],
            ),
            Question(
                key="declaration",
                kind="declaration",
                label=Text(
                    zh="我申请注销驾驶证，知道注销后不能再驾驶机动车。",
                    en="I apply to have the licence cancelled, and know that I may not drive after that.",
                ),
            ),
        ),
        materials=(materials.IDENTITY, materials.PLATFORM, materials.NARCOTICS, materials.FORM),
        limit="cancellation",
        channels=("online", "window"),
        carry_out=carry_out,
        carry_back=papers.card_again,
        situation="classes",
        spared=Spared(copies=1, forms=1, visits=1),
        own_motion=OwnMotion(
            announced_by="cancellation_ground",
            ground={
                "drug": Text(
                    zh="禁毒部门确认您正在接受戒毒措施。法律规定，这期间不得持有驾驶证（{classes}）。",
                    en="The anti-drug unit confirms a measure against addiction: no licence ({classes}) may be held.",
                ),
                "drug_driving": Text(
                    zh="您被查获吸毒后驾驶机动车，依法立即注销驾驶证（{classes}）。",
                    en="You were found driving after drug use: the licence ({classes}) is cancelled at once.",
                ),
                "unfit": Text(
                    zh="医院传来的体检结果不符合您任何一种准驾车型（{classes}）的身体条件。",
                    en="The examination the hospital sent fits none of your classes ({classes}).",
                ),
                "lapse": Text(
                    zh="您的驾驶证（{classes}）已超过规定期限未办理，已经注销，可以恢复；实体证将公告作废。",
                    en="Your licence ({classes}) has lapsed. It can be restored; the card is announced void.",
                ),
                "death": Text(
                    zh="人口信息显示驾驶人已经去世，驾驶证（{classes}）依法注销。",
                    en="The population register says that the driver has died; the licence ({classes}) is cancelled.",
                ),
            },
            notice=Text(
                zh="请在 {due} 前申请注销。也可以说明情况、提交新的体检结果，或者请禁毒部门更正记录。",
                en="Please apply by {due}. You may also say your view, be examined again or have a record corrected.",
            ),
            answer_limit="cancellation_answer",
            lapse=Text(
                zh="到期没有申请的，由工作人员决定是否注销，并公告作废。",
                en="If you do not, a member of staff decides about the cancellation and announces the licence void.",
            ),
            carry_lapse=carry_lapse,
            at_once=cancellation.at_once,
            only=False,
            by_hand=ByHand(
                grounds={"drug_driving": Text(zh="吸毒后驾驶机动车被查获", en="Caught driving after drug use")},
                allowed=lambda on, book: book.value("cancellation.by_hand", on),
                ended=_held,
            ),
        ),
    )
)
