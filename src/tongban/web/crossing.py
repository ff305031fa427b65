"""Clearances of vehicles from Macau and Hong Kong in words, for their owner and for the desk."""

from typing import Any

from tongban.core import clock
from tongban.law.text import Text
from tongban.registers.crossing.types import ClearanceView, PassageView
from tongban.services.cross_border.clearances import NAMES

STATES = {
    "e_plate_issued": Text(zh="牌证已核发，还没有入境", en="plate issued, has not entered yet"),
    "entered": Text(zh="在内地", en="in the mainland"),
    "exited": Text(zh="已离境", en="has left"),
    "expired": Text(zh="已过期", en="expired"),
    "cancelled": Text(zh="已注销", en="cancelled"),
}
TONES = {"e_plate_issued": "done", "entered": "due", "exited": "done", "expired": "refused", "cancelled": "refused"}
KINDS = {"entered": Text(zh="入境", en="entered"), "exited": Text(zh="离境", en="exited")}
STAY = Text(zh="这次停留第 {days} 天，最多 {most} 天", en="Day {days} of this stay, of {most} at most")
YEAR = Text(zh="今年已停留 {days} 天，最多 {most} 天", en="{days} days this year, of {most} at most")
LEFT = Text(zh="还可以停留 {days} 天", en="{days} days left")
OVER = Text(zh="停留超过规定天数", en="Stayed longer than allowed")
GAPS = Text(zh="出入境记录不完整（{count} 处），请核对", en="The log has {count} gaps: please look at them")


def row(one: ClearanceView) -> dict[str, Any]:
    """A clearance in a list, with its days."""
    today = clock.today()
    state, standing = one.state(today), one.standing
    days = []
    if one.stay_days and standing.inside:
        days.append(STAY.fill(days=standing.days, most=one.stay_days))
    if one.year_days:
        days.append(YEAR.fill(days=standing.year_days, most=one.year_days))
    if one.days_left is not None and one.live(today):
        days.append(LEFT.fill(days=one.days_left))
    alarms = ([OVER] if one.over else []) + ([GAPS.fill(count=standing.gaps)] if standing.gaps else [])
    return {
        "id": one.id,
        "number": one.number,
        "home_plate": one.home_plate,
        "vin": one.vin,
        "name": one.name,
        "scheme": NAMES[one.scheme],
        "state": STATES[state],
        "tone": TONES[state],
        "live": one.live(today),
        "since": one.since,
        "until": one.until,
        "days": days,
        "alarms": alarms,
        "cancelled_why": one.cancelled_why,
    }


def passage(one: PassageView) -> dict[str, Any]:
    """A passage of the log."""
    return {"number": one.number, "vin": one.vin, "kind": KINDS[one.kind], "at": one.at, "port": one.port}
