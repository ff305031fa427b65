"""The delegation matrix: a row given, a row ended, a whole matrix loaded."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.outlets import catalogue, record
from tongban.outlets.actions.places import locked as locked_outlet
from tongban.outlets.models import Delegation, in_force
from tongban.outlets.types import LEVELS, Covering, OutletKind


def delegate(
    *,
    service: str,
    level: str,
    outlet_kind: OutletKind,
    basis: Text,
    actor: Actor,
    cause: str,
    outlet: str = "",
    region: str = "",
    since: date | None = None,
    until: date | None = None,
) -> UUID:
    """Delegate one service (or "*") at one level to a kind of outlet, or to one outlet of that kind; return
    the row.

    `since` (today) and `until` are its first and last day. Only an office can be given decisions. Raises
    BadInput, NotAllowed, NotFound.
    """
    record.must_configure(actor, service=service)
    kind = OutletKind(outlet_kind)
    first = since or clock.today()
    _check(service, level, kind, first, until)
    with transaction.atomic(savepoint=False):
        place = locked_outlet(outlet) if outlet else None
        if place is not None and place.kind != kind:
            raise BadInput("outlet", Text(zh="网点与网点类别不符。", en="The outlet is not of this kind."))
        identifier = new_id()
        entry = record.write(
            identifier, "delegated", actor=actor, cause=cause, effective_on=first,
            facts={
                "service": service, "level": level, "outlet_kind": kind, "outlet": outlet, "region": region,
                "until": until, "basis": basis.zh,
            },
        )  # fmt: skip
        Delegation(
            id=identifier, service=service, level=level, outlet_kind=kind, outlet=place, region=region,
            since=first, until=until, basis_zh=basis.zh, basis_en=basis.en, entry=entry,
        ).save(force_insert=True)  # fmt: skip
    return identifier


def end_delegation(*, delegation_id: UUID, reason: str, actor: Actor, cause: str, on: date | None = None) -> None:
    """Take a delegation back: `on` (today) is the first day without it. Cases accepted before go on.

    Raises NotFound, NotAllowed, BadInput without a reason, Conflict if it has ended already.
    """
    if not reason.strip():
        raise BadInput("reason", Text(zh="终止委托必须写明原因。", en="Ending a delegation needs a reason."))
    with transaction.atomic(savepoint=False):
        row = Delegation.objects.select_for_update().filter(pk=delegation_id).first()
        if row is None:
            raise NotFound(Text(zh="没有这项委托。", en="There is no such delegation."))
        record.must_configure(actor, service=row.service)
        if row.ended_on is not None:
            raise Conflict(Text(zh="该委托已终止。", en="This delegation has ended already."))
        row.ended_on = on or clock.today()
        row.save(update_fields=["ended_on"])
        facts = {"reason": reason}
        record.write(row.id, "delegation_ended", actor=actor, cause=cause, effective_on=row.ended_on, facts=facts)


def load_delegations(
    *, actor: Actor, cause: str, path: Path = catalogue.SHIPPED, region: str = "", replace: bool = False
) -> int:
    """Write the matrix of a catalogue file for a region ("": everywhere); return the number of rows.

    One entry holds the digest of the file, what it names stands in the rows. With `replace` the matrix in
    force for that region ends today. Raises BadCatalogue, NotAllowed, Conflict where a matrix is in force and
    not replaced.
    """
    record.must_configure(actor)
    coverings = (catalogue.shipped() if path == catalogue.SHIPPED else catalogue.read(path)).coverings
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with transaction.atomic(savepoint=False):
        held = Delegation.objects.filter(in_force(clock.today()), region=region, outlet=None)
        ended = held.update(ended_on=clock.today()) if replace else 0
        if not replace and held.exists():
            raise Conflict(
                Text(zh="该地区已有授权目录，请使用替换。", en="This region has a matrix already; replace it.")
            )
        identifier = new_id()
        rows = _rows(coverings, region, identifier, clock.today() if ended else None)
        entry = record.write(
            identifier, "matrix_loaded", actor=actor, cause=cause,
            facts={"sha256": digest, "region": region, "rows": len(rows), "ended": ended},
        )  # fmt: skip
        for row in rows:
            row.entry = entry
        Delegation.objects.bulk_create(rows)
    return len(rows)


def _rows(coverings: Sequence[Covering], region: str, load: UUID, not_before: date | None) -> list[Delegation]:
    """Return a row per service. What replaces a matrix begins on the day on which that one ended."""
    return [
        Delegation(
            service=service, level=covering.level, outlet_kind=covering.outlet_kind,
            region=covering.region or region, since=max(covering.since, not_before or covering.since),
            until=covering.until, basis_zh=covering.basis.zh, basis_en=covering.basis.en, entry=load,
        )
        for covering in coverings
        for service in sorted(covering.services)
    ]  # fmt: skip


def _check(service: str, level: str, kind: OutletKind, first: date, until: date | None) -> None:
    known = {item.code for item in catalogue.shipped().items} | {catalogue.ALL}
    if service not in known:
        raise BadInput("service", Text(zh="目录中没有这项业务。", en="The catalogue has no such service."))
    if level not in LEVELS:
        raise BadInput("level", Text(zh="授权层级不正确。", en=f"A level is one of {', '.join(LEVELS)}."))
    if until is not None and until < first:
        raise BadInput("until", Text(zh="截止日期不能早于起始日期。", en="The last day lies before the first."))
    record.must_be_office_to_decide(level, kind)
