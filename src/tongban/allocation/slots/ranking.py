"""Where everybody stands while preferences are taken: reckoned for all at once by a job, read by one for each person.

The job serves everybody in the order of the rule, as the run will, except that equals are not drawn. For each session
it keeps the keys of all who prefer it, in order, and the key of the last who would get a slot. Somebody's place is then
two searches in a list, whether ten people wait or a million, and the answer says when it was reckoned.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from tongban.allocation.models import FixedPlan, Plan, Preference, Ranking, Session, Site
from tongban.allocation.slots import assigning, record
from tongban.allocation.slots.types import Order, OrderingKey, Place, Preferred, SessionView
from tongban.core import clock
from tongban.core.fresh import Fresh
from tongban.core.rows import Rows

OTHERS_SHOWN = 5
LINES = """
COPY (SELECT priority::int, extract(epoch FROM ordering_at)::bigint, extract(epoch FROM submitted_at)::bigint, places
      FROM allocation_preference WHERE plan_id = %s) TO STDOUT
"""
STORE = """
INSERT INTO allocation_ranking (session_id, keys, last, "left", reckoned_at)
SELECT session.id, keys, last, counted."left", %s FROM reckoned counted
    JOIN allocation_session session ON session.plan_id = %s AND session.place = counted.place
ON CONFLICT (session_id) DO UPDATE SET keys = excluded.keys, last = excluded.last, "left" = excluded."left",
    reckoned_at = excluded.reckoned_at
"""
RECKONED = 'CREATE TEMPORARY TABLE reckoned (place int, keys bytea, last bytea, "left" int) ON COMMIT DROP'
_OWN = Rows(Preference, "plan_id = %s AND person = %s ORDER BY subjects", why="their own place in the order")
_PLACES = Rows(Session, "plan_id = %s AND place = ANY(%s)")
_RANKED = Rows(Ranking, "session_id = ANY(%s)")


@transaction.atomic(savepoint=False)
def reckon(*, number: str) -> int:
    """Reckon every session of a plan anew; return how many people were served. One COPY in, one out."""
    row = record.plan(number)
    if FixedPlan.objects.filter(pk=row.id).exists():
        return 0
    rule = assigning.rule_of(row.rule)
    quotas = dict(Session.objects.filter(plan=row, cancelled_at=None).values_list("place", "quota"))
    keys: dict[int, list[bytes]] = {place: [] for place in quotas}
    last: dict[int, bytes] = {}
    key_of = assigning.key_of(rule)
    ordered = sorted(_lines(row, key_of))
    for key, places in ordered:
        had = False
        for place in map(int, places.split(b",")):
            if place not in quotas:
                continue
            keys[place].append(key)
            if not had and quotas[place]:
                quotas[place] -= 1
                last[place] = key
                had = True
    _store(row, keys, last, quotas)
    return len(ordered)


def _lines(row: Plan, key_of: assigning.KeyOf) -> Iterator[tuple[bytes, bytes]]:
    with connection.cursor() as cursor, cursor.copy(LINES, [row.id]) as copy:
        content = b"".join(bytes(part) for part in copy)
    for line in content.split(b"\n")[:-1]:
        priority, ordering, submitted, places = line.split(b"\t")
        yield key_of(priority, ordering, submitted), places


def _store(row: Plan, keys: dict[int, list[bytes]], last: dict[int, bytes], left: dict[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECKONED)
        with cursor.copy("COPY reckoned FROM STDIN") as copy:
            for place, listed in keys.items():
                full = last.get(place, b"") if not left[place] else b""
                copy.write_row((place, b"".join(listed), full, left[place]))
        cursor.execute(STORE, [clock.now(), row.id])


def orders_of(plan: str, person: UUID) -> list[Order]:
    """Where somebody stands in a plan, for each test they have preferences for. Four statements, five for two tests."""
    row = record.known(plan)
    return [_order(row, one) for one in _OWN.all(row.id, person)]


def others_inside(plan: str, order: Order, most: int = OTHERS_SHOWN) -> list[SessionView]:
    """Sessions of the same test that somebody has not asked for and would get now: what would change their luck.

    The earliest first. One statement.
    """
    row = record.plan(plan)
    key = key_in(row, order.preferred.key)
    ranked = Ranking.objects.filter(session__plan=row, session__subjects=order.preferred.subjects)
    ranked = ranked.filter(session__cancelled_at=None).exclude(session__place__in=order.preferred.places)
    rows = ranked.select_related("session__site").defer("keys").order_by("session__begins_at", "session__place")
    inside = (one for one in rows.iterator() if not bytes(one.last) or key < bytes(one.last))
    return [record.session_view(one.session, plan) for one in islice(inside, most)]


def key_in(row: Plan, key: OrderingKey, submitted: datetime | None = None) -> bytes:
    """Somebody's key by the rule of a plan."""
    told = (b"1" if key.priority else b"0", b"%010d" % record.seconds(key.at))
    return assigning.key_of(assigning.rule_of(row.rule))(*told, b"%010d" % record.seconds(submitted or clock.now()))


def _order(row: Plan, own: Preference) -> Order:
    key = OrderingKey(own.ordering_at, own.event, own.priority)
    places = tuple(map(int, own.places.split(",")))
    preferred = Preferred(row.number, own.code, own.subjects, places, key, own.stands_by)
    sessions = {one.place: one for one in _PLACES.all(row.id, list(places))}
    ranked = {one.session_id: one for one in _RANKED.all([one.id for one in sessions.values()])}
    mine = key_in(row, key, own.submitted_at)
    sites = _sites.get()
    shown = []
    for place in places:
        session = sessions[place]
        session.site = sites[session.site_id]
        shown.append(_place(record.session_view(session, row.number), ranked.get(session.id), mine))
    would = next((one.session for one in shown if one.inside), None)
    if any(one.inside is None for one in shown[: next((n for n, one in enumerate(shown) if one.inside), len(shown))]):
        would = None  # a draw would decide about one they prefer more
    at = min((one.reckoned_at for one in ranked.values()), default=None)
    return Order(preferred, tuple(shown), would, at)


def _place(session: SessionView, ranked: Ranking | None, mine: bytes) -> Place:
    if ranked is None or session.cancelled:
        return Place(session, 0, 0, None if ranked is None else False)
    keys, width = bytes(ranked.keys), len(mine)
    listed = _Keys(keys, width)
    ahead, upto = bisect_left(listed, mine), bisect_right(listed, mine)
    last = bytes(ranked.last)
    equal = max(0, upto - ahead - 1)
    inside: bool | None = not last or mine <= last
    if mine == last and equal:
        inside = None  # some of the equal ones are in, some are not
    return Place(session, ahead, equal, inside)


class _Keys:
    """Keys of one length in one string of bytes, as a list that can be searched."""

    def __init__(self, content: bytes, width: int) -> None:
        self._content, self._width = content, width

    def __len__(self) -> int:
        return len(self._content) // self._width if self._width else 0

    def __getitem__(self, place: int) -> bytes:
        return self._content[place * self._width : (place + 1) * self._width]


def _read_sites() -> dict[str, Site]:
    return {row.code: row for row in Site.objects.all()}


_sites = Fresh(_read_sites)
