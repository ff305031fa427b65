"""What is about the person, not the licence: who they are, what registers say of them, who acts for whom."""

from dataclasses import replace

from tongban.demo import words
from tongban.demo.history import letter
from tongban.demo.resident import Bar
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.renewals import examined
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text

REPLACE = Text(zh="申请遗失补证。", en="Apply for a replacement (D06).")


def told(cast: Cast) -> list[Situation]:
    """The situations about persons."""
    return [
        _drugs(cast), _banned(cast), _other_name(cast), _old_number(cast), _vanished_region(cast),
        _moved(cast), *_mother(cast), _no_photo(cast), _no_licence(cast), _dead(cast), _beginner(cast),
    ]  # fmt: skip


def _drugs(cast: Cast) -> Situation:
    listing = {
        "listed": True,
        "measure": "community_rehab",
        "since": cast.days(-150).isoformat(),
        "last_use_on": cast.days(-190).isoformat(),
        "reference": "宁禁毒2026-0615",
    }
    return Situation(
        code="drug-listed",
        title=Text(zh="正在社区戒毒", en="Under community rehabilitation"),
        attempt=REPLACE,
        expect=Text(
            zh="不予办理：禁毒部门在册，写明向谁核实。",
            en="Refused: listed by the anti-drug unit; who can check it is named.",
        ),
        resident=cast.man(driver=cast.until(cast.years(3, 9)), narcotics=listing),
        verdicts={"replacement": ("drug.listed",), "contact": ALLOWED},
    )


def _banned(cast: Cast) -> Situation:
    since = cast.years(-2, -11)
    driver = cast.until(cast.years(3, 70), 6, 10).stating(*letter("F", since))
    return Situation(
        code="banned-for-life",
        title=Text(zh="肇事逃逸，终生禁驾", en="Hit and run: banned for life"),
        attempt=REPLACE,
        expect=Text(zh="驾驶证已吊销（F），终生不得重新申领。", en="The licence is revoked (F); no new one for life."),
        resident=cast.man(driver=driver, bars=(Bar("N03", since, None, "（2024）苏0104刑初0号"),)),
        verdicts={"replacement": ("letter.revoked",)},
    )


def _other_name(cast: Cast) -> Situation:
    resident = cast.woman(driver=cast.until(cast.years(2, 14)))
    return Situation(
        code="data-to-correct",
        title=Text(zh="姓名与人口库不一致", en="Name differs from the population register"),
        attempt=Text(
            zh="申请遗失补证；再申请信息变化换证。",
            en="Apply for a replacement (D06); then for the exchange for changed particulars (D10).",
        ),
        expect=Text(
            zh="补证交窗口人员核对；信息变化换证按人口库换新姓名，办好后补证自动继续。",
            en="The replacement goes to a clerk; D10 takes the new name over, and then it goes on by itself.",
        ),
        resident=replace(resident, population={"name": resident.name[0] + "宁" + resident.name[2:]}),
        verdicts={"replacement": ALLOWED, "information": ALLOWED},
    )


def _old_number(cast: Cast) -> Situation:
    born = cast.years(-58, 22)
    resident = cast.man(born=born, driver=cast.long_term(cast.years(-9, 3)))
    return Situation(
        code="fifteen-digits",
        title=Text(zh="还记得 15 位老身份证号", en="Remembers the old number of 15 digits"),
        attempt=Text(
            zh="用 15 位号码登录（18 位号码去掉年份前两位和最后一位）。",
            en="Sign in with 15 digits: without the century and the last character.",
        ),
        expect=Text(zh="15 位和 18 位是同一个人。", en="Both numbers lead to the same person."),
        resident=resident,
        verdicts={"replacement": ALLOWED},
    )


def _vanished_region(cast: Cast) -> Situation:
    resident = cast.woman(born=cast.years(-45, 6), region=words.VANISHED, driver=cast.until(cast.years(5, 8), 6, 10))
    return Situation(
        code="vanished-region",
        title=Text(zh="号码里的区已撤销", en="Born in a district that is no more"),
        attempt=REPLACE,
        expect=Text(
            zh="白下区 2013 年并入秦淮区：是历史，不是错误，当场办结。",
            en="Baixia became part of Qinhuai in 2013: history, no error. Granted.",
        ),
        resident=resident,
        verdicts={"replacement": ALLOWED},
    )


def _moved(cast: Cast) -> Situation:
    resident = cast.woman(driver=cast.until(cast.years(4, 1)), old_phone="19800000001")
    return Situation(
        code="new-phone",
        title=Text(zh="刚换了手机号，还要改地址", en="New phone, and an address to change"),
        attempt=Text(zh="申请联系方式变更，填新地址。", en="Change the contact details (D23): a new address."),
        expect=Text(
            zh="几秒办结，不收费；旧手机号已不能登录。", en="Done in seconds, free; the old phone signs in no more."
        ),
        resident=resident,
        verdicts={"contact": ALLOWED},
    )


def _mother(cast: Cast) -> list[Situation]:
    born = cast.years(-68, 73)
    mother = examined(cast.woman(born=born, driver=cast.until(cast.days(48), 6, 10)), cast.days(-17))
    daughter = cast.woman(born=cast.years(-40, 25), driver=cast.until(cast.years(6, 2), 6, 10))
    return [
        Situation(
            code="elderly-mother",
            title=Text(zh="母亲 67 岁，由女儿代办换证", en="Mother of 67, whose daughter acts for her"),
            attempt=Text(zh="查看代办委托；也可以自己换证。", en="See the mandate; or renew yourself (D07)."),
            expect=Text(
                zh="委托只限期满换证一项，到期自动失效。", en="The mandate is for renewal only and ends by itself."
            ),
            resident=mother,
            verdicts={"renewal": ALLOWED},
        ),
        Situation(
            code="daughter",
            title=Text(zh="女儿替母亲办换证", en="Daughter who acts for her mother"),
            attempt=Text(zh="选择为母亲办理期满换证。", en="Apply for renewal (D07) for the mother."),
            expect=Text(zh="可以代办换证，其他业务不行。", en="Granted for renewal, not for other services."),
            resident=daughter,
            verdicts={"replacement": ALLOWED},
            acts_for=(("elderly-mother", "D07"),),
        ),
    ]


def _no_photo(cast: Cast) -> Situation:
    return Situation(
        code="no-photo",
        title=Text(zh="照片库没有照片", en="No photograph in the library"),
        attempt=REPLACE,
        expect=Text(
            zh="先容缺受理，十个工作日内补照片；补到后制证。",
            en="Accepted on a promise: bring a photograph within ten working days.",
        ),
        resident=cast.man(driver=cast.until(cast.years(1, 77)), photo_on_file=False),
        verdicts={"replacement": ALLOWED},
    )


def _no_licence(cast: Cast) -> Situation:
    return Situation(
        code="no-licence",
        title=Text(zh="没有驾驶证的人", en="Somebody without a licence"),
        attempt=REPLACE,
        expect=Text(zh="没有驾驶证，无证可补。", en="There is no licence to replace."),
        resident=cast.woman(born=cast.years(-23, 4)),
        verdicts={"replacement": ("licence.none",), "renewal": ("licence.none",)},
    )


def _dead(cast: Cast) -> Situation:
    born = cast.years(-66, 31)
    resident = cast.man(born=born, driver=cast.long_term(cast.years(-13, 5)), died_on=cast.days(-35))
    return Situation(
        code="deceased",
        title=Text(zh="已去世的驾驶人", en="A driver who died"),
        attempt=Text(zh="窗口人员按号码查找此人。", en="As a window clerk, look the number up."),
        expect=Text(
            zh="账户已关闭，任何业务都不能以其名义办理。", en="The account is closed; nothing is done in this name."
        ),
        resident=resident,
        verdicts={"replacement": ("person.dead",)},
        has_account=False,
    )


def _beginner(cast: Cast) -> Situation:
    born = cast.years(-19, 140)
    driver = cast.until(cast.years(5, 200), 6, classes={"C2": None})
    return Situation(
        code="probation",
        title=Text(zh="实习期新手", en="Beginner on probation"),
        attempt=Text(zh="打开驾驶证；申请遗失补证。", en="Open the licence; apply for a replacement (D06)."),
        expect=Text(
            zh="实习期到首次领证满 12 个月；补证照办。",
            en="On probation for twelve months; the replacement is granted.",
        ),
        resident=cast.man(born=born, driver=driver),
        verdicts={"replacement": ALLOWED},
    )
