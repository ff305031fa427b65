"""Learning to drive (D01, D02): who may apply and who not yet; exam files on their way stand in `demo.candidates`."""

from dataclasses import replace
from datetime import date

from tongban.demo.resident import Bar, Resident
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.renewals import examined
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text

LOOK = Text(zh="打开“我的考试档案”。", en="Open My exam file.")
MOVES = Text(
    zh="打开“我的考试档案”；再办理变更考试地，到另一个城市继续考。",
    en="Open My exam file; then take the rest of the tests elsewhere (D04).",
)
APPLY = Text(zh="办理初次申领驾驶证。", en="Apply for a first licence (D01).")


def told(cast: Cast) -> list[Situation]:
    """The situations about learners: who begins, who is on the way, who is told no."""
    return [
        _begins(cast), _barred(cast), _adds(cast), _soldier(cast), _returns(cast),
        *(_on_the_way(cast, *words) for words in WAYS),
    ]  # fmt: skip


def _begins(cast: Cast) -> Situation:
    return Situation(
        code="learner-begins",
        title=Text(zh="19 岁，已体检，想学小型汽车", en="19, examined, wants to learn to drive a car"),
        attempt=APPLY,
        expect=Text(
            zh="只列出可以申请的车型；提交后马上建立考试档案，可以预约科目一。",
            en="Only possible classes are offered; the exam file is open at once, and subject 1 can be booked.",
        ),
        resident=examined(cast.woman(born=cast.years(-19, -100)), cast.days(-6)),
        verdicts={"apply_first": ALLOWED},
    )


def _barred(cast: Cast) -> Situation:
    born = cast.years(-24, 40)
    bar = Bar("N12", cast.days(-200), cast.years(3, -201), "替考处理决定")
    return Situation(
        code="learner-barred",
        title=Text(zh="替人考试，三年内不得申请", en="Sat a test for another person: barred for three years"),
        attempt=APPLY,
        expect=Text(
            zh="不予受理，写明原因和可以申请的日期。",
            en="Refused, with the reason and the day from which it is possible.",
        ),
        resident=replace(examined(cast.man(born=born), cast.days(-9)), bars=(bar,)),
        verdicts={"apply_first": ("bar.term",)},
    )


def _adds(cast: Cast) -> Situation:
    driver = cast.until(cast.years(1, 90), 6, classes={"C1": cast.years(-4, -200)})
    return Situation(
        code="adds-class",
        title=Text(zh="C1 已开四年，想增驾", en="Has driven C1 for four years and wants another class"),
        attempt=Text(zh="办理增加准驾车型。", en="Add a licence class (D02)."),
        expect=Text(
            zh="只列出可以增加的车型；轻型牵引挂车只考科目二和安全文明常识。",
            en="Only possible classes are offered; C6 asks for subject 2 and theory of subject 3 alone.",
        ),
        resident=examined(cast.man(born=cast.years(-24, -60), driver=driver), cast.days(-4)),
        verdicts={"apply_addition": ALLOWED},
    )


def _soldier(cast: Cast) -> Situation:
    return Situation(
        code="learner-soldier",
        title=Text(zh="退役军人，有军队小车驾驶证", en="A veteran with a military car licence"),
        attempt=Text(zh="在车管所窗口办理持军队驾驶证申领。", en="Exchange the military licence at a window (D28)."),
        expect=Text(
            zh="受理后由另一人核对原件；免考，当场发证，驾龄连续计算。",
            en="Another officer compares the original; no test, the licence on the spot, the years count.",
        ),
        resident=examined(cast.man(born=cast.years(-24, -10)), cast.days(-5)),
        verdicts={"apply_military": ALLOWED},
    )


def _returns(cast: Cast) -> Situation:
    return Situation(
        code="learner-from-abroad",
        title=Text(zh="留学回国，有境外小车驾驶证", en="Back from studies with a licence from abroad"),
        attempt=Text(zh="办理持境外驾驶证申领。", en="Exchange the licence from abroad (D29)."),
        expect=Text(zh="核对原件后建立考试档案，只考科目一。", en="After a look at the original: subject 1 alone."),
        resident=examined(cast.woman(born=cast.years(-24, -33)), cast.days(-7)),
        verdicts={"apply_foreign": ALLOWED},
    )


WAYS = (
    (
        "learner-theory", 22,
        Text(zh="科目一刚合格，有学习驾驶证明", en="Subject 1 just passed: has a learner permit"),
        Text(zh="写明科目二、科目三最早哪天能考；学习驾驶证明可以出示、打印、查验。",
             en="Says from when subjects 2 and 3 are possible; the learner permit is shown, printed and checked."),
    ),
    (
        "learner-sits-today", 20,
        Text(zh="今天十点考科目一", en="Takes subject 1 at ten today"),
        Text(zh="考试员在“理论考试”里签到、发口令；在 /theory/ 输入口令就开始答题。",
             en="The examiner checks them in under Theory tests and gives a code; it begins the test at /theory/."),
    ),
    (
        "learner-sat-today", 25,
        Text(zh="今天考完科目一，错了几题", en="Took subject 1 today, with some answers wrong"),
        Text(zh="能看错题、正确答案和依据；成绩当场生效，学习驾驶证明已经发出。",
             en="Sees what was wrong, what is right and why; it counts at once, and the learner permit is there."),
    ),
    (
        "learner-four-failed", 23,
        Text(zh="科目二四次预约都没过", en="Subject 2 booked four times without success"),
        Text(zh="还剩一次预约，写明最早哪天；再不合格就要从头考。",
             en="One booking is left and from when; if that fails, everything begins again."),
    ),
    (
        "learner-five-failed", 21,
        Text(zh="科目二第五次不合格，要从头考", en="Failed subject 2 for the fifth time: begins again"),
        Text(zh="档案已终止，写明原因，可以重新申请。", en="The file has ended and says why; one may apply anew."),
    ),
    (
        "learner-permit-ends", 24,
        Text(zh="学习驾驶证明还有四十天到期", en="The learner permit ends in forty days"),
        Text(zh="写明最后一天，只差安全文明常识。", en="Says the last day; only theory of subject 3 is missing."),
    ),
    (
        "learner-recorded", 20,
        Text(zh="昨天考过科目二，想看录像", en="Passed subject 2 yesterday and wants to see the recording"),
        Text(zh="考试后三天内可以看自己的录像，查看有记录。", en="One's own within three days; looks are on record."),
    ),
    (
        "learner-oath", 22,
        Text(zh="今天全部合格，下午宣誓领证", en="Passed everything today: the oath is this afternoon"),
        Text(zh="写明几点在哪里宣誓；窗口记录教育和宣誓后，驾驶证当场发出。",
             en="Says when and where; after education and oath are noted at the desk, the licence is there."),
    ),
)  # fmt: skip


def _on_the_way(cast: Cast, code: str, age: int, title: Text, expect: Text) -> Situation:
    born, attempt = cast.years(-age, -50), MOVES if code == "learner-recorded" else LOOK
    return Situation(
        code=code, title=title, attempt=attempt, expect=expect, resident=_learner(cast, born, code),
        verdicts={"apply_first": ALLOWED},
    )  # fmt: skip


def _learner(cast: Cast, born: date, code: str) -> Resident:
    make = cast.man if len(code) % 2 else cast.woman
    return examined(make(born=born), cast.days(-90))
