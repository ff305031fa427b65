"""Appointments at counters and inspection lanes: what people are told about them."""

from uuid import UUID

from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.appointments import KINDS
from tongban.allocation.slots.types import Standing
from tongban.core import clock
from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import queries as people

NAMES = {
    "counter": Text(zh="窗口办理", en="at a counter"),
    "inspection": Text(zh="机动车检测", en="vehicle inspection"),
}
MADE = Text(
    zh="您预约了{what}：{day} {at}，{site}。不能来请提前取消，名额会让给别人。",
    en="Your appointment, {what}: {day} {at}, {site}. If you cannot come, give it back: somebody else may have it.",
)


def name_of(kind: str) -> Text:
    """What an appointment is for, as people read it."""
    return NAMES[kind]


def tell(session: UUID, person: UUID) -> None:
    """A short message that an appointment was made; nothing for a test, which is told elsewhere."""
    own = [one for one in slots.slots_in(session) if one.person == person and one.standing is Standing.BOOKED]
    to = people.phone_number(person) if own and own[0].subject in KINDS else ""
    if to:
        found = own[0].session
        text = MADE.fill(
            what=NAMES[own[0].subject], day=clock.day_of(found.begins_at), site=found.site_name,
            at=found.begins_at.astimezone(clock.CHINA).strftime("%H:%M"),
        )  # fmt: skip
        messages.send(to=to, text=text, language="zh-hans", topic="appointment", person_id=person)
