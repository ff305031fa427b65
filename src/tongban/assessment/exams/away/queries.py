"""Questions about packages and their results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.away import models
from tongban.assessment.exams.driving import queries as driving
from tongban.core.actor import Actor

NOBODYS = ("not_packed", "unknown")


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package that left, and how much of it is back: by outcome of the results."""

    id: UUID
    site: str
    day: date
    sittings: int
    examiners: tuple[str, ...]
    packed_at: datetime
    packed_by: str
    back: dict[str, int]


def registered() -> set[str]:
    """The sites whose keys are registered. One statement."""
    return set(models.OpeningKey.objects.values_list("site", flat=True))


def packages(limit: int = 50) -> list[PackageView]:
    """Packages, the newest first. Two statements."""
    found = list(models.Package.objects.defer("return_key").order_by("-packed_at")[:limit])
    back = _back(one.id for one in found)
    return [
        PackageView(
            row.id, row.site, row.day, len(row.sittings), tuple(row.examiners), row.packed_at, row.packed_by,
            back.get(row.id, {}),
        )
        for row in found
    ]  # fmt: skip


def findings(actor: Actor) -> list[driving.ConflictRow]:
    """The results that wait for a person, of exam files that the actor may see; those of nobody known are seen by
    everybody who is asked. Two statements."""
    found = driving.open_results()
    seen = exams.seen_among([one.sitting for one in found], actor)
    return [one for one in found if one.sitting in seen or one.kind in NOBODYS]


def _back(packages: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    rows = models.Result.objects.filter(package__in=list(packages)).values_list("package", "outcome")
    found: dict[UUID, dict[str, int]] = {}
    for package, outcome, count in rows.annotate(n=Count("id")).order_by():
        kind = outcome if outcome in ("taken", "known") else "findings"
        found.setdefault(package, {})[kind] = found.get(package, {}).get(kind, 0) + count
    return found
