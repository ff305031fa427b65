"""Ages: 60 before 2025, 63 and 70 since, the extension to 66, and the examination of every year from 70 on."""

from datetime import date, timedelta

from tongban.demo.history import DriverFile, medical_owed
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.renewals import examined
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.dates import add_years
from tongban.law.rules.age import ceiling_day
from tongban.law.text import Text
from tongban.registers.drivers.types import Change

EXCHANGE = Text(
    zh="打开待办，选择保留的车型并换证。", en="Open the case, choose the class you keep, and exchange (D08)."
)
LOST_AT_SIXTY_ON = date(2024, 12, 18)  # two weeks before the ceiling became 63


def told(cast: Cast) -> list[Situation]:
    """The situations about age."""
    return [
        _today(cast), _case_open(cast), _deadline_passed(cast), _seventy(cast), _extended(cast),
        _lost_at_sixty(cast), _yearly(cast), _soon(cast),
    ]  # fmt: skip


def _today(cast: Cast) -> Situation:
    born = cast.years(-63)
    driver = cast.long_term(cast.years(-8, 20), classes={"A2": cast.years(-20, 9)})
    return Situation(
        code="sixty-three-today",
        title=Text(zh="A2 驾驶人今天满 63 岁", en="Turns 63 today, holds A2"),
        attempt=EXCHANGE,
        expect=Text(
            zh="车管所当天主动立案并通知，30 天内换成 C1 或 C2，可保留 C6；从今天起不能开牵引车。",
            en="The office opens D08 today; exchange within 30 days to C1 or C2, C6 may be kept. No A2 from today.",
        ),
        resident=examined(cast.man(born=born, driver=driver), cast.days(-12)),
        verdicts={"age_exchange": ALLOWED, "replacement": ALLOWED},
    )


def _case_open(cast: Cast) -> Situation:
    born = cast.years(-63, -20)
    driver = cast.long_term(cast.years(-6, 11), classes={"B2": cast.years(-18, 40)})
    return Situation(
        code="sixty-three-case-open",
        title=Text(zh="20 天前满 63 岁，案件已开立", en="Turned 63 twenty days ago, case open"),
        attempt=EXCHANGE,
        expect=Text(
            zh="还剩约 10 天；先要体检，结果自动传来。", en="About ten days left; an examination is needed first."
        ),
        resident=cast.woman(born=born, driver=driver),
        verdicts={"age_exchange": ("medical.missing",)},
        reached_days_ago=20,
    )


def _deadline_passed(cast: Cast) -> Situation:
    born = cast.years(-63, -45)
    driver = cast.long_term(cast.years(-9, 33), classes={"A1": cast.years(-15, 2), "D": cast.years(-30, 8)})
    return Situation(
        code="sixty-three-deadline-passed",
        title=Text(zh="满 63 岁 45 天未换证", en="Turned 63 forty-five days ago, did nothing"),
        attempt=Text(zh="以审核人员身份登录，打开待办。", en="Sign in as the reviewer and open the work list."),
        expect=Text(
            zh="期限已过，由工作人员决定是否公告 A1 作废；摩托车不受影响。",
            en="The time is over: a person decides whether to announce A1 void; the motorcycle class stays.",
        ),
        resident=cast.man(born=born, driver=driver),
        verdicts={"age_exchange": ("medical.missing",)},
        reached_days_ago=45,
    )


def _seventy(cast: Cast) -> Situation:
    born = cast.years(-70, -5)
    driver = cast.long_term(cast.years(-12, 7), classes={"C1": None, "E": cast.years(-25, 6)})
    driver = driver.stating(*medical_owed(driver, born, cast.day, cast.book))
    return Situation(
        code="seventy",
        title=Text(zh="5 天前满 70 岁，持 C1、E", en="Turned 70 five days ago, holds C1 and E"),
        attempt=EXCHANGE,
        expect=Text(zh="E 换为 F（轻便摩托车），C1 保留。", en="E becomes F (moped), C1 stays."),
        resident=examined(cast.man(born=born, driver=driver), cast.days(-4)),
        verdicts={"age_exchange": ALLOWED},
        reached_days_ago=5,
    )


def _extended(cast: Cast) -> Situation:
    born = cast.years(-64, 50)
    driver = cast.long_term(cast.years(-7, 15), classes={"A2": cast.years(-17, 4)})
    ends = cast.years(2, 50)
    granted = cast.years(-1, -40)
    driver = driver.stating(Change("extension", ends.isoformat(), until=ends, since=granted))
    return Situation(
        code="extended-to-sixty-six",
        title=Text(zh="63 岁后获准延至 66 岁", en="Extended to 66"),
        attempt=Text(zh="打开驾驶证；试达到规定年龄换证。", en="Open the licence; try the age exchange (D08)."),
        expect=Text(zh="A2 可开到 66 岁；换证还早。", en="A2 holds until 66; the exchange is not due yet."),
        resident=examined(cast.man(born=born, driver=driver), cast.days(-100)),
        verdicts={"age_exchange": ("age.not_reached",), "replacement": ALLOWED},
    )


def _lost_at_sixty(cast: Cast) -> Situation:
    lost_on = LOST_AT_SIXTY_ON
    born = add_years(lost_on, -60)
    held_since = cast.years(-19, 14)
    held = cast.long_term(cast.years(-10, 28), classes={"A2": held_since})
    driver = held.stating(
        Change("class:A2", None, since=lost_on),
        Change("lost:A2", [held_since.isoformat(), lost_on.isoformat()], since=lost_on),
        Change("class:C1", held.first_issue_on.isoformat(), since=lost_on + timedelta(days=12)),
    )
    resident = examined(cast.man(born=born, driver=driver), cast.days(-6))
    return Situation(
        code="lost-at-sixty",
        title=Text(zh="2024 年满 60 岁降级，2025 年起可恢复", en="Lost A2 at 60 in 2024, restorable since 2025"),
        attempt=Text(
            zh="按日期查看驾驶证：2024 年、今天；再办理恢复驾驶资格。",
            en="Look at the licence as of 2024 and as of today; then have A2 restored (D22).",
        ),
        expect=Text(
            zh="2024 年 12 月 18 日前为 A2，之后 C1；2025 年起上限为 63 岁，缴费后恢复 A2。",
            en="A2 until 18 December 2024, C1 since; the ceiling became 63 in 2025: once paid, A2 is back.",
        ),
        resident=resident,
        verdicts={"restored": ALLOWED, "restoration": ALLOWED, "age_exchange": ("age.no_ceiling",)},
    )


def _yearly(cast: Cast) -> Situation:
    born = cast.years(-71, -33)
    driver = _just_rolled(cast)
    driver = driver.stating(*medical_owed(driver, born, cast.day, cast.book))
    return Situation(
        code="yearly-medical",
        title=Text(zh="71 岁，每年提交体检", en="71 years old, examined every year"),
        attempt=Text(
            zh="打开驾驶证，看提醒；让医院体检。", en="Open the licence and see the reminder; have an examination."
        ),
        expect=Text(
            zh="记分周期结束后 30 天内提交；违期一年注销。",
            en="Due within 30 days of the cycle; cancelled after a year.",
        ),
        resident=cast.woman(born=born, driver=driver),
        verdicts={"replacement": ALLOWED, "renewal": ("licence.long_term",)},
    )


def _soon(cast: Cast) -> Situation:
    born = cast.years(-63, 61)
    driver = cast.long_term(cast.years(-4, 52), classes={"A3": cast.years(-14, 30)})
    reached = ceiling_day("A3", born, cast.day, cast.book)
    return Situation(
        code="nearly-sixty-three",
        title=Text(zh="两个月后满 63 岁的公交司机", en="Bus driver, 63 in two months"),
        attempt=Text(zh="试达到规定年龄换证。", en="Try the age exchange (D08)."),
        expect=Text(zh=f"还早，{reached} 起可以办。", en=f"Too early: possible from {reached}."),
        resident=cast.woman(born=born, driver=driver),
        verdicts={"age_exchange": ("age.not_reached",), "extension": ("age.ability_missing",)},
    )


def _just_rolled(cast: Cast) -> DriverFile:
    """A long-term file whose points cycle began ten days ago."""
    return cast.long_term(cast.years(-11, -10))
