"""What an owner is told by telephone before a due day of a vehicle. Short, and of the vehicle its plate alone."""

from datetime import date
from uuid import UUID

from tongban.core import plates
from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles.types import Vehicle

WHERE = Text(zh="登录后选“{service}”即可办理。", en='Sign in and choose "{service}".')
DUTIES: dict[str, Text] = {
    "mark": Text(
        zh="{plate} 的检验标志{due_on}到期，这次不用上线检验，直接申领。",
        en="The inspection mark of {plate} ends on {due_on}. No inspection this time: apply for the next one.",
    ),
    "inspection": Text(
        zh="{plate} 的检验有效期到{due_on}，这次要上线检验，请预约任意一家检验机构。",
        en="The inspection of {plate} is valid to {due_on}. This time it has to be inspected: book any station.",
    ),
    "scrap": Text(
        zh="{plate} 的使用年限到{due_on}。请在此之前交给报废机动车回收企业，由其代办注销。",
        en="{plate} may be used until {due_on}. Hand it to a certified recycler before, who has it deregistered.",
    ),
}


def remind(*, vehicle: Vehicle, person_id: UUID, duty: str, due_on: date, service: Text | None = None) -> UUID | None:
    """Queue the reminder; None for a person without a telephone, who reads it on the page."""
    to = people.phone_number(person_id)
    if not to:
        return None
    plate = plates.Plate(vehicle.plate_type, vehicle.plate).printed if vehicle.plate else vehicle.vin
    text = DUTIES[duty].fill(plate=plate, due_on=due_on)
    if service:
        where = WHERE.fill(service=service)
        text = Text(zh=text.zh + where.zh, en=f"{text.en} {where.en}")
    return messages.send(to=to, text=text, language="zh-hans", topic="duty_due", person_id=person_id)
