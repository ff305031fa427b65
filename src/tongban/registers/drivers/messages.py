"""What a driver is told by telephone before a due day. Short, without personal data."""

from datetime import date
from uuid import UUID

from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import queries as people

WHERE = Text(zh="登录后选“{service}”即可办理。", en='Sign in and choose "{service}".')
DUTIES: dict[str, Text] = {
    "renewal": Text(
        zh="您的驾驶证将于{due_on}到期，请及时换证。",
        en="Your driving licence expires on {due_on}. Please renew it.",
    ),
    "review": Text(
        zh="请在{due_on}前办理驾驶证审验。",
        en="Your licence has to be reviewed by {due_on}.",
    ),
    "medical": Text(
        zh="请在{due_on}前到医院体检，结果会自动传来。",
        en="Please have a medical examination by {due_on}; the result arrives by itself.",
    ),
    "age": Text(
        zh="您将于{due_on}达到规定年龄，部分准驾车型届时不能再驾驶，请登录查看。",
        en="On {due_on} you reach an age at which you may no longer drive some vehicles; sign in to see which.",
    ),
    "lapse": Text(
        zh="您的驾驶证已逾期未换，{due_on}后将被注销，请尽快办理。",
        en="Your licence is overdue and will be cancelled after {due_on}. Please renew it soon.",
    ),
}


def remind(*, person_id: UUID, duty: str, due_on: date, service: Text | None = None) -> UUID | None:
    """Queue the reminder of a duty; None for a person without a telephone, who reads it on the page.

    `service`: the name of the one that settles the duty, to be found after signing in.
    """
    to = people.phone_number(person_id)
    if not to:
        return None
    text = DUTIES[duty].fill(due_on=due_on)
    if service:
        where = WHERE.fill(service=service)
        text = Text(zh=text.zh + where.zh, en=f"{text.en} {where.en}")
    return messages.send(to=to, text=text, language="zh-hans", topic="duty_due", person_id=person_id)
