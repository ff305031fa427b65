"""Questions to the register of vehicles."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import UUID

from django.db import connection

from tongban.core import entries, sealed
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.plates import Plate
from tongban.core.rows import Rows
from tongban.registers import dated
from tongban.registers.vehicles import fold, models
from tongban.registers.vehicles.changing import NO_VEHICLE
from tongban.registers.vehicles.types import (
    REGISTER,
    CheckView,
    Days,
    Difference,
    FactView,
    Moment,
    Owner,
    PageView,
    PaperView,
    Vehicle,
)

_BY_ID = Rows(models.Vehicle, "id = %s", why="get a vehicle")
_CHECK = Rows(models.VehicleCheck, "cause = %s ORDER BY checked_at DESC LIMIT 1", why="the newest check of a case")
_SOLD_SOON = """
SELECT count(*) FROM vehicles_vehiclefact AS had
CROSS JOIN LATERAL (
    SELECT since, value FROM vehicles_vehiclefact AS after
    WHERE after.subject = had.subject AND after.facet = 'owners' AND after.struck_by IS NULL
    AND (after.since, after.entry) > (had.since, had.entry) ORDER BY after.since, after.entry LIMIT 1
) AS sale
WHERE had.facet = 'owners' AND had.struck_by IS NULL AND had.value @> %s::jsonb AND NOT sale.value @> had.value
AND sale.since BETWEEN %s AND %s AND sale.since < had.since + make_interval(years => %s)
"""
_BY_VIN = Rows(models.Vehicle, "vin = %s ORDER BY live DESC, registered_on DESC", why="find by VIN")
_OWNED = Rows(  # as models.owned_by says; it uses both indexes
    models.Vehicle,
    "live AND (owner = %s OR (shared AND owners @> %s::jsonb)) ORDER BY plate, id",
    why="vehicles of an owner",
)
_STILL = Rows(models.Vehicle, "id = %s AND revision = %s FOR UPDATE", why="hold a vehicle until a decision is written")


def find_vehicle(vehicle_id: UUID) -> Vehicle | None:
    """A vehicle by its id, or None. One statement. The caller records the look."""
    row = _BY_ID.first(vehicle_id)
    return _view(row) if row else None


def get_vehicle(vehicle_id: UUID) -> Vehicle:
    """A vehicle by its id; NotFound where there is none. One statement."""
    found = find_vehicle(vehicle_id)
    if found is None:
        raise NotFound(NO_VEHICLE)
    return found


def vehicles_of(party: UUID) -> list[Vehicle]:
    """The live vehicles of which a person or organisation is owner or co-owner, by number. One statement."""
    return [_view(row) for row in _OWNED.all(party, json.dumps([[str(party)]]))]


def find_by_plate(number: str, plate_type: str = "") -> list[Vehicle]:
    """The live vehicles with this plate number: more than one only where two types of plate share it. One statement."""
    rows = models.Vehicle.for_system("find by plate").filter(live=True, plate=number)
    return [_view(row) for row in (rows.filter(plate_type=plate_type) if plate_type else rows)]


def printed_plates(vehicle_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The plate numbers of several vehicles as they are printed, for announcements that name no person. At most one
    statement."""
    if not vehicle_ids:
        return {}
    rows = models.Vehicle.for_system("announced by plate").filter(id__in=list(vehicle_ids))
    return {row: Plate(kind, number).printed for row, kind, number in rows.values_list("id", "plate_type", "plate")}


def on_vehicles(plate_type: str, numbers: Sequence[str]) -> dict[str, UUID]:
    """Which of these plate numbers are on which live vehicle. One statement."""
    rows = models.Vehicle.for_system("numbers in use").filter(live=True, plate_type=plate_type, plate__in=numbers)
    return dict(rows.values_list("plate", "id"))


def find_by_licence(serial: str) -> Vehicle | None:
    """The vehicle whose valid licence has this serial, or None. Two statements."""
    valid = models.Paper.objects.filter(kind="licence", serial=serial, voided_on=None)
    vehicle_id = valid.values_list("vehicle", flat=True).first()
    return find_vehicle(vehicle_id) if vehicle_id else None


def find_by_vin(vin: str) -> list[Vehicle]:
    """Every vehicle that has or had this VIN, the live one first. One statement."""
    return [_view(row) for row in _BY_VIN.all(vin)]


def still_at(vehicle: Vehicle) -> bool:
    """Lock a vehicle until the end of the transaction; False where it has changed since it was read. One statement."""
    return _STILL.first(vehicle.id, vehicle.revision) is not None


def is_registered(vin: str) -> bool:
    """Whether a live vehicle has this VIN. One statement."""
    return models.Vehicle.for_system("is a VIN registered").filter(vin=vin, live=True).exists()


def vehicle_as_of(vehicle_id: UUID, on: date, known_on: UUID | None = None) -> Vehicle | None:
    """The vehicle as law saw it on a day; None before its registration.

    `known_on`: only what entries up to this one had written ("as we knew it then"). Two statements.
    """
    row = _BY_ID.first(vehicle_id)
    state = fold.fold(dated.told(models.VehicleFact, vehicle_id, on, known_on))
    if row is None or "vin" not in state.values:
        return None
    return _view(SimpleNamespace(id=row.id, revision=row.revision, **state.columns()))


def sold_soon(owner: UUID, year: int, held_years: int) -> int:
    """How many vehicles a party parted with in a year by transfer, each within so many years. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SOLD_SOON, [json.dumps([[str(owner)]]), date(year, 1, 1), date(year, 12, 31), held_years])
        return int(cursor.fetchone()[0])


def next_certificate(region: str) -> str:
    """The number of the next registration certificate (登记证书编号): province and ten digits in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('vehicles_certificate_number')")
        (number,) = cursor.fetchone()
    return f"{region[:2]}{number:010d}"


def facts_of(vehicle_id: UUID) -> list[FactView]:
    """Every dated fact of a vehicle, struck ones included, oldest first. One statement."""
    return dated.views(models.VehicleFact, vehicle_id)


def life_of(vehicle_id: UUID) -> list[Moment]:
    """The whole life of a vehicle, oldest first: every entry about it, corrected ones marked. One statement."""
    written = entries.history(vehicle_id, REGISTER)
    struck = {one.corrects for one in written}
    return [
        Moment(
            one.id, one.kind, one.effective_on, one.recorded_at, one.office, one.channel, one.cause, one.facts,
            one.id in struck,
        )
        for one in written
    ]  # fmt: skip


def last_swap(vehicle_id: UUID) -> date | None:
    """The day on which a vehicle last took part in a swap of numbers, corrected ones left out. One statement."""
    return max(
        (one.on for one in life_of(vehicle_id) if one.kind == "numbers_swapped" and not one.corrected), default=None
    )


def papers_of(vehicle_id: UUID) -> list[PaperView]:
    """Every licence and certificate that was issued, oldest first. One statement."""
    rows = models.Paper.objects.filter(vehicle=vehicle_id).order_by("kind", "number")
    return [_paper(row) for row in rows]


def find_paper(kind: str, serial: str) -> PaperView | None:
    """A licence or certificate by its serial, valid or void, or None. One statement."""
    row = models.Paper.objects.filter(kind=kind, serial=serial).first()
    return _paper(row) if row else None


def unlinked(vehicle_ids: Iterable[UUID], person_id: UUID) -> set[UUID]:
    """Those of the vehicles that a person has taken off their account. One statement."""
    told = models.VehicleFact.objects.filter(
        subject__in=list(vehicle_ids), facet=f"link:{person_id.hex}", struck_by=None
    )
    said = dict(told.order_by("since", "entry").values_list("subject", "value"))
    return {subject for subject, value in said.items() if value is False}


def mortgage_days(plate: str, vin_end: str) -> list[Days] | None:
    """When mortgages on a live vehicle began and ended, oldest first; None where number and VIN fit none. Two
    statements."""
    wanted = models.Vehicle.for_system("days of mortgages are public").filter(
        plate=plate, vin__endswith=vin_end, live=True
    )
    found = wanted.values_list("id", flat=True).first()
    if found is None:
        return None
    told = models.VehicleFact.objects.filter(subject=found, facet__startswith="restriction:", struck_by=None)
    began: dict[str, date] = {}
    ended: dict[str, date] = {}
    for facet, since, value in told.order_by("since", "entry").values_list("facet", "since", "value"):
        if value is None:
            ended[facet] = since
        elif value[0] == "mortgage":
            began[facet] = since
    return [Days(since, ended.get(facet)) for facet, since in began.items()]


def pages_of(vehicle_id: UUID) -> list[PageView]:
    """The pages of the electronic file, oldest first. One statement; the caller records the look."""
    rows = models.Page.for_system("list the pages of a file").filter(vehicle=vehicle_id).order_by("added_on", "id")
    columns = ("id", "kind", "sha256", "media_type", "added_on")
    return [PageView(*row) for row in rows.values_list(*columns)]


def page_content(page_id: UUID, actor: Actor) -> bytes:
    """The content of a page that the actor may see; NotFound otherwise."""
    page = models.Page.visible_to(actor).filter(id=page_id).first()
    if page is None:
        raise NotFound(NO_VEHICLE)
    return sealed.unpack_bytes(page.content)


def newest_check(cause: str) -> CheckView | None:
    """The newest check that was made for a case, without its photographs, or None. One statement."""
    row = _CHECK.first(cause)
    return _check(row) if row else None


def checks_of(*, vin: str = "", cause: str = "") -> list[CheckView]:
    """The checks of a vehicle, or of a case, with their photographs, oldest first. Two statements; the caller records
    the look."""
    known = models.VehicleCheck.for_system("list checks").filter(**({"vin": vin} if vin else {"cause": cause}))
    found = list(known.order_by("checked_at"))
    photos: dict[UUID, list[tuple[str, UUID]]] = {}
    rows = models.CheckPhoto.for_system("photographs of checks").filter(check_of__in=[one.id for one in found])
    for check, item, photo in rows.values_list("check_of", "item", "id"):
        photos.setdefault(check, []).append((item, photo))
    return [replace(_check(one), photos=tuple(photos.get(one.id, ()))) for one in found]


def check_photo(photo_id: UUID, actor: Actor) -> bytes:
    """A photograph of a check that the actor may see; NotFound otherwise."""
    row = models.CheckPhoto.visible_to(actor).filter(id=photo_id).first()
    if row is None:
        raise NotFound(NO_VEHICLE)
    return sealed.unpack_bytes(row.content)


def differences() -> Iterator[Difference]:
    """Compare every narrow row with the fold of its facts; yields only where they differ."""
    for row in models.Vehicle.for_system("nightly comparison").order_by("id").iterator(chunk_size=500):
        facts = models.VehicleFact.objects.filter(subject=row.id, struck_by__isnull=True).order_by("since", "entry")
        columns = fold.fold(facts.values_list("facet", "value")).columns()
        wrong = {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}
        if wrong:
            yield Difference(row.id, wrong)


def unfounded_facts() -> Iterator[FactView]:
    """Dated facts that the sealed entry which wrote them does not state: somebody changed the table by hand."""
    return dated.unfounded(models.VehicleFact)


def seen_by(vehicle: Vehicle, party: UUID) -> Vehicle:
    """The vehicle with `law.own` as it is for a party."""
    return replace(vehicle, law=replace(vehicle.law, own=vehicle.is_of(party)))


def _view(row: models.Vehicle | SimpleNamespace) -> Vehicle:
    return Vehicle(
        id=row.id,
        vin=row.vin,
        plate_type=row.plate_type,
        plate=row.plate,
        colour=row.colour,
        engine=row.engine,
        make=row.make,
        authority=row.authority,
        region=row.region,
        owners=_owners(row.owners),
        insured_to=row.insured_to,
        licence=row.licence,
        certificate=row.certificate,
        revision=row.revision,
        law=fold.law_of(row),
    )


def _check(row: models.VehicleCheck) -> CheckView:
    return CheckView(
        id=row.id, vin=row.vin, stamped=row.stamped, on=row.on, checked_at=row.checked_at, result=row.result,
        items=row.items, remarks=row.remarks, recording=row.recording, officer=row.officer,
        officer_number=row.officer_number, from_office=row.from_office,
    )  # fmt: skip


def _owners(said: Iterable[list[str]]) -> tuple[Owner, ...]:
    return tuple(Owner(UUID(party), kind) for party, kind in said)


def _paper(row: models.Paper) -> PaperView:
    return PaperView(
        row.kind, row.serial, row.number, row.issued_on, row.voided_on is None, row.voided_on, row.void_cause
    )
