"""Questions to the register of bikes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import UUID

from tongban.core import entries
from tongban.core.errors import NotFound
from tongban.core.rows import Rows
from tongban.registers import dated
from tongban.registers.bikes import fold, models
from tongban.registers.bikes.actions import NO_BIKE
from tongban.registers.bikes.types import REGISTER, Bike, Difference, Moment
from tongban.registers.types import FactView

_BY_ID = Rows(models.Bike, "id = %s", why="get a bike")
_STILL = Rows(models.Bike, "id = %s AND revision = %s FOR UPDATE", why="hold a bike until a decision is written")
_LIVE_CODE = Rows(models.Bike, "code = %s AND ended = ''", why="find by code")
_LIVE_TAG = Rows(models.Bike, "tag = %s AND ended = ''", why="find by tag")


def find_bike(bike_id: UUID) -> Bike | None:
    """A bike by its id, or None. One statement. The caller records the look."""
    row = _BY_ID.first(bike_id)
    return _view(row) if row else None


def get_bike(bike_id: UUID) -> Bike:
    """A bike by its id; NotFound where there is none. One statement."""
    found = find_bike(bike_id)
    if found is None:
        raise NotFound(NO_BIKE)
    return found


def bikes_of(owner: UUID) -> list[Bike]:
    """The registered bikes of a person or organisation, by number. One statement."""
    rows = models.Bike.for_system("bikes of an owner").filter(owner=owner, ended="")
    return [_view(row) for row in rows.order_by("plate", "id")]


def fleet_of(firm: UUID) -> list[Bike]:
    """The bikes that deliver for a firm, by number. One statement."""
    rows = models.Bike.for_system("bikes of a fleet").filter(firm=firm, ended="")
    return [_view(row) for row in rows.order_by("plate", "id")]


def find_by_code(code: str) -> Bike | None:
    """The live bike with this whole-vehicle code, or None. One statement."""
    row = _LIVE_CODE.first(code)
    return _view(row) if row else None


def find_by_tag(tag: str) -> Bike | None:
    """The live bike whose plate has this tag, or None. One statement."""
    row = _LIVE_TAG.first(tag) if tag else None
    return _view(row) if row else None


def still_at(bike: Bike) -> bool:
    """Lock a bike until the end of the transaction; False where it has changed since it was read. One statement."""
    return _STILL.first(bike.id, bike.revision) is not None


def seen_by(bike: Bike, person: UUID) -> Bike:
    """The bike with `law.own` as it is for a person."""
    return replace(bike, law=replace(bike.law, own=bike.owner == person))


def bike_as_of(bike_id: UUID, on: date, known_on: UUID | None = None) -> Bike | None:
    """The bike as it stood on a day; None before its registration. `known_on`: only what entries up to this one had
    written. Two statements."""
    row = _BY_ID.first(bike_id)
    columns = fold.fold(dated.told(models.BikeFact, bike_id, on, known_on))
    if row is None or "code" not in columns:
        return None
    return _view(SimpleNamespace(id=bike_id, revision=row.revision, **columns))


def facts_of(bike_id: UUID) -> list[FactView]:
    """Every dated fact of a bike, struck ones included, oldest first. One statement."""
    return dated.views(models.BikeFact, bike_id)


def life_of(bike_id: UUID) -> list[Moment]:
    """The whole life of a bike, oldest first: every entry about it, corrected ones marked. One statement."""
    written = entries.history(bike_id, REGISTER)
    struck = {one.corrects for one in written}
    return [
        Moment(one.kind, one.effective_on, one.recorded_at, one.office, one.channel, one.facts, one.id in struck)
        for one in written
    ]


def differences() -> Iterator[Difference]:
    """Compare every narrow row with the fold of its facts; yields only where they differ."""
    for row in models.Bike.for_system("nightly comparison").order_by("id").iterator(chunk_size=500):
        facts = models.BikeFact.objects.filter(subject=row.id, struck_by__isnull=True).order_by("since", "entry")
        columns = fold.fold(facts.values_list("facet", "value"))
        wrong = {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}
        if wrong:
            yield Difference(row.id, wrong)


def unfounded_facts() -> Iterator[FactView]:
    """Dated facts that the sealed entry which wrote them does not state: somebody changed the table by hand."""
    return dated.unfounded(models.BikeFact)


def _view(row: models.Bike | SimpleNamespace) -> Bike:
    return Bike(
        id=row.id, code=row.code, motor=row.motor, make=row.make, colour=row.colour, owner=row.owner,
        owner_kind=row.owner_kind, region=row.region, kind=row.kind, plate=row.plate, tag=row.tag, firm=row.firm,
        rider=row.rider, licence=row.licence, registered_on=row.registered_on, revision=row.revision,
        law=fold.law_of(row),
    )  # fmt: skip
