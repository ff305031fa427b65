"""Temporary plates in words, for their owner and for the desk."""

from typing import Any

from tongban.core import clock
from tongban.documents.temporary.types import TemporaryView
from tongban.law.text import Text

SERIAL = 6  # its letter and five signs
ROWS = {
    "unsold": Text(zh="未销售的新车", en="New, not yet sold"),
    "bought": Text(zh="已购买、未登记的新车", en="New, bought and not registered"),
    "export": Text(zh="新车出口", en="New, for export"),
    "test": Text(zh="科研、定型试验", en="Tests"),
    "special": Text(zh="特型机动车", en="Special size"),
    "connected": Text(zh="智能网联道路测试", en="Connected vehicle on test"),
    "transfer_out": Text(zh="转让转出", en="Transferred to another place"),
    "used_export": Text(zh="二手车出口", en="Used, for export"),
    "pending": Text(zh="二手车待销售", en="Used, waiting for its sale"),
    "making": Text(zh="号牌还没有制作好", en="Plates are not made yet"),
    "reissue": Text(zh="补换领号牌期间", en="While plates are made anew"),
}
STATES = {
    "valid": Text(zh="有效", en="valid"),
    "not_yet": Text(zh="还没到开始日", en="not begun"),
    "expired": Text(zh="已过期", en="expired"),
    "void": Text(zh="已作废", en="void"),
}
TONES = {"valid": "done", "not_yet": "due", "expired": "refused", "void": "refused"}
LEFT, DAYS = Text(zh="还可以用", en="Left"), Text(zh="{days} 天（含今天）", en="{days} days, today included")
ENDS_SOON = Text(
    zh="正式号牌已领，临时号牌到期后作废", en="The formal plates are there: the temporary one ends on that day"
)
BY_ORDER = Text(zh="有效期由通告延长（{order}）", en="Extended by order {order}")
NOTE = Text(zh="说明", en="Note")
FRONT, REAR = Text(zh="前风窗", en="front window"), Text(zh="后风窗", en="rear window")
CARRIED = Text(zh="前风窗，或随车携带", en="front window, or carried along")


def printed(number: str) -> str:
    """A number as people read it: 临沪A·L00001."""
    return f"{number[:-SERIAL]}·{number[-SERIAL:]}"


def places(sheets: int) -> tuple[Text, ...]:
    """Where each sheet is put."""
    return (FRONT, REAR) if sheets > 1 else (CARRIED,)


def text(value: Text | str) -> Text:
    """A value that may be plain, as words."""
    return value if isinstance(value, Text) else Text(zh=value, en=value)


def row(plate: TemporaryView) -> dict[str, Any]:
    """A plate in a list."""
    today = clock.today()
    state = plate.state(today)
    return {
        "id": plate.id,
        "number": printed(plate.number),
        "name": plate.name,
        "vin": plate.vin,
        "why": ROWS[plate.row],
        "since": plate.since,
        "until": plate.holds_until,
        "state": STATES[state],
        "tone": TONES[state],
        "usable": state in ("valid", "not_yet"),
        "days": plate.days_left(today),
    }


def left(plate: TemporaryView) -> list[dict[str, Any]]:
    """How many days are left, and what has changed the last day."""
    rows: list[dict[str, Any]] = [{"label": LEFT, "value": DAYS.fill(days=plate.days_left(clock.today()))}]
    if plate.extended_by:
        rows.append({"label": NOTE, "value": BY_ORDER.fill(order=plate.extended_by)})
    if plate.formal_on:
        rows.append({"label": NOTE, "value": ENDS_SOON})
    return rows
