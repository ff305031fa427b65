"""Owners of e-bikes (N01 to N07)."""

from tongban.demo.resident import OwnBike
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text


def told(cast: Cast) -> list[Situation]:
    """The situations about e-bikes."""
    return [_stolen(cast), _two(cast), _rider(cast), _manager(cast)]


def _stolen(cast: Cast) -> Situation:
    return Situation(
        code="bike-stolen",
        title=Text(zh="电动自行车被偷了", en="An e-bike was stolen"),
        attempt=Text(
            zh="看“我的电动自行车”，出示行驶证；再注销。",
            en="Look at my e-bikes and show the licence; then cancel the registration (N04).",
        ),
        expect=Text(zh="马上注销，电子行驶证作废。", en="Ended at once; the electronic licence is void."),
        resident=cast.woman(bikes=(OwnBike("117020000000001", "DJ20000001", "E", cast.years(-1)),)),
        verdicts={"bike_cancel": ALLOWED},
    )


def _two(cast: Cast) -> Situation:
    return Situation(
        code="two-bikes",
        title=Text(zh="两辆电动自行车，卖掉一辆", en="Two e-bikes, one is sold"),
        attempt=Text(
            zh="在窗口办转让；在家变更另一辆的颜色，或者补领号牌。",
            en="Transfer one at a window (N02); change the colour of the other from home (N03), or "
            "replace its plate (N05).",
        ),
        expect=Text(
            zh="当场办结，号牌不变，行驶证随之更新。", en="Done at once; the number stays, the licence follows."
        ),
        resident=cast.man(
            bikes=(
                OwnBike("117020000000002", "DJ20000002", "J", cast.years(-2)),
                OwnBike("117020000000003", "DJ20000003", "A", cast.days(-60)),
            )
        ),
        verdicts={"bike_anew": ALLOWED},
    )


def _rider(cast: Cast) -> Situation:
    return Situation(
        code="rider",
        title=Text(zh="外卖骑手", en="A rider of a delivery firm"),
        attempt=Text(
            zh="在窗口换领配送专用号牌（企业代码 91310115MA1K3BTP2B），再登记一次检查。",
            en="At a window: the special plate for delivery (N06, firm 91310115MA1K3BTP2B, any 24 hexadecimal "
            "digits as tag), then a check (N07).",
        ),
        expect=Text(
            zh="当场办结；检查合格后，下次检查在五年后。",
            en="Done at once; after the check the next is due in five years.",
        ),
        resident=cast.man(
            bikes=(OwnBike("117020000000004", "DJ20000004", "H", cast.days(-20)),),
            riding=({"firm": "91310115MA1K3BTP2B", "firm_name": "示范配送"},),
        ),
        verdicts={"bike_anew": ALLOWED},
    )


def _manager(cast: Cast) -> Situation:
    return Situation(
        code="fleet-manager",
        title=Text(zh="配送企业的经办人", en="Who acts for a delivery firm"),
        attempt=Text(
            zh="看“我的车辆”里的“单位的配送车”：号牌、骑手、下次检查。",
            en="Look at the e-bikes of the firm under my vehicles: plates, riders, next checks.",
        ),
        expect=Text(
            zh="只看到本单位的车；看不到车在路边被读到的位置。骑手能看到谁看过。",
            en="Only the firm's own; never where a bike was read. Riders can see who looked.",
        ),
        resident=cast.woman(bikes=(OwnBike("117020000000005", "DJ20000005", "A", cast.days(-90)),)),
        verdicts={"bike_anew": ALLOWED},
    )
