"""Duties that come back: licence review (D14), medical certificate (D15), their postponement (D17, D18), the employer
(D24) and a photograph of one's own (D34)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tongban.demo.history import DriverFile, letter, medical_owed, review_owed
from tongban.demo.resident import Resident
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.renewals import examined
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text
from tongban.registers.drivers.types import Change

REVIEW = Text(zh="办理驾驶证审验。", en="Have the licence review (D14).")
SUBMIT = Text(zh="办理提交身体条件证明。", en="Hand in the medical certificate (D15).")


def told(cast: Cast) -> list[Situation]:
    """The situations about duties."""
    return [
        _review_without_education(cast), _review_with_education(cast), _review_overdue(cast), _after_accident(cast),
        _submits(cast), _examined_too_early(cast), _abroad_at_seventy(cast), _employer(cast), _photo(cast),
    ]  # fmt: skip


def _review_without_education(cast: Cast) -> Situation:
    return Situation(
        code="review-due",
        title=Text(zh="货车司机，上个周期有记分，该审验了", en="Lorry driver with points: review due"),
        attempt=Text(
            zh="办理驾驶证审验；再到外部单位模拟页让培训学习平台报送学习记录。",
            en="Have the licence review (D14); then have the sandbox's school complete the education.",
        ),
        expect=Text(zh="等待学习记录，记录一到自动办结。", en="Waits for the school and goes on by itself."),
        resident=_lorry_driver(cast, days_ago=12),
        verdicts={"review": ("review.education_missing",), "postponed_review": ALLOWED},
    )


def _review_with_education(cast: Cast) -> Situation:
    taken = {
        "serial": "XX2026001",
        "completed_on": cast.days(-2).isoformat(),
        "hours": 3,
        "school_name": "金陵驾驶培训学校",
    }
    return Situation(
        code="review-education-done",
        title=Text(zh="货车司机，审验教育已学完", en="Lorry driver, education done"),
        attempt=REVIEW,
        expect=Text(zh="当场审验通过，不收费，不用带材料。", en="Passed at once: no fee, no paper."),
        resident=_lorry_driver(cast, days_ago=9, education=taken),
        verdicts={"review": ALLOWED},
    )


def _review_overdue(cast: Cast) -> Situation:
    resident = _lorry_driver(cast, days_ago=50)
    assert resident.driver is not None
    driver = resident.driver.stating(*letter("S", cast.days(-20)))
    return Situation(
        code="review-overdue",
        title=Text(zh="逾期未审验，人在外地", en="Review overdue, away from home"),
        attempt=Text(zh="办理延期审验，选其他原因。", en="Postpone the review (D17), another reason."),
        expect=Text(
            zh="当场办结，状态由逾期未审验（S）变为延期审验（T），审验前仍不能开车。",
            en="Granted: overdue (S) becomes postponed (T); still no driving until the review.",
        ),
        resident=replace(resident, driver=driver),
        verdicts={"postponed_review": ALLOWED, "review": ("review.education_missing",)},
    )


def _after_accident(cast: Cast) -> Situation:
    born = cast.years(-72, -40)
    file = cast.long_term(cast.years(-9, -14))
    on = file.licence.cycles[-1].starts_on - timedelta(days=60)
    accident = Change("accident:3201042026000077", [on.isoformat(), "serious", "main"], since=on)
    driver = file.stating(accident)
    driver = driver.stating(*review_owed(driver, born, cast.day, cast.book))
    return Situation(
        code="review-after-accident",
        title=Text(zh="72 岁，上个周期有一起重伤事故", en="72 years old, an accident with serious injury"),
        attempt=Text(
            zh="办理驾驶证审验；再到外部单位模拟页参加能力测试。",
            en="Have the licence review (D14); then take the ability test in the sandbox.",
        ),
        expect=Text(
            zh="只问能力测试点，不问培训学习平台；测试合格后自动办结。",
            en="Only the test centre is asked, not the school; goes on when the test is passed.",
        ),
        resident=cast.man(born=born, driver=driver),
        verdicts={"review": ("review.ability_missing",)},
    )


def _submits(cast: Cast) -> Situation:
    return Situation(
        code="medical-on-file",
        title=Text(zh="73 岁，体检结果已经传来", en="73 years old, already examined"),
        attempt=SUBMIT,
        expect=Text(zh="几秒钟办结，不收费，不用带材料。", en="Done in seconds: no fee, no paper."),
        resident=examined(_elderly(cast, -73), cast.days(-4)),
        verdicts={"submission": ALLOWED},
    )


def _examined_too_early(cast: Cast) -> Situation:
    return Situation(
        code="medical-too-early",
        title=Text(zh="74 岁，记分周期结束前就体检了", en="74 years old, examined before the cycle ended"),
        attempt=SUBMIT,
        expect=Text(
            zh="这次体检不算，写明周期哪天结束；重新体检后自动办结。",
            en="That examination does not count; goes on by itself after a new one.",
        ),
        resident=examined(_elderly(cast, -74), cast.days(-20)),
        verdicts={"submission": ("medical.before_cycle_end",)},
    )


def _abroad_at_seventy(cast: Cast) -> Situation:
    return Situation(
        code="medical-abroad",
        title=Text(zh="75 岁，在国外陪外孙", en="75 years old, abroad with a grandchild"),
        attempt=Text(zh="办理延期提交身体条件证明，选出国（境）。", en="Postpone the certificate (D18): abroad."),
        expect=Text(
            zh="本人声明即可，最长三年；原定日期后不能开车。", en="Granted on her word; no driving after the due day."
        ),
        resident=_elderly(cast, -75),
        verdicts={"postponed_medical": ALLOWED, "submission": ("medical.missing",)},
    )


def _employer(cast: Cast) -> Situation:
    driver = cast.until(cast.years(3, 20), 10, classes={"A1": None})
    return Situation(
        code="new-employer",
        title=Text(zh="客车司机换了单位", en="Bus driver with a new employer"),
        attempt=Text(
            zh="办理从业单位信息备案，填统一社会信用代码 91320104MA1WK5PQ3C。",
            en="File the employer (D24) with the code 91320104MA1WK5PQ3C.",
        ),
        expect=Text(zh="几秒钟办结；代码错一位会指出来。", en="Done in seconds; a wrong character is pointed out."),
        resident=cast.man(driver=driver),
        verdicts={"employer": ALLOWED, "review": ("review.not_due",)},
    )


def _photo(cast: Cast) -> Situation:
    return Situation(
        code="new-photo",
        title=Text(zh="想换一张新照片", en="Would like another photograph"),
        attempt=Text(zh="提交驾驶证照片；再由审核岗比对。", en="Hand in a photograph (D34); a reviewer compares."),
        expect=Text(
            zh="大小、比例、底色当场检查；比对后电子驾驶证马上更新。",
            en="Size, proportions and ground are checked at once; after the comparison the e-licence shows it.",
        ),
        resident=cast.woman(driver=cast.until(cast.years(4, 11))),
        verdicts={"photo": ALLOWED},
    )


def _lorry_driver(cast: Cast, *, days_ago: int, education: Mapping[str, Any] | None = None) -> Resident:
    """A holder of A2 whose points cycle ended so many days ago, with three points in it."""
    born = cast.years(-44, days_ago)
    driver = cast.until(cast.years(2, -days_ago), 6, 10, classes={"A2": None}, points={1: 3})
    owed = review_owed(driver, born, cast.day, cast.book)
    return cast.man(born=born, driver=driver.stating(*owed), education=education)


def _elderly(cast: Cast, years: int) -> Resident:
    """A woman with a long-term licence whose points cycle ended ten days ago."""
    born = cast.years(years, 55)
    driver: DriverFile = cast.long_term(cast.years(-8, -10))
    return cast.woman(born=born, driver=driver.stating(*medical_owed(driver, born, cast.day, cast.book)))
