"""Who buys, sells or changes a vehicle: everything that V01, V02, V09, V10, V13, V17, V20, V26, V33, V41 and V47 need
is known already, so that each can be tried at once.
"""

from dataclasses import replace
from random import Random
from typing import Any

from tongban.demo import motoring
from tongban.demo.motoring import Car
from tongban.demo.resident import Resident
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation, situation

NO_CAR = {"vehicle_contact": ("vehicle.not_yours",)}
HAS_CAR = {"vehicle_licence": ALLOWED}
QUOTA_REGION = "320116"  # the district of the demo in which a quota certificate comes first
FIRST_BOUGHT = motoring.FIRST_PLACE + 500
ELECTRIC_PLACE = 24  # its draw is an electric car
IMPORTED = "JTHBJ46G0C2900417"  # its ninth character is not the one that the others ask for
BANK, CONTRACT = "江东银行", "DY2025-0031"


def told(cast: Cast) -> list[Situation]:
    """The situations about buying, selling and changing."""
    return [
        _new_car(cast), _new_car_without_quota(cast), _new_motorcycle(cast), *_sale(cast), _painted(cast),
        _renamed_owner(cast), _paid_off(cast), _new_engine(cast), _electric(cast), _two_alike(cast), _inspected(cast),
        _new_lorry(cast), _new_import(cast), _exchanged(cast),
    ]  # fmt: skip


def _car(cast: Cast, place: int, years: int, days: int = 0) -> Car:
    registered = cast.years(-years, days)
    return motoring.made(motoring.FIRST_PLACE + place, registered, cast.day, cast.book, Random(f"motorist:{place}"))


def _new_car(cast: Cast) -> Situation:
    one = cast.woman()
    bought = motoring.bought(FIRST_BOUGHT, one.number, cast.day)
    vin = bought["vin"]
    return situation(
        "new-car",
        _with(one, bought),
        NO_CAR,
        title=("刚买了一辆新车", "Has just bought a new car"),
        attempt=(
            f"先用车辆识别代号 {vin} 选号，再办私家车注册登记。",
            f"Choose a number for the VIN {vin}, then register the car (V01).",
        ),
        expect=(
            "缴费后马上登记；“我的车辆”里看到新号牌什么时候做好。",
            "Registered as soon as it is paid; my vehicles says when the plates are ready.",
        ),
    )


def _new_car_without_quota(cast: Cast) -> Situation:
    one = replace(cast.man(), region=QUOTA_REGION)
    bought = motoring.bought(FIRST_BOUGHT + 1, one.number, cast.day, quota=None)
    vin = bought["vin"]
    return situation(
        "new-car-no-quota",
        _with(one, bought),
        NO_CAR,
        title=("住在要指标的区，买了新车还没有指标", "A new car in a district that asks for a quota certificate"),
        attempt=(
            f"办私家车注册登记，车辆识别代号 {vin}。再到沙盒的“新车”页给他指标。",
            f"Register the car (V01) with the VIN {vin}. Then give him a certificate on the sandbox's page of cars.",
        ),
        expect=(
            "说明要先有指标、到哪里办；有了指标，案件自动继续，指标只能用一次。",
            "It says that a certificate comes first and where to get one; with it the case goes on by itself.",
        ),
    )


def _new_motorcycle(cast: Cast) -> Situation:
    one = cast.man()
    built = {"type": "M21", "capacity": 2, "displacement_ml": 125, "brand": "宗申牌", "model": "ZS125"}
    bought = motoring.bought(FIRST_BOUGHT + 2, one.number, cast.day, built, purchase_tax=None, quota=None)
    vin = bought["vin"]
    return situation(
        "new-motorcycle",
        _with(one, bought),
        NO_CAR,
        title=("买了一辆125毫升的摩托车", "Has bought a motorcycle of 125 ml"),
        attempt=(
            f"先用车辆识别代号 {vin} 选号，再办摩托车注册登记。",
            f"Choose a number for the VIN {vin}, then register the motorcycle (V02).",
        ),
        expect=(
            "不用缴购置税；查验后缴 55 元，号牌黄底一面。",
            "No purchase tax; after the check 55 yuan, and one yellow plate.",
        ),
    )


def _sale(cast: Cast) -> list[Situation]:
    """A seller, and the buyer whom the invoice names."""
    buyer, seller, car = cast.woman(), cast.man(), _car(cast, 19, 5)
    invoice = {
        "number": "EJ20260031", "seller": seller.number, "buyer": buyer.number, "price": "68000.00",
        "on": cast.day.isoformat(),
    }  # fmt: skip
    return [
        situation(
            "sells-a-car",
            _with(seller, {"vin": car.vin, "used_invoice": invoice}, car),
            HAS_CAR,
            title=("把车卖给别人，发票已开", "Sells a car, the invoice is issued"),
            attempt=(
                f"办转让登记，买方身份证号 {buyer.number}；再以买方登录同意、选号。",
                f"Transfer it (V26) to {buyer.number}; then sign in as the buyer, agree and choose a number.",
            ),
            expect=(
                "双方都同意、选好号、查验后，车归买方，卖方的原号码保留两年。",
                "With a number chosen and the car checked it is the buyer's; the seller's number is kept for them.",
            ),
        ),
        situation(
            "buys-a-used-car",
            buyer,
            NO_CAR,
            title=("买别人的二手车", "Buys somebody's used car"),
            attempt=(
                f"卖方申请后，在“等您同意”里同意，再用车辆识别代号 {car.vin} 选号。",
                f"When the seller has applied, agree, then choose a number for the VIN {car.vin}.",
            ),
            expect=("过户后车在“我的车辆”里。", "After the transfer the car is among my vehicles."),
        ),
    ]


def _painted(cast: Cast) -> Situation:
    return situation(
        "painted-car",
        cast.woman(cars=(_car(cast, 21, 3),)),
        HAS_CAR,
        title=("给车换了颜色", "Has had the car painted"),
        attempt=("办变更车身颜色。", "Register the colour (V09)."),
        expect=("等查验；查验员录像查验通过后缴费，发新行驶证。", "It waits for the check, then a new licence."),
    )


def _renamed_owner(cast: Cast) -> Situation:
    one = cast.woman(cars=(_car(cast, 22, 4),))
    return situation(
        "renamed-owner",
        _renamed(one),
        HAS_CAR,
        title=("车主改了名字", "An owner with a new name"),
        attempt=("办身份证明名称、号码备案。", "File the new name (V20)."),
        expect=("户籍部门已有新名字，马上办好。", "The population register has it already: done at once."),
    )


def _paid_off(cast: Cast) -> Situation:
    car = motoring.mortgaged(_car(cast, 23, 3), cast.years(-3, 5), BANK, CONTRACT)
    contract = {
        "number": CONTRACT, "holder": BANK, "holder_code": "91320100MA1K3BTP2B", "vin": car.vin,
        "signed_by_owner": True, "signed_on": cast.years(-3, 4).isoformat(), "released": True,
    }  # fmt: skip
    return situation(
        "paid-off-car",
        cast.man(cars=(car,), contracts=(contract,)),
        HAS_CAR,
        title=("车贷还清，银行已同意解除", "The loan is paid off and the bank has given it up"),
        attempt=("办解除抵押登记。", "Release the mortgage (V33)."),
        expect=("银行的系统已确认，马上解除。", "The bank's system says so: released at once."),
    )


def _new_engine(cast: Cast) -> Situation:
    car = _car(cast, 28, 7)
    return situation(
        "new-engine",
        _with(cast.man(), {"vin": car.vin, "inspection": _inspection(cast, 1)}, car),
        HAS_CAR,
        title=("换了同型号的发动机，已检验合格", "Another engine of the same model, inspected"),
        attempt=(
            "办更换发动机（或者更换车身），更换日期填昨天以前。",
            "Register the engine (V10), changed before yesterday; or a body (V11).",
        ),
        expect=("检验结果自动查到；查验后缴费。", "The inspection is looked up; it waits for the check."),
    )


def _electric(cast: Cast) -> Situation:
    return situation(
        "electric-on-blue",
        cast.woman(cars=(_car(cast, ELECTRIC_PLACE, 3),)),
        HAS_CAR,
        title=("电动车还挂着蓝牌", "An electric car with an ordinary blue plate"),
        attempt=(
            "办换发新能源汽车号牌，先选一个绿牌号码；或者变更使用性质。",
            "Change to a green plate (V41), or to another use (V13).",
        ),
        expect=(
            "原号码按规定保留；两面绿牌和新行驶证。",
            "The old number is kept by its rule; green plates, a new licence.",
        ),
    )


def _two_alike(cast: Cast) -> Situation:
    return situation(
        "two-numbers",
        cast.man(cars=(_car(cast, 25, 6), _car(cast, 26, 2))),
        HAS_CAR,
        title=("两辆车，想互换号码", "Two cars whose numbers should change places"),
        attempt=("办互换号牌号码，填另一辆车的号牌。", "Swap the numbers (V17): state the plate of the other car."),
        expect=(
            "缴 220 元，两辆车同时换号、换牌、换证；一年内不能再换。",
            "220 yuan; both change at once, and not again within a year.",
        ),
    )


def _inspected(cast: Cast) -> Situation:
    car = _car(cast, 32, 6, 40)
    return situation(
        "inspected-car",
        _with(cast.woman(), {"vin": car.vin, "inspection": _inspection(cast, 1)}, car),
        HAS_CAR,
        title=("第六年，刚上线检验合格", "The sixth year, just inspected"),
        attempt=("办检验后核发检验合格标志。", "Ask for the mark after the inspection (V47)."),
        expect=(
            "检验、保险、车船税都查到，标志马上生效。",
            "Inspection, insurance and tax are looked up; the mark is valid at once.",
        ),
    )


def _new_lorry(cast: Cast) -> Situation:
    one = cast.man()
    built = {"type": "H31", "fuel": "B", "capacity": 2, "brand": "江淮牌", "model": "HFC1041"}
    more = {"inspection": _inspection(cast, 2), "quota": None}
    bought = motoring.bought(FIRST_BOUGHT + 3, one.number, cast.day, built, **more)
    vin = bought["vin"]
    return situation(
        "new-lorry",
        _with(one, bought),
        NO_CAR,
        title=("买了一辆轻型货车", "Has bought a light lorry"),
        attempt=(
            f"先用车辆识别代号 {vin} 选号，再办其他机动车注册登记，选货运。",
            f"Choose a number for the VIN {vin}, then register it (V03) for freight.",
        ),
        expect=(
            "等车管所查验；登记后“我的车辆”显示报废年限。",
            "It waits for the check at the office; my vehicles then says by when it is scrapped.",
        ),
    )


def _new_import(cast: Cast) -> Situation:
    one = cast.woman()
    bought = motoring.bought(FIRST_BOUGHT + 4, one.number, cast.day, {"brand": "雷克萨斯牌", "model": "ES200"})
    released = {"number": "JK2026000417", "built": bought["certificate"]["built"], "supervised": False}
    known = {**bought, "vin": IMPORTED, "certificate": None, "import": released, "inspection": _inspection(cast, 2)}
    return situation(
        "new-import",
        _with(one, known),
        NO_CAR,
        title=("买了一辆进口车，车辆识别代号的校验位不符", "An imported car whose VIN does not check"),
        attempt=(
            f"先用车辆识别代号 {IMPORTED} 选号，再办进口车注册登记，选非营运。",
            f"Choose a number for the VIN {IMPORTED}, then register it (V04), not for hire.",
        ),
        expect=(
            "校验位不符只提醒，不拒绝：查验、缴费后由审核员与海关记录核对。",
            "That it does not check is a warning: after check and payment an officer compares it with customs.",
        ),
    )


def _exchanged(cast: Cast) -> Situation:
    car, one = _car(cast, 33, 1), cast.man()
    bought = motoring.bought(FIRST_BOUGHT + 5, one.number, cast.day)
    vin = bought["vin"]
    return situation(
        "exchanged-car",
        _with(one, bought, car),
        HAS_CAR,
        title=("车有质量问题，厂家换了一辆", "The maker exchanged a faulty car"),
        attempt=(
            f"办因质量问题更换整车，新车的车辆识别代号 {vin}。",
            f"Register the exchange (V12): the new car has the VIN {vin}.",
        ),
        expect=("号码不变；查验后换新行驶证。", "The number stays; after the check a new licence."),
    )


def _inspection(cast: Cast, days: int) -> dict[str, Any]:
    on = cast.days(-days).isoformat()
    return {"serial": f"JY{on.replace('-', '')}", "passed": True, "on": on, "station": "江东机动车检测站"}


def _with(one: Resident, known: dict[str, Any], *cars: Car) -> Resident:
    """The resident with cars on record and what the partners know of one."""
    return replace(one, cars=(*one.cars, *cars), of_cars=(*one.of_cars, known))


def _renamed(one: Resident) -> Resident:
    return replace(one, population={"name": one.name[0] + "宁" + one.name[2:]})
