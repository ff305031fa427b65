"""Validity: the window of a renewal (D07), its medical certificate, its letters, and its postponement (D16)."""

from dataclasses import replace
from datetime import date

from tongban.demo.history import letter
from tongban.demo.resident import Resident, certificate
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.losses import violation
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text
from tongban.registers.drivers.types import Change

RENEW = Text(zh="申请期满换证。", en="Apply for renewal (D07).")
CONFIRM = Text(
    zh="登录就看到：新驾驶证已备好。看一看、确认、缴费。",
    en="Sign in: the new licence is ready. Look, confirm, pay (D07).",
)


def told(cast: Cast) -> list[Situation]:
    """The situations about validity."""
    return [
        _with_medical(cast), _without_medical(cast), _colour_blind(cast), _fewer_classes(cast),
        _overdue(cast), _restorable(cast), _before_window(cast), _window_opens(cast), _last_day(cast),
        _lapses_today(cast), _to_long_term(cast), _stays_six(cast), _postpone(cast), _postponed(cast),
        _postponed_past(cast), _settles(cast),
    ]  # fmt: skip


def _with_medical(cast: Cast) -> Situation:
    resident = examined(cast.man(driver=cast.until(cast.days(30))), cast.days(-14))
    return Situation(
        code="expiring-with-medical",
        title=Text(zh="30 天后到期，体检已上传，新证已备好", en="Expires in 30 days, medical on file: prepared"),
        attempt=CONFIRM,
        expect=Text(zh="缴费后当场办结，有效期延长为十年。", en="Granted once paid; valid for ten years."),
        resident=resident,
        verdicts={"renewal": ALLOWED},
    )


def _without_medical(cast: Cast) -> Situation:
    return Situation(
        code="expiring-without-medical",
        title=Text(zh="快到期，换证已备好，只差体检", en="Expiring: prepared, only the medical is missing"),
        attempt=Text(
            zh="登录就看到：只差一件事，去哪里办。再到外部单位模拟页让医院体检。",
            en="Sign in: one errand is left, and where (D07). Then have the sandbox's hospital examine this person.",
        ),
        expect=Text(
            zh="结果一到，新驾驶证自动备好；也可以先提交，结果一到自动继续。",
            en="The result makes it ready by itself; sent before, it waits for the result and goes on.",
        ),
        resident=cast.woman(driver=cast.until(cast.days(38))),
        verdicts={"renewal": ("medical.missing",)},
    )


def _colour_blind(cast: Cast) -> Situation:
    resident = examined(cast.man(driver=cast.until(cast.days(52))), cast.days(-8), colour_blind=True)
    return Situation(
        code="expiring-colour-blind",
        title=Text(zh="快到期，体检为红绿色盲", en="Expiring, found colour-blind"),
        attempt=RENEW,
        expect=Text(
            zh="不符合身体条件，写明全部依据和救济途径。", en="Refused: unfit for every class, with the article."
        ),
        resident=resident,
        verdicts={"renewal": ("medical.unfit",)},
    )


def _fewer_classes(cast: Cast) -> Situation:
    born = cast.years(-47, 90)
    driver = cast.until(cast.days(25), 6, 10, classes={"A2": cast.years(-12, 3), "E": cast.years(-9, 5)})
    resident = examined(
        cast.man(born=born, driver=driver), cast.days(-30), left_vision=4.9, right_vision=4.9, vision_corrected=True
    )
    return Situation(
        code="expiring-fewer-classes",
        title=Text(zh="视力只够小型汽车", en="Eyesight good enough for small cars only"),
        attempt=Text(zh="申请期满换证，同意降低准驾车型。", en="Apply for renewal (D07) and accept fewer classes."),
        expect=Text(
            zh="不同意则不能办；同意后换发 C1、C6、E、M。", en="Refused unless agreed; then a licence for what is left."
        ),
        resident=resident,
        verdicts={"renewal": ("medical.unfit",)},
    )


def _overdue(cast: Cast) -> Situation:
    born = cast.years(-41, 12)
    driver = cast.aged(cast.until(cast.days(-92)), born)
    return Situation(
        code="overdue",
        title=Text(zh="逾期三个月未换证", en="Three months overdue"),
        attempt=Text(zh="申请期满换证；再试遗失补证。", en="Apply for renewal (D07); then try a replacement (D06)."),
        expect=Text(
            zh="逾期（M）期间不能开车，但一年内可以换证；补证则提示改办换证。",
            en="Overdue (M): no driving, but renewal is possible for a year. A replacement is pointed to renewal.",
        ),
        resident=examined(cast.woman(born=born, driver=driver), cast.days(-5)),
        verdicts={"renewal": ALLOWED, "replacement": ("replacement.renew_instead",)},
    )


def _restorable(cast: Cast) -> Situation:
    born = cast.years(-44, 40)
    driver = cast.aged(cast.until(cast.years(-1, -70), 6), born)
    return Situation(
        code="restorable",
        title=Text(zh="逾期一年多，注销可恢复", en="Cancelled, can be restored"),
        attempt=RENEW,
        expect=Text(
            zh="超过一年已注销可恢复（R）：写明还能恢复到哪天，不能再换证。",
            en="More than a year overdue (R): refused, with the day until which it can be restored.",
        ),
        resident=cast.man(born=born, driver=driver),
        verdicts={
            "renewal": ("letter.restorable", "renewal.too_late", "medical.missing"),
            "replacement": ("letter.restorable",),
        },
    )


def _before_window(cast: Cast) -> Situation:
    return _window(
        cast,
        code="window-tomorrow",
        valid_to=cast.days(91),
        title=Text(zh="换证窗口明天才开", en="The renewal window opens tomorrow"),
        expect=Text(zh="今天太早，写明从哪天起可以办。", en="One day too early; the first possible day is named."),
        reasons=("renewal.too_early",),
    )


def _window_opens(cast: Cast) -> Situation:
    return _window(
        cast,
        code="window-today",
        valid_to=cast.days(90),
        title=Text(zh="换证窗口今天开", en="The renewal window opens today"),
        expect=Text(zh="可以办理。", en="Granted."),
        reasons=ALLOWED,
    )


def _last_day(cast: Cast) -> Situation:
    return _window(
        cast,
        code="window-last-day",
        valid_to=cast.years(-1),
        title=Text(zh="逾期一年，今天是最后一天", en="A year overdue: today is the last day"),
        expect=Text(zh="今天还能换，明天起注销可恢复。", en="Granted today; from tomorrow it is cancelled."),
        reasons=ALLOWED,
    )


def _lapses_today(cast: Cast) -> Situation:
    return _window(
        cast,
        code="window-closed",
        valid_to=cast.years(-1, -1),
        title=Text(zh="逾期一年零一天", en="A year and a day overdue"),
        expect=Text(zh="今天起注销可恢复（R），不能换证。", en="Cancelled from today (R): too late."),
        reasons=("letter.restorable", "renewal.too_late"),
    )


def _to_long_term(cast: Cast) -> Situation:
    born = cast.years(-49, 3)
    resident = examined(cast.woman(born=born, driver=cast.until(cast.days(20), 6, 10)), cast.days(-60))
    return Situation(
        code="becoming-long-term",
        title=Text(zh="十年期满，长期证已备好", en="Ten years are over: a long-term licence is prepared"),
        attempt=CONFIRM,
        expect=Text(zh="换发长期驾驶证。", en="Renewed as a long-term licence."),
        resident=resident,
        verdicts={"renewal": ALLOWED},
    )


def _stays_six(cast: Cast) -> Situation:
    driver = cast.until(cast.days(33), 6, points={0: 3, 2: 12})
    return Situation(
        code="stays-six-years",
        title=Text(zh="首个六年内有一周期记满 12 分", en="First six years with a cycle at twelve points"),
        attempt=RENEW,
        expect=Text(zh="可以换证，但仍为六年。", en="Renewed, but for six years again."),
        resident=examined(cast.man(driver=driver), cast.days(-3)),
        verdicts={"renewal": ALLOWED},
    )


def _postpone(cast: Cast) -> Situation:
    return Situation(
        code="abroad",
        title=Text(zh="人在国外，证快到期", en="Abroad while the licence expires"),
        attempt=Text(
            zh="申请延期换证，选出国（境），最长三年。", en="Postpone the renewal (D16): abroad, three years at most."
        ),
        expect=Text(zh="本人声明即可，不收费、不交材料，当场办结。", en="Granted on your word: no fee, no paper."),
        resident=cast.woman(driver=cast.until(cast.days(70))),
        verdicts={"postponement": ALLOWED, "renewal": ("medical.missing",)},
    )


def _postponed(cast: Cast) -> Situation:
    return _already_postponed(
        cast,
        code="postponed-within",
        original=cast.days(41),
        until=cast.years(2, 41),
        title=Text(zh="已延期换证，原日期未到", en="Postponed, original day not reached"),
        expect=Text(
            zh="还能开车到原日期；再次延期不行，可以换证。",
            en="May drive until the original day; no second postponement.",
        ),
    )


def _postponed_past(cast: Cast) -> Situation:
    return _already_postponed(
        cast,
        code="postponed-past",
        original=cast.days(-130),
        until=cast.years(1, 100),
        title=Text(zh="已延期换证，原日期已过", en="Postponed, original day passed"),
        expect=Text(
            zh="延期（N）期间不能开车，但驾驶证不失效，可以换证。",
            en="No driving since that day (N), but renewal stays open.",
        ),
    )


def _settles(cast: Cast) -> Situation:
    resident = cast.woman(driver=cast.until(cast.days(15), 6, 10), matters=(violation(cast, "3201132611020031", -20),))
    return Situation(
        code="goes-on-by-itself",
        title=Text(zh="违法处理后自动继续", en="Goes on by itself once settled"),
        attempt=Text(
            zh="申请期满换证并选择自动继续；再到外部单位模拟页把违法处理掉。",
            en="Apply for renewal (D07), choose to go on by itself; then settle the violation in the sandbox.",
        ),
        expect=Text(
            zh="先等待并写明事项，处理后自动办下去。", en="Waits and names the matter, then goes on without a click."
        ),
        resident=examined(resident, cast.days(-10)),
        verdicts={"renewal": ("matter.violation",)},
    )


def examined(resident: Resident, on: date, **findings: object) -> Resident:
    """The resident with a medical certificate on file."""
    return replace(resident, medical=certificate(resident.number, on, **findings))


def _window(cast: Cast, *, code: str, valid_to: date, title: Text, expect: Text, reasons: tuple[str, ...]) -> Situation:
    born = cast.years(-36, valid_to.day)
    driver = cast.aged(cast.until(valid_to), born)
    return Situation(
        code=code,
        title=title,
        attempt=RENEW,
        expect=expect,
        resident=examined(cast.woman(born=born, driver=driver), cast.days(-21)),
        verdicts={"renewal": reasons},
    )


def _already_postponed(cast: Cast, *, code: str, original: date, until: date, title: Text, expect: Text) -> Situation:
    asked = min(original, cast.day).replace(day=1)
    value = [original.isoformat(), until.isoformat()]
    postponement = Change("postponement:renewal", value, until=until, since=asked)
    driver = cast.until(original).stating(postponement, *letter("N", asked))
    return Situation(
        code=code,
        title=title,
        attempt=Text(zh="打开驾驶证；试延期换证和期满换证。", en="Open the licence; try D16 and D07."),
        expect=expect,
        resident=examined(cast.man(driver=driver), cast.days(-2)),
        verdicts={"postponement": ("postponement.already",), "renewal": ALLOWED},
    )
