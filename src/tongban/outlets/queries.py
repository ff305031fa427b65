"""Reading outlets, staff, rights and the matrix. Each answer says how many SQL statements it costs."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tongban.core import clock
from tongban.core.actor import Actor, Grant
from tongban.core.errors import NotAllowed, NotFound
from tongban.core.rows import Rows
from tongban.law.book import regions_upwards
from tongban.law.days import DayTable
from tongban.law.text import Text
from tongban.outlets import catalogue, passes
from tongban.outlets.api_clients import digest
from tongban.outlets.models import (
    ApiClient,
    Delegation,
    Outlet,
    StaffGrant,
    StaffMember,
    StartedCase,
    Window,
    in_force,
)
from tongban.outlets.types import (
    ACCEPT,
    DECIDE,
    PRODUCE,
    REST_DAY,
    WORKING_DAY,
    ApiClientView,
    Covering,
    OutletKind,
    OutletView,
    StaffView,
    WindowView,
)
from tongban.people import queries as people
from tongban.people.types import REGISTERED_ONLINE, AccountKind, AccountPerson, LoggedIn

# A row covers an outlet through kind and region (district, city, province, everywhere), or names it alone.
_COVERED = """
SELECT {what}
FROM outlets_outlet o
JOIN outlets_delegation d ON d.outlet_kind = o.kind
 AND (d.outlet_id = o.id OR d.outlet_id IS NULL)
 AND d.region IN ('', o.region, left(o.region, 4) || '00', left(o.region, 2) || '0000')
WHERE o.code = %(outlet)s AND o.opened_on <= %(on)s AND (o.closed_on IS NULL OR o.closed_on > %(on)s)
  AND d.level = %(level)s AND d.since <= %(on)s AND (d.until IS NULL OR d.until >= %(on)s)
  AND (d.ended_on IS NULL OR d.ended_on > %(on)s) {more}
"""
_MAY = "SELECT EXISTS (" + _COVERED.format(what="1", more="AND d.service IN (%(service)s, '*')") + ")"
_SERVICES = _COVERED.format(what="DISTINCT d.service", more="")
_OPEN = Rows(Outlet, "kind = ANY(%s) AND opened_on <= %s AND (closed_on IS NULL OR closed_on > %s)")
_BY_CODE = Rows(Outlet, "code = %s")
_EARTH_KM = 6371.0
NO_CLERK = Text(zh="该网点没有这个工号。", en="Nobody at this service point has this number.")


def may_accept(service: str, outlet_code: str, on: date) -> bool:
    """True where the outlet may take applications for the service on that day. One statement."""
    return _may(service, outlet_code, ACCEPT, on)


def may_decide(service: str, outlet_code: str, on: date) -> bool:
    """True where the office may decide about the service on that day. One statement."""
    return _may(service, outlet_code, DECIDE, on)


def may_produce(service: str, outlet_code: str, on: date) -> bool:
    """True where the outlet may produce the service's paper, card or plate on that day. One statement."""
    return _may(service, outlet_code, PRODUCE, on)


def services_at(outlet_code: str, on: date, level: str = ACCEPT) -> frozenset[str]:
    """Return the catalogue codes that an outlet may accept, decide or produce on a day. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVICES, {"outlet": outlet_code, "level": level, "on": on})
        named = {row[0] for row in cursor.fetchall()}
    if catalogue.ALL in named:
        return frozenset(item.code for item in catalogue.shipped().items)
    return frozenset(named)


def counts(on: date) -> list[catalogue.Count]:
    """Return the figures that the texts ask for, from the matrix in force on a day. One statement."""
    rows = Delegation.objects.filter(in_force(on), outlet=None)
    return catalogue.counts_of([_covering(row) for row in rows], on)


def delegations(on: date, service: str = "", outlet_kind: str = "") -> list[Covering]:
    """Return the rows in force on a day, for the page "who may do what where". One statement."""
    rows = Delegation.objects.filter(in_force(on)).order_by("service", "level", "outlet_kind")
    if service:
        rows = rows.filter(service__in=[service, catalogue.ALL])
    if outlet_kind:
        rows = rows.filter(outlet_kind=outlet_kind)
    return [_covering(row) for row in rows]


def actor_for(account: LoggedIn, channel: str, *, on: date | None = None, label: str = "") -> Actor:
    """Return who acts through an account: once per request, in web. Two statements.

    A citizen whose live check has not passed acts for nobody: their `person_id` is None. Staff who left, or
    whose employment has not begun, have no power and no office. `label` is a partner's name where one is
    known.
    """
    if account.kind == AccountKind.CITIZEN:
        return citizen(account, people.person_of_account(account.id), channel)
    day = on or clock.today()
    rows = StaffMember.objects.select_related("outlet").annotate(**passes.with_passes())
    staff = rows.filter(account=account.id).first()
    if staff is None or not _works(staff, day):
        return Actor(kind=account.kind, label=label or account.username, channel=channel, account_id=account.id)
    return Actor(
        kind=account.kind,
        label=label or staff.number,
        channel=channel,
        account_id=account.id,
        person_id=staff.person,
        office=staff.outlet.code,
        posts=frozenset(staff.posts),
        grants=_grants(staff.id, day),
        passes=passes.of_staff(staff, day),
    )


def citizen(account: LoggedIn, known: AccountPerson | None, channel: str) -> Actor:
    """Return the citizen of an account whose person the caller has read. No statement."""
    sure = known is not None and known.assurance >= REGISTERED_ONLINE
    return Actor(
        kind="citizen",
        label="citizen",
        channel=channel,
        account_id=account.id,
        person_id=known.person_id if known and sure else None,
        assurance=known.assurance if known else 0,
    )


def api_client(token: str) -> ApiClientView | None:
    """Return the program of an outlet that holds this token today, None for any other. One statement."""
    day = clock.today()
    rows = ApiClient.objects.select_related("outlet").annotate(held=passes.held_at("outlet"))
    rows = rows.filter(in_force(day), token_digest=digest(token))
    row = rows.exclude(outlet__closed_on__lte=day).first()
    if row is None:
        return None
    return ApiClientView(
        id=row.id,
        code=row.code,
        outlet=row.outlet.code,
        outlet_id=row.outlet_id,
        outlet_kind=OutletKind(row.outlet.kind),
        roles=frozenset(row.roles),
        services=frozenset(row.services),
        per_minute=row.per_minute,
        passes=passes.of_outlet(row.outlet.kind, row.outlet.region, row.held, day),
    )


def named_clerk(client: ApiClientView, number: str) -> ApiClientView:
    """The program acting for one clerk of its outlet, whose own passes count. Raises NotAllowed for a number that is
    not of its outlet. One statement."""
    rows = StaffMember.objects.select_related("outlet").annotate(**passes.with_passes())
    staff = rows.filter(number=number, outlet=client.outlet_id).first()
    if staff is None or not _works(staff, clock.today()):
        raise NotAllowed(NO_CLERK, code="no_clerk")
    return replace(client, passes=passes.of_staff(staff, clock.today()))


def started_by(case_id: UUID) -> UUID | None:
    """Return the outlet that began a case through the API; None for a case begun elsewhere. One statement."""
    return StartedCase.objects.filter(case=case_id).values_list("outlet", flat=True).first()


def started_at(outlet_id: UUID, *, before: UUID | None = None, limit: int = 50) -> list[UUID]:
    """Return the cases an outlet began through the API, newest first. One statement."""
    rows = StartedCase.objects.filter(outlet=outlet_id).order_by("-case")
    if before is not None:
        rows = rows.filter(case__lt=before)
    return list(rows.values_list("case", flat=True)[:limit])


def get_staff(number: str) -> StaffView:
    """Return a staff member with the grants of today. Raises NotFound. Two statements."""
    staff = StaffMember.objects.select_related("outlet").filter(number=number).first()
    if staff is None:
        raise NotFound(Text(zh="没有这个工号。", en="There is no such staff number."))
    return _staff_view(staff, _grants(staff.id, clock.today()))


def staff_of(outlet: str) -> list[StaffView]:
    """Return the staff of an outlet by number, without grants. One statement."""
    rows = StaffMember.objects.select_related("outlet").filter(outlet__code=outlet).order_by("number")
    return [_staff_view(row, frozenset()) for row in rows]


@dataclass(frozen=True, slots=True)
class TokenView:
    """A program of an outlet as its office sees it: never the token itself."""

    code: str
    roles: tuple[str, ...]
    services: tuple[str, ...]
    since: date
    until: date | None
    ended_on: date | None


def tokens_of(outlet: str) -> list[TokenView]:
    """Return the programs of an outlet by code, those taken back too. One statement."""
    rows = ApiClient.objects.filter(outlet__code=outlet).order_by("code")
    return [
        TokenView(row.code, tuple(row.roles), tuple(row.services), row.since, row.until, row.ended_on) for row in rows
    ]


def grants_of(number: str) -> list[tuple[UUID, Grant, date, date | None]]:
    """Return (id, grant, first day, last day) of what a staff member holds or will hold. One statement."""
    rows = StaffGrant.objects.filter(staff__number=number, ended_on=None).order_by("since", "id")
    return [(row.id, Grant(row.power, row.service, row.office), row.since, row.until) for row in rows]


def find_outlet(code: str) -> OutletView | None:
    """Return an outlet by its code, closed ones too. One statement."""
    row = _BY_CODE.first(code)
    return _view(row) if row else None


def get_outlet(code: str) -> OutletView:
    """Return an outlet by its code, closed ones too. Raises NotFound. One statement."""
    found = find_outlet(code)
    if found is None:
        raise NotFound(Text(zh="没有这个网点。", en="There is no such service point."))
    return found


def outlets(kind: str = "", region: str = "", on: date | None = None) -> list[OutletView]:
    """Return the outlets open on a day (today), by code. A region holds those within it. One statement."""
    rows = _open(on or clock.today()).order_by("code")
    if kind:
        rows = rows.filter(kind=kind)
    if region:
        rows = rows.filter(region__startswith=_stem(region))
    return [_view(row) for row in rows]


def windows(outlet: str) -> list[WindowView]:
    """Return the windows of an outlet by number. One statement."""
    rows = Window.objects.filter(outlet__code=outlet).order_by("number")
    return [
        WindowView(row.id, outlet, row.number, Text(row.label_zh, row.label_en), tuple(row.services)) for row in rows
    ]


def nearest(
    kinds: Iterable[str] | str,
    *,
    region: str = "",
    lat: float | None = None,
    lon: float | None = None,
    on: date | None = None,
    limit: int = 5,
) -> list[OutletView]:
    """Return the nearest open outlets of some kinds: by distance from a place (km, as the crow flies) or by
    region.

    By region the same district comes first, then the city, then the province; others follow. One statement.
    """
    wanted = [kinds] if isinstance(kinds, str) else list(kinds)
    day = on or clock.today()
    rows = _OPEN.all(wanted, day, day)
    if lat is not None and lon is not None:
        near = [(_km(lat, lon, row), row) for row in rows if row.lat is not None]
        near.sort(key=lambda pair: (pair[0], pair[1].code))
        return [_view(row, km) for km, row in near[:limit]]
    steps = regions_upwards(region)
    rows.sort(key=lambda row: (_steps_away(row.region, steps), row.code))
    return [_view(row) for row in rows[:limit]]


def opening_hours(outlet: OutletView, on: date, table: DayTable) -> list[tuple[time, time]]:
    """Return from when to when an outlet is open on a day, in Chinese time; empty on days when it is closed.

    Days that work or rest by notice count as the notice says. No statement.
    """
    if on < outlet.opened_on or (outlet.closed_on is not None and on >= outlet.closed_on):
        return []
    spans = outlet.opens.get(WORKING_DAY if table.is_working(on) else REST_DAY, [])
    return [(time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans]


def is_open(outlet: OutletView, at: datetime, table: DayTable) -> bool:
    """True where an outlet is open at an instant; the minute it closes is not. No statement."""
    local = at.astimezone(clock.CHINA)
    return any(begin <= local.time() < end for begin, end in opening_hours(outlet, local.date(), table))


def _may(service: str, outlet_code: str, level: str, on: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_MAY, {"service": service, "outlet": outlet_code, "level": level, "on": on})
        return bool(cursor.fetchone()[0])


def _works(staff: StaffMember, on: date) -> bool:
    return staff.employed_on <= on and (staff.left_on is None or on < staff.left_on)


def _grants(staff_id: UUID, on: date) -> frozenset[Grant]:
    rows = StaffGrant.objects.filter(in_force(on), staff=staff_id)
    return frozenset(Grant(*row) for row in rows.values_list("power", "service", "office"))


def _open(on: date) -> QuerySet[Outlet]:
    return Outlet.objects.filter(opened_on__lte=on).exclude(closed_on__lte=on)


def _covering(row: Delegation) -> Covering:
    return Covering(
        outlet_kind=OutletKind(row.outlet_kind),
        level=row.level,
        services=frozenset({row.service}),
        since=row.since,
        basis=Text(row.basis_zh, row.basis_en),
        until=row.until,
        region=row.region,
    )


def _stem(region: str) -> str:
    """310000 holds all that begins with 31, 310100 all that begins with 3101."""
    return region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region


def _steps_away(region: str, steps: Sequence[str]) -> int:
    """How many steps up from the asked region until it holds this one."""
    return next(count for count, code in enumerate(steps) if region.startswith(_stem(code)))


def _km(lat: float, lon: float, row: Outlet) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(lat), math.radians(row.lat or 0.0)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians((row.lon or 0.0) - lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def _view(row: Outlet, distance_km: float | None = None) -> OutletView:
    return OutletView(
        id=row.id,
        code=row.code,
        name=Text(row.name_zh, row.name_en),
        kind=OutletKind(row.kind),
        region=row.region,
        address=row.address,
        lat=row.lat,
        lon=row.lon,
        phone=row.phone,
        opens=row.opens,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        distance_km=round(distance_km, 1) if distance_km is not None else None,
    )


def _staff_view(staff: StaffMember, grants: frozenset[Grant]) -> StaffView:
    return StaffView(
        id=staff.id,
        account_id=staff.account_id,
        person_id=staff.person,
        number=staff.number,
        outlet=staff.outlet.code,
        posts=frozenset(staff.posts),
        employed_on=staff.employed_on,
        left_on=staff.left_on,
        grants=grants,
    )
