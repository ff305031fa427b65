"""Owners of vehicles: papers that are lost, and what a state stands in the way of (V21, V42, V43); a mark
without an inspection (V48)."""

from random import Random

from tongban.demo import motoring
from tongban.demo.motoring import Car
from tongban.demo.resident import Resident
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.dates import ONE_DAY
from tongban.law.text import Text

LOSE = Text(zh="补领行驶证。", en="Replace the lost vehicle licence (V42).")
AT_ONCE = Text(zh="缴费后当场办结，旧证作废。", en="Done at once after payment; the old one is void.")


def told(cast: Cast) -> list[Situation]:
    """The situations about vehicles."""
    in_order = _in_order(cast)
    return [
        in_order, _two_cars(cast), _mortgaged(cast), _attached(cast), _stolen(cast), _overdue(cast),
        _worn_out(cast), _moved_house(cast), _moves_away(cast), _exempt(cast), _pledges(cast),
        _spouses(cast, in_order.resident), _wrongly_registered(cast),
    ]  # fmt: skip


def _car(cast: Cast, place: int, years: int, days: int = 0, **law: str) -> Car:
    """A car registered so many years (and days) ago."""
    registered = cast.years(-years, days)
    return motoring.made(
        motoring.FIRST_PLACE + place, registered, cast.day, cast.book, Random(f"motorist:{place}"), **law
    )


def _in_order(cast: Cast) -> Situation:
    return Situation(
        code="car-in-order",
        title=Text(zh="私家车，行驶证丢了", en="A private car in order, its licence is lost"),
        attempt=Text(
            zh="补领行驶证，补领、换领号牌；看电子行驶证和检验标志，补领标志，要一份车辆信息证明。",
            en="Replace the lost vehicle licence (V42) or plates (V39, V40); show the electronic licence (V56), mark "
            "(V50), have it issued anew (V49), take the record of the vehicle (V54).",
        ),
        expect=AT_ONCE,
        resident=cast.woman(cars=(_car(cast, 1, 3),)),
        verdicts={"vehicle_licence": ALLOWED, "vehicle_contact": ALLOWED},
    )


def _two_cars(cast: Cast) -> Situation:
    return Situation(
        code="two-cars",
        title=Text(zh="两辆车，其中一辆的行驶证破了", en="Two cars, the licence of one is torn"),
        attempt=Text(
            zh="换领其中一辆的行驶证；把另一辆从账号解绑。",
            en="Exchange a damaged vehicle licence (V43) of one, take the other off the account (V57).",
        ),
        expect=Text(zh="每辆车各自一个案件。", en="Each car has a case of its own."),
        resident=cast.man(cars=(_car(cast, 2, 5), _car(cast, 3, 1))),
        verdicts={"vehicle_licence": ALLOWED},
    )


def _mortgaged(cast: Cast) -> Situation:
    car = motoring.mortgaged(_car(cast, 4, 1), cast.years(-1, 4), "江东银行", "DY2025-0004")
    return Situation(
        code="mortgaged-car",
        title=Text(zh="贷款买的车，还在抵押", en="Bought on credit: the mortgage stands"),
        attempt=Text(
            zh="看“我的车”；补领行驶证。在窗口再登记一笔抵押，补领、换领登记证书。",
            en="Look at my vehicles; replace the licence (V42). At a window register a second mortgage (V32), replace "
            "(V44) or exchange (V45) the certificate.",
        ),
        expect=Text(
            zh="注销被抵押挡住，写明先解除抵押；补领行驶证不受影响；第二笔抵押由人决定。",
            en="The mortgage stands in the way of deregistering, as the page says; the licence is replaced; a second "
            "mortgage waits for its contract, then for an officer.",
        ),
        resident=cast.man(cars=(car,)),
        verdicts={"vehicle_licence": ALLOWED},
    )


def _attached(cast: Cast) -> Situation:
    car = motoring.restricted(
        _car(cast, 5, 6), "attachment", cast.days(-40), "江东区人民法院", "（2026）执字118号", until=cast.years(2)
    )
    car = motoring.restricted(car, "attachment", cast.days(-9), "长河区人民法院", "（2026）执字704号")
    return Situation(
        code="attached-car",
        title=Text(zh="被法院查封的车，另一家法院轮候", en="A court has attached the car, another waits"),
        attempt=LOSE,
        expect=Text(
            zh="过户、抵押都办不了，写明法院和文号；补领行驶证转人工审核。第一家解封后，第二家的查封生效。",
            en="No sale and no mortgage, with court and number; the replacement goes to an officer. When the first "
            "court releases it, the attachment of the second binds.",
        ),
        resident=cast.woman(cars=(car,)),
        verdicts={"vehicle_licence": ALLOWED},
    )


def _stolen(cast: Cast) -> Situation:
    return Situation(
        code="stolen-car",
        title=Text(zh="车被盗，已报案", en="The car was stolen and reported"),
        attempt=LOSE,
        expect=Text(
            zh="所有业务停止，写明找回后怎么办。",
            en="Everything has stopped; the page says what follows when it is found.",
        ),
        resident=cast.man(cars=(motoring.lettered(_car(cast, 6, 4), "C", cast.days(-12)),)),
        verdicts={"vehicle_licence": ("vehicle.stolen",), "vehicle_contact": ("vehicle.stolen",)},
    )


def _overdue(cast: Cast) -> Situation:
    return Situation(
        code="overdue-car",
        title=Text(zh="第六年没有上线检验", en="The inspection of the sixth year was missed"),
        attempt=Text(zh="看“我的车”；换领行驶证。", en="Look at my vehicles; exchange the licence (V43)."),
        expect=Text(zh="显示逾期未检验；换证不受影响。", en="It says overdue; the exchange goes through all the same."),
        resident=cast.woman(cars=(motoring.unmarked(_car(cast, 7, 6, -60), cast.days(-45).replace(day=1) - ONE_DAY),)),
        verdicts={"vehicle_licence": ALLOWED},
    )


def _exempt(cast: Cast) -> Situation:
    return Situation(
        code="exempt-car",
        title=Text(zh="第四年，这次不用上线检验", en="The fourth year: no inspection this time"),
        attempt=Text(
            zh="看“我的车”；免检申领检验标志，再出示电子凭证。",
            en="Look at my vehicles; ask for the mark without an inspection (V48), then show it.",
        ),
        expect=Text(
            zh="保险、车船税都查到了，标志马上生效，有效期从原来的期满日接着算。",
            en="Insurance and tax are looked up; the mark is valid at once, counted from the end of the last one.",
        ),
        resident=cast.man(cars=(_car(cast, 11, 4, 40),)),
        verdicts={"vehicle_licence": ALLOWED, "mark_without_inspection": ALLOWED},
    )


def _worn_out(cast: Cast) -> Situation:
    car = _car(cast, 8, 8, -20, use="D")
    return Situation(
        code="worn-out-taxi",
        title=Text(zh="开满八年的出租车", en="A taxi past its eight years"),
        attempt=LOSE,
        expect=Text(zh="不能补领，写明交回收企业注销。", en="Refused: it goes to a recycler and is deregistered."),
        resident=cast.man(cars=(car,)),
        verdicts={"vehicle_licence": ("vehicle.scrap_due",), "vehicle_contact": ALLOWED},
    )


def _moved_house(cast: Cast) -> Situation:
    car = motoring.lettered(_car(cast, 9, 2), "G", cast.days(-5))
    return Situation(
        code="car-new-phone",
        title=Text(zh="车主换了手机号，还有违法没处理", en="An owner with a new phone and an open violation"),
        attempt=Text(zh="变更机动车联系方式。", en="Change the contact details (V21)."),
        expect=Text(
            zh="几秒办好；违法不影响，但“我的车”会提醒。",
            en="Done in seconds; the violation does not matter here, my vehicles names it.",
        ),
        resident=cast.woman(cars=(car,)),
        verdicts={"vehicle_contact": ALLOWED, "vehicle_licence": ALLOWED},
    )


def _moves_away(cast: Cast) -> Situation:
    return Situation(
        code="moves-away",
        title=Text(zh="带车搬到另一个城市", en="Moves to another city with a car"),
        attempt=Text(
            zh="在另一个城市的副本里申请转入（V15），填这里的号牌号码和车辆识别代号。见 docs/07-two-offices.md。",
            en="In the copy of another city apply to move the car in (V15), with the plate number and the VIN of this "
            "one. See docs/07-two-offices.md.",
        ),
        expect=Text(
            zh="档案网上转递，车主不用回来；转入办结的那一刻，这里的登记结束。",
            en="The file travels, its owner does not; the registration here ends the moment the new one begins.",
        ),
        resident=cast.woman(cars=(_car(cast, 10, 4),)),
        verdicts={"moving_out": ALLOWED},
        moves=True,
    )


def _pledges(cast: Cast) -> Situation:
    return Situation(
        code="pledges-a-car",
        title=Text(zh="把车质押给别人", en="Gives a car as a pledge"),
        attempt=Text(
            zh="办理质押备案（V34），质权人填另一位演示人员的身份证号；再以那个人登录，在“等您同意”里答复。",
            en="File a pledge (V34) with the number of another demo person as pledgee; sign in as them and answer "
            "under waiting for your agreement.",
        ),
        expect=Text(
            zh="对方同意的那一刻办结；不同意就不予办理，到期不答复自动终止。解除时同样要对方同意。",
            en="Done the moment they agree; refused where they do not; without an answer it ends. A release needs "
            "their word as well.",
        ),
        resident=cast.man(cars=(_car(cast, 12, 3, 20),)),
        verdicts={"pledge": ALLOWED},
    )


def _spouses(cast: Cast, wife: Resident) -> Situation:
    married = {"spouse": wife.number, "registered_on": cast.years(-1, -20).isoformat()}
    return Situation(
        code="spouses-car",
        title=Text(zh="夫妻的车，改到妻子名下", en="A car of spouses, to bear the name of the wife"),
        attempt=Text(
            zh=f"办理共同所有人变更（V16），填妻子{wife.name}的身份证号码，选“继续使用现在的号码”；再以妻子登录答复。",
            en=f"Change the name among co-owners (V16) with the number of {wife.name}, keep the plate number; sign in "
            "as her and answer.",
        ),
        expect=Text(
            zh="婚姻登记自动查到，结婚满一年，号码不换；妻子同意、缴费后办结。",
            en="The marriage is looked up; after a year the number stays. Done once she agrees and it is paid.",
        ),
        resident=cast.man(cars=(_car(cast, 13, 2, 50),), marriage=married),
        verdicts={"co_owner": ALLOWED},
    )


def _wrongly_registered(cast: Cast) -> Situation:
    return Situation(
        code="wrongly-registered",
        title=Text(zh="登记的车身颜色错了", en="The registration says another colour"),
        attempt=Text(
            zh="办理登记事项更正（V46），选车身颜色，拍一张整车照片；再以审核岗的工作人员登录决定。",
            en="Have the colour put right (V46) with a photograph of the car; sign in as staff of the review post and "
            "decide.",
        ),
        expect=Text(
            zh="工作人员核对后更正，不收费；原来的记录还在，写明已被更正。",
            en="Put right once an officer has compared, free; the former entry stays, marked as corrected.",
        ),
        resident=cast.woman(cars=(_car(cast, 14, 2, 90),)),
        verdicts={"correction": ALLOWED},
    )
