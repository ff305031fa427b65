"""Places of a scheme with a quota: so many in all, or in a month, first come first served.

Not the certificates of `quota_certificates`, which a city gives out itself. A quota here is named by its scheme and a
period ("total" or a month); how much there is of it law says on the day, and the caller brings it. A *place* is taken
by one statement that adds one only while fewer than that are taken: of many in one moment none is too many. A place is
given back when its case comes to nothing, and the next one may have it; a case has one place however often it asks.
The ledger is public in numbers: taken, given back, by period.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Q

from tongban.allocation.models import PlaceCount, SchemePlace
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.ids import new_id

TOTAL = "total"
TAKE = """
INSERT INTO allocation_placecount (scheme, period, used) SELECT %(scheme)s, %(period)s, 1 WHERE %(limit)s > 0
ON CONFLICT (scheme, period) DO UPDATE SET used = allocation_placecount.used + 1
WHERE allocation_placecount.used < %(limit)s RETURNING used
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A place was had; `used`: how many are taken now."""

    id: UUID
    used: int


@dataclass(frozen=True, slots=True)
class NoneLeft:
    """All places of the period are taken."""

    limit: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of a quota in one period."""

    scheme: str
    period: str
    taken: int
    given_back: int

    @property
    def used(self) -> int:
        """Places that are taken and were not given back."""
        return self.taken - self.given_back


def take(*, scheme: str, period: str, limit: int, case: UUID, actor: Actor, cause: str) -> Taken | NoneLeft:
    """Take a place for a case, in the caller's transaction; the same case again gets the place it has."""
    with transaction.atomic(savepoint=False):
        held = SchemePlace.objects.filter(scheme=scheme, case=case, given_back_at=None).first()
        if held:
            return Taken(held.id, used(scheme, held.period))
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"scheme": scheme, "period": period, "limit": limit})
            row = cursor.fetchone()
        if row is None:
            return NoneLeft(limit)
        place = SchemePlace(id=new_id(), scheme=scheme, period=period, case=case, taken_at=clock.now())
        place.save(force_insert=True)
        _write(place, "place_taken", actor, cause, used=row[0])
        return Taken(place.id, row[0])


def give_back(*, case: UUID, actor: Actor, cause: str) -> int:
    """Give back the places of a case that came to nothing. Returns how many."""
    with transaction.atomic(savepoint=False):
        places = list(SchemePlace.objects.select_for_update().filter(case=case, given_back_at=None).order_by("scheme"))
        for place in places:
            place.given_back_at = clock.now()
            place.save()
            PlaceCount.objects.filter(scheme=place.scheme, period=place.period).update(used=F("used") - 1)
            _write(place, "place_given_back", actor, cause)
        return len(places)


def used(scheme: str, period: str) -> int:
    """How many places of a period are taken. One statement."""
    return PlaceCount.objects.filter(scheme=scheme, period=period).values_list("used", flat=True).first() or 0


def ledger(scheme: str) -> list[Ledger]:
    """Every period of a scheme, the newest first, for anybody. One statement."""
    rows = SchemePlace.objects.filter(scheme=scheme).values("period").order_by("-period")
    counted = rows.annotate(taken=Count("id"), given_back=Count("id", filter=Q(given_back_at__isnull=False)))
    return [Ledger(scheme, row["period"], row["taken"], row["given_back"]) for row in counted]


def _write(place: SchemePlace, kind: str, actor: Actor, cause: str, **facts: object) -> None:
    entries.write(
        register="allocation", subject=place.id, kind=kind, effective_on=clock.today(), actor=actor, cause=cause,
        facts={"scheme": place.scheme, "period": place.period, **facts},
    )  # fmt: skip
