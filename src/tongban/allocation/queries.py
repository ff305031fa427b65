"""Reading draws: what everybody may know, and what a person knows of their own application."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Length

from tongban.allocation import record, sources
from tongban.allocation.models import Announcement, Application, CalledOff, Draw, Reading, Result, Value
from tongban.allocation.types import Applied, DrawState, DrawView, Origin, ValueView
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Files:
    """The published files of a draw by name, each byte for byte; those of a later day are missing before it."""

    content: dict[str, bytes]


def draws() -> list[DrawView]:
    """Every draw, the newest first. Five statements, none of which reads a list or a proof."""
    return _views(Draw.objects.defer("pool").order_by("-id"))


def get_draw(number: str) -> DrawView:
    """One draw. Raises NotFound. Five statements."""
    found = _views(Draw.objects.defer("pool").filter(number=number))
    if not found:
        raise NotFound(record.NO_DRAW)
    return found[0]


def files(number: str, *names: str) -> Files:
    """The published files of a draw, all or those named. Raises NotFound. At most three statements."""
    draw = Draw.objects.filter(number=number).first()
    if draw is None:
        raise NotFound(record.NO_DRAW)
    content = {"pool.txt": draw.pool.encode()}
    if not names or {"announcement.json", "applicants.txt"} & set(names):
        announced = Announcement.objects.filter(draw=draw).first()
        if announced is not None:
            content["announcement.json"] = bytes(announced.document)
            content["applicants.txt"] = bytes(announced.applicants)
    if not names or "proof.json" in names:
        proof = Result.objects.filter(draw_id=draw.id).values_list("proof", flat=True).first()
        if proof is not None:
            content["proof.json"] = bytes(proof)
    return Files({name: each for name, each in content.items() if not names or name in names})


def line_of(applicants: bytes, code: str) -> tuple[str, ...] | None:
    """(code, weight, wishes) of a code on a published list; None where it is not there. No statement."""
    begin = f"{code}\t".encode()
    at = 0 if applicants.startswith(begin) else applicants.find(b"\n" + begin) + 1
    if at == 0 and not applicants.startswith(begin):
        return None
    return tuple(applicants[at : applicants.index(b"\n", at)].decode().split("\t"))


def next_number() -> str:
    """The number for the next draw: the year and how many there were in it. One statement."""
    year = clock.today().year
    return f"{year}-{Draw.objects.filter(number__startswith=f'{year}-').count() + 1:03d}"


def sizes(number: str) -> dict[str, int]:
    """How long each published file is, in bytes; empty before the announcement. Three statements, no list is read."""
    announced = (
        Announcement.objects.filter(draw__number=number)
        .annotate(document_bytes=Length("document"), list_bytes=Length("applicants"))
        .values_list("document_bytes", "list_bytes")
        .first()
    )
    if announced is None:
        return {}
    proof = Result.objects.filter(draw__draw__number=number).annotate(bytes=Length("proof"))
    pool = len(Draw.objects.values_list("pool", flat=True).get(number=number).encode())
    known = {"announcement.json": announced[0], "pool.txt": pool, "applicants.txt": announced[1]}
    length = proof.values_list("bytes", flat=True).first()
    return known | ({"proof.json": length} if length else {})


def find_application(number: str, person: UUID) -> Applied | None:
    """A person's own application, None where there is none. Two statements."""
    row = Application.for_system("their own application").filter(draw__number=number, person=person).first()
    if row is None:
        return None
    pool = Draw.objects.values_list("pool", flat=True).get(number=number).split("\n")
    wishes = () if row.wishes == "*" else tuple(pool[int(place) - 1] for place in row.wishes.split(","))
    return Applied(number, row.code, row.weight, wishes)


def person_of(number: str, code: str) -> UUID | None:
    """Whom a code stands for: for those who carry out a result. One statement."""
    rows = Application.for_system("carry out a result").filter(draw__number=number, code=code)
    return rows.values_list("person", flat=True).first()


def read_by(number: str, account: UUID) -> dict[str, tuple[str, ...]]:
    """What somebody has read so far, by source, newest readings only: nobody sees another's. One statement."""
    rows = Reading.objects.filter(draw__draw__number=number, account=account).order_by("id")
    return {row.source: tuple(row.published) for row in rows}


def awaited(at: datetime) -> list[tuple[str, str]]:
    """(draw, source) of every beacon's pulse that is due and not there. Two statements."""
    rows = Announcement.objects.filter(first_due_at__lte=at, draw_id__isnull=False).select_related("draw")
    rows = rows.exclude(pk__in=Result.objects.values("pk")).defer("document", "applicants", "draw__pool")
    known = set(Value.objects.values_list("draw_id", "source"))
    return [
        (row.draw.number, source.name)
        for row in rows
        for source in record.sources_of(row.draw)
        if (row.draw.id, source.name) not in known and source.due_at <= at
        if sources.kind_of(source).origin == Origin.PARTNER
    ]


def complete() -> list[str]:
    """The numbers of draws whose values are all there and that are not made yet. Two statements."""
    rows = Announcement.objects.filter(first_due_at__lte=clock.now()).exclude(pk__in=Result.objects.values("pk"))
    counts: dict[UUID, int] = {}
    for draw_id in Value.objects.filter(draw__in=rows).values_list("draw_id", flat=True):
        counts[draw_id] = counts.get(draw_id, 0) + 1
    found = Draw.objects.filter(pk__in=list(counts)).only("id", "number", "sources")
    return [draw.number for draw in found if counts[draw.id] == len(draw.sources)]


def _views(rows: Iterable[Draw]) -> list[DrawView]:
    found = list(rows)
    ids = [row.id for row in found]
    fixed = {row.draw_id: row for row in Announcement.objects.filter(pk__in=ids).defer("document", "applicants")}
    made = {row.draw_id: row for row in Result.objects.filter(pk__in=ids).defer("proof")}
    off = {row.draw_id: row for row in CalledOff.objects.filter(pk__in=ids)}
    values: dict[UUID, list[ValueView]] = {}
    for one in Value.objects.filter(draw_id__in=ids).order_by("source"):
        view = ValueView(one.source, tuple(one.published), one.published_at, one.witness)
        values.setdefault(one.draw_id, []).append(view)
    return [_view(row, fixed.get(row.id), made.get(row.id), off.get(row.id), values.get(row.id, [])) for row in found]


def _view(
    row: Draw, fixed: Announcement | None, made: Result | None, off: CalledOff | None, values: list[ValueView]
) -> DrawView:
    state = (
        DrawState.CALLED_OFF if off else DrawState.DRAWN if made else DrawState.ANNOUNCED if fixed else DrawState.OPEN
    )
    return DrawView(
        id=row.id,
        number=row.number,
        title=Text(row.title_zh, row.title_en),
        basis=Text(row.basis_zh, row.basis_en),
        pilot=row.pilot,
        items=row.items,
        sources=record.sources_of(row),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        state=state,
        applicants=fixed.count if fixed else 0,
        commitment=fixed.commitment if fixed else "",
        announced_at=fixed.announced_at if fixed else None,
        called_off=Text(off.reason_zh, off.reason_en) if off else None,
        values=tuple(values),
        seed=made.seed if made else "",
        drawn_at=made.drawn_at if made else None,
    )
