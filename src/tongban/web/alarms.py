"""What the nightly reconciliation of blanks found, in words."""

from typing import Any

from tongban.documents.reconciling import Alarm
from tongban.law.text import Text
from tongban.web import plates
from tongban.web.forms import text

WORDS = {
    "vanished": Text(
        zh="{kind}：到货 {expected} 件，账上只有 {found} 件。",
        en="{kind}: {expected} came, the book knows {found}.",
    ),
    "counted": Text(
        zh="{kind}：账上库存 {expected} 件，清点 {found} 件。",
        en="{kind}: {expected} in stock by the book, {found} counted.",
    ),
    "taken": Text(zh="{kind}：领用 {found} 件，没有做成号牌。", en="{kind}: {found} taken that became no plate."),
    "silent": Text(
        zh="号牌 {kind}：已领半成品，长时间没有进展。", en="Plates {kind}: blanks were taken, nothing heard since."
    ),
}


def line(alarm: Alarm) -> dict[str, Any]:
    """An alarm as a line: what does not add up, where, on which serials."""
    kind = text(alarm.kind) if alarm.what == "silent" else plates.kind_word(alarm.kind)
    return {
        "key": alarm.key,
        "office": plates.outlet_word(alarm.office),
        "sentence": WORDS[alarm.what].fill(kind=kind, expected=alarm.expected, found=alarm.found),
        "serials": " ".join(alarm.serials),
    }
