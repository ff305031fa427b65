"""Programs of outlets: a token issued, a token taken back, a case noted as begun by one."""

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.outlets import catalogue, record
from tongban.outlets.actions.places import locked as locked_outlet
from tongban.outlets.api_clients import ApiClient, StartedCase, digest
from tongban.outlets.types import API_ROLES, ApiClientView

TOKEN_BYTES = 32


def issue_token(
    *,
    code: str,
    outlet: str,
    roles: Iterable[str],
    services: Iterable[str],
    actor: Actor,
    cause: str,
    since: date | None = None,
    until: date | None = None,
    per_minute: int = 600,
) -> str:
    """Register a program of an outlet and return its token, which is shown this once and never again.

    `services` are catalogue codes or "*"; what the delegation matrix does not give the outlet, they do not
    give either. Raises BadInput, NotFound, NotAllowed, Conflict where the code is taken.
    """
    record.must_configure(actor, office=outlet)
    first = since or clock.today()
    kept = (sorted(set(roles)), sorted(set(services)))
    _check(*kept, first, until)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic(savepoint=False):
        place = locked_outlet(outlet)
        identifier = new_id()
        entry = record.write(
            identifier, "token_issued", actor=actor, cause=cause, effective_on=first,
            facts={"code": code, "outlet": outlet, "roles": kept[0], "services": kept[1], "until": until},
        )  # fmt: skip
        client = ApiClient(
            id=identifier, code=code, outlet=place, roles=kept[0], services=kept[1], per_minute=per_minute,
            token_digest=digest(token), since=first, until=until, entry=entry,
        )  # fmt: skip
        try:
            with transaction.atomic():
                client.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(Text(zh="该接口客户端编号已存在。", en="This client code is taken.")) from error
    return token


def revoke_token(*, code: str, reason: str, actor: Actor, cause: str) -> None:
    """Take a program's token back: from this moment it opens nothing. What it began goes on.

    Raises BadInput without a reason, NotFound, NotAllowed, Conflict if it was taken back already.
    """
    if not reason.strip():
        raise BadInput("reason", Text(zh="收回令牌必须写明原因。", en="Taking a token back needs a reason."))
    with transaction.atomic(savepoint=False):
        rows = ApiClient.objects.select_for_update(of=("self",)).select_related("outlet")
        client = rows.filter(code=code).first()
        if client is None:
            raise NotFound(Text(zh="没有这个接口客户端。", en="There is no such client."))
        record.must_configure(actor, office=client.outlet.code)
        if client.ended_on is not None:
            raise Conflict(Text(zh="该令牌已收回。", en="This token has been taken back already."))
        client.ended_on = clock.today()
        client.save(update_fields=["ended_on"])
        record.write(client.id, "token_revoked", actor=actor, cause=cause, facts={"reason": reason})


def note_start(*, case_id: UUID, client: ApiClientView) -> None:
    """Keep that this client's outlet began a case, in the transaction that begins it: a link, no entry.

    A draft that a person began elsewhere moves to where they are now, and the link with it.
    """
    StartedCase.objects.update_or_create(case=case_id, defaults={"client_id": client.id, "outlet_id": client.outlet_id})


def _check(roles: list[str], services: list[str], first: date, until: date | None) -> None:
    if not roles or not set(roles) <= set(API_ROLES):
        raise BadInput("roles", Text(zh="接口角色不正确。", en=f"Roles are one or more of {', '.join(API_ROLES)}."))
    known = {item.code for item in catalogue.shipped().items} | {catalogue.ALL}
    if not services or not set(services) <= known:
        raise BadInput("services", Text(zh="目录中没有这项业务。", en="The catalogue has no such service."))
    if until is not None and until < first:
        raise BadInput("until", Text(zh="截止日期不能早于起始日期。", en="The last day lies before the first."))
