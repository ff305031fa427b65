"""Who looked at a person's data, for which purpose. Written once, never changed; the person can read it.

A look is written where data is shown, searched or handed out, not where the system only computes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.core import clock, trace
from tongban.core.actor import Actor
from tongban.core.errors import BadInput
from tongban.core.ids import first_id, new_id
from tongban.law.text import Text


class Purpose(StrEnum):
    """Why somebody looks. The list is fixed: a look for no purpose on it is not allowed."""

    OWN = "own"
    SERVICE = "service"
    IDENTITY_CHECK = "identity_check"
    ENQUIRY = "enquiry"
    REVIEW = "review"
    PRODUCTION = "production"
    COMPLAINT = "complaint"
    CORRECTION = "correction"
    PARTNER = "partner"
    SUPERVISION = "supervision"
    INVESTIGATION = "investigation"
    EXPORT = "export"
    AUTOMATIC = "automatic"

    @property
    def text(self) -> Text:
        """The purpose in words, for the page "who looked at my data"."""
        return _WORDS[self]


_WORDS: Mapping[Purpose, Text] = MappingProxyType(
    {
        Purpose.OWN: Text(zh="本人查看", en="looked at by yourself"),
        Purpose.SERVICE: Text(zh="办理业务", en="handling of a service"),
        Purpose.IDENTITY_CHECK: Text(zh="核对身份", en="check of identity"),
        Purpose.ENQUIRY: Text(zh="解答咨询", en="answer to a question"),
        Purpose.REVIEW: Text(zh="业务审核", en="review of a case"),
        Purpose.PRODUCTION: Text(zh="制证与送达", en="making and delivery of a paper"),
        Purpose.COMPLAINT: Text(zh="处理投诉", en="handling of a complaint"),
        Purpose.CORRECTION: Text(zh="更正数据", en="correction of data"),
        Purpose.PARTNER: Text(zh="合作部门查询", en="question of a partner authority"),
        Purpose.SUPERVISION: Text(zh="监督检查", en="supervision"),
        Purpose.INVESTIGATION: Text(zh="案件调查", en="investigation"),
        Purpose.EXPORT: Text(zh="数据导出", en="export of data"),
        Purpose.AUTOMATIC: Text(zh="系统自动处理", en="automatic processing"),
    }
)

# Purposes that the person is shown only after a time, so that an investigation is not given away by the page.
DELAYS: Mapping[str, timedelta] = MappingProxyType({Purpose.INVESTIGATION: timedelta(days=180)})

_COLUMNS = 'id, looked_at, person, actor_kind, actor_label, account, office, channel, purpose, what, "case", request_id'


@dataclass(frozen=True, slots=True)
class LookView:
    """One look as it was written."""

    id: UUID
    looked_at: datetime
    person_id: UUID
    actor_kind: str
    actor_label: str
    account_id: UUID | None
    office: str
    channel: str
    purpose: Purpose
    what: str
    case_id: UUID | None
    request_id: str


def look(*, actor: Actor, person_id: UUID, purpose: str, what: str, case_id: UUID | None = None) -> None:
    """Write down one look, in one statement. `what` is the code of what was shown ("licence",
    "identity_number").

    Raises BadInput for a purpose that is not on the list or an empty `what`.
    """
    looks(actor=actor, person_ids=[person_id], purpose=purpose, what=what, case_id=case_id)


def looks(*, actor: Actor, person_ids: list[UUID], purpose: str, what: str, case_id: UUID | None = None) -> None:
    """Write down one look at each of several persons (a list, an export), in one statement."""
    if not what.strip():
        raise BadInput("what", Text(zh="必须写明查看的内容。", en="Say what is looked at."))
    common = [
        actor.kind, actor.label, actor.account_id, actor.office, actor.channel, check_purpose(purpose).value,
        what, case_id, trace.request_id(),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_look (id, person, actor_kind, actor_label, account, office, channel, purpose,"
            ' what, "case", request_id)'
            " SELECT seen.id, seen.person, %s, %s, %s::uuid, %s, %s, %s, %s, %s::uuid, %s"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS seen (id, person)",
            [*common, [new_id() for _ in person_ids], person_ids],
        )


def check_purpose(purpose: str) -> Purpose:
    """Return the purpose of the fixed list. Raises BadInput."""
    try:
        return Purpose(purpose)
    except ValueError as error:
        raise BadInput(
            "purpose",
            Text(zh="查看个人信息必须选择用途。", en="Choose the purpose for looking at personal data."),
        ) from error


def looks_at(
    person_id: UUID,
    *,
    delays: Mapping[str, timedelta] = DELAYS,
    include_own: bool = False,
    before: UUID | None = None,
    limit: int = 100,
) -> list[LookView]:
    """Return who looked at a person, latest first, as that person may see it. One query.

    Looks for a purpose in `delays` appear only after that time. `before` is the id of the last look of the
    page before. A supervisor asks with `delays={}`.
    """
    now = clock.now()
    conditions = ["person = %s"]
    values: list[Any] = [person_id]
    for purpose, delay in delays.items():
        conditions.append("NOT (purpose = %s AND id >= %s)")
        values += [str(purpose), first_id(now - delay)]
    if not include_own:
        conditions.append("purpose <> %s")
        values.append(Purpose.OWN.value)
    return _select(conditions, values, before, limit)


def looks_by(account_id: UUID, *, before: UUID | None = None, limit: int = 100) -> list[LookView]:
    """Return whom an account looked at, latest first, for supervision. One query."""
    return _select(["account = %s"], [account_id], before, limit)


def looks_for(case_id: UUID, *, before: UUID | None = None, limit: int = 100) -> list[LookView]:
    """Return the looks made for one case, latest first, for supervision. One query."""
    return _select(['"case" = %s'], [case_id], before, limit)


def _select(conditions: list[str], values: list[Any], before: UUID | None, limit: int) -> list[LookView]:
    if before is not None:
        conditions, values = [*conditions, "id < %s"], [*values, before]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM core_look WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT %s",
            [*values, limit],
        )
        return [_view(*row) for row in cursor.fetchall()]


def _view(*row: Any) -> LookView:
    values = [*row]
    values[8] = Purpose(row[8])
    return LookView(*values)
