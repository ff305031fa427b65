"""The licence is lost: who gets a new one at once (D06), and what stands in the way of others."""

from tongban.demo.history import letter
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text


def told(cast: Cast) -> list[Situation]:
    """The situations about a lost licence."""
    return [
        _lost(cast), _retained(cast), _suspended(cast), _impounded(cast),
        _violation(cast), _accident(cast), _both(cast), _long_term(cast), _locked(cast),
    ]  # fmt: skip


def _lost(cast: Cast) -> Situation:
    driver = cast.until(cast.years(4, 100), 6, 10)
    return Situation(
        code="lost",
        title=Text(zh="驾驶证丢了", en="Licence lost"),
        attempt=Text(zh="申请遗失补证，缴 10 元。", en="Apply for a replacement (D06) and pay 10 yuan."),
        expect=Text(
            zh="机器当场办结：电子证马上更新，旧证作废，实体证制作寄出。",
            en="A machine decides at once: the electronic licence is new, the old card void, the new card on its way.",
        ),
        resident=cast.man(driver=driver),
        verdicts={"replacement": ALLOWED, "renewal": ("renewal.too_early", "medical.missing"), "contact": ALLOWED},
    )


def _retained(cast: Cast) -> Situation:
    matter = _seizure(cast, "U", "320104260918001", -20, None)
    driver = cast.until(cast.years(2, 30)).stating(*letter("U", cast.days(-20)))
    return Situation(
        code="lost-but-retained",
        title=Text(zh="说丢了，其实被交警扣留", en="Said to be lost, in fact retained"),
        attempt=Text(zh="申请遗失补证。", en="Apply for a replacement (D06)."),
        expect=Text(
            zh="不予受理：驾驶证被扣留（U），写明凭证编号、地点和办法；可选择处理完后自动继续。",
            en="Not possible: it was retained (U), with number, place and what to do; goes on by itself when settled.",
        ),
        resident=cast.man(driver=driver, matters=(matter,)),
        verdicts={"replacement": ("letter.retained",), "postponement": ALLOWED},
    )


def _suspended(cast: Cast) -> Situation:
    until = cast.days(75)
    driver = cast.until(cast.years(3), 6, 10).stating(*letter("D", cast.days(-105), until))
    return Situation(
        code="suspended",
        title=Text(zh="驾驶证暂扣到某日", en="Suspended until a day"),
        attempt=Text(zh="申请遗失补证。", en="Apply for a replacement (D06)."),
        expect=Text(
            zh="不予受理：暂扣期间（D），写明期满日期，次日起可以办理，字母自动消除。",
            en="Not possible while suspended (D); the day it ends is named, and the letter goes by itself.",
        ),
        resident=cast.woman(driver=driver, matters=(_seizure(cast, "D", "320105260809014", -105, until),)),
        verdicts={"replacement": ("letter.suspended",), "postponement": ALLOWED},
    )


def _impounded(cast: Cast) -> Situation:
    driver = cast.until(cast.years(1, 40)).stating(*letter("K", cast.days(-12)))
    return Situation(
        code="impounded",
        title=Text(zh="驾驶证被扣押", en="Impounded as evidence"),
        attempt=Text(zh="申请遗失补证。", en="Apply for a replacement (D06)."),
        expect=Text(
            zh="不予受理：扣押（K），由办案部门发还。", en="Not possible: impounded (K) until the case is closed."
        ),
        resident=cast.man(driver=driver, matters=(_seizure(cast, "K", "320111261110003", -12, None),)),
        verdicts={"replacement": ("letter.seized",)},
    )


def _violation(cast: Cast) -> Situation:
    driver = cast.until(cast.days(61)).stating(*letter("H", cast.days(-40)))
    resident = cast.woman(driver=driver, matters=(violation(cast, "3201062610130027", -40),))
    return Situation(
        code="open-violation",
        title=Text(zh="有违法未处理", en="Open violation"),
        attempt=Text(zh="先申请补证，再申请期满换证。", en="Apply for a replacement (D06), then for renewal (D07)."),
        expect=Text(
            zh="补证照办（违法不影响）；换证要先处理违法（H），并提交体检。",
            en="The replacement is granted (a violation does not matter); renewal waits for it (H) and for a medical.",
        ),
        resident=resident,
        verdicts={"replacement": ALLOWED, "renewal": ("matter.violation", "medical.missing")},
    )


def _accident(cast: Cast) -> Situation:
    driver = cast.until(cast.days(45), 6, 10).stating(*letter("I", cast.days(-9)))
    matter = {
        "kind": "accident",
        "number": "320115202611130008",
        "place": "江宁区交警大队",
        "on": cast.days(-9).isoformat(),
        "state": "open",
        "settle_at": "江宁区交警大队事故处理中队",
    }
    return Situation(
        code="open-accident",
        title=Text(zh="有事故未处理", en="Open accident"),
        attempt=Text(zh="申请期满换证。", en="Apply for renewal (D07)."),
        expect=Text(
            zh="等事故处理完（I），还要体检。", en="Waits for the accident (I), and for a medical certificate."
        ),
        resident=cast.man(driver=driver, matters=(matter,)),
        verdicts={"replacement": ALLOWED, "renewal": ("matter.accident", "medical.missing")},
    )


def _both(cast: Cast) -> Situation:
    driver = cast.until(cast.days(30), 6, points={0: 12})
    driver = driver.stating(*letter("B", cast.days(-25)), *letter("H", cast.days(-25)))
    return Situation(
        code="points-and-violation",
        title=Text(zh="记满 12 分又有违法未处理", en="Twelve points and an open violation"),
        attempt=Text(zh="申请期满换证，看全部理由。", en="Apply for renewal (D07) and read all the reasons."),
        expect=Text(
            zh="一次说明全部：超分（B）、违法未处理（H）、缺体检；补证则可以办。",
            en="Told at once: points (B), violation (H), no medical. A replacement would be granted.",
        ),
        resident=cast.man(driver=driver, matters=(violation(cast, "3201022610280015", -25),)),
        verdicts={
            "replacement": ALLOWED,
            "renewal": ("matter.violation", "points.limit_reached", "medical.missing"),
        },
    )


def _long_term(cast: Cast) -> Situation:
    born = cast.years(-52, 17)
    return Situation(
        code="lost-long-term",
        title=Text(zh="长期驾驶证丢了", en="Long-term licence lost"),
        attempt=Text(zh="申请遗失补证，再试期满换证。", en="Apply for a replacement (D06), then try renewal (D07)."),
        expect=Text(zh="补证当场办结；长期证不需要换证。", en="Replaced at once; a long-term licence is not renewed."),
        resident=cast.woman(born=born, driver=cast.long_term(cast.years(-5, 60))),
        verdicts={"replacement": ALLOWED, "renewal": ("licence.long_term",), "postponement": ("licence.long_term",)},
    )


def _locked(cast: Cast) -> Situation:
    driver = cast.until(cast.years(2, 200), 6).stating(*letter("L", cast.days(-3)))
    return Situation(
        code="locked",
        title=Text(zh="驾驶证锁定", en="Licence locked"),
        attempt=Text(
            zh="打开电子驾驶证；申请遗失补证。", en="Open the electronic licence; apply for a replacement (D06)."
        ),
        expect=Text(
            zh="锁定（L）：电子证不展示，补证、延期都不能办，请联系发证机关。",
            en="Locked (L): the licence is not shown; neither replaced nor postponed; ask the issuing office.",
        ),
        resident=cast.man(driver=driver),
        verdicts={"replacement": ("letter.locked",), "postponement": ("letter.locked",)},
    )


def violation(cast: Cast, number: str, days: int) -> dict[str, str]:
    """An open violation, so many days from the demo's day."""
    return {
        "kind": "violation",
        "number": number,
        "place": "鼓楼区交警大队",
        "on": cast.days(days).isoformat(),
        "state": "open",
        "settle_at": "鼓楼区违法处理窗口或手机应用",
    }


def _seizure(cast: Cast, code: str, number: str, days: int, until: object) -> dict[str, object]:
    return {
        "kind": "seizure",
        "number": number,
        "place": "秦淮区交警大队",
        "on": cast.days(days).isoformat(),
        "state": "open",
        "letter": code,
        "until": str(until) if until else None,
        "settle_at": "秦淮区交警大队违法处理窗口",
    }
