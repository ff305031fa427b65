"""Reading the room: the log open to citizens, messages, answers that were kept, how partners do."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tongban.core import clock, personal
from tongban.core.errors import NotFound
from tongban.exchange import keys, registry, signing, wire
from tongban.exchange.models import Message, PartnerKey, Question
from tongban.exchange.types import MessageView, PartnerState, QuestionView
from tongban.law.text import Text

DOWN_AFTER = 5  # failures in a row, as the breaker counts
STATUS_WINDOW = timedelta(hours=1)

_STATES = """
SELECT partner, count(*), count(*) FILTER (WHERE outcome <> 'answered'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE outcome = 'answered'),
       max(asked_at) FILTER (WHERE outcome = 'answered'),
       (array_agg(outcome ORDER BY asked_at DESC))[1:%s]
FROM exchange_question WHERE asked_at > %s GROUP BY partner
"""


def questions_about(person_id: UUID, limit: int = 200) -> list[QuestionView]:
    """Return what was asked about a person, newest first, for that person.

    One query. The caller writes the look.
    """
    rows = Question.for_system("the log open to the citizen concerned").filter(person_id=person_id)
    return _views(rows.order_by("-asked_at", "-id")[:limit])


def questions_of_case(case_id: UUID) -> list[QuestionView]:
    """Return what was asked for a case, oldest first: from whom, in how many seconds. One query."""
    return _views(Question.for_system("the case says from whom it fetched").filter(case_id=case_id).order_by("id"))


def kept_answer(message_id: UUID) -> dict[str, Any] | None:
    """Return the body of an answer, None where it is not kept (any more); raises NotFound."""
    row = _question(message_id)
    return None if row.body is None else json.loads(personal.unseal(row.body))


def is_genuine(message_id: UUID) -> bool | None:
    """Check the signature of a kept answer again, with the key pinned when it came.

    None where it is not kept.
    """
    row = _question(message_id)
    if row.body is None:
        return None
    pin = PartnerKey.objects.filter(partner=row.partner, pinned_at__lte=row.asked_at).order_by("-pinned_at").first()
    if pin is None:
        return False
    try:
        signing.verify_response(
            keys.public_key(pin.x), pin.kid, status=200, headers=row.signed_headers,
            body=personal.unseal(row.body).encode(), request_id=row.signed_headers["request-id"], fresh=False,
        )  # fmt: skip
    except signing.BadSignature:
        return False
    return True


def get_message(message_id: UUID) -> MessageView:
    """Return a message a partner sent us, its body in the agreed form (listeners); raises NotFound."""
    row = Message.for_system("a listener acts on it").filter(pk=message_id).first()
    if row is None:
        raise NotFound(Text(zh="没有这条消息。", en="There is no such message."))
    body = personal.unseal(row.body).encode()
    form = registry.get_partner(row.partner).events[row.event]
    value = wire.form(form).validate_json(body, strict=True)
    return MessageView(row.pk, row.partner, row.event, json.loads(body), value, row.received_at)


def partner_states() -> list[PartnerState]:
    """Return how every partner did in the last hour, for a public page. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [DOWN_AFTER, clock.now() - STATUS_WINDOW])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    states = []
    for contract in registry.partners():
        asked, failed, median, success, last = rows.get(contract.code, (0, 0, None, None, []))
        state = _state(asked, failed, last)
        states.append(PartnerState(contract.code, contract.name, state, asked, failed, median, success))
    return states


def _state(asked: int, failed: int, last: list[str]) -> str:
    if not asked:
        return "quiet"
    if all(outcome != "answered" for outcome in last):
        return "down"
    return "unsteady" if failed else "up"


def _question(message_id: UUID) -> Question:
    row = Question.for_system("the answer of a question is looked at again").filter(pk=message_id).first()
    if row is None:
        raise NotFound(Text(zh="没有这次查询。", en="There is no such question."))
    return row


def _views(rows: QuerySet[Question]) -> list[QuestionView]:
    columns = ("id", "partner", "question", "purpose", "case_id", "asked_at", "seconds", "outcome")
    views = []
    for pk, partner, name, purpose, case_id, asked_at, seconds, outcome in rows.values_list(*columns):
        contract = registry.get_partner(partner)
        question = contract.question(name)
        views.append(
            QuestionView(
                pk,
                partner,
                contract.name,
                question.title,
                purpose,
                case_id,
                asked_at,
                seconds,
                outcome,
                question.asked,
            )
        )
    return views
