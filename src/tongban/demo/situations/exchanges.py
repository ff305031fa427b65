"""A new licence for another reason: a damaged card (D09), classes given up (D11) or ended by the body (D12), a file
that moves from another city (D13)."""

from dataclasses import replace
from datetime import date

from tongban.demo.history import DriverFile, letter
from tongban.demo.resident import Resident
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.renewals import examined
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text

SHANGHAI, PUDONG = "310100", "310115"
TRANSFER = Text(zh="申请转入换证。", en="Apply for a transfer in (D13).")
BY_BODY = Text(
    zh="在窗口为此人申请身体条件变化换证。", en="At a window, apply for the exchange by physical condition (D12)."
)


def told(cast: Cast) -> list[Situation]:
    """The situations about exchanges."""
    return [
        _damaged(cast), _gives_up(cast), _weaker_eyes(cast), _right_leg(cast), _moves_in(cast),
        _lorry_moves_in(cast), _lorry_without_card(cast), _transferred_out(cast),
    ]  # fmt: skip


def _damaged(cast: Cast) -> Situation:
    return Situation(
        code="damaged",
        title=Text(zh="驾驶证折断了", en="The card is broken"),
        attempt=Text(zh="申请损毁换证。", en="Apply for the exchange of a damaged licence (D09)."),
        expect=Text(
            zh="网上申请的旧证不用寄回；窗口申请的领新证时交回。",
            en="Online the old card need not be sent back; at a window it is handed in for the new one.",
        ),
        resident=cast.man(driver=cast.until(cast.years(4, 60))),
        verdicts={"damage_exchange": ALLOWED},
    )


def _gives_up(cast: Cast) -> Situation:
    born = cast.years(-55, 20)
    driver = cast.until(cast.years(3, 33), 6, 10, classes={"A1": cast.years(-18, 4), "D": cast.years(-12, 6)})
    return Situation(
        code="gives-up-classes",
        title=Text(zh="持 A1、D，想只留小汽车", en="Holds A1 and D, wants to keep a car only"),
        attempt=Text(zh="申请自愿降低准驾车型，勾选 C1。", en="Give up classes (D11): tick C1."),
        expect=Text(zh="换领 C1，从取得 A1 那天起算。", en="A licence for C1, held since the day of A1."),
        resident=cast.man(born=born, driver=driver),
        verdicts={"reduction": ALLOWED},
    )


def _weaker_eyes(cast: Cast) -> Situation:
    driver = cast.until(cast.years(2, 44), 6, 10, classes={"A2": cast.years(-11, 8)})
    resident = cast.man(born=cast.years(-49, 15), driver=driver)
    return Situation(
        code="weaker-eyes",
        title=Text(zh="视力下降，不能再开大车", en="Eyesight too weak for a lorry"),
        attempt=BY_BODY,
        expect=Text(zh="由体检结果决定：换领 C1、C6、M。", en="The examination decides: C1, C6 and M are left."),
        resident=examined(resident, cast.days(-6), left_vision=4.9, right_vision=4.9, vision_corrected=True),
        verdicts={"health_reduction": ALLOWED},
    )


def _right_leg(cast: Cast) -> Situation:
    resident = cast.man(driver=cast.until(cast.years(4, 12)))
    return Situation(
        code="right-leg",
        title=Text(zh="右下肢残疾，只能开 C5", en="Lost the right leg: C5 alone is left"),
        attempt=BY_BODY,
        expect=Text(
            zh="不能直接换：写明要考科目二、三取得 C5，原车型申请注销。",
            en="No exchange: tests lead to C5, the present class is cancelled.",
        ),
        resident=examined(resident, cast.days(-9), limbs="right_leg"),
        verdicts={"health_reduction": ("health.c5_by_test",)},
    )


def _moves_in(cast: Cast) -> Situation:
    return Situation(
        code="moves-in",
        title=Text(zh="户籍迁来，驾驶证还在上海", en="Registered here now, the licence is still in Shanghai"),
        attempt=TRANSFER,
        expect=Text(
            zh="凭身份证当场办结，档案转入南京，发证机关变为苏A。",
            en="Granted with the identity card alone: the file is in Nanjing, the authority 苏A.",
        ),
        resident=cast.woman(driver=_of_shanghai(cast.until(cast.years(3, 70)))),
        verdicts={"transfer": ALLOWED},
    )


def _lorry_moves_in(cast: Cast) -> Situation:
    resident = _from_pudong(cast, cast.years(-44, 50))
    card = {"region": "320106", "issued_on": cast.days(-200).isoformat(), "valid_to": cast.years(1, -200).isoformat()}
    return Situation(
        code="lorry-moves-in",
        title=Text(zh="上海户籍的 B2 驾驶人，有南京居住证", en="Lorry driver of Shanghai with a residence card here"),
        attempt=TRANSFER,
        expect=Text(zh="自动查到居住证，不用交复印件，当场办结。", en="The card is looked up, no copy. Granted."),
        resident=replace(resident, residence=card),
        verdicts={"transfer": ALLOWED},
    )


def _lorry_without_card(cast: Cast) -> Situation:
    return Situation(
        code="lorry-without-card",
        title=Text(zh="上海户籍的 B2 驾驶人，没有居住证", en="Lorry driver of Shanghai without a residence card"),
        attempt=Text(
            zh="申请转入换证；再到外部单位模拟页发居住证后重新申请。",
            en="Apply for a transfer in (D13); then give a residence card in the sandbox and apply again.",
        ),
        expect=Text(
            zh="不能办，写明要有本省居住证；发证后再申请即可。", en="Refused with the reason; granted with a card."
        ),
        resident=_from_pudong(cast, cast.years(-46, 80)),
        verdicts={"transfer": ("transfer.residence_missing",)},
    )


def _transferred_out(cast: Cast) -> Situation:
    driver = cast.until(cast.years(2, 90), 6, 10)
    return Situation(
        code="transferred-out",
        title=Text(zh="档案已转出（C）", en="The file was transferred out (C)"),
        attempt=Text(zh="申请遗失补证；再申请转入换证。", en="Apply for a replacement (D06), then a transfer (D13)."),
        expect=Text(zh="补证要到转入地办；可以转回来。", en="A replacement is for that authority; it may come back."),
        resident=cast.woman(driver=driver.stating(*letter("C", cast.days(-60)))),
        verdicts={"replacement": ("letter.transferred_out",), "transfer": ALLOWED},
    )


def _from_pudong(cast: Cast, born: date) -> Resident:
    """A lorry driver whose household register and file are in Shanghai."""
    driver = _of_shanghai(cast.until(cast.years(2, 20), 6, 10, classes={"B2": cast.years(-12, 9)}))
    return cast.man(born=born, driver=driver, population={"region": PUDONG})


def _of_shanghai(driver: DriverFile) -> DriverFile:
    return replace(driver, region=SHANGHAI, authority="沪A")
