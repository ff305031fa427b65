"""Who makes a set: a maker is chosen by stock, load and type, and a time is promised (1+N)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count

from tongban.core import clock, entries, outbox, working_days
from tongban.core.actor import Actor, system
from tongban.core.law_book import book
from tongban.documents import actions
from tongban.documents.models import Blank, PlateMaker, PlateSet
from tongban.documents.plates import record
from tongban.documents.plates.types import MakerView
from tongban.law.rules import plate_making as rule
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletKind

ROUTING = system("plate routing")
ROUND = 200  # orders without a maker that one round looks at
EVERYWHERE = 10_000  # service points
# Of each maker the sets that wait (where `kind` is null), and of each kind the pieces that have no blank yet.
_WAITING = """
SELECT of.maker, piece.kind, count(DISTINCT of.id), count(*) FILTER (WHERE piece.state = 'ordered')
FROM documents_plateset of JOIN documents_platepiece piece ON piece.set_id = of.id
WHERE of.maker = ANY(%s) AND of.voided_on IS NULL AND of.state IN ('assigned', 'blank_issued', 'pressed')
GROUP BY GROUPING SETS ((of.maker), (of.maker, piece.kind))
"""


def assign(of: PlateSet) -> None:
    """Give a set without a maker to the best one there is now, with a promise; without one it waits for blanks."""
    kinds = [piece.kind for piece in record.pieces(of)]
    chosen = _best(of, kinds, makers())
    if chosen is None:
        return
    of.maker, of.state, of.changed_at = chosen.outlet, "assigned", clock.now()
    on_site = not chosen.centre or (of.delivery != "post" and chosen.outlet == of.office)
    of.promised_at = _promise(chosen, on_site=on_site)
    of.save()
    record.write(of, "plates_assigned", ROUTING, maker=chosen.outlet, waiting=chosen.waiting)
    outbox.announce("plates_assigned", plates=of.id)


def _best(of: PlateSet, kinds: list[str], known: Iterable[MakerView]) -> MakerView | None:
    """To be collected: where the case is handled, else the nearest on-site point, else the centre. By post: the centre
    first."""
    able = [maker for maker in known if _can(maker, of.plate_type, kinds)]
    collected = of.delivery != "post"
    near = _nearest(of.office) if collected else {}

    def cost(maker: MakerView) -> tuple[bool, bool, int, int, str]:
        elsewhere = collected and maker.outlet != of.office
        return (elsewhere, maker.centre == collected, near.get(maker.outlet, len(near)), maker.waiting, maker.outlet)

    return min(able, key=cost, default=None)


def _can(maker: MakerView, plate_type: str, kinds: list[str]) -> bool:
    day = clock.today()
    if maker.suspended_on and maker.suspended_on <= day:
        return False
    if maker.plate_types and plate_type not in maker.plate_types:
        return False
    if not maker.centre and not rule.takes_more(maker.waiting, day, book()):
        return False
    return all(maker.stock.get(kind, 0) >= kinds.count(kind) for kind in set(kinds))


def _nearest(office: str) -> dict[str, int]:
    """Every service point by its way from an office, the office itself first. Two statements."""
    here = outlets.find_outlet(office)
    if here is None:
        return {}
    kinds = [kind.value for kind in OutletKind]
    near = outlets.nearest(kinds, region=here.region, lat=here.lat, lon=here.lon, limit=EVERYWHERE)
    return {one.code: place for place, one in enumerate(sorted(near, key=lambda one: one.code != office))}


def _promise(maker: MakerView, *, on_site: bool) -> datetime:
    day, rules = clock.today(), book()
    if on_site:
        return clock.now() + timedelta(minutes=rule.on_site_minutes(maker.waiting, day, rules))
    on = working_days.table().add_working(day, rule.centre_days(day, rules))
    return clock.now() + (on - day)


def makers() -> list[MakerView]:
    """The plate makers with what waits there and the blanks that nobody has spoken for. Three statements."""
    known = list(PlateMaker.objects.filter(since__lte=clock.today()).order_by("outlet"))
    codes = [one.outlet for one in known]
    stock: dict[str, dict[str, int]] = {code: {} for code in codes}
    held = (
        Blank.objects.filter(office__in=codes, state="stock")
        .exclude(kind__in=actions.CARDS)
        .values("office", "kind")
        .annotate(count=Count("serial"))
    )
    for row in held:
        stock[row["office"]][row["kind"]] = row["count"]
    waiting = _take_off_what_waits(stock)
    return [
        MakerView(
            one.outlet, one.centre, tuple(one.plate_types), waiting.get(one.outlet, 0), one.suspended_on,
            stock[one.outlet],
        )
        for one in known
    ]  # fmt: skip


def _take_off_what_waits(stock: dict[str, dict[str, int]]) -> dict[str, int]:
    """Take the blanks that waiting pieces need off the stock of each maker; return how many sets wait there."""
    waiting: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [list(stock)])
        for maker, kind, sets, pieces in cursor.fetchall():
            if kind is None:
                waiting[maker] = sets
            else:
                stock[maker][kind] = stock[maker].get(kind, 0) - pieces
    return waiting


def route_what_waits() -> int:
    """Give the sets that nobody could make a maker, urgent ones first; returns how many found one."""
    rows = PlateSet.for_system("routing").filter(state="ordered", maker="", voided_on=None)
    found = 0
    for set_id in list(rows.order_by("-urgent", "ordered_at").values_list("id", flat=True)[:ROUND]):
        with transaction.atomic():
            of = record.locked(set_id, "ordered")
            assign(of)
            found += bool(of.maker)
    return found


def open_maker(*, outlet: str, centre: bool, plate_types: Collection[str], actor: Actor, press: str = "") -> PlateMaker:
    """Let a service point make plates: all types where none is named. Doing it again changes what it makes,
    and lets a suspended one make again."""
    with transaction.atomic(savepoint=False):
        place = outlets.get_outlet(outlet)
        said = {"centre": centre, "plate_types": sorted(plate_types), "press": press}
        maker, _ = PlateMaker.objects.update_or_create(
            outlet=outlet, defaults={**said, "suspended_on": None}, create_defaults={**said, "since": clock.today()}
        )
        entries.write(
            register=record.REGISTER, subject=place.id, kind="plate_maker_opened", effective_on=clock.today(),
            actor=actor, cause="outlet", facts={"outlet": outlet, **said},
        )  # fmt: skip
        return maker


def suspend_maker(*, outlet: str, reason: str, actor: Actor) -> None:
    """A maker in breach gets no more orders (O164.71); what it has not begun goes elsewhere."""
    with transaction.atomic(savepoint=False):
        place = outlets.get_outlet(outlet)
        PlateMaker.objects.filter(outlet=outlet).update(suspended_on=clock.today())
        entries.write(
            register=record.REGISTER, subject=place.id, kind="plate_maker_suspended", effective_on=clock.today(),
            actor=actor, cause="outlet", facts={"outlet": outlet, "reason": reason},
        )  # fmt: skip
        begun = PlateSet.for_system("its maker is suspended").filter(maker=outlet, state="assigned", voided_on=None)
        begun.update(maker="", state="ordered", promised_at=None)
    route_what_waits()
