"""A licence ends (D19) and comes back (D22), and what proves it: the electronic licence (D31), the record (D33)."""

from dataclasses import replace

from tongban.demo.history import letter
from tongban.demo.resident import Resident
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.losses import violation
from tongban.demo.situations.renewals import examined
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text
from tongban.registers.drivers.types import Change

RESTORE = Text(zh="办理恢复驾驶资格。", en="Have the licence restored (D22).")


def told(cast: Cast) -> list[Situation]:
    """The situations about the end of a licence, its return, and its proofs."""
    return [
        _stops_driving(cast), _waits_for_test(cast), _old_car(cast), _missed_examination(cast),
        _on_the_phone(cast), _for_an_employer(cast),
    ]  # fmt: skip


def _stops_driving(cast: Cast) -> Situation:
    return Situation(
        code="stops-driving",
        title=Text(zh="69 岁，决定不再开车", en="69 years old, has decided to stop driving"),
        attempt=Text(zh="申请注销驾驶证。", en="Have the licence cancelled (D19)."),
        expect=Text(
            zh="当场办结，状态为注销（G），不是吊销；卡不在手上的，由我们公告作废。",
            en="Done at once: cancelled (G), not revoked; a card that is gone is announced void by the office.",
        ),
        resident=cast.woman(born=cast.years(-69, -21), driver=cast.long_term(cast.years(-9, 40))),
        verdicts={"cancellation": ALLOWED, "electronic": ALLOWED},
    )


def _waits_for_test(cast: Cast) -> Situation:
    return Situation(
        code="restored-by-test",
        title=Text(zh="逾期注销，体检已做，还要考科目一", en="Lapsed and examined: only the test is missing"),
        attempt=Text(
            zh="办理恢复驾驶资格；再到外部单位模拟页让此人通过科目一。",
            en="Have the licence restored (D22); then pass subject 1 in the sandbox.",
        ),
        expect=Text(
            zh="写明还差科目一、最晚哪天通过；通过后自动往下办，只剩缴费。",
            en="Says that subject 1 is missing and by which day; goes on by itself to the payment.",
        ),
        resident=examined(_lapsed(cast, cast.man(born=cast.years(-47, 12))), cast.days(-5)),
        verdicts={"restored": ("restoration.test_missing",), "renewal": ("letter.restorable", "renewal.too_late")},
    )


def _old_car(cast: Cast) -> Situation:
    resident = _lapsed(cast, cast.man(born=cast.years(-51, 33)))
    resident = replace(
        resident,
        tests=({"subject": "S1", "passed_on": cast.days(-4).isoformat()},),
        vehicles=({"plate": "苏A9K27V", "state": "inspection_overdue", "since": cast.days(-140).isoformat()},),
    )
    return Situation(
        code="restored-with-old-car",
        title=Text(zh="科目一已通过，名下有车逾期未检验", en="Test passed, but a car of theirs missed its inspection"),
        attempt=RESTORE,
        expect=Text(
            zh="可以书面承诺 30 日内办好，当场恢复；也可以先验车。",
            en="A written promise to settle it within 30 days restores at once; or the inspection comes first.",
        ),
        resident=examined(resident, cast.days(-8)),
        verdicts={"restored": ("restoration.vehicle",)},
    )


def _missed_examination(cast: Cast) -> Situation:
    driver = cast.long_term(cast.years(-12, -70))
    missed = cast.years(-1, -40)
    driver = driver.stating(Change("medical_due", missed.isoformat(), since=missed), *letter("R", cast.days(-40)))
    return Situation(
        code="restored-by-examination",
        title=Text(zh="74 岁，一年没交体检被注销，现已体检", en="74: cancelled for a missed medical, examined now"),
        attempt=RESTORE,
        expect=Text(zh="不用考试，凭体检结果恢复。", en="Restored by the examination alone, without a test."),
        resident=examined(cast.woman(born=cast.years(-74, 55), driver=driver), cast.days(-3)),
        verdicts={"restored": ALLOWED},
    )


def _on_the_phone(cast: Cast) -> Situation:
    return Situation(
        code="licence-on-phone",
        title=Text(zh="想把驾驶证放进手机", en="Wants the licence on the phone"),
        attempt=Text(zh="申领电子驾驶证，再打开“我的驾驶证”。", en="Get the electronic licence (D31), then open it."),
        expect=Text(zh="几秒钟领到，不收费；换手机再领一次即可。", en="In seconds and free; on a new phone, again."),
        resident=cast.woman(driver=cast.until(cast.years(3, 15))),
        verdicts={"electronic": ALLOWED},
    )


def _for_an_employer(cast: Cast) -> Situation:
    settled = {**violation(cast, "3201042026000091", -120), "state": "settled"}
    driver = cast.until(cast.years(5, 61), 6, 10, classes={"B2": cast.years(-10, 3)}, points={0: 3})
    return Situation(
        code="record-for-employer",
        title=Text(zh="应聘货车司机，单位要安全驾驶记录", en="Applies as a lorry driver: asked for the record"),
        attempt=Text(zh="办理安全驾驶记录，下载 PDF。", en="Get the driving record (D33) and download the PDF."),
        expect=Text(
            zh="当场开具，有数字签名；单位可在“查验驾驶证”页核对真假。",
            en="At once, digitally signed; the employer can check it on the page Check a licence.",
        ),
        resident=replace(cast.man(driver=driver), matters=(settled,)),
        verdicts={"record": ALLOWED},
    )


def _lapsed(cast: Cast, resident: Resident) -> Resident:
    """The resident with a licence that expired a year and some weeks ago, as the daily work left it."""
    return replace(resident, driver=cast.aged(cast.until(cast.years(-1, -50)), resident.born))
