"""Reminders that a person asks for: of a service, on a day, by a message to their telephone."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.casework.models import Reminder
from tongban.core import clock, entries
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, NotFound
from tongban.core.ids import new_id
from tongban.exchange.messages import actions as messages
from tongban.law.dates import add_years
from tongban.law.text import Text
from tongban.outlets.catalogue import shipped
from tongban.people import queries as people

LONGEST_YEARS = 3  # as far as a postponement reaches: no duty lies further ahead
WORDS = Text(
    zh="您请我们在今天提醒：办理“{service}”。登录可查看在哪里办、带什么。",
    en='You asked us to remind you today: "{service}". Sign in to see where it is done and what to bring.',
)
WRONG_DAY = Text(
    zh="请选择{after}之后、最晚{latest}的日期。", en="Choose a day after {after} and not later than {latest}."
)
NO_PHONE = Text(zh="请先绑定手机号，我们才能提醒您。", en="Bind a telephone first: the reminder goes there.")
NONE = Text(zh="没有这条提醒。", en="There is no such reminder.")


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder that waits for its day."""

    id: UUID
    service: str
    remind_on: date


def ask(*, person_id: UUID, service: str, remind_on: date, language: str, actor: Actor) -> Reminder:
    """Ask to be reminded of a service on a day; a reminder of it that waits already moves to that day.

    Raises BadInput for a day that is not ahead and for a person without a telephone, NotFound for an unknown code.
    """
    today = clock.today()
    latest = add_years(today, LONGEST_YEARS)
    if not today < remind_on <= latest:
        raise BadInput("remind_on", WRONG_DAY.fill(after=today, latest=latest))
    if not people.phone_number(person_id):
        raise BadInput("remind_on", NO_PHONE)
    if service not in {item.code for item in shipped().items}:
        raise NotFound(Text(zh="没有编号为 {code} 的业务。", en="There is no service {code}.").fill(code=service))
    with transaction.atomic():
        row, _ = Reminder.objects.update_or_create(
            person=person_id,
            service=service,
            sent_at=None,
            ended_at=None,
            defaults={"remind_on": remind_on, "language": language},
            create_defaults={
                "id": new_id(), "asked_at": clock.now(), "remind_on": remind_on, "language": language,
            },
        )  # fmt: skip
        _note(row, "asked", actor)
        return row


def end(*, reminder_id: UUID, actor: Actor) -> None:
    """The person no longer wants it. To anybody else it does not exist: NotFound."""
    with transaction.atomic():
        mine = Reminder.objects.select_for_update().filter(id=reminder_id, person=actor.own_person, sent_at=None)
        row = mine.filter(ended_at=None).first()
        if row is None:
            raise NotFound(NONE)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        _note(row, "ended", actor)


def waiting_of(person_id: UUID) -> list[ReminderView]:
    """A person's reminders that wait for their day, the next first. One statement."""
    rows = Reminder.objects.filter(person=person_id, sent_at=None, ended_at=None).order_by("remind_on", "id")
    return [ReminderView(row.id, row.service, row.remind_on) for row in rows]


def send_due() -> int:
    """Send every reminder whose day has come, each once; returns how many. Whose telephone was unbound meanwhile is
    reminded once there is a new one."""
    due = Reminder.objects.filter(remind_on__lte=clock.today(), sent_at=None, ended_at=None)
    found = list(due.order_by("remind_on").values_list("id", flat=True))
    return sum(_send(reminder_id) for reminder_id in found)


def _send(reminder_id: UUID) -> bool:
    with transaction.atomic():
        row = Reminder.objects.select_for_update(skip_locked=True).filter(id=reminder_id, sent_at=None).first()
        to = people.phone_number(row.person) if row else ""
        if row is None or not to:
            return False
        text = WORDS.fill(service=shipped().item(row.service).name)
        messages.send(to=to, text=text, language=row.language, topic="reminder", person_id=row.person)
        row.sent_at = clock.now()
        row.save(update_fields=["sent_at"])
        _note(row, "sent", system("reminders"))
        return True


def _note(row: Reminder, kind: str, actor: Actor) -> None:
    entries.write(
        register="reminders",
        subject=row.id,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause="reminder",
        facts={"service": row.service, "remind_on": row.remind_on.isoformat()},
    )
