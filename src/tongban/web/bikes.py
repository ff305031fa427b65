"""An e-bike as pages show it: the card with its plate, its licence, its life."""

from typing import Any

from tongban.core import clock
from tongban.documents import of_vehicles
from tongban.law.text import Text
from tongban.registers.bikes import queries
from tongban.registers.bikes.types import Bike, Moment
from tongban.registers.vehicles import codes

KINDS = {
    "ordinary": Text(zh="正式号牌", en="ordinary plate"),
    "delivery": Text(zh="网约配送专用号牌", en="special plate for delivery"),
}
MOMENTS: dict[str, Text] = {
    "registered": Text(zh="登记上牌", en="Registered"),
    "transferred": Text(zh="转让登记", en="Transferred to another owner"),
    "colour_changed": Text(zh="变更颜色", en="Colour changed"),
    "delivery_begun": Text(zh="换领配送专用号牌", en="Special plate for delivery"),
    "delivery_ended": Text(zh="换回普通号牌", en="Ordinary plate again"),
    "check_passed": Text(zh="检查合格", en="Check passed"),
    "plate_replaced": Text(zh="补领号牌", en="Plate replaced"),
    "licence_replaced": Text(zh="补领行驶证", en="Licence replaced"),
    "cancelled": Text(zh="注销登记", en="Registration cancelled"),
    "revoked": Text(zh="撤销登记", en="Registration revoked"),
    "person_merged": Text(zh="合并所有人记录", en="Records of the owner were joined"),
    "corrected": Text(zh="更正登记", en="Corrected"),
}
STRUCK = Text(zh="{what}（已被更正）", en="{what} (corrected later)")


def card(bike: Bike) -> dict[str, Any]:
    """A bike as components/bike_card.html draws it, for somebody who may see it. Three statements."""
    return {
        "id": bike.id,
        "plate": bike.plate,
        "tone": "yellow" if bike.kind == "delivery" else "green",
        "kind": KINDS[bike.kind],
        "name": bike.name,
        "colour": codes.word("colour", bike.colour),
        "code": bike.code,
        "registered_on": bike.registered_on,
        "licence": bike.licence,
        "check_due_on": bike.law.check_due_on,
        "check_late": bool(bike.law.check_due_on and bike.law.check_due_on < clock.today()),
        "life": [{"on": one.on, "what": _words(one)} for one in queries.life_of(bike.id)],
        "licence_kind": next(
            (one.kind.name for one in of_vehicles.standing([bike.id])[bike.id] if one.valid_until > clock.now()),
            "",
        ),
    }


def _words(moment: Moment) -> Text:
    what = MOMENTS[moment.kind]
    return STRUCK.fill(what=what) if moment.corrected else what
