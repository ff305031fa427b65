"""Vehicles that pass: a new car with a temporary plate that runs out (V07), a Macau car with its clearance (C01)."""

from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.dates import add_years
from tongban.law.text import Text

MACAU = "820000"
TEMPORARY, OWNER = "temporary-plate", "macau-owner"


def told(cast: Cast) -> list[Situation]:
    """The situations about vehicles that pass."""
    return [_new_car(cast), _macau_owner(cast)]


def _new_car(cast: Cast) -> Situation:
    return Situation(
        code=TEMPORARY,
        title=Text(zh="新车的临时号牌快到期了", en="The temporary plate of a new car runs out"),
        attempt=Text(
            zh="看“我的车辆”里的临时号牌：出示、打印；再申领下一副（车架号 LSVT91337TN000077）。",
            en="Look at the temporary plate under My vehicles, show and print it; apply for the next one (V07, VIN "
            "LSVT91337TN000077).",
        ),
        expect=Text(
            zh="还剩三天；下一副从到期的第二天开始，马上办结。",
            en="Three days are left; the next one begins the day after.",
        ),
        resident=cast.woman(),
        verdicts={"temporary": ALLOWED},
    )


def _macau_owner(cast: Cast) -> Situation:
    return Situation(
        code=OWNER,
        title=Text(zh="澳门车主，有入出横琴的电子牌证", en="A Macau owner with an electronic plate for Hengqin"),
        attempt=Text(
            zh="看“我的车辆”，出示电子牌证；再申请澳车北上（车架号 JTDKN3DU6A0123456）。",
            en="Look at My vehicles and show the electronic plate of C01; then apply for Guangdong (C02, VIN "
            "JTDKN3DU6A0123456).",
        ),
        expect=Text(
            zh="牌证在手机上，查验页可以离线核对；澳车北上已到期，写明哪一天。",
            en="The plate is on the phone, checked offline too; that for Guangdong has ended, and the page says when.",
        ),
        resident=cast.man(region=MACAU, driver=cast.until(add_years(cast.day, 3))),
        verdicts={"renewal": ("medical.missing", "renewal.too_early")},
    )
