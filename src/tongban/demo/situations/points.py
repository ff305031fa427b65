"""Points and education: who may take some off (D26), who reached the limit (D25), on probation too (D21), and whose
review asks for education (D27)."""

from dataclasses import replace

from tongban.demo.history import letter, review_owed
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text
from tongban.registers.drivers.types import Change

LIMIT_DAYS_AGO = 3
REFERENCE = "demo"  # of the limit that was reached


def told(cast: Cast) -> list[Situation]:
    """The situations about points."""
    return [_reduces(cast), _at_the_limit(cast), _on_probation(cast), _review_here(cast)]


def _reduces(cast: Cast) -> Situation:
    return Situation(
        code="points-to-reduce",
        title=Text(zh="本周期记了 5 分，想减分", en="Five points in this cycle, would like some off"),
        attempt=Text(
            zh="办理学法减分，选网上学习；再打开“记分和学习教育”上课、考试。",
            en="Take points off by study (D26), online; then study and take the test under Points and education.",
        ),
        expect=Text(
            zh="当场开课；学满 30 分钟后考试，合格当场减 1 分。上课时会不定时确认在场。",
            en="The course is open at once; after 30 minutes the test, and one point is off. Presence is asked for.",
        ),
        resident=cast.woman(driver=cast.until(cast.years(3, 40), points={0: 5})),
        verdicts={"reduction_begin": ALLOWED, "limit_begin": ("limit.not_reached",)},
    )


def _at_the_limit(cast: Cast) -> Situation:
    file = cast.until(cast.years(2, 70), 6, 10, points={0: 12})
    reached = cast.days(-LIMIT_DAYS_AGO)
    driver = file.stating(
        *letter("B", reached), Change(f"limit:{REFERENCE}", [reached.isoformat(), 1, None, 0], since=reached)
    )
    return Situation(
        code="points-limit",
        title=Text(zh="一个周期记满 12 分", en="Twelve points in a cycle"),
        attempt=Text(
            zh="打开办理中的满分教育，确认参加；再打开“记分和学习教育”学习、约现场课。",
            en="Open the case of points-limit education (D25) and take part; then study and take a place in a class.",
        ),
        expect=Text(
            zh="不能开车；写明要学几天、考什么；学满、考过、缴清罚款后自动清分。",
            en="No driving; it says how many days and which test. When all is done the points are cleared.",
        ),
        resident=cast.man(driver=driver),
        verdicts={"limit_begin": ALLOWED, "reduction_begin": ("points.limit_reached",)},
    )


def _on_probation(cast: Cast) -> Situation:
    since = cast.days(-200)
    file = cast.until(cast.years(6, -200), classes={"C1": since}, points={0: 12})
    reached = cast.days(-LIMIT_DAYS_AGO)
    driver = file.stating(
        *letter("B", reached), Change(f"limit:{REFERENCE}", [reached.isoformat(), 1, None, 0], since=reached)
    )
    return Situation(
        code="probation-limit",
        title=Text(zh="实习期内记满 12 分", en="Twelve points on probation"),
        attempt=Text(
            zh="打开办理中的案件；工作人员在工作列表里核对、决定。",
            en="Open the case (D21); a member of staff finds it on the work list and decides.",
        ),
        expect=Text(
            zh="不参加满分教育；审核岗决定后注销，可以重新申请。",
            en="No education: after the decision the class is cancelled, and may be applied for anew.",
        ),
        resident=cast.man(born=cast.years(-22, -30), driver=driver),
        verdicts={"probation_cancel": ALLOWED, "limit_begin": ("limit.class_ends",)},
    )


def _review_here(cast: Cast) -> Situation:
    born = cast.years(-45, 20)
    driver = cast.until(cast.years(2, -15), 6, 10, classes={"B2": None}, points={1: 4})
    owed = review_owed(driver, born, cast.day, cast.book)
    resident = cast.man(born=born, driver=driver)
    return Situation(
        code="review-to-study",
        title=Text(zh="大货车司机，要参加审验教育", en="A lorry driver who owes review education"),
        attempt=Text(
            zh="办理审验学习，再打开“记分和学习教育”上课；也可以约现场课。",
            en="Take review education (D27), then study under Points and education, or in a class.",
        ),
        expect=Text(
            zh="四个方面各学一课，共三小时；记录当场生效，审验自动继续。",
            en="A lesson of each of four topics, three hours; it counts at once, and the review goes on by itself.",
        ),
        resident=replace(resident, driver=driver.stating(*owed)),
        verdicts={"review_study": ALLOWED, "review": ("review.education_missing",)},
    )
