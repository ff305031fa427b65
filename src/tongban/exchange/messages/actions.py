"""Sending: a row and a job in the caller's transaction, the gateway after it."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from tongban.core import clock, personal, rows
from tongban.core.errors import BadInput, NotFound
from tongban.core.outbox import announce
from tongban.exchange.messages import partner
from tongban.exchange.messages.partner import Delivery
from tongban.exchange.models import Notice
from tongban.law.text import Text

LONGEST_NUMBER = 20
_BY_ID = rows.Rows(Notice, "id = %s", why="a job sends it, the gateway reports on it")
_SENT = """
UPDATE exchange_notice SET accepted_at = %s, words = CASE WHEN secret THEN NULL ELSE words END,
    state = CASE WHEN state = 'queued' THEN %s ELSE state END
WHERE id = %s
"""
CODE = Text(
    zh="【通办】验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人。",
    en="Tongban: your code is {code}, valid for {minutes} minutes. Tell it to nobody.",
)


def send(
    *,
    to: str,
    text: Text,
    language: str,
    topic: str,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
) -> UUID:
    """Queue a message in the caller's transaction and return its id.

    Raises BadInput for what is no number.
    """
    return _queue(to, text, language, topic, person_id, case_id, minutes=None).pk


def send_code(*, to: str, code: str, language: str, minutes: int, person_id: UUID | None = None) -> UUID:
    """Queue a one-time code, not sent any more after `minutes`, forgotten once sent.

    Return the message's id.
    """
    text = CODE.fill(code=code, minutes=minutes)
    return _queue(to, text, language, "code", person_id, None, minutes=minutes).pk


def deliver(*, notice_id: UUID) -> str:
    """Hand a queued message to the gateway (job) and return its state.

    Raises ExchangeError: it stays queued.
    """
    row = _BY_ID.first(notice_id)
    if row is None:
        raise NotFound(Text(zh="没有这条消息。", en="There is no such message."))
    if row.state != "queued" or row.words is None:
        return row.state
    if row.expires_at and row.expires_at <= clock.now():
        return _set(row, "failed")
    answer = partner.ask_send(
        str(row.pk),
        to=personal.unseal(row.to),
        text=personal.unseal(row.words),
        language=row.language,
        purpose=row.topic,
    )
    return _set(row, "accepted" if answer.value.accepted else "failed")


def report(*, delivery: Delivery) -> str:
    """Note what the gateway reports of a message; unknown ones and late reports change nothing.

    Announces `delivered_<topic>` with `notice=<id>`. Joins the transaction of `receive`.
    """
    known = _uuid(delivery.message_id)
    row = _BY_ID.first(known) if known else None
    if row is None or row.reported_at:
        return row.state if row else ""
    row.state, row.reported_at = delivery.state, delivery.at
    rows.update(row, "state", "reported_at")
    if row.state == "delivered":
        announce(f"delivered_{row.topic}", notice=row.pk)
    return row.state


def _queue(
    to: str,
    text: Text,
    language: str,
    topic: str,
    person_id: UUID | None,
    case_id: UUID | None,
    minutes: int | None,
) -> Notice:
    number = to.replace(" ", "").replace("-", "")
    if not number.lstrip("+").isascii() or not number.lstrip("+").isdigit() or len(number) > LONGEST_NUMBER:
        raise BadInput("phone", Text(zh="电话号码不正确。", en="This is no telephone number."))
    now = clock.now()
    with transaction.atomic(savepoint=False):
        row = Notice(
            person_id=person_id,
            case_id=case_id,
            topic=topic,
            language="en" if language.startswith("en") else "zh-hans",
            to=personal.seal(number),
            words=personal.seal(text.in_language(language)),
            secret=minutes is not None,
            state="queued",
            created_at=now,
            expires_at=now + timedelta(minutes=minutes) if minutes is not None else None,
        )
        rows.insert(row)
        announce("notice_queued", notice=row.pk)
    return row


def _set(row: Notice, state: str) -> str:
    """Note what became of a message, unless its report was faster than the gateway's answer."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [clock.now(), state, row.pk])
    return state


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
