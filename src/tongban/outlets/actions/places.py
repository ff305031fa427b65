"""Outlets and windows: opened, changed, closed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.outlets import record
from tongban.outlets.models import Outlet, Window
from tongban.outlets.types import REST_DAY, WORKING_DAY, OutletKind

BAD_CODE = Text(zh="网点代码为2至20位字母、数字或连字符。", en="A code has 2 to 20 letters, digits or hyphens.")
BAD_HOURS = Text(
    zh="营业时间按工作日、休息日填写，时段从早到晚且不重叠，例如 09:00 至 17:00。",
    en="Hours are given for working_day and rest_day, in order, for example 09:00 to 17:00.",
)
Opens = Mapping[str, Sequence[Sequence[str]]]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,19}")
_CHANGEABLE = frozenset({"name", "address", "phone", "opens", "lat", "lon"})


def open_outlet(
    *,
    code: str,
    name: Text,
    kind: OutletKind,
    region: str,
    actor: Actor,
    cause: str,
    address: str = "",
    lat: float | None = None,
    lon: float | None = None,
    phone: str = "",
    opens: Opens | None = None,
    opened_on: date | None = None,
) -> UUID:
    """Open a service point from a day on; return its id. `opens` as in `types.OutletView`.

    Raises BadInput, NotAllowed, Conflict where the code is taken.
    """
    record.must_configure(actor, office=code)
    if not _CODE.fullmatch(code):
        raise BadInput("code", BAD_CODE)
    if not re.fullmatch(r"[0-9]{6}", region):
        raise BadInput("region", Text(zh="行政区划代码应为6位数字。", en="A region is a code of six digits."))
    _check_place(lat, lon)
    since = opened_on or clock.today()
    with transaction.atomic(savepoint=False):
        if Outlet.objects.filter(code=code).exists():
            raise Conflict(Text(zh="该网点代码已被使用。", en="This code belongs to another service point."))
        outlet = Outlet(
            code=code, name_zh=name.zh, name_en=name.en, kind=OutletKind(kind), region=region,
            address=address, lat=lat, lon=lon, phone=phone, opens=checked_hours(opens or {}), opened_on=since,
        )  # fmt: skip
        outlet.save(force_insert=True)
        record.write(
            outlet.id, "opened", actor=actor, cause=cause, effective_on=since,
            facts={"code": code, "kind": kind, "region": region, "name_zh": name.zh},
        )  # fmt: skip
    return outlet.id


def change_outlet(*, code: str, actor: Actor, cause: str, **changes: Any) -> None:
    """Change name (Text), address, phone, opens, lat or lon of an outlet. Raises BadInput, NotFound,
    NotAllowed."""
    record.must_configure(actor, office=code)
    unknown = sorted(set(changes) - _CHANGEABLE)
    if unknown or not changes:
        raise BadInput(
            "change",
            Text(zh="没有可变更的内容。", en=f"This cannot be changed: {', '.join(unknown) or 'nothing'}."),
        )
    if "opens" in changes:
        changes["opens"] = checked_hours(changes["opens"])
    with transaction.atomic(savepoint=False):
        outlet = locked(code)
        if "name" in changes:
            name: Text = changes.pop("name")
            changes |= {"name_zh": name.zh, "name_en": name.en}
        for field, value in changes.items():
            setattr(outlet, field, value)
        _check_place(outlet.lat, outlet.lon)
        outlet.save(update_fields=list(changes))
        record.write(outlet.id, "changed", actor=actor, cause=cause, facts=changes)


def close_outlet(*, code: str, on: date, actor: Actor, cause: str) -> None:
    """Close a service point: `on` is the first day on which nothing is accepted there. Raises NotFound,
    NotAllowed."""
    record.must_configure(actor, office=code)
    with transaction.atomic(savepoint=False):
        outlet = locked(code)
        outlet.closed_on = on
        outlet.save(update_fields=["closed_on"])
        record.write(outlet.id, "closed", actor=actor, cause=cause, effective_on=on)


def open_window(
    *, outlet: str, number: int, label: Text, actor: Actor, cause: str, services: Sequence[str] = ()
) -> UUID:
    """Open a window for some services (none named: for all); return its id. Raises NotFound, NotAllowed,
    Conflict."""
    record.must_configure(actor, office=outlet)
    with transaction.atomic(savepoint=False):
        place = locked(outlet)
        if Window.objects.filter(outlet=place, number=number).exists():
            raise Conflict(Text(zh="该窗口号已存在。", en="This outlet has a window of this number."))
        window = Window(outlet=place, number=number, label_zh=label.zh, label_en=label.en, services=sorted(services))
        window.save(force_insert=True)
        record.write(window.id, "window_opened", actor=actor, cause=cause, facts={"outlet": outlet, "number": number})
    return window.id


def locked(code: str) -> Outlet:
    """Return an outlet for changing, locked. Raises NotFound."""
    outlet = Outlet.objects.select_for_update().filter(code=code).first()
    if outlet is None:
        raise NotFound(Text(zh="没有这个网点。", en="There is no such service point."))
    return outlet


def checked_hours(opens: Opens) -> dict[str, list[list[str]]]:
    """Return opening hours as they are stored. Raises BadInput for other days, bad times, or spans out of
    order."""
    try:
        spans = {day: [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in rows] for day, rows in opens.items()}
    except ValueError as error:
        raise BadInput("opens", BAD_HOURS) from error
    flat = {day: [edge for span in rows for edge in span] for day, rows in spans.items()}
    in_order = all(a < b for edges in flat.values() for a, b in pairwise(edges))
    if not in_order or not set(opens) <= {WORKING_DAY, REST_DAY}:
        raise BadInput("opens", BAD_HOURS)
    return {day: [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in rows] for day, rows in spans.items()}


def _check_place(lat: float | None, lon: float | None) -> None:
    both = lat is not None and lon is not None
    if (lat is None) != (lon is None) or (both and not (abs(lat or 0) <= 90 and abs(lon or 0) <= 180)):
        raise BadInput("lat", Text(zh="请填写正确的经纬度。", en="Give latitude and longitude, in degrees."))
