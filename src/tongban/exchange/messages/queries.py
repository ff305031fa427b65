"""Messages as their receiver reads them on the page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.core import personal
from tongban.exchange.models.sending import Notice
from tongban.law.text import Text

TITLES = {
    "case_decided": Text(zh="办理结果", en="What was decided"),
    "fee_due": Text(zh="等您缴费", en="A fee is due"),
    "matters_open": Text(zh="有事项待办", en="Something to settle"),
    "agreement_asked": Text(zh="等您同意", en="Waiting for your agreement"),
    "promise_due": Text(zh="请补交材料", en="Something was promised"),
    "reminder": Text(zh="您要的提醒", en="The reminder you asked for"),
    "slot_given": Text(zh="约考成功", en="You have a slot"),
    "slot_void": Text(zh="考试场次取消", en="A session is cancelled"),
    "appointment": Text(zh="预约成功", en="Your appointment"),
    "mobile_day": Text(zh="送考下乡", en="Tests come to your town"),
    "duty_due": Text(zh="到期提醒", en="Something falls due"),
}
OTHER = Text(zh="通知", en="Notice")


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message with its words; a one-time code has none any more."""

    at: datetime
    title: Text
    text: str
    state: str


def messages_of(person_id: UUID, limit: int = 100) -> list[MessageShown]:
    """What was sent to a person, newest first, without codes. One query."""
    rows = Notice.for_system("the person reads their own messages").filter(person_id=person_id, secret=False)
    return [
        MessageShown(
            at=row.created_at,
            title=TITLES.get(row.topic, OTHER),
            text=personal.unseal(row.words) if row.words else "",
            state=row.state,
        )
        for row in rows.order_by("-created_at")[:limit]
    ]
